//! A run: prices, first seats, better seats, until the gap is small enough or the time is over.

mod options;
mod outcome;
mod run;

pub use options::{CancelToken, Options, Previous};
pub use outcome::{Ending, Outcome, Progress};

use crate::model::Instance;

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
    run::Run::new(instance, &limits, options, progress, cancel).finish()
}
