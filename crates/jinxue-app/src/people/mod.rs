//! People: the grid, the page of one, edits, evidence of gaps.

mod edit;
mod evidence;
mod grid;
mod page;

pub use edit::edit;
pub use evidence::add_evidence;
pub use grid::list;
pub use page::get;
