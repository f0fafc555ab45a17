//! Which column of a file holds what: by the words of its header, or by hand.

mod field;
mod header;
mod mapping;

pub use field::{Field, field};
#[cfg(test)]
pub(crate) use header::plain;
pub use mapping::{Becomes, Column, Mapping, Request, recognise};
