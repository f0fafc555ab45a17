//! Opening a store under the promises it makes: durable commits, foreign keys, the schema of this version.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use jinxue_domain::authority::Scope;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Pool, Postgres, Sqlite};

use super::conn::Conn;
use super::door::Door;
use super::{Db, Kind, Link, REQUEST_DEADLINE, Sql, migrate};
use crate::sealed::{Keyring, take_over};
use crate::{StoreError, values};

/// How long a connection of a pool is waited for.
const ACQUIRE: Duration = Duration::from_secs(5);
/// Fixed statements and the common chunk sizes stay prepared.
const PREPARED: usize = 256;
/// Pages of the database kept by each SQLite connection, in KiB (negative by SQLite's convention). The writer gives its
/// own back when it has been idle for a while; a large import needs them.
const READER_CACHE: &str = "-8192";
/// After this long without work a reader is closed, and what it kept is given back.
const READER_IDLE: Duration = Duration::from_secs(15);
const WRITER_CACHE: &str = "-98304";

const FOREIGN_KEYS: Sql = Sql::same("select foreign_keys as only from pragma_foreign_keys");
const SYNCHRONOUS: Sql = Sql::same("select synchronous as only from pragma_synchronous");
const JOURNAL: Sql = Sql::same("select journal_mode as only from pragma_journal_mode");

const PASSES_FENCES: Sql = Sql::same(
    "select count(*) as only from pg_roles where rolname = current_user and (rolsuper or rolbypassrls)",
);

/// Whether this connection comes from another machine and is not encrypted. Through a socket there is no address.
const OPEN_WIRE: Sql = Sql::same(
    "select count(*) as only from pg_stat_ssl where pid = pg_backend_pid() and not ssl and inet_client_addr() is not null and inet_client_addr() <> inet_server_addr()",
);

impl Db {
    /// Opens the store at `address`: a `postgres://` URL, else the path of an SQLite file, which is created when
    /// it is not there. Migrations that are missing are applied. The keys of its sealed columns are those of the file
    /// `keys`, which is made with a new store.
    ///
    /// # Errors
    /// [`StoreError::Migration`] when the schema is not one of this version's; [`StoreError::Unusable`] when the
    /// database does not keep the promises (foreign keys, durable commits); [`StoreError::Sealed`] when the keys are not
    /// there, can be read by others, or are another store's.
    pub async fn open(address: &str, keys: &Path) -> Result<Self, StoreError> {
        let keys = Arc::new(Keyring::at(keys));
        let db = if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            Self::open_postgres(address, keys).await?
        } else {
            Self::open_sqlite(Path::new(address), keys).await?
        };
        take_over::agree_and_seal(&db.within(Duration::from_secs(600))).await?;
        Ok(db)
    }

    async fn open_sqlite(file: &Path, keys: Arc<Keyring>) -> Result<Self, StoreError> {
        let options = sqlite_options(file);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(ACQUIRE)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(options.clone().pragma("cache_size", WRITER_CACHE))
            .await?;
        let mut first = Conn::new(Link::Sqlite(writer.acquire().await?), Duration::from_secs(600), &keys);
        assert_promises(&mut first).await?;
        migrate::sqlite(first).await?;

        let readers = reader_pool(options).await?;
        Ok(Self {
            kind: Kind::Sqlite { readers, door: Door::open(writer, keys.clone()) },
            deadline: REQUEST_DEADLINE,
            scope: Arc::new(Scope::everything()),
            keys,
        })
    }

    async fn open_postgres(url: &str, keys: Arc<Keyring>) -> Result<Self, StoreError> {
        let options = postgres_options(url)?;
        let host = options.get_host().to_owned();
        let pool = PgPoolOptions::new()
            .max_connections(24)
            .acquire_timeout(ACQUIRE)
            .test_before_acquire(false)
            .connect_with(options)
            .await?;
        let first = Conn::new(Link::Postgres(pool.acquire().await?), Duration::from_secs(600), &keys);
        migrate::postgres(first).await?;
        warn_of_open_fence(&pool, &keys).await?;
        warn_of_open_wire(&pool, &host, &keys).await?;
        Ok(Self {
            kind: Kind::Postgres { pool },
            deadline: REQUEST_DEADLINE,
            scope: Arc::new(Scope::everything()),
            keys,
        })
    }
}

/// Between two machines whatever is asked and answered would travel readable, the secrets of sessions among it.
async fn warn_of_open_wire(pool: &Pool<Postgres>, host: &str, keys: &Arc<Keyring>) -> Result<(), StoreError> {
    let mut conn = Conn::new(Link::Postgres(pool.acquire().await?), REQUEST_DEADLINE, keys);
    let open: i64 = conn.only(OPEN_WIRE, values![]).await?;
    if open > 0 {
        tracing::warn!(
            "the database at {host} is asked without TLS: add sslmode=verify-full and sslrootcert=FILE to its address, see docs/sign-in.md"
        );
    }
    Ok(())
}

/// The second fence does not hold for an account of the database that may pass every fence.
async fn warn_of_open_fence(pool: &Pool<Postgres>, keys: &Arc<Keyring>) -> Result<(), StoreError> {
    let mut conn = Conn::new(Link::Postgres(pool.acquire().await?), REQUEST_DEADLINE, keys);
    let passing: i64 = conn.only(PASSES_FENCES, values![]).await?;
    if passing > 0 {
        tracing::warn!(
            "the account of the database passes row-level security: use one that is no superuser, see docs/access.md"
        );
    }
    Ok(())
}

pub(super) fn postgres_options(url: &str) -> Result<PgConnectOptions, StoreError> {
    let options = PgConnectOptions::from_str(url)?.application_name("jinxue");
    // What a page of an index costs beside one of a table read in order: disks have no heads any more.
    let options = options.options([("random_page_cost", "1.1")]);
    Ok(options.statement_cache_capacity(PREPARED).disable_statement_logging())
}

pub(super) fn sqlite_options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5))
        .statement_cache_capacity(PREPARED)
        .row_buffer_size(1_024)
        .pragma("cache_size", READER_CACHE)
        .pragma("temp_store", "memory")
        .pragma("wal_autocheckpoint", "16000")
        .disable_statement_logging()
}

async fn reader_pool(options: SqliteConnectOptions) -> Result<Pool<Sqlite>, StoreError> {
    let pool = SqlitePoolOptions::new()
        .max_connections(6)
        .min_connections(1)
        .idle_timeout(READER_IDLE)
        .acquire_timeout(ACQUIRE)
        .test_before_acquire(false)
        .connect_with(options.pragma("query_only", "on"))
        .await?;
    Ok(pool)
}

/// A build of SQLite without foreign keys, or a file on which WAL is impossible, must be noticed at the start.
async fn assert_promises(conn: &mut Conn) -> Result<(), StoreError> {
    let foreign_keys: i64 = conn.only(FOREIGN_KEYS, values![]).await?;
    let synchronous: i64 = conn.only(SYNCHRONOUS, values![]).await?;
    let journal: String = conn.only(JOURNAL, values![]).await?;
    let found = format!("foreign_keys={foreign_keys} synchronous={synchronous} journal_mode={journal}");
    if (foreign_keys, synchronous, journal.as_str()) == (1, 2, "wal") {
        return Ok(());
    }
    Err(StoreError::Unusable(format!("{found}, expected foreign_keys=1 synchronous=2 journal_mode=wal")))
}
