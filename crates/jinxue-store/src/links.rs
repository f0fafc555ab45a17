//! One-time links, found by a digest of their secret.

use jinxue_domain::{AccountId, Instant, LinkId, LinkPurpose};

use crate::db::{Sql, row, statements};
use crate::{Conn, StoreError, Tx, values};

row! {
    /// One link. A first-start link belongs to no account: it makes the first ones.
    pub struct Link {
        req id: LinkId,
        req purpose: LinkPurpose,
        opt account_id: AccountId,
        req secret_hash: String,
        req made_by: String,
        /// Why the second factor is taken off as well; none where it stays.
        opt factor_reason: String,
        req created_at: Instant,
        req expires_at: Instant,
        opt used_at: Instant,
    }
}

statements! {
    BY_SECRET = Sql::same("select * from setup_link where secret_hash = $1");
    INSERT = Sql::same("insert into setup_link (id, purpose, account_id, secret_hash, made_by, factor_reason, created_at, expires_at, used_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
    TOOK_FACTOR = Sql::same("select * from setup_link where account_id = $1 and factor_reason is not null and used_at >= $2 order by used_at desc limit 1");
    USE = Sql::same("update setup_link set used_at = $2 where id = $1 and used_at is null");
    RETIRE_FIRST = Sql::same("delete from setup_link where purpose = 'first_start' and used_at is null");
    RETIRE_OF_ACCOUNT = Sql::same("delete from setup_link where account_id = $1 and used_at is null");
}

/// The link whose secret has this digest.
pub async fn by_secret(conn: &mut Conn, secret_hash: &str) -> Result<Option<Link>, StoreError> {
    conn.optional(BY_SECRET, values![secret_hash]).await
}

/// The last link that was used since `since` and took the second factor of an account off.
pub async fn took_factor(
    conn: &mut Conn,
    account: AccountId,
    since: Instant,
) -> Result<Option<Link>, StoreError> {
    conn.optional(TOOK_FACTOR, values![account, since]).await
}

/// Keeps a new link; an unused one made earlier for the same is no longer valid.
pub async fn insert(tx: &mut Tx, link: &Link) -> Result<(), StoreError> {
    match link.account_id {
        Some(account) => tx.execute(RETIRE_OF_ACCOUNT, values![account]).await?,
        None => tx.execute(RETIRE_FIRST, values![]).await?,
    };
    tx.execute(INSERT, link.values()).await?;
    Ok(())
}

/// Uses a link; false when somebody else was faster.
pub async fn use_up(tx: &mut Tx, id: LinkId, now: Instant) -> Result<bool, StoreError> {
    Ok(tx.execute(USE, values![id, now]).await? > 0)
}
