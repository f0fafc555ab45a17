//! SQL ends here: one store on SQLite and PostgreSQL.
//!
//! [`Db`] is the only place that knows two databases. Every other module belongs to one aggregate: typed structs
//! in and out, plain SQL constants inside. Functions that read take a [`Conn`], functions that write take a [`Tx`];
//! time and ids are parameters.

mod columns;
mod constraint;
mod error;
mod registry;

pub mod db;
pub mod imports;
pub mod jobs;
pub mod people;
pub mod units;

pub use db::{Conn, Db, Reader, Tx, Value, Values};
pub use error::{Constraint, StoreError};
#[doc(hidden)]
pub use registry::every_statement;
