//! How many requests are taken from one address and one account: buckets that fill up again with time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jinxue_api::{ErrorCode, Problem};

use crate::error::Failed;

/// Buckets that are kept; above that the full ones, which say nothing, are let go.
const BUCKETS_MAX: usize = 20_000;

/// What a bucket holds when it is full, and what flows back into it.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    pub burst: f64,
    pub per_second: f64,
}

/// The rates in force. An office of ten thousand may share one address, so its rates are those of an office.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    /// Requests of strangers from one address.
    pub strangers: Rate,
    /// Failed sign-ins from one address, whatever the names.
    pub failures: Rate,
    /// Requests of one account.
    pub account: Rate,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            strangers: Rate { burst: 6_000.0, per_second: 100.0 },
            failures: Rate { burst: 1_000.0, per_second: 1.0 },
            account: Rate { burst: 3_000.0, per_second: 50.0 },
        }
    }
}

/// Whose requests are counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Counted {
    Strangers(String),
    Failures(String),
    Account(uuid::Uuid),
}

struct Bucket {
    left: f64,
    at_micros: i64,
}

/// The buckets of this process.
pub struct Limits {
    rates: Rates,
    buckets: Mutex<HashMap<Counted, Bucket>>,
}

impl Limits {
    pub fn new(rates: Rates) -> Self {
        Self { rates, buckets: Mutex::default() }
    }

    /// Takes one request.
    ///
    /// # Errors
    /// `too_many_requests` when the bucket is empty.
    pub fn take(&self, whose: Counted, now_micros: i64) -> Result<(), Failed> {
        self.draw(whose, now_micros, 1.0)
    }

    /// Looks whether one could be taken.
    ///
    /// # Errors
    /// As [`Limits::take`].
    pub fn check(&self, whose: Counted, now_micros: i64) -> Result<(), Failed> {
        self.draw(whose, now_micros, 0.0)
    }

    fn draw(&self, whose: Counted, now_micros: i64, cost: f64) -> Result<(), Failed> {
        let rate = self.rate_of(&whose);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= BUCKETS_MAX {
            buckets
                .retain(|whose, bucket| self.filled(whose, bucket, now_micros) < self.rate_of(whose).burst);
        }
        let bucket =
            buckets.entry(whose.clone()).or_insert(Bucket { left: rate.burst, at_micros: now_micros });
        bucket.left = self.filled(&whose, bucket, now_micros);
        bucket.at_micros = now_micros;
        if bucket.left < 1.0 {
            let seconds = ((1.0 - bucket.left) / rate.per_second).ceil();
            return Err(Problem::new(ErrorCode::TooManyRequests).expected(format!("{seconds}")).into());
        }
        bucket.left -= cost;
        Ok(())
    }

    fn filled(&self, whose: &Counted, bucket: &Bucket, now_micros: i64) -> f64 {
        let rate = self.rate_of(whose);
        #[allow(clippy::cast_precision_loss, reason = "microseconds since the last request, not since 1970")]
        let seconds = now_micros.saturating_sub(bucket.at_micros).max(0) as f64 / 1e6;
        (bucket.left + seconds * rate.per_second).min(rate.burst)
    }

    fn rate_of(&self, whose: &Counted) -> Rate {
        match whose {
            Counted::Strangers(_) => self.rates.strangers,
            Counted::Failures(_) => self.rates.failures,
            Counted::Account(_) => self.rates.account,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> Limits {
        let rate = Rate { burst: 3.0, per_second: 0.5 };
        Limits::new(Rates { strangers: rate, failures: rate, account: rate })
    }

    fn from(address: &str) -> Counted {
        Counted::Strangers(address.into())
    }

    #[test]
    fn a_bucket_empties_for_its_owner_alone_and_fills_with_time() {
        let limits = limits();
        for _ in 0..3 {
            limits.take(from("a"), 0).unwrap();
        }
        let refused = limits.take(from("a"), 0).unwrap_err();
        assert!(refused.0.is(ErrorCode::TooManyRequests));
        assert_eq!(refused.0.expected.as_deref(), Some("2"));
        limits.take(from("b"), 0).unwrap();
        limits.take(Counted::Failures("a".into()), 0).unwrap();
        limits.check(from("a"), 2_000_000).unwrap();
        limits.take(from("a"), 2_000_000).unwrap();
        assert!(limits.take(from("a"), 2_000_000).is_err());
        assert!(limits.take(from("a"), 0).is_err(), "a clock that goes back fills nothing");
    }

    #[test]
    fn strangers_without_number_do_not_fill_the_memory() {
        let limits = limits();
        for sender in 0..2 * BUCKETS_MAX {
            let now = i64::try_from(sender).unwrap() * 3_000_000;
            limits.take(from(&sender.to_string()), now).unwrap();
        }
        assert!(limits.buckets.lock().unwrap().len() <= BUCKETS_MAX);
    }
}
