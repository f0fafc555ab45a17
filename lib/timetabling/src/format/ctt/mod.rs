//! `.ctt` and `.ectt`: the plain-text formats of curriculum-based timetabling.

mod lines;
mod read;
mod solution;
mod write;

pub use read::{Dialect, read};
pub use solution::{read_solution, write_solution};
pub use write::write;
