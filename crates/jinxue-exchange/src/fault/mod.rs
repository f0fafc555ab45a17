//! What can be wrong: with a whole file, or with one cell of it.

mod cell;
mod file;

pub use cell::{CellFault, Problem};
pub use file::{FileFault, Measure};
