//! What the checker found.

use super::{Cause, Violation};

/// The figures of a solution, recomputed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    pub objective: i64,
    pub people_seated: usize,
    pub seats: usize,
    pub classes_held: usize,
    /// Mandatory entries not met.
    pub mandatory_missed: i64,
    /// Seats missing to the minima of quotas in held classes.
    pub quota_short: i64,
}

/// The figures and every violation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckReport {
    pub totals: Totals,
    pub violations: Vec<Violation>,
}

impl CheckReport {
    /// Whether every rule is kept; what the promised seats break by themselves does not count.
    pub fn keeps_the_rules(&self) -> bool {
        self.by_search().next().is_none()
    }

    /// The violations that no promised seat forced.
    pub fn by_search(&self) -> impl Iterator<Item = &Violation> {
        self.violations.iter().filter(|violation| violation.cause() == Cause::Seats)
    }

    /// The violations that come from promised seats alone.
    pub fn by_promise(&self) -> impl Iterator<Item = &Violation> {
        self.violations.iter().filter(|violation| violation.cause() == Cause::Promise)
    }
}
