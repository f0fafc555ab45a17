//! Passkeys of accounts, and the challenges that wait for the answer of one.

use jinxue_domain::{AccountId, Instant, PasskeyId, PasskeyPurpose, SessionId};

use crate::db::{Sql, row, statements};
use crate::{Conn, StoreError, Tx, values};

row! {
    /// One passkey: its public key and what its maker said of it, as JSON. `counter` is the last it showed, and 0 where
    /// it counts nothing.
    pub struct Passkey {
        req id: PasskeyId,
        req account_id: AccountId,
        req name: String,
        req credential_id: String,
        req credential: String,
        req counter: u32,
        req created_at: Instant,
        opt used_at: Instant,
    }
}

row! {
    /// What a session was asked, with what is needed to judge the answer, as JSON.
    pub struct Challenge {
        req session_id: SessionId,
        req purpose: PasskeyPurpose,
        req state: String,
        req expires_at: Instant,
    }
}

statements! {
    OF_ACCOUNT = Sql::same("select * from passkey where account_id = $1 order by created_at, id");
    COUNT = Sql::same("select count(*) as only from passkey where account_id = $1");
    INSERT = Sql::same("insert into passkey (id, account_id, name, credential_id, credential, counter, created_at, used_at) values ($1, $2, $3, $4, $5, $6, $7, $8)");
    USED = Sql::same("update passkey set counter = $3, used_at = $4 where account_id = $1 and credential_id = $2 and (counter < $3 or (counter = 0 and $3 = 0))");
    DROP = Sql::same("delete from passkey where account_id = $1 and id = $2");
    DROP_ALL = Sql::same("delete from passkey where account_id = $1");
    ASK = Sql::same("insert into passkey_challenge (session_id, purpose, state, expires_at) values ($1, $2, $3, $4) on conflict (session_id) do update set purpose = excluded.purpose, state = excluded.state, expires_at = excluded.expires_at");
    TAKE = Sql::same("delete from passkey_challenge where session_id = $1 and purpose = $2 returning *");
    PURGE = Sql::same("delete from passkey_challenge where expires_at < $1");
}

/// The passkeys of an account, the oldest first.
pub async fn of_account(conn: &mut Conn, account: AccountId) -> Result<Vec<Passkey>, StoreError> {
    conn.all(OF_ACCOUNT, values![account]).await
}

/// How many passkeys an account has.
pub async fn count(conn: &mut Conn, account: AccountId) -> Result<u32, StoreError> {
    conn.only(COUNT, values![account]).await
}

/// Keeps a new passkey.
pub async fn insert(tx: &mut Tx, passkey: &Passkey) -> Result<(), StoreError> {
    tx.execute(INSERT, passkey.values()).await?;
    Ok(())
}

/// Notes that a passkey answered, and how far its counter has come; false when the account has it no more, or when the
/// counter has not grown: then there are two of it.
pub async fn used(
    tx: &mut Tx,
    account: AccountId,
    credential_id: &str,
    counter: u32,
    now: Instant,
) -> Result<bool, StoreError> {
    Ok(tx.execute(USED, values![account, credential_id, counter, now]).await? > 0)
}

/// Forgets a passkey of an account; false when it has none of this id.
pub async fn remove(tx: &mut Tx, account: AccountId, id: PasskeyId) -> Result<bool, StoreError> {
    Ok(tx.execute(DROP, values![account, id]).await? > 0)
}

/// Forgets every passkey of an account.
pub async fn drop_all(tx: &mut Tx, account: AccountId) -> Result<(), StoreError> {
    tx.execute(DROP_ALL, values![account]).await?;
    Ok(())
}

/// Asks a session, instead of anything it was asked before; what has expired by `now` is forgotten.
pub async fn ask(tx: &mut Tx, challenge: &Challenge, now: Instant) -> Result<(), StoreError> {
    tx.execute(PURGE, values![now]).await?;
    tx.execute(ASK, challenge.values()).await?;
    Ok(())
}

/// What the session was asked, which nobody is asked again.
pub async fn take(
    tx: &mut Tx,
    session: SessionId,
    purpose: PasskeyPurpose,
) -> Result<Option<Challenge>, StoreError> {
    tx.optional(TAKE, values![session, purpose]).await
}
