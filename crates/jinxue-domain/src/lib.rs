//! Vocabulary and rules of training, pure.
//!
//! This crate holds the words of the field as types, the values people write in files (names, citizen numbers,
//! months) behind validating doors, and the rules that decide: hours due, gaps, fees, classes, audiences,
//! passwords. It knows no clock, no
//! randomness, no file, no database and no wire format. Time and ids are parameters.
#![warn(missing_docs)]

pub mod account;
pub mod authority;
pub mod calendar;
pub mod class;
pub mod code;
pub mod fee;
pub mod fold;
pub mod hours;
pub mod id;
pub mod needs;
pub mod period;
pub mod person;
pub mod place;
pub mod plan;
pub mod record_clash;
pub mod rules;
pub mod taxonomy;
pub mod tenths;
pub mod time;
pub mod vocabulary;
pub mod words;

pub use account::LoginName;
pub use calendar::Calendar;
pub use code::{FieldCode, RuleCode, Sector, TopicCode};
pub use id::*;
pub use jiff::civil::Date;
pub use needs::{GapEntry, OpenGap, Severity, open_gaps};
pub use period::Period;
pub use person::{CitizenNumber, PersonName};
pub use place::{DivisionCode, UnitPath};
pub use rules::{RuleBook, RuleInForce};
pub use taxonomy::Taxonomy;
pub use tenths::Tenths;
pub use time::{Instant, Month};
pub use vocabulary::*;
pub use words::{Fault, Words};
