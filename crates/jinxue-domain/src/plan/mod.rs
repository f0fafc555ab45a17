//! A year's plan as a whole: what its classes do to one another and to the rules.

mod filing;
mod warnings;

pub use filing::filing_deadline;
pub use warnings::{ClassName, PlanClass, PlanRules, Warning, WarningKind, warnings, warnings_of};
