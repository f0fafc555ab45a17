//! What a run reports on its way and what it returns.

use std::time::Duration;

use crate::check::Totals;
use crate::model::{ClassId, Instance};
use crate::prices::Prices;
use crate::solution::Solution;

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    pub elapsed: Duration,
    /// The objective of the best seats so far; `None` before the first.
    pub objective: Option<i64>,
    /// No assignment is worth more than this.
    pub bound: f64,
    /// (bound − objective) / |bound|
    pub gap: Option<f64>,
    pub seats: usize,
    pub iterations: u64,
}

/// Why a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The gap asked for is proven.
    Gap,
    /// Nothing better was found with the moves the engine knows.
    Settled,
    /// The time was over.
    Time,
    /// Somebody cancelled.
    Cancelled,
}

impl Ending {
    /// The word of the report: `gap`, `settled`, `time` or `cancelled`.
    pub fn word(self) -> &'static str {
        match self {
            Ending::Gap => "gap",
            Ending::Settled => "settled",
            Ending::Time => "time",
            Ending::Cancelled => "cancelled",
        }
    }
}

/// The seats, the prices and the proof.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub solution: Solution,
    pub prices: Prices,
    /// The figures of the solution, from the checker.
    pub totals: Totals,
    /// The objective of every assignment that keeps the rules is at most this.
    pub bound: f64,
    pub ending: Ending,
    pub iterations: u64,
    /// Seats of the previous result that were taken away, plus new ones; 0 if there was none.
    pub moved: usize,
}

impl Outcome {
    /// (bound − objective) / |bound|: at most this part of the best possible is missing.
    pub fn gap(&self) -> f64 {
        gap(self.bound, self.totals.objective)
    }

    /// The classes that are held, in order.
    pub fn held(&self, instance: &Instance) -> Vec<ClassId> {
        let seats = self.solution.seats_by_class(instance);
        instance.classes().filter(|class| seats[class.index()] > 0).collect()
    }
}

/// (bound − objective) / |bound|, 0 where both are 0.
pub(crate) fn gap(bound: f64, objective: i64) -> f64 {
    let missing = bound - objective as f64;
    if missing <= 0.0 { 0.0 } else { missing / bound.abs().max(1.0) }
}
