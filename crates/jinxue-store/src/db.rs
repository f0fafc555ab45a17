//! The only place that knows two databases: SQLite in one file, or PostgreSQL.
//!
//! Readers take a connection of the pool for a consistent view ([`Db::read`]). Writers go through one door
//! ([`Db::work`]). Everything above writes plain SQL with `$1` placeholders, which both databases take.

mod conn;
mod door;
mod migrate;
mod open;
mod restoring;
mod row;
mod sql;
mod told;
mod tx;
mod value;

use std::sync::Arc;
use std::time::Duration;

use jinxue_domain::authority::Scope;
use sqlx::{Pool, Postgres, Sqlite};

pub use conn::Conn;
pub use restoring::Restoring;
pub use row::{Column, FromRow, Only, Row};
pub use sql::{Bulk, Dialect, Sql, Statement, Where};
pub use tx::{Lock, Reader, Tx};
pub use value::{Value, Values};

pub(crate) use row::{column_of, row};
pub(crate) use sql::{bulks, statements};
pub(crate) use value::value_from;

use crate::sealed::Keyring;
use crate::{StoreError, dump};
use conn::Link;
use door::{Door, Verdict};
use tx::Home;

/// How long a request waits for one call of the database.
pub const REQUEST_DEADLINE: Duration = Duration::from_secs(5);
/// How often a transaction is run again on PostgreSQL after a conflict with another one.
const ATTEMPTS: u32 = 8;

/// The open store. Cheap to clone; all clones share the connections and the door.
#[derive(Clone)]
pub struct Db {
    kind: Kind,
    deadline: Duration,
    scope: Arc<Scope>,
    keys: Arc<Keyring>,
}

#[derive(Clone)]
enum Kind {
    Sqlite { readers: Pool<Sqlite>, door: Door },
    Postgres { pool: Pool<Postgres> },
}

impl Db {
    /// The same store with another deadline for every call, for jobs that may take longer than a request.
    #[must_use]
    pub fn within(&self, deadline: Duration) -> Self {
        Self { deadline, ..self.clone() }
    }

    /// The same store, of which no more can be read, counted, searched or written than `scope`.
    #[must_use]
    pub fn fenced(&self, scope: Arc<Scope>) -> Self {
        Self { scope, ..self.clone() }
    }

    /// The keys of the installation.
    pub(crate) fn keys(&self) -> &Keyring {
        &self.keys
    }

    /// Which database this is.
    pub fn dialect(&self) -> Dialect {
        match self.kind {
            Kind::Sqlite { .. } => Dialect::Sqlite,
            Kind::Postgres { .. } => Dialect::Postgres,
        }
    }

    /// Runs `reads` on one consistent view of the data: `db.read(async |mut reader| …)`.
    ///
    /// # Errors
    /// Whatever `reads` returns; [`StoreError::Busy`] when no connection is free in time.
    pub async fn read<T, E, F, Fut>(&self, reads: F) -> Result<T, E>
    where
        F: FnOnce(Reader) -> Fut,
        Fut: Future<Output = Result<T, E>>,
        E: From<StoreError>,
    {
        let mut conn = self.reader().await?;
        conn.set_scope(self.scope.clone());
        conn.begin(match conn.dialect() {
            Dialect::Sqlite => "begin deferred",
            Dialect::Postgres => "begin isolation level repeatable read read only",
        })
        .await?;
        let (reader, home) = Reader::lend(conn);
        let answer = reads(reader).await;
        let mut conn = came_home(home)?;
        if !conn.is_broken() {
            conn.end("rollback").await?;
        }
        answer
    }

    /// Runs `writes` in a transaction and returns when it is durable: `db.work(async |mut tx| …)`.
    ///
    /// On SQLite the writes of all callers that wait are committed together, each in its own savepoint; on
    /// PostgreSQL each is a transaction, run again when it collides with another. `writes` may therefore run more
    /// than once: it changes nothing but the database. An error undoes exactly what `writes` did.
    ///
    /// Bulk work calls this once per chunk of about 2,000 rows, so that others get their turn in between.
    ///
    /// # Errors
    /// Whatever `writes` returns; [`StoreError::Busy`] when no turn came in time;
    /// [`StoreError::OutcomeUnknown`] when the answer to the commit did not arrive.
    pub async fn work<T, E, F, Fut>(&self, writes: F) -> Result<T, E>
    where
        F: Fn(Tx) -> Fut,
        Fut: Future<Output = Result<T, E>>,
        E: From<StoreError>,
    {
        match &self.kind {
            Kind::Sqlite { door, .. } => self.take_turn(door, writes).await,
            Kind::Postgres { pool } => self.attempts(pool, writes).await,
        }
    }

    async fn take_turn<T, E, F, Fut>(&self, door: &Door, writes: F) -> Result<T, E>
    where
        F: Fn(Tx) -> Fut,
        Fut: Future<Output = Result<T, E>>,
        E: From<StoreError>,
    {
        let (mut tx, turn) = door.turn(self.deadline).await?;
        tx.set_scope(self.scope.clone());
        match writes(tx).await {
            Ok(value) => turn.end(Verdict::Keep, self.deadline).await.map(|()| value).map_err(E::from),
            Err(fault) => {
                // It may have seen what others of the group wrote: it is answered when they are. How their
                // commit went does not change that it failed.
                let _ = turn.end(Verdict::Undo, self.deadline).await;
                Err(fault)
            }
        }
    }

    async fn attempts<T, E, F, Fut>(&self, pool: &Pool<Postgres>, writes: F) -> Result<T, E>
    where
        F: Fn(Tx) -> Fut,
        Fut: Future<Output = Result<T, E>>,
        E: From<StoreError>,
    {
        let mut attempt = 1;
        loop {
            let link = Link::Postgres(pool.acquire().await.map_err(StoreError::from)?);
            let mut conn = Conn::new(link, self.deadline, &self.keys);
            conn.set_scope(self.scope.clone());
            conn.begin("begin").await?;
            let (tx, home) = Tx::lend(conn);
            let answer = writes(tx).await;
            let mut conn = came_home(home)?;
            let answer = match answer {
                Ok(value) => committed(&mut conn).await.map(|()| value).map_err(E::from),
                Err(fault) => {
                    if !conn.is_broken() {
                        conn.end("rollback").await?;
                    }
                    Err(fault)
                }
            };
            if answer.is_ok() || !conn.met_conflict() || attempt == ATTEMPTS {
                return answer;
            }
            drop(conn);
            tokio::time::sleep(Duration::from_millis(u64::from(attempt * attempt))).await;
            attempt += 1;
        }
    }

    async fn reader(&self) -> Result<Conn, StoreError> {
        let link = match &self.kind {
            Kind::Sqlite { readers, .. } => Link::Sqlite(readers.acquire().await?),
            Kind::Postgres { pool } => Link::Postgres(pool.acquire().await?),
        };
        Ok(Conn::new(link, self.deadline, &self.keys))
    }

    /// Lets the database look at its tables anew, so that it plans well after a large import.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn analyse(&self) -> Result<(), StoreError> {
        match &self.kind {
            Kind::Sqlite { .. } => {
                const ANALYSE: Sql = Sql::same("analyze");
                self.work(async |mut tx| tx.execute(ANALYSE, Values::new()).await.map(drop)).await
            }
            // Index-only scans need to know which pages everyone can see. The catalogue is not ours to sweep.
            Kind::Postgres { .. } => {
                let mut reader = self.reader().await?;
                let own: Vec<String> =
                    dump::tables(&mut reader).await?.into_iter().map(|table| table.name).collect();
                let text = Statement::Built(format!("vacuum (analyze) {}", own.join(", ")));
                reader.script_of(text.text(Dialect::Postgres)).await
            }
        }
    }

    /// Writes the tables with sealed columns anew, so that nothing is left of values that were replaced. Nobody else may
    /// use the store meanwhile.
    pub(crate) async fn rewrite(&self) -> Result<(), StoreError> {
        match &self.kind {
            Kind::Sqlite { door, .. } => door.rewrite(self.deadline).await,
            Kind::Postgres { .. } => {
                for text in ["vacuum full person", "vacuum full totp", "vacuum full import_row"] {
                    self.reader().await?.script(text).await?;
                }
                Ok(())
            }
        }
    }

    /// Waits for all connections to be given back and closes them.
    pub async fn close(&self) {
        match &self.kind {
            Kind::Sqlite { readers, .. } => readers.close().await,
            Kind::Postgres { pool } => pool.close().await,
        }
    }
}

/// Commits; a commit whose answer is lost is neither done nor undone for all we know.
async fn committed(conn: &mut Conn) -> Result<(), StoreError> {
    match conn.end("commit").await {
        Err(fault) if fault.is_conflict() => Err(fault),
        Err(StoreError::Deadline(_)) => Err(StoreError::OutcomeUnknown),
        Err(StoreError::Database(source)) if source.as_database_error().is_none() => {
            Err(StoreError::OutcomeUnknown)
        }
        other => other,
    }
}

/// The connection is back as soon as the closure's future has ended.
fn came_home(mut home: Home) -> Result<Conn, StoreError> {
    home.try_recv().map_err(|_| StoreError::Unusable("a transaction outlived its closure".to_owned()))
}
