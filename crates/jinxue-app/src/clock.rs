//! Time and ids: the two things the rings inside never make themselves.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jinxue_domain::{Date, Instant};
use uuid::Uuid;

/// Where the present moment comes from.
pub trait Clock: Send + Sync {
    /// Now, in UTC.
    fn now(&self) -> Instant;

    /// Today in China: the day every due date means.
    fn today(&self) -> Date {
        self.now().date_in_china()
    }
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the one place where the machine's clock is read")]
    fn now(&self) -> Instant {
        Instant::from_timestamp(jiff::Timestamp::now())
    }
}

/// Draws ids: UUIDv7 by the application's clock, in the order they are drawn.
#[derive(Clone)]
pub struct Ids {
    clock: Arc<dyn Clock>,
    drawn: Arc<AtomicU64>,
    /// Tells the ids of this process from those of another that draws in the same millisecond.
    process: u64,
}

impl Ids {
    /// Ids by `clock`. `process` is random, or fixed in a test.
    pub fn new(clock: Arc<dyn Clock>, process: u64) -> Self {
        Self { clock, drawn: Arc::new(AtomicU64::new(0)), process }
    }

    /// The next id.
    pub fn next(&self) -> Uuid {
        let millis = u64::try_from(self.clock.now().as_micros() / 1_000).unwrap_or(0);
        let count = self.drawn.fetch_add(1, Ordering::Relaxed);
        let mut random = [0; 10];
        random[..4].copy_from_slice(&u32::try_from(count & 0xffff_ffff).unwrap_or(0).to_be_bytes());
        random[4..].copy_from_slice(&self.process.to_be_bytes()[..6]);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// The next id as a typed one.
    pub fn draw<T: From<Uuid>>(&self) -> T {
        T::from(self.next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Still;
    impl Clock for Still {
        fn now(&self) -> Instant {
            Instant::from_micros(1_767_225_600_000_000)
        }
    }

    #[test]
    fn ids_are_version_seven_distinct_and_in_order() {
        let ids = Ids::new(Arc::new(Still), 7);
        let drawn: Vec<Uuid> = (0..1_000).map(|_| ids.next()).collect();
        assert!(drawn.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(drawn.iter().all(|id| id.get_version_num() == 7));
    }

    #[test]
    fn today_is_the_day_in_china() {
        // 2026-01-01T00:00Z is eight in the morning there.
        assert_eq!(Still.today(), jiff::civil::date(2026, 1, 1));
    }
}
