//! The bound where classes cannot be held for too few.
//!
//! A price cannot say that a class is held with many or not at all. Where that matters the class gets a price of
//! its own for every person (Lagrangian decomposition, Guignard & Kim 1987): exactly what the seat would gain them, or
//! less than nothing if they would lose by it. At such prices nobody needs the class, and the class as a seller,
//! which must find its minimum among them or earn nothing, earns as much as the best people it may hold together.
//! Any prices prove a bound; these prove that a class too few gain by is worth nothing.

use super::{Chooser, Chunk, Limits, Prices, Purse, SCALE};
use crate::model::Instance;
use crate::parallel::{Crew, parallel};
use crate::value;

/// More than any set can be worth, in sixteenths.
const FORCE: i64 = 1 << 44;

/// What a person gains by a class above its price, at most.
#[derive(Debug, Clone, Copy)]
struct Gain {
    class: u32,
    person: u32,
    /// With the price of the class, in sixteenths; below 0 a loss.
    worth: i64,
    /// Whether the unit could spare the person beside those of the unit who gain more.
    spared: bool,
}

/// A class that might still be worth holding.
#[derive(Debug, Clone)]
pub(crate) struct Hopeful {
    /// At most what holding it adds, in sixteenths.
    pub worth: i64,
    pub class: u32,
    /// At which its minimum comes, in sixteenths; at most 0.
    pub price: i64,
    /// Who might come, those who gain most first.
    pub people: Vec<u32>,
}

/// What was found about classes with prices of their own for everybody.
#[derive(Debug, Clone, Default)]
pub(crate) struct Minima {
    /// No assignment that keeps the rules is worth more, in sixteenths.
    pub bound: i64,
    /// The short classes that might still be worth holding, the best first.
    pub hopeful: Vec<Hopeful>,
}

/// The bound at the prices, with prices of their own for everybody for the classes that are `short`; `None` if it was over
/// before everybody was asked.
pub(crate) fn minima(
    instance: &Instance,
    limits: &Limits,
    prices: &Prices,
    chunks: &[Chunk],
    crew: Crew<'_>,
    short: &[bool],
) -> Option<Minima> {
    let parts = parallel(crew, chunks.len(), Chooser::default, |chooser, at| {
        let mut asking = Asking { instance, limits, prices, short, purse: Purse::new(prices), chooser };
        Some(chunks[at].clone().fold((0, Vec::new()), |(bound, mut gains), unit| {
            let more = asking.unit(unit, &mut gains);
            (bound + more, gains)
        }))
    });
    if parts.len() < chunks.len() {
        return None;
    }
    let mut bound = value::base(instance) * SCALE;
    let mut gains: Vec<Vec<Gain>> = vec![Vec::new(); instance.class_count()];
    for (part, found) in parts {
        bound += part;
        found.into_iter().for_each(|gain| gains[gain.class as usize].push(gain));
    }
    let days = |prices: &[i32], limits: &[u16]| -> i64 {
        prices.iter().zip(limits).map(|(&price, &limit)| price as i64 * limit as i64).sum()
    };
    bound += days(&prices.day, &limits.day) + days(&prices.lead, &limits.lead);
    let mut hopeful = Vec::new();
    for (c, mut gains) in gains.into_iter().enumerate() {
        let quotas = super::sweep::quotas_worth(instance, limits, prices, c);
        if !short[c] {
            bound += super::sweep::class_worth(limits, prices, c, quotas);
            continue;
        }
        gains.sort_unstable_by_key(|gain| (std::cmp::Reverse(gain.worth), gain.person));
        let (least, most) = (instance.classes.min[c] as usize, limits.class[c] as usize);
        let worth = |(at, gain): (usize, &Gain)| if at < least { gain.worth } else { gain.worth.max(0) };
        let together = || gains.iter().filter(|gain| gain.spared);
        let sold: i64 = together().take(most).enumerate().map(worth).sum();
        if together().count() >= least && sold + quotas > 0 {
            bound += sold + quotas;
            let price = together().nth(least.saturating_sub(1)).map_or(0, |gain| gain.worth.min(0));
            let people = gains.iter().map(|gain| gain.person).collect();
            hopeful.push(Hopeful { worth: sold + quotas, class: c as u32, price, people });
        }
    }
    hopeful.sort_unstable_by_key(|hope| (std::cmp::Reverse(hope.worth), hope.class));
    Some(Minima { bound, hopeful })
}

struct Asking<'a> {
    instance: &'a Instance,
    limits: &'a Limits,
    prices: &'a Prices,
    short: &'a [bool],
    purse: Purse,
    chooser: &'a mut Chooser,
}

impl Asking<'_> {
    /// The reduced values of the unit's people, and what the short classes would gain them: of a unit as many as may
    /// be away together and one leader.
    fn unit(&mut self, unit: usize, gains: &mut Vec<Gain>) -> i64 {
        let days = self.prices.days(self.instance, unit);
        self.purse.enter(self.instance, self.limits, self.prices, unit, days);
        let people = self.instance.units.people[unit] as usize..self.instance.units.people[unit + 1] as usize;
        let mut own = Vec::new();
        let bound = people.map(|p| self.person(p, &mut own)).sum();
        own.sort_unstable_by_key(|gain| (gain.class, std::cmp::Reverse(gain.worth), gain.person));
        for same in own.chunk_by(|a, b| a.class == b.class) {
            let first = self.instance.classes.first[same[0].class as usize] as usize;
            let cap = self.limits.day[unit * self.instance.units.days + first] as usize;
            let leads = |gain: &Gain| self.instance.people.role[gain.person as usize].leads();
            let leaders = self.limits.lead[unit * self.instance.units.days + first] as usize;
            let (mut room, mut room_lead) = (cap, leaders);
            gains.extend(same.iter().map(|gain| {
                let spared = room > 0 && (!leads(gain) || room_lead > 0);
                room -= spared as usize;
                room_lead -= (spared && leads(gain)) as usize;
                Gain { spared, ..*gain }
            }));
        }
        bound
    }

    fn person(&mut self, p: usize, gains: &mut Vec<Gain>) -> i64 {
        let instance = self.instance;
        let leads = instance.people.role[p].leads();
        let purse = &self.purse;
        let plain = |class: u32| purse.price(instance, leads, class);
        let short = |class: u32| self.short[class as usize];
        let without = self.chooser.best(instance, p, |class| (!short(class)).then(|| plain(class))).0;
        let begin = gains.len();
        for &class in instance.pairs.classes(p).iter().filter(|&&class| short(class)) {
            let forced = |other: u32| match (other == class, short(other)) {
                (true, _) => Some(plain(class) - FORCE),
                (_, true) => None,
                _ => Some(plain(other)),
            };
            let with = self.chooser.best(instance, p, forced).0 - FORCE;
            // Promised seats may leave no room for the class: then nobody can ask this person.
            if with > -FORCE / 2 {
                let worth = with - without + self.prices.class[class as usize];
                gains.push(Gain { class, person: p as u32, worth, spared: false });
            }
        }
        let asked = &gains[begin..];
        if asked.len() < 2 {
            return without;
        }
        // Two such classes together may gain more than each alone: the person pays for both, and the bound takes
        // what is left.
        let price = |class: u32| {
            if !short(class) {
                return Some(plain(class));
            }
            let gain = asked.iter().find(|gain| gain.class == class)?;
            Some(plain(class) + gain.worth - self.prices.class[class as usize])
        };
        self.chooser.best(instance, p, price).0
    }
}
