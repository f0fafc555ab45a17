//! The way to good prices: raise what too many want, lower what too few want, each class at its own pace.

use super::sweep::DayStep;
use super::{Chunk, Limits, Prices, SCALE, Stance, Sweep, sweep};
use crate::model::Instance;
use crate::parallel::Crew;
use crate::solve::Over;

/// Steps towards the prices of the lowest bound.
pub(crate) struct Ascent<'a> {
    instance: &'a Instance,
    limits: &'a Limits,
    chunks: &'a [Chunk],
    threads: usize,
    prices: Prices,
    /// What is taken for decided about each class: the bound is that of the instance where it is so.
    stances: Vec<Stance>,
    class: Vec<Drift>,
    quota: Vec<Drift>,
    day: Vec<Drift>,
    lead: Vec<Drift>,
    pace: Pace,
    /// By what the pace shrinks with every step.
    shrink: f32,
    /// The prices of the lowest bound so far.
    pub best: Prices,
    pub bound: i64,
    pub sweeps: u64,
}

/// Which way a price has been pulled lately, and how strongly (Adam: Kingma & Ba 2015). The mean forgets what turns
/// back and forth, so a price near its right height comes to rest there.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Drift {
    mean: f32,
    square: f32,
}

impl Drift {
    /// The next move of the price.
    pub fn step(&mut self, excess: f32, rate: f32) -> i64 {
        if self.square == 0.0 {
            *self = Self { mean: excess, square: excess * excess };
        }
        self.mean += (excess - self.mean) * 0.3;
        self.square += (excess * excess - self.square) * 0.2;
        if self.square == 0.0 { 0 } else { (rate * self.mean / self.square.sqrt()).round() as i64 }
    }
}

/// How far a price moves in one step whose direction is certain: a part of itself, or of the mean price of all classes
/// where that is more. A class of which a duty makes the seats dear has as far to go as its price is high.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    part: f32,
    /// In sixteenths.
    mean: f32,
}

impl Pace {
    /// In sixteenths.
    pub fn of(&self, price: i64) -> f32 {
        self.part * self.mean.max(price.abs() as f32)
    }
}

fn mean(prices: &[i64]) -> f32 {
    let mean = prices.iter().sum::<i64>() as f32 / prices.len().max(1) as f32;
    mean.max(SCALE as f32)
}

impl<'a> Ascent<'a> {
    pub fn new(
        instance: &'a Instance,
        limits: &'a Limits,
        chunks: &'a [Chunk],
        threads: usize,
        start: Prices,
    ) -> Self {
        let drifts = |count: usize| vec![Drift::default(); count];
        Self {
            stances: vec![Stance::Open; start.class.len()],
            class: drifts(start.class.len()),
            quota: drifts(start.quota.len()),
            day: drifts(start.day.len()),
            lead: drifts(start.lead.len()),
            pace: Pace { part: 0.0, mean: mean(&start.class) },
            shrink: 1.0,
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

    /// Plans steps that shrink from the first to the last, each a part of the price.
    pub fn plan(&mut self, first: f32, last: f32, steps: usize) {
        self.pace.part = first;
        self.shrink = (last / first).powf(1.0 / steps.max(1) as f32);
    }

    /// Whether nothing is taken for decided, so that the bound is that of the instance.
    pub fn is_whole(&self) -> bool {
        self.stances.iter().all(|&stance| stance == Stance::Open)
    }

    /// Takes this for decided about each class from now on, and begins a new bound.
    pub fn decide(&mut self, stances: Vec<Stance>) {
        for (price, &stance) in self.prices.class.iter_mut().zip(&stances) {
            *price = match stance {
                Stance::Held { price } => price,
                Stance::Open | Stance::Shut => (*price).max(0),
            };
        }
        self.stances = stances;
        self.bound = i64::MAX;
    }

    /// One sweep and one step; `None` if it was over before.
    pub fn step(&mut self, over: Over<'_>) -> Option<()> {
        let (day, lead) = (self.prices.day.clone(), self.prices.lead.clone());
        let found = sweep(
            self.instance,
            self.limits,
            &mut self.prices,
            self.chunks,
            Crew { threads: self.threads, over },
            &self.stances,
            DayStep { pace: self.pace, day: &mut self.day, lead: &mut self.lead },
        )?;
        self.sweeps += 1;
        if found.bound < self.bound {
            self.bound = found.bound;
            self.best.class.clone_from(&self.prices.class);
            self.best.quota.clone_from(&self.prices.quota);
            (self.best.day, self.best.lead) = (day, lead);
        }
        self.pace.part *= self.shrink;
        self.step_classes(&found);
        self.step_quotas(&found);
        Some(())
    }

    fn step_classes(&mut self, found: &Sweep) {
        for (c, &stance) in self.stances.iter().enumerate() {
            let held = matches!(stance, Stance::Held { .. });
            let (wanted, max) = (found.class[c] as i64, self.limits.class[c] as i64);
            let min = self.instance.classes.min[c] as i64;
            let price = self.prices.class[c];
            // Between its minimum and maximum a seat costs nothing; outside, the nearer one pulls.
            let excess = if price > 0 || wanted > max {
                wanted - max
            } else if held && (price < 0 || wanted < min) {
                wanted - min
            } else {
                0
            };
            let next = price + self.class[c].step(excess as f32, self.pace.of(price));
            self.prices.class[c] = match price.signum() {
                -1 => next.min(0),
                0 if held => next,
                _ => next.max(0),
            };
        }
    }

    fn step_quotas(&mut self, found: &Sweep) {
        let short = -self.instance.weights.quota_short * SCALE;
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
            let next = price + self.quota[q].step(excess as f32, self.pace.of(price));
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
