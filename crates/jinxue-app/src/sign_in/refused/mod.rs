//! Passwords that are not taken because others know them: common ones, and those of a list of breached ones.

mod breached;
mod common;

pub use breached::{Breached, BreachedFault};
pub(super) use common::is_common;
