//! Failed sign-ins in a row, by a digest of the name that was typed.

use jinxue_domain::Instant;

use crate::db::{Sql, row, statements};
use crate::{Conn, StoreError, Tx, values};

row! {
    /// How often a name failed in a row, and when last.
    pub struct Failures {
        req login_hash: String,
        req failures: u32,
        req last_at: Instant,
    }
}

statements! {
    OF = Sql::same("select * from sign_in_failure where login_hash = $1");
    // One statement, because a row that is found and then held may be forgotten in between.
    HOLD = Sql::same("insert into sign_in_failure (login_hash, failures, last_at) values ($1, 0, $2) on conflict (login_hash) do update set failures = sign_in_failure.failures returning *");
    ADD = Sql::same("insert into sign_in_failure (login_hash, failures, last_at) values ($1, 1, $2) on conflict (login_hash) do update set failures = sign_in_failure.failures + 1, last_at = excluded.last_at");
    FORGET = Sql::same("delete from sign_in_failure where login_hash = $1");
    PURGE = Sql::same("delete from sign_in_failure where last_at < $1");
}

/// The failures of a name, if there were any.
pub async fn of(conn: &mut Conn, login_hash: &str) -> Result<Option<Failures>, StoreError> {
    conn.optional(OF, values![login_hash]).await
}

/// The failures of a name, held until the transaction ends: of tries at the same moment each sees the one before it.
pub async fn hold(tx: &mut Tx, login_hash: &str, now: Instant) -> Result<Failures, StoreError> {
    tx.one(HOLD, values![login_hash, now]).await
}

/// Counts one more.
pub async fn add(tx: &mut Tx, login_hash: &str, now: Instant) -> Result<(), StoreError> {
    tx.execute(ADD, values![login_hash, now]).await?;
    Ok(())
}

/// Forgets those of a name, because it came in.
pub async fn forget(tx: &mut Tx, login_hash: &str) -> Result<(), StoreError> {
    tx.execute(FORGET, values![login_hash]).await?;
    Ok(())
}

/// Forgets those whose last was before `before`; how many.
pub async fn purge(tx: &mut Tx, before: Instant) -> Result<u64, StoreError> {
    tx.execute(PURGE, values![before]).await
}
