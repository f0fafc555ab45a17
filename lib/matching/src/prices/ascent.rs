//! The way to good prices: raise what too many want, lower what too few want, each class at its own pace.

use super::sweep::DayStep;
use super::{Chunk, Limits, Prices, Sweep, sweep};
use crate::model::Instance;

/// Steps towards the prices of the lowest bound.
pub(crate) struct Ascent<'a> {
    instance: &'a Instance,
    limits: &'a Limits,
    chunks: &'a [Chunk],
    threads: usize,
    prices: Prices,
    class: Vec<Pace>,
    quota: Vec<Pace>,
    day_step: i64,
    /// The prices of the lowest bound so far.
    pub best: Prices,
    pub bound: i64,
    pub sweeps: u64,
}

/// How far one price moves, and which way it moved last.
#[derive(Clone, Copy)]
struct Pace {
    step: i64,
    excess: i64,
}

impl Pace {
    /// The next move of a price: longer while the direction stays, shorter once it turned.
    fn next(&mut self, excess: i64, limit: i64) -> i64 {
        let turned = (excess > 0) != (self.excess > 0) || excess == 0;
        if self.excess != 0 && turned {
            self.step = (self.step / 2).max(1);
        } else if self.excess != 0 {
            self.step = (self.step + self.step / 8).min(1 << 24);
        }
        self.excess = excess;
        // A class far too full moves by the whole step, one nearly right by a part of it.
        self.step * (4 * excess).clamp(-limit, limit) / limit.max(1)
    }
}

impl<'a> Ascent<'a> {
    pub fn new(
        instance: &'a Instance,
        limits: &'a Limits,
        chunks: &'a [Chunk],
        threads: usize,
        start: Prices,
        pace: i64,
    ) -> Self {
        let paces = |prices: &[i64]| prices.iter().map(|_| Pace { step: pace.max(16), excess: 0 }).collect();
        Self {
            class: paces(&start.class),
            quota: paces(&start.quota),
            day_step: pace.max(16),
            best: start.clone(),
            prices: start,
            bound: i64::MAX,
            sweeps: 0,
            instance,
            limits,
            chunks,
            threads,
        }
    }

    /// One sweep and one step; returns what people wanted.
    pub fn step(&mut self) -> Sweep {
        let (day, lead) = (self.prices.day.clone(), self.prices.lead.clone());
        let found = sweep(
            self.instance,
            self.limits,
            &mut self.prices,
            self.chunks,
            self.threads,
            DayStep(self.day_step),
        );
        self.sweeps += 1;
        if found.bound < self.bound {
            self.bound = found.bound;
            self.best.class.clone_from(&self.prices.class);
            self.best.quota.clone_from(&self.prices.quota);
            (self.best.day, self.best.lead) = (day, lead);
        }
        self.day_step = (self.day_step - self.day_step / 16).max(8);
        for c in 0..self.prices.class.len() {
            let limit = self.limits.class[c] as i64;
            let move_by = self.class[c].next(found.class[c] as i64 - limit, limit);
            self.prices.class[c] = (self.prices.class[c] + move_by).max(0);
        }
        self.step_quotas(&found);
        found
    }

    fn step_quotas(&mut self, found: &Sweep) {
        let short = -self.instance.weights.quota_short * super::SCALE;
        for (q, quota) in self.instance.quotas.iter().enumerate() {
            let used = found.quota[q] as i64;
            let price = self.prices.quota[q];
            let max = self.limits.quota[q];
            let (low, high) = (quota.min as i64, if max == u32::MAX { i64::MAX } else { max as i64 });
            // Between its minimum and maximum a quota costs nothing; outside, the nearer bound pulls.
            let excess = if price > 0 || used > high {
                used - high
            } else if price < 0 || used < low {
                used - low
            } else {
                0
            };
            if excess == 0 {
                continue;
            }
            let limit = if excess > 0 { used } else { low.max(high.min(1 << 30)) };
            let next = price + self.quota[q].next(excess, limit.max(1));
            let next = if price > 0 {
                next.max(0)
            } else if price < 0 {
                next.min(0)
            } else {
                next
            };
            self.prices.quota[q] = next.clamp(short, i64::MAX / 4);
            if max == u32::MAX {
                self.prices.quota[q] = self.prices.quota[q].min(0);
            }
        }
    }
}
