//! Values as people type them: texts, dates, numbers, lists.
//!
//! What has a type in the domain (names, citizen numbers, ranks) is read there.

mod date;
mod list;
mod number;
mod text;
mod truth;

pub use date::{date, month};
pub use list::{Seats, Share, each, seats, shares};
pub use number::{hours, money, whole};
pub use text::{long_text, short_text};
pub use truth::yes_or_no;
