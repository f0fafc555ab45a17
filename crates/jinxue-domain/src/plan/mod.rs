//! A year's plan as a whole: its targets handed down the tree, and what its classes do to one another and to the rules.

mod filing;
mod shares;
mod warnings;

pub use filing::filing_deadline;
pub use shares::{Aim, DivisionRefusal, Receiver, Standing, division_faults, proportional};
pub use warnings::{ClassName, PlanClass, PlanRules, Warning, WarningKind, warnings, warnings_of};
