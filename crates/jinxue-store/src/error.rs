//! What can go wrong in the store.

use std::sync::Arc;
use std::time::Duration;

pub use crate::constraint::Constraint;
use crate::sealed::SealFault;

/// Every fault of the store. Cheap to clone: one failed commit answers a whole group.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The object does not exist.
    #[error("no {what} {id}")]
    NotFound { what: &'static str, id: String },
    /// The object lies where whoever asks may not write.
    #[error("{what} {id} lies beyond what may be written here")]
    Beyond { what: &'static str, id: String },
    /// The object was changed by someone else since it was read.
    #[error("{what} {id} is no longer at version {expected}")]
    Stale { what: &'static str, id: String, expected: i64 },
    /// The data broke a constraint of the schema.
    #[error("the change breaks the constraint {0}")]
    Constraint(Constraint),
    /// A move would put a unit below itself.
    #[error("unit {unit} cannot be moved below {below}, which is part of it")]
    Cycle { unit: String, below: String },
    /// A unit has as many children as paths have room for.
    #[error("unit {unit} has no room for another unit below it")]
    TreeFull { unit: String },
    /// A call took longer than it may; its connection was dropped, its transaction is rolled back.
    #[error("the database gave no answer within {0:?}")]
    Deadline(Duration),
    /// Too many writes wait; nothing was done.
    #[error("too many writes are waiting; nothing was done")]
    Busy,
    /// The answer to a commit did not arrive: the change may be stored or not. Ask by the idempotency key.
    #[error("the answer to the commit did not arrive; the change may or may not be stored")]
    OutcomeUnknown,
    /// A stored value does not fit its type.
    #[error("column {column} holds {value}, which does not fit its type")]
    Decode { column: &'static str, value: String },
    /// The data folder was written by other software, or a migration was edited after it was applied.
    #[error("migration {version} {name}: {reason}")]
    Migration { version: i64, name: String, reason: String },
    /// The database cannot be opened under the promises the store makes.
    #[error("the database cannot be used: {0}")]
    Unusable(String),
    /// Something lies where a backup was to be restored.
    #[error("{0} is not empty; a backup is restored into an empty place")]
    NotEmpty(String),
    /// A backup speaks of a table or of columns that its version of the schema has not.
    #[error("the schema of the backup has no table {table} with the columns {columns}")]
    UnknownTable { table: String, columns: String },
    /// A key, or a sealed value.
    #[error(transparent)]
    Sealed(#[from] SealFault),
    /// Anything else the database said.
    #[error("database: {0}")]
    Database(Arc<sqlx::Error>),
}

impl StoreError {
    /// Whether the same transaction may succeed when run again.
    pub(crate) fn is_conflict(&self) -> bool {
        let StoreError::Database(source) = self else { return false };
        let code = source.as_database_error().and_then(|e| e.code());
        matches!(code.as_deref(), Some("40001" | "40P01"))
    }

    pub(crate) fn not_found(what: &'static str, id: impl std::fmt::Display) -> Self {
        StoreError::NotFound { what, id: id.to_string() }
    }

    pub(crate) fn stale(what: &'static str, id: impl std::fmt::Display, expected: i64) -> Self {
        StoreError::Stale { what, id: id.to_string(), expected }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(source: sqlx::Error) -> Self {
        if matches!(source, sqlx::Error::PoolTimedOut) {
            return StoreError::Busy;
        }
        match source.as_database_error().and_then(Constraint::of) {
            Some(constraint) => StoreError::Constraint(constraint),
            None => StoreError::Database(Arc::new(source)),
        }
    }
}
