//! SQL ends here: one store on SQLite and PostgreSQL.
//!
//! [`Db`] is the only place that knows two databases. Every other module belongs to one aggregate: typed structs
//! in and out, plain SQL constants inside. Functions that read take a [`Conn`], functions that write take a [`Tx`];
//! time and ids are parameters.

mod constraint;
mod error;

pub mod db;

pub use db::{Conn, Db, Reader, Tx, Value, Values};
pub use error::{Constraint, StoreError};
