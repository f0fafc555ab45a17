//! What travels over the wire: the types of every request and answer, and the table of errors.
//!
//! Words that come from a closed vocabulary (a tier, a state, a verdict) travel as the strings the domain
//! crate prints and parses; ids are UUIDs; dates are `YYYY-MM-DD`, months `YYYY-MM`, instants integer
//! microseconds UTC, hours of training tenths of a 学时. Nothing here decides anything.

pub mod accounts;
pub mod audit;
pub mod calendar;
pub mod classes;
pub mod error;
pub mod exports;
pub mod gaps;
pub mod grants;
pub mod imports;
pub mod jobs;
pub mod me;
pub mod needs;
pub mod overview;
pub mod page;
pub mod people;
pub mod plans;
pub mod profiles;
pub mod provider;
pub mod rules;
pub mod runs;
pub mod search;
pub mod shares;
pub mod sign_in;
pub mod surveys;
pub mod system;
pub mod topics;
pub mod units;
pub mod views;
pub mod words;

pub use error::{ErrorCode, Problem, Wrapped};
pub use page::Page;
pub use words::Words;
