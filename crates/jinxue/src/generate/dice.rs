//! Chance that repeats: every part of the province draws from its own stream
//! of one seed, so that a change in one part leaves the others as they were.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The parts that draw, each from its own stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Units = 1,
    People = 2,
    PastClasses = 3,
    History = 4,
    Gaps = 5,
    Plan = 6,
    Faults = 7,
}

/// A source of chance that gives the same draws for the same seed.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of a part.
    pub fn new(seed: u64, part: Part) -> Self {
        Self::of(seed, part, 0)
    }

    /// The stream of one person (or other member, counted from 0) in a part:
    /// what others draw does not move it.
    pub fn of(seed: u64, part: Part, member: usize) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(((part as u64) << 40) | member as u64);
        Self(rng)
    }

    /// A whole number from `least` to `most`, both included.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        self.0.random_range(least..=most)
    }

    /// An index below `count`, which must not be 0.
    pub fn below(&mut self, count: usize) -> usize {
        self.0.random_range(0..count)
    }

    /// A real number from 0 up to, not including, 1.
    pub fn share(&mut self) -> f64 {
        self.0.random::<f64>()
    }

    /// Whether something happens that happens in `percent` of the cases.
    pub fn happens(&mut self, percent: f64) -> bool {
        self.share() * 100.0 < percent
    }

    /// One of the items, each as likely as the others.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// One of the items, each as likely as its weight says.
    pub fn weighted<T: Copy>(&mut self, items: &[(T, u32)]) -> T {
        let total: u32 = items.iter().map(|(_, weight)| weight).sum();
        let mut left = self.between(0, i64::from(total) - 1);
        for &(item, weight) in items {
            left -= i64::from(weight);
            if left < 0 {
                return item;
            }
        }
        items[items.len() - 1].0
    }

    /// The items in a new order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
