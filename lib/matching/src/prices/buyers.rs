//! Everybody as a buyer of seats at prices of their own.

use super::minima::Question;
use super::{Chooser, Chunk, Purse};
use crate::parallel::{Crew, parallel, share};

/// More than any set can be worth, in sixteenths.
const FORCE: i64 = 1 << 44;

/// One person's price of one class, in place of those of seat and quotas.
#[derive(Debug, Clone, Copy)]
pub(super) struct Own {
    pub class: u32,
    pub person: u32,
    /// In sixteenths; below 0 where the person would be paid to come.
    pub price: i64,
    /// Whether the class is in the person's best set at these prices.
    pub wanted: bool,
    /// Whether the class sells them a seat.
    pub sold: bool,
    /// Which way the price has been pulled lately.
    pub drift: f32,
}

/// Far above what any set is worth, and so low that sums of prices never overflow; in sixteenths.
const MOST: i64 = 1 << 40;

/// How much of the way a price was pulled before it still goes.
const LATELY: f32 = 0.6;

impl Own {
    fn at(price: i64, class: u32, p: usize) -> Self {
        Self { class, person: p as u32, price, wanted: false, sold: false, drift: 0.0 }
    }

    /// Moves the price towards where person and class agree.
    pub fn step(&mut self, step: f32) {
        self.drift = self.drift * LATELY + self.wanted as i8 as f32 - self.sold as i8 as f32;
        self.price = (self.price + (step * self.drift) as i64).clamp(-MOST, MOST);
    }
}

/// Everybody's prices, person by person.
pub(super) struct Buyers {
    pub own: Vec<Own>,
    /// The reduced values of those to whom no such class is open.
    pub others: i64,
    /// The units asked together, and where their prices end.
    parts: Vec<(Chunk, usize)>,
}

impl Buyers {
    /// The prices to begin with; `None` if it was over before everybody was asked.
    pub fn gather(question: Question<'_>, chunks: &[Chunk], crew: Crew<'_>) -> Option<Self> {
        let found = parallel(
            crew,
            chunks.len(),
            || Asking::new(question),
            |asking, at| {
                let mut own = Vec::new();
                let people = chunks[at].clone().flat_map(|unit| question.people(unit));
                let others: i64 = people.map(|p| asking.gather(p, &mut own)).sum();
                Some((others, own))
            },
        );
        if found.len() < chunks.len() {
            return None;
        }
        let mut buyers = Self { own: Vec::new(), others: 0, parts: Vec::new() };
        for (chunk, (others, own)) in chunks.iter().zip(found) {
            buyers.own.extend(own);
            buyers.others += others;
            buyers.parts.push((chunk.clone(), buyers.own.len()));
        }
        Some(buyers)
    }

    /// What everybody's best set at their own prices is worth to them together, notes who wants what; `None` if it was
    /// over before.
    pub fn ask(&mut self, question: Question<'_>, crew: Crew<'_>) -> Option<i64> {
        let (mut parts, mut rest, mut begin) = (Vec::new(), &mut self.own[..], 0);
        for (_, end) in &self.parts {
            let (part, after) = rest.split_at_mut(end - begin);
            parts.push(part);
            (rest, begin) = (after, *end);
        }
        let asked = share(
            crew,
            parts,
            || Asking::new(question),
            |asking, part| {
                part.chunk_by_mut(|a, b| a.person == b.person).for_each(|own| asking.ask(own));
            },
        );
        (!(crew.over)()).then(|| asked.iter().map(|asking| asking.worth).sum())
    }
}

impl Question<'_> {
    fn people(&self, unit: usize) -> std::ops::Range<usize> {
        let people = &self.instance.units.people;
        people[unit] as usize..people[unit + 1] as usize
    }

    /// What the days of the class cost.
    fn days(&self, purse: &Purse, leads: bool, class: u32) -> i64 {
        purse.price(self.instance, leads, class) - purse.seat(class)
    }
}

/// Asks one person after another; one a thread.
struct Asking<'a> {
    question: Question<'a>,
    purse: Purse,
    chooser: Chooser,
    unit: usize,
    worth: i64,
}

impl<'a> Asking<'a> {
    fn new(question: Question<'a>) -> Self {
        let purse = Purse::new(question.prices);
        Self { question, purse, chooser: Chooser::default(), unit: usize::MAX, worth: 0 }
    }

    fn enter_unit_of(&mut self, p: usize) {
        let Question { instance, limits, prices, .. } = self.question;
        let unit = instance.people.unit[p] as usize;
        if unit != self.unit {
            self.unit = unit;
            self.purse.enter(instance, limits, prices, unit, prices.days(instance, unit));
        }
    }

    /// What each short class would gain the person, and the price of others with own prices; returns their reduced value
    /// if there is none.
    fn gather(&mut self, p: usize, own: &mut Vec<Own>) -> i64 {
        self.enter_unit_of(p);
        let Question { instance, short, own: priced, .. } = self.question;
        let leads = instance.people.role[p].leads();
        let (question, purse) = (&self.question, &self.purse);
        let plain = |class: u32| purse.price(instance, leads, class);
        let short = |class: u32| short[class as usize];
        let without = self.chooser.best(instance, p, |class| (!short(class)).then(|| plain(class))).0;
        let before = own.len();
        for &class in instance.pairs.classes(p).iter().filter(|&&class| priced[class as usize]) {
            let forced = |other: u32| match (other == class, short(other)) {
                (true, _) => Some(question.days(purse, leads, class) - FORCE),
                (_, true) => None,
                _ => Some(plain(other)),
            };
            let gain = if short(class) {
                self.chooser.best(instance, p, forced).0 - FORCE - without
            } else {
                purse.seat(class)
            };
            // Promised seats may leave no room for the class: then nobody can ask this person.
            if gain > -FORCE / 2 {
                own.push(Own::at(gain, class, p));
            }
        }
        if own.len() == before { without } else { 0 }
    }

    /// The best set of the person with these prices.
    fn ask(&mut self, own: &mut [Own]) {
        let p = own[0].person as usize;
        self.enter_unit_of(p);
        let instance = self.question.instance;
        let leads = instance.people.role[p].leads();
        let (question, purse) = (&self.question, &self.purse);
        let price = |class: u32| {
            if !question.own[class as usize] {
                return Some(purse.price(instance, leads, class));
            }
            let own = own.iter().find(|own| own.class == class)?;
            Some(own.price + question.days(purse, leads, class))
        };
        let (worth, set) = self.chooser.best(instance, p, price);
        self.worth += worth;
        own.iter_mut().for_each(|own| own.wanted = set.contains(&own.class));
    }
}
