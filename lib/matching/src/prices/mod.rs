//! Prices: what a seat, a quota's seat and a day away cost, so that everybody's own best choice together
//! fits the limits as well as it can.
//!
//! For any prices, the sum of everybody's best reduced value plus the worth of all limits at their prices is
//! at least the objective of every assignment that keeps the rules (Lagrange). Prices are therefore a proof.
//! They are whole numbers of sixteenths of a point, so the proof has no rounding.

mod ascent;
mod buyers;
mod choice;
mod limits;
mod minima;
mod named;
mod purse;
mod sellers;
mod start;
mod sweep;

pub(crate) use ascent::Ascent;
pub(crate) use choice::{Bundle, Chooser};
pub(crate) use limits::Limits;
pub(crate) use minima::{Hopeful, Minima, Question, minima};
pub(crate) use named::Priced;
pub(crate) use purse::{Days, Purse};
pub(crate) use start::starting_prices;
pub(crate) use sweep::{Chunk, Sweep, chunks, sweep};

use crate::model::{ClassId, Instance};

/// Prices count in sixteenths of a point of the objective.
pub(crate) const SCALE: i64 = 16;

/// The prices of an instance. Kept from one solve, they are a warm start for the next.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prices {
    /// One a class; below 0 only during a run, for a class that pays its people to come.
    pub(crate) class: Vec<i64>,
    /// One a quota: above 0 its maximum binds, below 0 its minimum.
    pub(crate) quota: Vec<i64>,
    /// One a unit and watched day: the release cap.
    pub(crate) day: Vec<i32>,
    /// One a unit and watched day: one leader away at most.
    pub(crate) lead: Vec<i32>,
}

/// What is taken for decided about a class while prices are sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stance {
    /// Nothing: it has at most its maximum.
    Open,
    /// It is not held.
    Shut,
    /// It is held with its minimum at least, at a price to start from: below 0 where people are paid to come.
    Held { price: i64 },
}

impl Prices {
    /// Nothing costs anything.
    pub fn zero(instance: &Instance) -> Self {
        let unit_days = instance.units.parent.len() * instance.units.days;
        Self {
            class: vec![0; instance.class_count()],
            quota: vec![0; instance.quotas.len()],
            day: vec![0; unit_days],
            lead: vec![0; unit_days],
        }
    }

    /// The day prices of a unit.
    pub(crate) fn days(&self, instance: &Instance, unit: usize) -> Days<'_> {
        let days = unit * instance.units.days..(unit + 1) * instance.units.days;
        Days { people: &self.day[days.clone()], leaders: &self.lead[days] }
    }

    /// What one more seat of the class would be worth to the objective, in points.
    pub fn of_class(&self, class: ClassId) -> f64 {
        self.class[class.index()] as f64 / SCALE as f64
    }

    /// What one more seat would be worth: never less than nothing, though holding a class may have its price.
    pub(crate) fn of_further_seats(mut self) -> Self {
        self.class.iter_mut().for_each(|price| *price = (*price).max(0));
        self
    }

    pub(crate) fn fits(&self, instance: &Instance) -> bool {
        self.class.len() == instance.class_count()
            && self.quota.len() == instance.quotas.len()
            && self.day.len() == instance.units.parent.len() * instance.units.days
    }
}
