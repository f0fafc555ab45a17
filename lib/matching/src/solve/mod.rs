//! A run: prices, first seats, better seats, until the gap is small enough or the time is over.

#[cfg(test)]
mod anytime;
mod campaign;
mod holding;
mod options;
mod outcome;
mod relax;
mod run;
mod watch;

pub use options::{CancelToken, Options, Previous};
pub use outcome::{Ending, Outcome, Progress};
pub use relax::{Relaxed, relax};
pub(crate) use watch::Over;

use crate::model::Instance;
use watch::Watch;

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
    let limits = crate::prices::Limits::new(instance);
    let watch = Watch::start(options.time, cancel);
    run::Run::new(instance, &limits, options, progress, watch).finish()
}
