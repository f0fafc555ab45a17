//! Applies what is missing of a series of plain SQL files, all in one transaction under a lock.
//!
//! A file that was applied is never edited: its checksum is kept, and a difference stops the start.

use sha2::{Digest, Sha256};

use super::{Conn, Dialect, FromRow, Lock, Row, Sql, Tx};
use crate::{StoreError, values};

/// One file of a series.
#[derive(Debug, Clone, Copy)]
pub(super) struct Migration {
    pub version: i64,
    pub name: &'static str,
    pub sql: &'static str,
}

/// The series of both databases: `1 "0001_core"` is the files `migrations/{sqlite,postgres}/0001_core.sql`.
macro_rules! series {
    ($($version:literal $name:literal,)*) => {
        const SQLITE: &[Migration] = &[$(series!(@file "sqlite" $version $name)),*];
        const POSTGRES: &[Migration] = &[$(series!(@file "postgres" $version $name)),*];
    };
    (@file $dialect:literal $version:literal $name:literal) => {
        Migration {
            version: $version,
            name: $name,
            sql: include_str!(concat!("../../migrations/", $dialect, "/", $name, ".sql")),
        }
    };
}

series! {
    1 "0001_core",
    2 "0002_saved_views",
    3 "0003_imports",
    4 "0004_run_facts",
    5 "0005_tree_order",
    6 "0006_accounts",
    7 "0007_step_jobs",
    8 "0008_attendance",
    9 "0009_exports",
    10 "0010_grants",
    11 "0011_audit_chain",
    12 "0012_rule_versions",
    13 "0013_export_kinds",
    14 "0014_sealed",
    15 "0015_crowds",
    16 "0016_crowds_alone",
    17 "0017_anonymised",
    18 "0018_passkeys",
    19 "0019_provider",
    20 "0020_needs",
    21 "0021_second_fence",
    22 "0022_surveys",
    30 "0030_factors_and_sessions",
    40 "0040_shares",
}

const CREATE: Sql = Sql::each(
    "create table if not exists schema_migration (version integer primary key, name text not null, checksum text not null) strict",
    "create table if not exists schema_migration (version bigint primary key, name text not null, checksum text not null)",
);
const APPLIED: Sql = Sql::same("select version, name, checksum from schema_migration order by version");
const RECORD: Sql = Sql::same("insert into schema_migration (version, name, checksum) values ($1, $2, $3)");

struct Applied {
    version: i64,
    name: String,
    checksum: String,
}

impl FromRow for Applied {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { version: row.get("version")?, name: row.get("name")?, checksum: row.get("checksum")? })
    }
}

pub(super) async fn sqlite(conn: Conn) -> Result<(), StoreError> {
    apply(Tx::lend(conn).0, "begin immediate").await
}

pub(super) async fn postgres(conn: Conn) -> Result<(), StoreError> {
    apply(Tx::lend(conn).0, "begin").await
}

async fn apply(mut tx: Tx, begin: &'static str) -> Result<(), StoreError> {
    tx.begin(begin).await?;
    tx.lock(Lock::Schema).await?;
    up_to(&mut tx, i64::MAX).await?;
    tx.end("commit").await
}

/// Applies what is missing of the series up to and including `version`, in the transaction of the caller.
///
/// # Errors
/// [`StoreError::Migration`] when the schema is not one of this version's, or `version` is a newer one's.
pub(super) async fn up_to(tx: &mut Tx, version: i64) -> Result<(), StoreError> {
    let series = match tx.dialect() {
        Dialect::Sqlite => SQLITE,
        Dialect::Postgres => POSTGRES,
    };
    tx.execute(CREATE, values![]).await?;
    let applied: Vec<Applied> = tx.all(APPLIED, values![]).await?;
    for (position, found) in applied.iter().enumerate() {
        check(found, series.get(position))?;
    }
    for migration in series.iter().skip(applied.len()).filter(|migration| migration.version <= version) {
        tx.script(migration.sql).await?;
        let values = values![migration.version, migration.name, checksum(migration.sql)];
        tx.execute(RECORD, values).await?;
    }
    Ok(())
}

/// The last version of the series.
pub(super) fn newest() -> i64 {
    SQLITE.last().map_or(0, |migration| migration.version)
}

fn check(found: &Applied, known: Option<&Migration>) -> Result<(), StoreError> {
    let fault = |reason: &str| StoreError::Migration {
        version: found.version,
        name: found.name.clone(),
        reason: reason.to_owned(),
    };
    match known {
        None => Err(fault("was applied by a newer version of the software")),
        Some(known) if known.version != found.version || known.name != found.name => {
            Err(fault("is not part of this version's series"))
        }
        Some(known) if checksum(known.sql) != found.checksum => {
            Err(fault("was edited after it was applied; restore the file and add a new migration"))
        }
        Some(_) => Ok(()),
    }
}

fn checksum(sql: &str) -> String {
    Sha256::digest(sql.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
