//! Sign-in by another: whose account a provider's subject is, and browsers that are on their way there.

use jinxue_domain::{AccountId, Instant};

use crate::db::{Only, Sql, row, statements};
use crate::{Conn, StoreError, Tx, values};

row! {
    /// Whom a provider calls what.
    pub struct Subject {
        req issuer: String,
        req subject: String,
        req account_id: AccountId,
        req bound_at: Instant,
    }
}

row! {
    /// A browser that set out for the provider, and what its return is judged by.
    pub struct Visit {
        req state_hash: String,
        req browser_hash: String,
        opt account_id: AccountId,
        req redirect: String,
        req nonce: String,
        req verifier: String,
        req expires_at: Instant,
    }
}

statements! {
    ACCOUNT_OF = Sql::same("select account_id as only from provider_subject where issuer = $1 and subject = $2");
    OF_ACCOUNT = Sql::same("select * from provider_subject where account_id = $1");
    BIND = Sql::same("insert into provider_subject (issuer, subject, account_id, bound_at) values ($1, $2, $3, $4)");
    UNBIND = Sql::same("delete from provider_subject where account_id = $1");
    SET_OUT = Sql::same("insert into provider_visit (state_hash, browser_hash, account_id, redirect, nonce, verifier, expires_at) values ($1, $2, $3, $4, $5, $6, $7)");
    RETURN = Sql::same("delete from provider_visit where state_hash = $1 returning *");
    PURGE = Sql::same("delete from provider_visit where expires_at < $1");
}

/// The account that a provider's subject is bound to.
pub async fn account_of(
    conn: &mut Conn,
    issuer: &str,
    subject: &str,
) -> Result<Option<AccountId>, StoreError> {
    let found: Option<Only<AccountId>> = conn.optional(ACCOUNT_OF, values![issuer, subject]).await?;
    Ok(found.map(|found| found.0))
}

/// What an account is bound to.
pub async fn of_account(conn: &mut Conn, account: AccountId) -> Result<Option<Subject>, StoreError> {
    conn.optional(OF_ACCOUNT, values![account]).await
}

/// Binds an account.
///
/// # Errors
/// [`crate::Constraint::Taken`] `provider_subject_pk` when another account is bound to the subject already.
pub async fn bind(tx: &mut Tx, subject: &Subject) -> Result<(), StoreError> {
    tx.execute(UNBIND, values![subject.account_id]).await?;
    tx.execute(BIND, subject.values()).await?;
    Ok(())
}

/// Unbinds an account; false when it was bound to nothing.
pub async fn unbind(tx: &mut Tx, account: AccountId) -> Result<bool, StoreError> {
    Ok(tx.execute(UNBIND, values![account]).await? > 0)
}

/// Notes that a browser has set out; those that did not return by `now` are forgotten.
pub async fn set_out(tx: &mut Tx, visit: &Visit, now: Instant) -> Result<(), StoreError> {
    tx.execute(PURGE, values![now]).await?;
    tx.execute(SET_OUT, visit.values()).await?;
    Ok(())
}

/// The browser that set out with this state, which nobody returns with again.
pub async fn take(tx: &mut Tx, state_hash: &str) -> Result<Option<Visit>, StoreError> {
    tx.optional(RETURN, values![state_hash]).await
}
