//! The interface, in process, on both databases.

mod document;
mod imports;
mod people;
mod places;
mod plans;
mod rules;
