//! When a run must end.

#[cfg(test)]
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use super::{CancelToken, Ending};

/// Asked by every phase, often and from any thread: whether it is over.
pub(crate) type Over<'a> = &'a (dyn Fn() -> bool + Sync);

/// The clock of a run and the hand that may stop it.
#[derive(Clone, Copy)]
pub(crate) struct Watch<'a> {
    begin: Instant,
    time: Option<Duration>,
    cancel: &'a CancelToken,
    /// How many looks there still are until the search is over, so that tests need no clock.
    #[cfg(test)]
    looks: Option<&'a AtomicI64>,
}

impl<'a> Watch<'a> {
    pub fn start(time: Option<Duration>, cancel: &'a CancelToken) -> Self {
        Self {
            begin: Instant::now(),
            time,
            cancel,
            #[cfg(test)]
            looks: None,
        }
    }

    /// The search is over after so many looks; the last phase is not.
    #[cfg(test)]
    pub fn counting(looks: &'a AtomicI64, cancel: &'a CancelToken) -> Self {
        Self { looks: Some(looks), ..Self::start(None, cancel) }
    }

    pub fn elapsed(&self) -> Duration {
        self.begin.elapsed()
    }

    /// Why the run must end now, if it must.
    pub fn ending(&self) -> Option<Ending> {
        self.ending_with(Duration::ZERO)
    }

    /// Why the search must end now, so that the last phase has so much time.
    pub fn ending_before(&self, reserve: Duration) -> Option<Ending> {
        #[cfg(test)]
        if self.looks.is_some_and(|looks| looks.fetch_sub(1, Ordering::Relaxed) <= 0) {
            return Some(Ending::Time);
        }
        self.ending_with(reserve)
    }

    fn ending_with(&self, reserve: Duration) -> Option<Ending> {
        if self.cancel.is_cancelled() {
            return Some(Ending::Cancelled);
        }
        let over = |time: Duration| self.begin.elapsed() + reserve >= time;
        self.time.is_some_and(over).then_some(Ending::Time)
    }

    /// So much of the time as a part of it, if there is a limit, and at most `wanted`.
    pub fn part(&self, part: f64, wanted: Duration) -> Duration {
        self.time.map_or(Duration::ZERO, |time| wanted.min(time.mul_f64(part)))
    }
}
