//! The files: an instance as a folder of CSV files, a result as another folder.

mod fields;
mod read;
mod result;
mod rows;
mod weights;
mod write;

pub use result::{Claim, Earlier, Effort, ResultError, claims};
pub use write::WriteError;
