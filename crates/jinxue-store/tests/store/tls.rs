//! The wire to PostgreSQL: encrypted where it can be, and to nobody but the named server where that is asked for.

use std::path::PathBuf;

use jinxue_store::db::Sql;
use jinxue_store::{Db, values};
use jinxue_testkit::{Backend, TestDb};

const ENCRYPTED: Sql =
    Sql::same("select count(*) as only from pg_stat_ssl where pid = pg_backend_pid() and ssl");

/// A store on a PostgreSQL that offers TLS, and its certificate; none where there is no such server here.
async fn served() -> Option<(TestDb, PathBuf)> {
    let db = TestDb::open(Backend::Postgres).await?;
    let certificate = std::env::var_os("JINXUE_TEST_POSTGRES_CERTIFICATE").map(PathBuf::from);
    if certificate.is_none() {
        eprintln!("skipped: the PostgreSQL of the tests speaks no TLS");
    }
    Some((db, certificate?))
}

async fn opened(db: &TestDb, asked: &str) -> Result<Db, jinxue_store::StoreError> {
    let sign = if db.address().contains('?') { '&' } else { '?' };
    Db::open(&format!("{}{sign}{asked}", db.address()), &db.keys()).await
}

async fn is_encrypted(db: &Db) -> bool {
    let count = db.read(async |mut conn| conn.only::<i64>(ENCRYPTED, values![]).await);
    count.await.expect("PostgreSQL answers") == 1
}

#[tokio::test]
async fn the_wire_is_encrypted_where_the_server_can_and_open_only_when_that_is_said() {
    let Some((db, _)) = served().await else { return };
    assert!(is_encrypted(&opened(&db, "sslmode=require").await.unwrap()).await);
    assert!(is_encrypted(&db).await, "without a word TLS is used where the server offers it");
    assert!(!is_encrypted(&opened(&db, "sslmode=disable").await.unwrap()).await);
}

#[tokio::test]
async fn a_server_is_taken_only_with_a_certificate_that_was_named() {
    let Some((db, certificate)) = served().await else { return };
    let named = format!("sslmode=verify-full&sslrootcert={}", certificate.display());
    assert!(is_encrypted(&opened(&db, &named).await.unwrap()).await);
    assert!(opened(&db, "sslmode=verify-full").await.is_err(), "no authority of this machine knows it");
}
