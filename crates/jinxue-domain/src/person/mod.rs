//! Who a person is: the number the state gave them and the name they are called by.

mod citizen_number;
mod name;

pub use citizen_number::{CheckDigit, CitizenNumber, CitizenNumberFault, mask};
pub use name::{PersonName, PersonNameFault};
