//! The checker: every rule and the objective, recomputed slowly and plainly from the rows.
//!
//! It shares no code with the search: not the lists of open pairs, not the value of a set, not the days on
//! which limits are watched. What it says about a result is therefore worth something.

mod admitted;
mod limits;
mod objective;
mod report;
mod violation;

pub(crate) use objective::totals;
pub use report::{CheckReport, Totals};
pub use violation::{Cause, Violation};

use crate::model::Instance;
use crate::solution::Solution;

/// Checks a solution against every rule and recomputes the objective.
pub fn check(instance: &Instance, solution: &Solution) -> CheckReport {
    let mut violations = Vec::new();
    admitted::check(instance, solution, &mut violations);
    limits::check(instance, solution, &mut violations);
    CheckReport { totals: objective::totals(instance, solution), violations }
}
