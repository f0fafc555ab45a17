//! A connection to either database, each call under its own deadline.

use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt;
use jinxue_domain::authority::Scope;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Postgres, SqlSafeStr, SqlStr, Sqlite};

use super::Column;
use super::row::{Cells, FromRow, Only, Row};
use super::sql::{Bulk, Dialect, Statement};
use super::told;
use super::value::{Values, is_to_be_sealed, postgres_arguments, protect, sqlite_arguments};
use crate::StoreError;
use crate::sealed::Keyring;
use crate::sealed::states::WRITING_HELD;

/// A connection that can read. A [`Tx`] is one that can also write.
pub struct Conn {
    /// `None` only while it is being given back or thrown away.
    link: Option<Link>,
    deadline: Duration,
    /// What the statements run here may touch.
    scope: Arc<Scope>,
    /// What seals and opens the values of sealed columns.
    keys: Arc<Keyring>,
    state: State,
    conflict: bool,
    /// The scope that PostgreSQL was told of in this transaction.
    told: Option<Arc<Scope>>,
}

pub(super) enum Link {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// Whether the connection may go back to its pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    InTransaction,
    /// A call was given up half-way: what the server does with it is unknown.
    Broken,
}

/// Runs one expression with `$link` bound to the driver's connection.
macro_rules! on_link {
    ($conn:expr, $link:ident => $run:expr) => {
        match $conn.link.as_mut() {
            Some(Link::Sqlite($link)) => $run,
            Some(Link::Postgres($link)) => $run,
            None => Err(sqlx::Error::PoolClosed),
        }
    };
}

impl Conn {
    pub(super) fn new(link: Link, deadline: Duration, keys: &Arc<Keyring>) -> Self {
        let (scope, keys) = (Arc::new(Scope::everything()), keys.clone());
        Self { link: Some(link), deadline, scope, keys, state: State::Idle, conflict: false, told: None }
    }

    pub(super) fn set_deadline(&mut self, deadline: Duration) {
        self.deadline = deadline;
    }

    /// What may be read and written here: every statement that lists, counts, searches or loads compares with it.
    pub fn scope(&self) -> Arc<Scope> {
        self.scope.clone()
    }

    /// Fences the connection in, or lifts its fence; the scope that held before.
    pub(crate) fn set_scope(&mut self, scope: Arc<Scope>) -> Arc<Scope> {
        std::mem::replace(&mut self.scope, scope)
    }

    /// The keys of the installation.
    pub(crate) fn keys(&self) -> Arc<Keyring> {
        self.keys.clone()
    }

    /// Which database this is, for the few texts that are built.
    pub fn dialect(&self) -> Dialect {
        match self.link {
            Some(Link::Postgres(_)) => Dialect::Postgres,
            _ => Dialect::Sqlite,
        }
    }

    pub(super) fn is_broken(&self) -> bool {
        self.state == State::Broken
    }

    /// Whether a call met a serialisation failure or a deadlock since the last begin.
    pub(super) fn met_conflict(&self) -> bool {
        self.conflict
    }

    /// All rows of the answer.
    ///
    /// # Errors
    /// Whatever the database says; [`StoreError::Deadline`] when it says nothing in time.
    pub async fn all<T: FromRow>(
        &mut self,
        statement: impl Into<Statement>,
        values: Values,
    ) -> Result<Vec<T>, StoreError> {
        let mut rows = Vec::new();
        self.each(statement, values, |row| {
            rows.push(T::from_row(&row)?);
            Ok(())
        })
        .await?;
        Ok(rows)
    }

    /// The first row of the answer, if there is one.
    ///
    /// # Errors
    /// As [`Conn::all`].
    pub async fn optional<T: FromRow>(
        &mut self,
        statement: impl Into<Statement>,
        values: Values,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.all(statement, values).await?.into_iter().next())
    }

    /// The one row of an answer that always has one (a count, a sum).
    ///
    /// # Errors
    /// As [`Conn::all`]; [`StoreError::NotFound`] when there is none.
    pub async fn one<T: FromRow>(
        &mut self,
        statement: impl Into<Statement>,
        values: Values,
    ) -> Result<T, StoreError> {
        self.optional(statement, values).await?.ok_or_else(|| StoreError::not_found("row", ""))
    }

    /// The column `only` of the one row.
    ///
    /// # Errors
    /// As [`Conn::one`].
    pub async fn only<T: Column>(
        &mut self,
        statement: impl Into<Statement>,
        values: Values,
    ) -> Result<T, StoreError> {
        Ok(self.one::<Only<T>>(statement, values).await?.0)
    }

    /// All rows of a bulk statement's answers, chunk after chunk.
    ///
    /// # Errors
    /// As [`Conn::all`].
    pub async fn bulk_all<T: FromRow>(
        &mut self,
        bulk: Bulk,
        rows: Vec<Values>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        for (text, values) in bulk.chunks(rows, self.dialect()) {
            found.extend(self.all(text, values).await?);
        }
        Ok(found)
    }

    /// Calls `visit` with every row as it arrives; the answer is never held as a whole.
    ///
    /// # Errors
    /// As [`Conn::all`], and whatever `visit` returns.
    pub async fn each(
        &mut self,
        statement: impl Into<Statement>,
        mut values: Values,
        mut visit: impl FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        protect(&mut values, &self.keys, None)?;
        self.tell().await?;
        let text = statement.into().text(self.dialect());
        let keys = self.keys.clone();
        self.within_deadline(async |conn: &mut Conn| match conn.link.as_mut() {
            Some(Link::Sqlite(link)) => {
                let query = sqlx::query_with(text, sqlite_arguments(values)?);
                let mut rows = query.fetch(&mut **link);
                while let Some(row) = rows.try_next().await? {
                    visit(Row::new(Cells::Sqlite(row), &keys))?;
                }
                Ok(())
            }
            Some(Link::Postgres(link)) => {
                let query = sqlx::query_with(text, postgres_arguments(values)?);
                let mut rows = query.fetch(&mut **link);
                while let Some(row) = rows.try_next().await? {
                    visit(Row::new(Cells::Postgres(row), &keys))?;
                }
                Ok(())
            }
            None => Err(sqlx::Error::PoolClosed.into()),
        })
        .await
    }

    /// Asks the database to prepare `text` without running it.
    ///
    /// # Errors
    /// What the database has against it.
    pub async fn prepare(&mut self, text: String) -> Result<(), StoreError> {
        use sqlx::Executor;
        let text = AssertSqlSafe(text).into_sql_str();
        on_link!(self, link => link.prepare(text).await.map(drop))?;
        Ok(())
    }

    pub(super) async fn run(&mut self, statement: Statement, mut values: Values) -> Result<u64, StoreError> {
        let writing = match is_to_be_sealed(&values) {
            true => Some(self.only::<String>(WRITING_HELD, Values::new()).await?),
            false => None,
        };
        protect(&mut values, &self.keys, writing.as_deref())?;
        self.tell().await?;
        let text = statement.text(self.dialect());
        self.within_deadline(async |conn: &mut Conn| match conn.link.as_mut() {
            Some(Link::Sqlite(link)) => {
                let query = sqlx::query_with(text, sqlite_arguments(values)?);
                Ok(query.execute(&mut **link).await?.rows_affected())
            }
            Some(Link::Postgres(link)) => {
                let query = sqlx::query_with(text, postgres_arguments(values)?);
                Ok(query.execute(&mut **link).await?.rows_affected())
            }
            None => Err(sqlx::Error::PoolClosed.into()),
        })
        .await
    }

    /// Runs a text without parameters, of one or more statements.
    pub(super) async fn script(&mut self, text: &'static str) -> Result<(), StoreError> {
        self.script_of(text.into_sql_str()).await
    }

    /// [`Conn::script`] for a text built for this call.
    pub(super) async fn script_of(&mut self, text: SqlStr) -> Result<(), StoreError> {
        self.within_deadline(async |conn: &mut Conn| {
            on_link!(conn, link => sqlx::raw_sql(text).execute(&mut **link).await.map(drop))?;
            Ok(())
        })
        .await
    }

    /// Begins a transaction, on PostgreSQL with what may be touched in it.
    pub(super) async fn begin(&mut self, text: &'static str) -> Result<(), StoreError> {
        self.state = State::InTransaction;
        self.conflict = false;
        match self.dialect() {
            Dialect::Sqlite => self.script(text).await,
            Dialect::Postgres => {
                let text = format!("{text};{}", told::settings(&self.scope));
                self.script_of(AssertSqlSafe(text).into_sql_str()).await?;
                self.told = Some(self.scope.clone());
                Ok(())
            }
        }
    }

    /// Tells PostgreSQL of a scope that has changed since it was last told.
    async fn tell(&mut self) -> Result<(), StoreError> {
        let fenced = self.state == State::InTransaction && self.dialect() == Dialect::Postgres;
        if !fenced || self.told.as_ref() == Some(&self.scope) {
            return Ok(());
        }
        let text = told::settings(&self.scope);
        self.script_of(AssertSqlSafe(text).into_sql_str()).await?;
        self.told = Some(self.scope.clone());
        Ok(())
    }

    pub(super) async fn end(&mut self, text: &'static str) -> Result<(), StoreError> {
        self.script(text).await?;
        self.state = State::Idle;
        Ok(())
    }

    /// Gives up a call that takes too long, and with it the connection: the server is never sent a cancel,
    /// because a cancelled commit may report success and lose the row.
    async fn within_deadline<T>(
        &mut self,
        call: impl AsyncFnOnce(&mut Conn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let before = self.state;
        let deadline = self.deadline;
        // A PostgreSQL call whose future is dropped leaves half an answer in the socket. SQLite's calls run in
        // order on their own thread, so the next one finds the connection whole.
        if self.dialect() == Dialect::Postgres {
            self.state = State::Broken;
        }
        match tokio::time::timeout(deadline, call(self)).await {
            Ok(answer) => {
                self.state = before;
                self.conflict |= answer.as_ref().is_err_and(StoreError::is_conflict);
                answer
            }
            Err(_) => {
                self.state = State::Broken;
                Err(StoreError::Deadline(deadline))
            }
        }
    }
}

impl Drop for Conn {
    /// A connection that is not idle must not be used by anyone else: its socket is closed, the server rolls back.
    fn drop(&mut self) {
        if self.state == State::Idle {
            return;
        }
        match self.link.take() {
            Some(Link::Sqlite(link)) => drop(link.detach()),
            Some(Link::Postgres(link)) => drop(link.detach()),
            None => {}
        }
    }
}
