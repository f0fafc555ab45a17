//! An answer for every person about every class, from the result alone: as data, and as one sentence in both languages that a
//! page, an export and a letter all use.
//!
//! Nothing of the engine is needed any more: the rules are the domain's, the worth is taken apart by [`crate::worth`], and what
//! other people have is known only as counts and figures, never by name.

#[cfg(test)]
mod against_engine;
mod answer;
mod decide;
mod sentence;
#[cfg(test)]
mod tests;

pub use answer::{Answer, ClashReason, Verdict};
pub use decide::{ClassStanding, Colleague, Explainer, QuotaStanding};
