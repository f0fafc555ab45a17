//! Why it is as it is, and what could be done: contradictions of an input, suggestions for one lesson.

mod contradiction;
mod matching;
mod suggest;

pub use contradiction::{Contradiction, contradictions};
pub use suggest::{Suggester, Suggestion};
