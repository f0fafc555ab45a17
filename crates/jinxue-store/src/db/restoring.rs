//! An empty database being filled from a backup: the schema of the backup's version, all rows, one transaction.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{Pool, Postgres, Sqlite};

use super::conn::{Conn, Link};
use super::open::{postgres_options, sqlite_options};
use super::row::{FromRow, Row};
use super::sql::{Dialect, Sql};
use super::tx::{Home, Tx};
use super::{came_home, migrate};
use crate::dump::{self, Table, quoted};
use crate::sealed::Keyring;
use crate::{StoreError, Values, values};

/// A whole province is written within this time.
const DEADLINE: Duration = Duration::from_secs(3_600);
/// Values of one statement.
const VALUES: usize = 8_000;

const TABLES: Sql = Sql::each(
    "select count(*) as only from sqlite_schema",
    "select count(*) as only from pg_class t join pg_namespace n on n.oid = t.relnamespace where n.nspname = current_schema() and t.relkind = 'r'",
);
const DEFER: Sql = Sql::same("pragma defer_foreign_keys = on");
const FOREIGN_KEYS: Sql = Sql::same(
    "select t.relname::text as owner, k.conname::text as name, pg_get_constraintdef(k.oid) as text from pg_constraint k join pg_class t on t.oid = k.conrelid join pg_namespace n on n.oid = t.relnamespace where n.nspname = current_schema() and k.contype = 'f'",
);

/// A reference between tables, put aside until all rows are there. PostgreSQL tests each at once, whatever the order.
struct ForeignKey {
    owner: String,
    name: String,
    text: String,
}

impl FromRow for ForeignKey {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { owner: row.get("owner")?, name: row.get("name")?, text: row.get("text")? })
    }
}

enum Place {
    Sqlite(Pool<Sqlite>),
    Postgres(Pool<Postgres>),
}

/// Dropped before [`Restoring::finish`], it leaves an empty database.
pub struct Restoring {
    place: Place,
    tx: Tx,
    home: Home,
    tables: Vec<Table>,
    put_aside: Vec<ForeignKey>,
}

impl Restoring {
    /// Begins to fill the database at `address` with the schema of `version`.
    ///
    /// # Errors
    /// [`StoreError::NotEmpty`]; [`StoreError::Migration`] when a newer version made the backup.
    pub async fn begin(address: &str, version: i64) -> Result<Self, StoreError> {
        if version > migrate::newest() {
            let reason = "is of a newer version of the software".to_owned();
            return Err(StoreError::Migration { version, name: "of the backup".to_owned(), reason });
        }
        // Nothing is sealed or opened here: sealed values are carried as they are.
        let keys = Arc::new(Keyring::at(Path::new("")));
        let (place, link, begin) = if address.starts_with("postgres") {
            let pool =
                PgPoolOptions::new().max_connections(1).connect_with(postgres_options(address)?).await?;
            let link = Link::Postgres(pool.acquire().await?);
            (Place::Postgres(pool), link, "begin")
        } else {
            let options = sqlite_options(Path::new(address));
            let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
            let link = Link::Sqlite(pool.acquire().await?);
            (Place::Sqlite(pool), link, "begin immediate")
        };
        let mut conn = Conn::new(link, DEADLINE, &keys);
        if conn.only::<u64>(TABLES, values![]).await? > 0 {
            return Err(StoreError::NotEmpty("the database".to_owned()));
        }
        conn.begin(begin).await?;
        let (mut tx, home) = Tx::lend(conn);
        migrate::up_to(&mut tx, version).await?;
        let put_aside = put_aside(&mut tx).await?;
        let tables = dump::tables(&mut tx).await?;
        Ok(Self { place, tx, home, tables, put_aside })
    }

    /// The table of this name and these columns.
    ///
    /// # Errors
    /// [`StoreError::UnknownTable`] when the schema has none.
    pub fn table(&self, name: &str, columns: &[(String, dump::Kind)]) -> Result<Table, StoreError> {
        let found = self.tables.iter().find(|table| table.name == name && table.columns == columns);
        let said = || columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
        found.cloned().ok_or_else(|| StoreError::UnknownTable { table: name.to_owned(), columns: said() })
    }

    /// How many rows one call of [`Restoring::insert`] takes.
    pub fn rows_max(table: &Table) -> usize {
        (VALUES / table.columns.len().max(1)).max(1)
    }

    /// Adds rows, at most [`Restoring::rows_max`].
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn insert(&mut self, table: &Table, rows: Vec<Values>) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let text = insert_text(table, rows.len(), self.tx.dialect());
        self.tx.execute(text, rows.into_iter().flatten().collect()).await?;
        Ok(())
    }

    /// What has been restored so far, to be compared.
    pub fn conn(&mut self) -> &mut Conn {
        &mut self.tx
    }

    /// All tables of the schema.
    pub fn tables(&self) -> Vec<Table> {
        self.tables.clone()
    }

    /// Puts the references back, which tests them, and commits.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] when something refers to what is not there.
    pub async fn finish(mut self) -> Result<(), StoreError> {
        for ForeignKey { owner, name, text } in &self.put_aside {
            self.tx.execute(format!("alter table {owner} add constraint {name} {text}"), values![]).await?;
        }
        drop(self.tx);
        let mut conn = came_home(self.home)?;
        conn.end("commit").await?;
        if conn.dialect() == Dialect::Sqlite {
            conn.script("pragma wal_checkpoint(truncate)").await?;
        }
        drop(conn);
        match self.place {
            Place::Sqlite(pool) => pool.close().await,
            Place::Postgres(pool) => pool.close().await,
        }
        Ok(())
    }
}

async fn put_aside(tx: &mut Tx) -> Result<Vec<ForeignKey>, StoreError> {
    if tx.dialect() == Dialect::Sqlite {
        tx.execute(DEFER, values![]).await?;
        return Ok(Vec::new());
    }
    let keys: Vec<ForeignKey> = tx.all(FOREIGN_KEYS, values![]).await?;
    for key in &keys {
        tx.execute(format!("alter table {} drop constraint {}", key.owner, key.name), values![]).await?;
    }
    Ok(keys)
}

/// SQLite is given nameless placeholders: it looks numbered ones up one by one.
fn insert_text(table: &Table, rows: usize, dialect: Dialect) -> String {
    let names = quoted(table.columns.iter().map(|(name, _)| name));
    let mut text = format!("insert into {} ({names}) values", table.name);
    let width = table.columns.len();
    for place in 0..rows * width {
        text.push_str(match (place, place % width) {
            (0, _) => " (",
            (_, 0) => "), (",
            _ => ", ",
        });
        match dialect {
            Dialect::Sqlite => text.push('?'),
            Dialect::Postgres => write!(text, "${}", place + 1).expect("writing into a string succeeds"),
        }
    }
    text.push(')');
    text
}
