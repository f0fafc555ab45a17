//! Where people and classes are: the organisation tree and the administrative divisions.

mod division;
mod unit_path;

pub use division::{Division, DivisionCode, DivisionNow, Divisions};
pub use unit_path::UnitPath;
