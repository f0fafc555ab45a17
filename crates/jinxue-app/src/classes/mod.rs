//! Classes: the plan's table, the whole class, making and editing one, its life.

mod attendance;
pub mod bulk;
mod credit;
mod draft;
mod export;
mod fee;
mod ground;
mod list;
mod obstacles;
mod page;
mod repairs;
mod steps;
mod write;

pub use attendance::note as note_attendance;
pub(crate) use attendance::words as attended;
pub(crate) use export::export;
pub use list::list;
pub use obstacles::obstacles;
pub use page::{get, seats};
pub use repairs::repairs;
pub use steps::{step, step_many};
pub use write::{create, edit};
