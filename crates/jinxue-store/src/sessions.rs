//! Sessions: who is signed in, found by a digest of the token that the browser holds.

use jinxue_domain::{AccountId, Due, Instant, SessionId};

use crate::db::{Sql, row, statements};
use crate::{Conn, StoreError, Tx, values};

row! {
    /// One session. `due` is what its holder must still do before anything else is answered.
    pub struct Session {
        req id: SessionId,
        req account_id: AccountId,
        req token_hash: String,
        opt due: Due,
        req address: String,
        req agent: String,
        req created_at: Instant,
        req seen_at: Instant,
    }
}

statements! {
    BY_TOKEN = Sql::same("select * from session where token_hash = $1");
    OF_ACCOUNT = Sql::same("select * from session where account_id = $1 order by seen_at desc, id");
    INSERT = Sql::same("insert into session (id, account_id, token_hash, due, address, agent, created_at, seen_at) values ($1, $2, $3, $4, $5, $6, $7, $8)");
    ROTATE = Sql::same("update session set token_hash = $3, due = $4, seen_at = $5 where id = $1 and token_hash = $2");
    SEEN = Sql::same("update session set seen_at = $2 where id = $1 and seen_at < $2");
    END = Sql::same("delete from session where id = $1 and account_id = $2");
    END_OTHERS = Sql::same("delete from session where account_id = $1 and id <> $2");
    END_ALL = Sql::same("delete from session where account_id = $1");
    END_BEYOND = Sql::same("delete from session where account_id = $1 and id in (select id from session where account_id = $1 order by seen_at desc, created_at desc, id desc limit 1000 offset $2)");
    PURGE = Sql::same("delete from session where seen_at < $1");
}

/// The session whose token has this digest.
pub async fn by_token(conn: &mut Conn, token_hash: &str) -> Result<Option<Session>, StoreError> {
    conn.optional(BY_TOKEN, values![token_hash]).await
}

/// The sessions of an account, the latest used first.
pub async fn of_account(conn: &mut Conn, account: AccountId) -> Result<Vec<Session>, StoreError> {
    conn.all(OF_ACCOUNT, values![account]).await
}

/// Keeps a new session.
pub async fn insert(tx: &mut Tx, session: &Session) -> Result<(), StoreError> {
    tx.execute(INSERT, session.values()).await?;
    Ok(())
}

/// Gives a session another token, because what its holder may do has changed.
///
/// # Errors
/// [`StoreError::NotFound`] when it has ended or its token was changed by another request.
pub async fn rotate(
    tx: &mut Tx,
    session: &Session,
    token_hash: &str,
    due: Option<Due>,
    now: Instant,
) -> Result<(), StoreError> {
    match tx.execute(ROTATE, values![session.id, &session.token_hash, token_hash, due, now]).await? {
        0 => Err(StoreError::not_found("session", session.id)),
        _ => Ok(()),
    }
}

/// Notes that a session was used.
pub async fn seen(tx: &mut Tx, id: SessionId, now: Instant) -> Result<(), StoreError> {
    tx.execute(SEEN, values![id, now]).await?;
    Ok(())
}

/// Ends a session of an account; false when the account has none of this id.
pub async fn end(tx: &mut Tx, account: AccountId, id: SessionId) -> Result<bool, StoreError> {
    Ok(tx.execute(END, values![id, account]).await? > 0)
}

/// Ends all sessions of an account but one; how many.
pub async fn end_others(tx: &mut Tx, account: AccountId, kept: SessionId) -> Result<u64, StoreError> {
    tx.execute(END_OTHERS, values![account, kept]).await
}

/// Ends all sessions of an account; how many.
pub async fn end_all(tx: &mut Tx, account: AccountId) -> Result<u64, StoreError> {
    tx.execute(END_ALL, values![account]).await
}

/// Ends those sessions of an account that were used longest ago, so that `most` are left; how many.
pub async fn end_beyond(tx: &mut Tx, account: AccountId, most: u32) -> Result<u64, StoreError> {
    tx.execute(END_BEYOND, values![account, most]).await
}

/// Forgets sessions that were last used before `before`; how many.
pub async fn purge(tx: &mut Tx, before: Instant) -> Result<u64, StoreError> {
    tx.execute(PURGE, values![before]).await
}
