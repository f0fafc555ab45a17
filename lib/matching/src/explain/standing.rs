//! A result as it stands: who sits where, which seats are free, what everybody could have instead.

use crate::model::{Instance, PersonId};
use crate::prices::{Chooser, Limits, SCALE};
use crate::seats::Seating;
use crate::solution::Solution;
use crate::solve::Previous;
use crate::value;

/// What a class is worth that a set must have: more than any value, so that it is never left out.
const DEMANDED: i64 = 1 << 44;

/// The seats of a result, and everybody's way to others.
#[derive(Clone)]
pub(crate) struct Standing<'a> {
    pub instance: &'a Instance,
    pub seating: Seating<'a>,
    /// Seats of an earlier result, and what keeping each is worth.
    pub previous: Option<&'a Previous>,
}

/// What a set must or must not have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Demand {
    /// This class, whether it has a free seat or not.
    With(u32),
    /// Not this class.
    Without(u32),
}

/// A set of classes and how much more it is worth to the whole than what the person has.
pub(crate) struct Choice {
    pub set: Vec<u32>,
    pub gain: i64,
}

impl<'a> Standing<'a> {
    /// Takes a result that keeps the rules; seats that break them are left out.
    pub fn new(instance: &'a Instance, limits: &'a Limits, solution: &Solution) -> Self {
        let mut seating = Seating::new(instance, limits);
        for seat in solution.seats() {
            let (p, class) = (seat.person.index(), seat.class.0);
            let own = seating.classes(p);
            if !own.contains(&class) && own.len() < seating.most(p) && seating.block(p, class).is_none() {
                seating.seat(p, class);
            }
        }
        Self::of(seating, None)
    }

    /// Takes seats as they are; a class without people is not held.
    pub fn of(mut seating: Seating<'a>, previous: Option<&'a Previous>) -> Self {
        for class in 0..seating.roster.len() {
            seating.closed[class] = seating.roster[class].is_empty();
        }
        Self { instance: seating.instance, seating, previous }
    }

    pub fn sits(&self, p: usize, class: u32) -> bool {
        self.seating.classes(p).contains(&class)
    }

    /// What keeping the person's seat in the class is worth, if they had it in the earlier result.
    pub fn kept(&self, p: usize, class: u32) -> i64 {
        self.previous.filter(|previous| previous.has(p as u32, class)).map_or(0, |previous| previous.stay)
    }

    /// At least what the person's coming to the class costs of what keeping earlier seats is worth.
    pub fn given_up(&self, p: usize, class: u32) -> i64 {
        if self.previous.is_none() {
            return 0;
        }
        let own = self.seating.classes(p).iter().copied();
        let clashing = own.clone().filter(|&other| self.instance.clash(other, class));
        let left: i64 = clashing.clone().map(|other| self.kept(p, other)).sum();
        let one_leaves = own.len() == self.seating.most(p) && clashing.count() == 0;
        let one = if one_leaves { own.map(|other| self.kept(p, other)).min().unwrap_or(0) } else { 0 };
        left + one - self.kept(p, class)
    }

    /// What getting back free seats they had in the earlier result would be worth.
    pub fn regainable(&self, p: usize) -> i64 {
        let Some(previous) = self.previous else { return 0 };
        let lost = |class: u32| !self.sits(p, class) && self.seating.has_room(class);
        let had = previous.solution.seats_of(PersonId(p as u32)).iter();
        had.filter(|seat| lost(seat.class.0)).count() as i64 * previous.stay
    }

    /// Whether the class would have too few people if one left.
    pub fn needed(&self, class: u32) -> bool {
        let seats = self.seating.roster[class as usize].len();
        seats <= self.instance.classes.min[class as usize] as usize
            && !self.seating.limits.promised[class as usize]
    }

    /// Whether the person could be seated in a further class, once they left what clashes with it.
    pub fn free(&self, p: usize, class: u32) -> bool {
        self.seating.seat_block(p, class).is_none() && !self.unit_is_full(p, class)
    }

    /// Whether the unit cannot spare the person, even if they left every other class.
    pub fn unit_is_full(&self, p: usize, class: u32) -> bool {
        self.seating.unit_block_without(p, class, &[]).is_some()
    }

    /// The best set of own and free seats under the demand; `None` if the demand cannot be met. A class that
    /// needs the person is only left if `leaving` says so.
    pub fn best(&self, chooser: &mut Chooser, p: usize, demand: Demand, leaving: Leaving) -> Option<Choice> {
        let own = self.seating.classes(p);
        let kept =
            |class: u32| leaving == Leaving::Spares && demand != Demand::Without(class) && self.needed(class);
        let price = |class: u32| match demand {
            Demand::Without(other) if class == other => None,
            Demand::With(other) if class == other => {
                Some(-(self.seating.quota_gain(p, class) + DEMANDED) * SCALE)
            }
            _ if own.contains(&class) => {
                let kept = if kept(class) { DEMANDED / 16 } else { 0 };
                Some(-(self.seating.quota_loss(p, class) + kept) * SCALE)
            }
            _ => self.seating.has_room(class).then(|| -self.seating.quota_gain(p, class) * SCALE),
        };
        let admits =
            |class: u32| demand == Demand::With(class) || own.contains(&class) || self.free(p, class);
        let (_, set) = chooser.best_admitted(self.instance, p, price, admits);
        let met = match demand {
            Demand::With(class) => set.contains(&class),
            Demand::Without(class) => !set.contains(&class),
        };
        let spared = own.iter().all(|class| set.contains(class) || !kept(*class));
        (met && spared).then(|| {
            let set = set.to_vec();
            let gain = self.worth(p, &set) - self.worth(p, own);
            Choice { set, gain }
        })
    }

    /// What the set is worth to the person and to quotas, apart from what does not change.
    pub fn worth(&self, p: usize, set: &[u32]) -> i64 {
        let own = self.seating.classes(p);
        let quotas = |&class: &u32| {
            if own.contains(&class) {
                self.seating.quota_loss(p, class)
            } else {
                self.seating.quota_gain(p, class)
            }
        };
        value::of_set(self.instance, p, set) + set.iter().map(quotas).sum::<i64>()
    }

    /// What the person would lose by giving their seat to somebody else; `None` if it was promised, or if they
    /// could only go by leaving another class with too few people.
    pub fn loss(&self, chooser: &mut Chooser, p: usize, class: u32) -> Option<i64> {
        if self.seating.is_promised(p, class) {
            return None;
        }
        Some(-self.best(chooser, p, Demand::Without(class), Leaving::Spares)?.gain)
    }

    pub fn seat(&mut self, p: usize, set: &[u32]) {
        for class in self.seating.classes(p).to_vec() {
            if !set.contains(&class) {
                self.seating.unseat(p, class);
            }
        }
        for &class in set {
            if !self.sits(p, class) {
                self.seating.seat(p, class);
            }
        }
    }
}

/// Whether somebody may leave a class that then has too few people.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaving {
    /// No.
    Spares,
    /// Yes.
    Anything,
}
