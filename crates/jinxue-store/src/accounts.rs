//! Accounts: who may come in.

use jinxue_domain::{AccountId, AccountState, Instant, LoginName, PersonId, SecondFactor};

use crate::db::{Sql, row, statements};
use crate::{Conn, StoreError, Tx, values};

row! {
    /// One account. What it may do is said elsewhere, by grants.
    pub struct Account {
        req id: AccountId,
        req login: LoginName,
        req display_name: String,
        opt person_id: PersonId,
        req state: AccountState,
        req second_factor: SecondFactor,
        req version: i64,
        req created_at: Instant,
        req changed_at: Instant,
    }
}

statements! {
    OF_PERSON = Sql::same("select * from account where person_id = $1 order by id");
    BY_ID = Sql::same("select * from account where id = $1");
    HOLD = Sql::each("select * from account where id = $1", "select * from account where id = $1 for update");
    BY_LOGIN = Sql::same("select * from account where login = $1");
    ALL = Sql::same("select * from account where login > $1 order by login limit $2");
    ANY = Sql::same("select count(*) as only from (select 1 from account limit 1) as found");
    INSERT = Sql::same("insert into account (id, login, display_name, person_id, state, second_factor, version, created_at, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
    UPDATE = Sql::same("update account set login = $3, display_name = $4, person_id = $5, state = $6, second_factor = $7, version = version + 1, changed_at = $8 where id = $1 and version = $2");
}

/// The account.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn get(conn: &mut Conn, id: AccountId) -> Result<Account, StoreError> {
    conn.optional(BY_ID, values![id]).await?.ok_or_else(|| StoreError::not_found("account", id))
}

/// The account, held until the transaction ends: what proves it changes one change after the other.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn hold(tx: &mut Tx, id: AccountId) -> Result<Account, StoreError> {
    tx.optional(HOLD, values![id]).await?.ok_or_else(|| StoreError::not_found("account", id))
}

/// The account that signs in by `login`.
pub async fn by_login(conn: &mut Conn, login: &LoginName) -> Result<Option<Account>, StoreError> {
    conn.optional(BY_LOGIN, values![login.clone()]).await
}

/// The accounts of a person.
pub async fn of_person(conn: &mut Conn, person: PersonId) -> Result<Vec<Account>, StoreError> {
    conn.all(OF_PERSON, values![person]).await
}

/// Up to `limit` accounts behind `after`, by login name.
pub async fn list(conn: &mut Conn, after: &str, limit: u32) -> Result<Vec<Account>, StoreError> {
    conn.all(ALL, values![after, limit]).await
}

/// Whether there is any account.
pub async fn any(conn: &mut Conn) -> Result<bool, StoreError> {
    conn.only(ANY, values![]).await
}

/// Keeps a new account.
///
/// # Errors
/// [`crate::Constraint::Taken`] `account_login_unique`.
pub async fn insert(tx: &mut Tx, account: &Account) -> Result<(), StoreError> {
    tx.execute(INSERT, account.values()).await?;
    Ok(())
}

/// Writes what may change of an account that is at the version it carries.
///
/// # Errors
/// [`StoreError::Stale`] when it is at another.
pub async fn update(tx: &mut Tx, account: &Account, now: Instant) -> Result<(), StoreError> {
    let Account { id, version, login, display_name, person_id, state, second_factor, .. } = account.clone();
    let values = values![id, version, login, display_name, person_id, state, second_factor, now];
    match tx.execute(UPDATE, values).await? {
        0 => Err(StoreError::stale("account", id, version)),
        _ => Ok(()),
    }
}
