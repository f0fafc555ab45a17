//! People: the grid, the page of one, edits, evidence of gaps.

mod choices;
mod edit;
mod evidence;
pub(crate) mod export;
mod grid;
mod page;

pub use choices::choices;
pub use edit::edit;
pub use evidence::add_evidence;
pub use grid::list;
pub use page::get;
