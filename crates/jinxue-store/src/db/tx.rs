//! The two handles a caller gets: a reader, and a transaction that writes. Both are lent and come home when dropped.

use std::ops::{Deref, DerefMut};

use tokio::sync::oneshot;

use super::conn::Conn;
use super::sql::{Bulk, Dialect, Sql, Statement};
use super::value::Values;
use crate::{StoreError, values};

/// A connection that goes home when its holder drops it, also while unwinding.
struct Loan {
    conn: Option<Conn>,
    home: Option<oneshot::Sender<Conn>>,
}

/// Where a lent connection arrives.
pub(super) type Home = oneshot::Receiver<Conn>;

impl Loan {
    fn of(conn: Conn) -> (Self, Home) {
        let (home, arrives) = oneshot::channel();
        (Self { conn: Some(conn), home: Some(home) }, arrives)
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        if let (Some(conn), Some(home)) = (self.conn.take(), self.home.take()) {
            // When nobody waits at home, the connection closes itself.
            let _ = home.send(conn);
        }
    }
}

macro_rules! handle {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        pub struct $name(Loan);

        impl $name {
            pub(super) fn lend(conn: Conn) -> (Self, Home) {
                let (loan, home) = Loan::of(conn);
                (Self(loan), home)
            }
        }

        impl Deref for $name {
            type Target = Conn;
            fn deref(&self) -> &Conn {
                self.0.conn.as_ref().expect("a loan holds its connection until it is dropped")
            }
        }

        impl DerefMut for $name {
            fn deref_mut(&mut self) -> &mut Conn {
                self.0.conn.as_mut().expect("a loan holds its connection until it is dropped")
            }
        }
    };
}

handle! {
    /// One consistent view of the data.
    Reader
}
handle! {
    /// A transaction that writes. Reading through it sees what it wrote.
    Tx
}

/// What is locked as a whole, until the transaction ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// Edits of the unit tree: two moves at once could close a cycle.
    UnitTree = 1,
    /// Applying migrations.
    Schema = 2,
    /// Adding seals to the chain of deeds.
    AuditChain = 3,
    /// Numbering the versions of local values.
    RuleVersions = 4,
    /// Changing which key seals what is written.
    SealingKeys = 5,
    /// Naming target profiles.
    Profiles = 6,
    /// Reminding: a unit once a day.
    SurveyReminders = 7,
}

const ADVISORY_LOCK: Sql = Sql::same("select pg_advisory_xact_lock($1)");

impl Tx {
    /// Runs a statement; the number of rows it changed.
    ///
    /// # Errors
    /// As [`Conn::all`]; [`StoreError::Constraint`] names the constraint that was broken.
    pub async fn execute(
        &mut self,
        statement: impl Into<Statement>,
        values: Values,
    ) -> Result<u64, StoreError> {
        self.run(statement.into(), values).await
    }

    /// Runs a bulk statement over `rows`, in chunks; the number of rows it changed.
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub async fn bulk(&mut self, bulk: Bulk, rows: Vec<Values>) -> Result<u64, StoreError> {
        let mut changed = 0;
        for (text, values) in bulk.chunks(rows, self.dialect()) {
            changed += self.execute(text, values).await?;
        }
        Ok(changed)
    }

    /// Takes `lock` until the transaction ends. SQLite has one writer, which holds every lock.
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub async fn lock(&mut self, lock: Lock) -> Result<(), StoreError> {
        match self.dialect() {
            Dialect::Sqlite => Ok(()),
            Dialect::Postgres => self.execute(ADVISORY_LOCK, values![lock as i64]).await.map(drop),
        }
    }
}
