//! Use cases: authorise, load, decide (domain), save and note it in the audit, in one transaction.
//!
//! Every function takes a [`Work`]: who asks, in which request, on which application. Time and ids enter here
//! and nowhere deeper, by [`Clock`] and [`Ids`]. Answers are wire types; refusals are [`Refusal`]s, which carry
//! the problem as it will travel.

pub mod access;
mod actor;
mod app;
pub mod audit;
pub mod backup;
mod book;
pub mod calendar;
pub mod classes;
mod clock;
mod digest;
pub mod events;
pub mod exports;
pub mod figures;
pub mod gaps;
pub mod imports;
pub mod jobs;
pub mod keys;
pub mod needs;
mod once;
pub mod overview;
pub mod people;
pub mod plans;
mod refusal;
pub mod rules;
pub mod runs;
pub mod search;
pub mod sign_in;
mod sorted;
pub mod surveys;
pub mod system;
pub mod topics;
pub mod units;
pub mod views;
mod wire;

pub use actor::{Actor, Work};
pub use app::{App, Published, Settings};
pub use clock::{Clock, Ids, SystemClock};
pub use jinxue_exchange::process::{ReaderProgram, serve as read_file};
pub use jinxue_oidc::Outgoing;
pub use jinxue_sealing::{Algorithm, Keyring, secret_file};
pub use once::Created;
pub use refusal::Refusal;

/// The answer of a use case.
pub type Answer<T> = Result<T, Refusal>;
