//! SQL ends here: one store on SQLite and PostgreSQL.
//!
//! [`Db`] is the only place that knows two databases. Every other module belongs to one aggregate: typed structs
//! in and out, plain SQL constants inside. Functions that read take a [`Conn`] (a [`Reader`] or a [`Tx`] gives one),
//! functions that write take a [`Tx`]; time and ids are parameters.
//!
//! ```no_run
//! # async fn example(db: jinxue_store::Db, unit: jinxue_store::units::Unit) -> Result<(), jinxue_store::StoreError> {
//! use jinxue_store::units;
//! db.work(async |mut tx| units::update(&mut tx, &unit).await).await?;
//! let tree = db.read(async |mut reader| units::tree(&mut reader).await).await?;
//! # Ok(()) }
//! ```

mod columns;
mod constraint;
mod error;
mod fence;
mod registry;

pub mod accounts;
pub mod audit;
pub mod classes;
pub mod db;
pub mod dump;
pub mod exports;
pub mod gap_changes;
pub mod gaps;
pub mod grants;
pub mod idempotency;
pub mod imports;
pub mod jobs;
pub mod links;
pub mod need_counts;
pub mod passkeys;
pub mod passwords;
pub mod people;
pub mod planning_facts;
pub mod plans;
pub mod posts;
pub mod profiles;
pub mod providers;
pub mod records;
pub mod rules;
pub mod runs;
pub mod sealed;
pub mod search;
pub mod seats;
pub mod second_factors;
pub mod sessions;
pub mod settings;
pub mod shares;
pub mod sign_in_failures;
pub mod surveys;
pub mod topics;
pub mod units;
pub mod views;
pub mod whereabouts;
pub mod wishes;

pub use db::{Conn, Db, Reader, Tx, Value, Values};
pub use error::{Constraint, StoreError};
pub use fence::Whole;
#[doc(hidden)]
pub use registry::every_statement;
