//! The XML of the International Timetabling Competition 2019.

mod read;
mod solution;
mod structure;
mod tree;
mod write;

pub use read::read;
pub use solution::{Author, read_solution, write_solution};
pub use write::write;
