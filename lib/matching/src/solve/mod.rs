//! A run: prices, first seats, better seats, until the gap is small enough or the time is over.

mod options;
mod outcome;

use std::time::Instant;

pub use options::{CancelToken, Options, Previous};
pub use outcome::{Ending, Outcome, Progress};

use crate::check;
use crate::model::Instance;
use crate::prices::{Ascent, Chooser, Limits, Prices, Purse, SCALE, chunks, starting_prices};
use crate::seats::{Seating, close_short_classes, greedy};
use outcome::gap;

/// Finds seats for the instance.
///
/// `progress` is called now and then from the calling thread. The seats returned keep every rule, whenever the
/// run ends; what promised seats break is reported by [`check()`](crate::check()).
pub fn solve(
    instance: &Instance,
    options: &Options,
    progress: &mut dyn FnMut(&Progress),
    cancel: &CancelToken,
) -> Outcome {
    let begin = Instant::now();
    let limits = Limits::new(instance);
    let chunks = chunks(instance);
    let threads = options.threads.max(1);
    let start = match &options.prices {
        Some(prices) if prices.fits(instance) => prices.clone(),
        _ => starting_prices(instance, &limits),
    };
    let pace = start.class.iter().sum::<i64>() / start.class.len().max(1) as i64 / 8;
    let mut ascent = Ascent::new(instance, &limits, &chunks, threads, start, pace);
    let over = || cancel.is_cancelled() || options.time.is_some_and(|time| begin.elapsed() >= time);
    for _ in 0..120 {
        ascent.step();
        progress(&Progress {
            elapsed: begin.elapsed(),
            objective: None,
            bound: ascent.bound as f64 / SCALE as f64,
            gap: None,
            seats: 0,
            iterations: ascent.sweeps,
        });
        if over() {
            break;
        }
    }
    let mut seating = Seating::new(instance, &limits);
    let prices = ascent.best.clone();
    let mut people: Vec<u32> = (0..instance.people_count() as u32).collect();
    loop {
        let choices = |p: usize| choices(instance, &limits, &prices, p);
        greedy(&mut seating, &people, &choices);
        people = close_short_classes(&mut seating);
        if people.is_empty() {
            break;
        }
    }
    finish(instance, &seating, prices, ascent.bound, Ending::Settled, ascent.sweeps)
}

fn choices(instance: &Instance, limits: &Limits, prices: &Prices, p: usize) -> Vec<crate::prices::Choice> {
    let unit = instance.people.unit[p] as usize;
    let days = unit * instance.units.days..(unit + 1) * instance.units.days;
    let mut purse = Purse::new(prices);
    purse.enter(instance, prices, &limits.quotas_at, unit, &prices.day[days.clone()], &prices.lead[days]);
    Chooser::new().options(instance, &purse, p, 12, i64::MAX / 4, |_| 0).to_vec()
}

fn finish(
    instance: &Instance,
    seating: &Seating<'_>,
    prices: Prices,
    bound: i64,
    ending: Ending,
    iterations: u64,
) -> Outcome {
    let solution = seating.solution();
    let totals = check::totals(instance, &solution);
    // The objective is a whole number, so the bound may be rounded down.
    let bound = bound.div_euclid(SCALE) as f64;
    let _ = gap(bound, totals.objective);
    Outcome { solution, prices, totals, bound, ending, iterations }
}
