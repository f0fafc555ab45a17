//! Which classes are held although too few want them at their price, and the bound that knows it.
//!
//! A class whose minimum few would come to of themselves gets a price below nothing: so much everybody is paid who helps
//! to hold it. Whether that is worth it the bound of the minima says, which asks what the seat would gain each person;
//! it also says the price at which just enough come. The sweeps then take for decided what it said, and the next campaign
//! finds those people by their prices instead of one by one.

use super::run::Run;
use crate::parallel::Crew;
use crate::prices::{Ascent, Minima, Prices, Question, SCALE, Stance, minima};
use crate::seats::{Seating, close};

/// With so few pairs every class gets own prices: many of them are slow to agree, but few prove more.
const FEW_PAIRS: usize = 10_000;

impl<'a> Run<'a> {
    /// Takes for decided which of the short classes are held from now on: those the bound says may be worth it.
    pub(super) fn decide_short_classes(&mut self, ascent: &mut Ascent<'_>, seating: &mut Seating<'a>) {
        let short = self.short_classes(&ascent.best, seating);
        let Some(found) = self.prove(&ascent.best, seating) else { return };
        let stance = |&short: &bool| if short { Stance::Shut } else { Stance::Open };
        let mut stances: Vec<Stance> = short.iter().map(stance).collect();
        for hope in &found.hopeful {
            stances[hope.class as usize] = Stance::Held { price: hope.price };
            seating.closed[hope.class as usize] = false;
        }
        for (class, _) in stances.iter().enumerate().filter(|(_, stance)| **stance == Stance::Shut) {
            close(seating, class as u32);
        }
        ascent.decide(stances);
    }

    /// The bound that knows the minima of the short classes; `None` if it was over before.
    pub(super) fn prove(&mut self, prices: &Prices, seating: &Seating<'_>) -> Option<Minima> {
        let over = self.over();
        let crew = Crew { threads: self.threads(), over: &over };
        let short = self.short_classes(prices, seating);
        let few = self.instance.pair_count() <= FEW_PAIRS;
        let promised = &self.limits.promised;
        let own = short.iter().zip(promised).map(|(&short, &promised)| short || few && !promised);
        let own: Vec<bool> = own.collect();
        let (instance, limits) = (self.instance, self.limits);
        let question = Question { instance, limits, prices, short: &short, own: &own };
        let known = self.objective().map(|objective| objective * SCALE);
        let found = minima(question, &self.chunks, crew, known)?;
        self.bound = self.bound.min(found.bound);
        self.report();
        Some(found)
    }

    /// Classes given up, those that pay their people, and those that have no more than their minimum though seats cost
    /// nothing.
    fn short_classes(&self, prices: &Prices, seating: &Seating<'_>) -> Vec<bool> {
        let short = |c: usize| {
            let few = seating.roster[c].len() <= self.instance.classes.min[c] as usize;
            let free = prices.class[c] == 0 && !self.limits.promised[c];
            seating.closed[c] || prices.class[c] < 0 || free && few
        };
        (0..self.instance.class_count()).map(short).collect()
    }
}
