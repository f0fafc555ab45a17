//! A year's plan as a whole: what its classes do to one another and to the rules.

mod warnings;

pub use warnings::{PlanClass, PlanRules, Warning, WarningKind, warnings, warnings_of};
