//! Why it is as it is, and what could be done: contradictions of an input, suggestions for one lesson, repairs of a
//! timetable that lost some of its places.

mod contradiction;
mod matching;
mod places;
mod repair;
mod suggest;

pub use contradiction::{Contradiction, contradictions};
pub(crate) use matching::too_few;
pub use repair::{Lock, Repair, Repairs, repairs};
pub use suggest::{Suggester, Suggestion};
