//! The cost of a general timetable, kept up to date move by move.

mod groups;
mod layout;
mod pairs;
mod state;
mod students;

pub use layout::{Impossible, Layout};
pub use state::{Energy, Place, State};
pub use students::{Path, Sectioning, draw_path};
