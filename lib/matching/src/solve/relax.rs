//! Prices and the bound alone, without seats.

use crate::model::Instance;
use crate::parallel::never;
use crate::prices::{Ascent, Limits, Prices, SCALE, chunks, starting_prices};

/// The first and the last step, as a part of each price.
const FIRST: f32 = 0.16;
const LAST: f32 = 0.000_02;

/// What the sweeps of a run alone find.
#[derive(Debug, Clone)]
pub struct Relaxed {
    /// The objective of every assignment that keeps the rules is at most this; in points, with sixteenths.
    pub bound: f64,
    /// What one more seat of each class changes the bound by.
    pub prices: Prices,
}

/// The bound after so many sweeps from nothing, and its prices: the more sweeps, the sharper. A question what the whole
/// would be worth with other classes needs no seats. There is at least one sweep.
pub fn relax(instance: &Instance, sweeps: usize, threads: usize) -> Relaxed {
    let (sweeps, limits) = (sweeps.max(1), Limits::new(instance));
    let chunks = chunks(instance);
    let start = starting_prices(instance, &limits);
    let mut ascent = Ascent::new(instance, &limits, &chunks, threads.max(1), start);
    ascent.plan(FIRST, LAST, sweeps);
    (0..sweeps).for_each(|_| {
        ascent.step(&never);
    });
    Relaxed { bound: ascent.bound as f64 / SCALE as f64, prices: ascent.best }
}
