//! Values as people type them: texts, dates, numbers, lists.
//!
//! What has a type in the domain (names, citizen numbers, ranks) is read there.

mod date;
mod number;
mod text;

pub use date::{date, month};
pub use number::{hours, money, whole};
pub use text::{long_text, short_text};
