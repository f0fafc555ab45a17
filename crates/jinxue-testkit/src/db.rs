//! A fresh store for every test, on both databases.
//!
//! `on_both!` writes a test once and runs it twice. The PostgreSQL half needs `JINXUE_TEST_POSTGRES`, the URL of a
//! server where schemas may be made (`xtask/with-postgres` starts one); without it that half says it is skipped,
//! and with `JINXUE_REQUIRE_POSTGRES=1` it fails.

use std::future::Future;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use jinxue_store::Db;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

/// The name of the keys file.
const KEYS: &str = "keys";
/// Where the private PostgreSQL is.
const POSTGRES: &str = "JINXUE_TEST_POSTGRES";
/// Set to 1 where a skipped half would be a hole in the check.
const REQUIRE_POSTGRES: &str = "JINXUE_REQUIRE_POSTGRES";

/// The two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// An empty store of its own, gone with its value.
pub struct TestDb {
    db: Db,
    address: String,
    /// The SQLite file and the keys; deleted when the test ends.
    folder: TempDir,
}

impl TestDb {
    /// A fresh store; `None` when there is no PostgreSQL to make one on.
    ///
    /// # Panics
    /// When it cannot be made, or PostgreSQL is required and absent.
    pub async fn open(backend: Backend) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let address = match backend {
            Backend::Sqlite => sqlite_address(folder.path()),
            Backend::Postgres => postgres_address().await?,
        };
        let db = Db::open(&address, &folder.path().join(KEYS)).await.expect("a fresh store opens");
        Some(Self { db, address, folder })
    }

    /// The keys file, for tests that open the same store again.
    pub fn keys(&self) -> PathBuf {
        self.folder.path().join(KEYS)
    }

    /// The same store opened once more, as by another process.
    ///
    /// # Panics
    /// When it cannot be.
    pub async fn again(&self) -> Db {
        Db::open(&self.address, &self.keys()).await.expect("the store opens again")
    }

    /// What [`Db::open`] takes, for tests that open the same store again.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Deref for TestDb {
    type Target = Db;
    fn deref(&self) -> &Db {
        &self.db
    }
}

fn sqlite_address(folder: &Path) -> String {
    let file = folder.join("jinxue.sqlite3");
    file.to_str().expect("the temporary folder has a plain name").to_owned()
}

/// A URL whose tables live in a schema of their own.
async fn postgres_address() -> Option<String> {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let Ok(server) = std::env::var(POSTGRES) else {
        assert!(std::env::var(REQUIRE_POSTGRES).as_deref() != Ok("1"), "{POSTGRES} is required and not set");
        eprintln!("skipped on PostgreSQL: {POSTGRES} is not set");
        return None;
    };
    let schema = format!("t_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
    let mut connection = PgConnection::connect(&server).await.expect("the test server answers");
    let make = format!("drop schema if exists {schema} cascade; create schema {schema}");
    sqlx::raw_sql(AssertSqlSafe(make)).execute(&mut connection).await.expect("a schema can be made");
    let joint = if server.contains('?') { '&' } else { '?' };
    Some(format!("{server}{joint}options=-c%20search_path%3D{schema}"))
}

/// Runs one test body on a fresh store of `backend`.
///
/// # Panics
/// When the body does.
pub fn run<F: Future<Output = ()>>(backend: Backend, body: impl FnOnce(TestDb) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        if let Some(db) = TestDb::open(backend).await {
            body(db).await;
        }
    });
}

/// Tests that run on both databases: `on_both! { async fn name(db: TestDb) { … } … }`.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident: TestDb) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn body($db: $crate::TestDb) $body

            #[test]
            fn on_sqlite() {
                $crate::db::run($crate::Backend::Sqlite, body);
            }
            #[test]
            fn on_postgres() {
                $crate::db::run($crate::Backend::Postgres, body);
            }
        }
    )*};
}
