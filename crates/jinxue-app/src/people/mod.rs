//! People: the grid, the page of one, edits, evidence of gaps.

mod anonymise;
mod choices;
mod edit;
mod evidence;
pub(crate) mod export;
mod grid;
mod own_data;
mod page;

pub use anonymise::anonymise;
pub use choices::choices;
pub use edit::edit;
pub use evidence::add_evidence;
pub use grid::list;
pub use own_data::own_data;
pub use page::get;
