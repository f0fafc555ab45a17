//! What a caller may ask of a run.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::model::{ClassId, PersonId};
use crate::prices::Prices;
use crate::solution::Solution;

/// How long, how good, how many threads, where to start.
#[derive(Debug, Clone)]
pub struct Options {
    /// Wall time; `None` = until the gap is reached or nothing more is found.
    pub time: Option<Duration>,
    /// The run ends once (bound − objective) / |bound| is at most this; 0.001 is a thousandth.
    pub gap: f64,
    /// Threads; the result does not depend on it.
    pub threads: usize,
    /// Breaks ties. The same seed gives the same seats unless the time runs out.
    pub seed: u64,
    /// Prices of an earlier run: a warm start.
    pub prices: Option<Prices>,
    /// Seats of an earlier run and what keeping each of them is worth.
    pub previous: Option<Previous>,
}

/// An earlier result that shall change as little as it can.
#[derive(Debug, Clone)]
pub struct Previous {
    pub solution: Solution,
    /// Points of the objective that are given up to leave one person in a seat they had.
    pub stay: i64,
}

impl Previous {
    pub(crate) fn has(&self, person: u32, class: u32) -> bool {
        self.solution.has(PersonId(person), ClassId(class))
    }
}

impl Default for Options {
    fn default() -> Self {
        Self { time: None, gap: 0.001, threads: 1, seed: 0, prices: None, previous: None }
    }
}

/// Ends a run from another thread; the run returns the best seats found so far.
#[derive(Debug, Clone, Default)]
pub struct CancelToken(Arc<AtomicBool>);

impl CancelToken {
    /// A token not yet cancelled.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the run to end.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody asked.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
