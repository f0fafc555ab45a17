//! Roles given on units, passed on, taken back.

use jinxue_domain::authority::{GrantRole, Reach};
use jinxue_domain::{AccountId, GrantId, Instant, PersonId, UnitId, UnitPath};

use crate::db::{Only, Sql, row, statements};
use crate::{Conn, StoreError, Tx, values};

row! {
    /// A role given. `fields` are words of personal fields joined by `|`; `unit_name` is what the unit was called then.
    pub struct Grant {
        req id: GrantId,
        req account_id: AccountId,
        req role: GrantRole,
        req unit_id: UnitId,
        req unit_name: String,
        req reach: Reach,
        req fields: String,
        req from_at: Instant,
        opt until_at: Instant,
        opt parent_id: GrantId,
        opt given_by: AccountId,
        req given_by_name: String,
        req given_at: Instant,
        opt revoked_at: Instant,
        opt revoked_by_name: String,
    }
}

row! {
    /// A grant with where its unit stands today, none when it was removed, and what its holder is called.
    pub struct Placed {
        req id: GrantId,
        req account_id: AccountId,
        req role: GrantRole,
        req unit_id: UnitId,
        req unit_name: String,
        req reach: Reach,
        req fields: String,
        req from_at: Instant,
        opt until_at: Instant,
        opt parent_id: GrantId,
        opt given_by: AccountId,
        req given_by_name: String,
        req given_at: Instant,
        opt revoked_at: Instant,
        opt revoked_by_name: String,
        opt path: UnitPath,
        opt unit_now: String,
        req holder: String,
    }
}

row! {
    /// What a grant is given to.
    pub struct Holder {
        req id: AccountId,
        req login: String,
        req display_name: String,
        opt person_id: PersonId,
        req state: String,
    }
}

statements! {
    // A chain of givers is as long as the tree is deep.
    OF_ACCOUNT = Sql::same("with recursive chain (id) as (select id from authority_grant where account_id = $1 union select authority_grant.parent_id from chain join authority_grant on authority_grant.id = chain.id where authority_grant.parent_id is not null) select authority_grant.*, unit.path, unit.name as unit_now, account.display_name as holder from authority_grant join account on account.id = authority_grant.account_id left join unit on unit.id = authority_grant.unit_id where authority_grant.id in (select id from chain) order by authority_grant.given_at, authority_grant.id");
    ALL = Sql::same("select authority_grant.*, unit.path, unit.name as unit_now, account.display_name as holder from authority_grant join account on account.id = authority_grant.account_id left join unit on unit.id = authority_grant.unit_id order by authority_grant.given_at, authority_grant.id");
    BELOW = Sql::same("with recursive below (id) as (select id from authority_grant where id = $1 union select authority_grant.id from below join authority_grant on authority_grant.parent_id = below.id) select id as only from below");
    INSERT = Sql::same("insert into authority_grant (id, account_id, role, unit_id, unit_name, reach, fields, from_at, until_at, parent_id, given_by, given_by_name, given_at, revoked_at, revoked_by_name) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)");
    REVOKE = Sql::same("update authority_grant set revoked_at = $2, revoked_by_name = $3 where id = $1 and revoked_at is null");
    HOLDER = Sql::same("select id, login, display_name, person_id, state from account where id = $1");
    HOLDER_NAMED = Sql::same("select id, login, display_name, person_id, state from account where login = $1");
}

/// The grants of an account, and those they were passed on from, up to the first.
pub async fn of_account(conn: &mut Conn, account: AccountId) -> Result<Vec<Placed>, StoreError> {
    conn.all(OF_ACCOUNT, values![account]).await
}

/// Every grant there ever was, oldest first, so that a giver stands before whom it passed on to.
pub async fn all(conn: &mut Conn) -> Result<Vec<Placed>, StoreError> {
    conn.all(ALL, values![]).await
}

/// A grant and all that was passed on from it.
pub async fn below(conn: &mut Conn, id: GrantId) -> Result<Vec<GrantId>, StoreError> {
    let found: Vec<Only<GrantId>> = conn.all(BELOW, values![id]).await?;
    Ok(found.into_iter().map(|one| one.0).collect())
}

/// Keeps a grant.
pub async fn insert(tx: &mut Tx, grant: &Grant) -> Result<(), StoreError> {
    tx.execute(INSERT, grant.values()).await?;
    Ok(())
}

/// Takes a grant back; `false` when it was taken back before.
pub async fn revoke(tx: &mut Tx, id: GrantId, by: &str, now: Instant) -> Result<bool, StoreError> {
    Ok(tx.execute(REVOKE, values![id, now, by]).await? == 1)
}

/// The account `id` as one that can hold grants.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn holder(conn: &mut Conn, id: AccountId) -> Result<Holder, StoreError> {
    conn.optional(HOLDER, values![id]).await?.ok_or_else(|| StoreError::not_found("account", id))
}

/// The account that signs in under a name.
pub async fn holder_named(conn: &mut Conn, login: &str) -> Result<Option<Holder>, StoreError> {
    conn.optional(HOLDER_NAMED, values![login]).await
}
