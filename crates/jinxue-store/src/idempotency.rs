//! Answers already given, so that a call made twice is done once.

use jinxue_domain::Instant;

use crate::db::{Sql, row, statements};
use crate::{Conn, StoreError, Tx, values};

row! {
    /// The answer given to a call.
    pub struct Answer {
        req key: String,
        req actor: String,
        req route: String,
        req request_hash: String,
        req status: u16,
        req body: String,
        req created_at: Instant,
    }
}

statements! {
    FIND = Sql::same("select * from idempotency where key = $1");
    KEEP = Sql::same("insert into idempotency (key, actor, route, request_hash, status, body, created_at) values ($1, $2, $3, $4, $5, $6, $7)");
    PURGE = Sql::same("delete from idempotency where created_at < $1");
}

/// The answer given under a key, if there is one.
pub async fn find(conn: &mut Conn, key: &str) -> Result<Option<Answer>, StoreError> {
    conn.optional(FIND, values![key]).await
}

/// Keeps an answer, in the transaction of what it answers.
///
/// # Errors
/// [`crate::Constraint::Taken`] `idempotency_pk` when another call under the same key was faster: give up and
/// [`find`] its answer.
pub async fn keep(tx: &mut Tx, answer: &Answer) -> Result<(), StoreError> {
    tx.execute(KEEP, answer.values()).await?;
    Ok(())
}

/// Forgets answers given before `before`; how many.
pub async fn purge(tx: &mut Tx, before: Instant) -> Result<u64, StoreError> {
    tx.execute(PURGE, values![before]).await
}
