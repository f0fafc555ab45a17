//! Second factors: the shared secret of an authenticator app, and codes for the day it is lost.

use jinxue_domain::{AccountId, Instant};

use crate::db::{Sql, bulks, row, statements};
use crate::sealed::RowId;
use crate::{Conn, StoreError, Tx, values};

row! {
    /// The secret (base 32) an account shares with an authenticator app, and the last time step it proved.
    pub struct Totp {
        req account_id: AccountId,
        req [TOTP_SECRET] secret: String,
        opt last_step: i64,
        opt confirmed_at: Instant,
        req created_at: Instant,
    }
}

statements! {
    OF_ACCOUNT = Sql::same("select * from totp where account_id = $1");
    BEGIN = Sql::same("insert into totp (account_id, secret, last_step, confirmed_at, created_at) values ($1, $2, $3, $4, $5) on conflict (account_id) do update set secret = excluded.secret, last_step = null, confirmed_at = null, created_at = excluded.created_at");
    HOLD = Sql::each("select * from totp where account_id = $1", "select * from totp where account_id = $1 for update");
    CONFIRM = Sql::same("update totp set confirmed_at = $2, last_step = $3 where account_id = $1 and confirmed_at is null");
    TAKE_STEP = Sql::same("update totp set last_step = $2 where account_id = $1 and (last_step is null or last_step < $2)");
    DROP = Sql::same("delete from totp where account_id = $1");
    CODES_LEFT = Sql::same("select count(*) as only from recovery_code where account_id = $1 and used_at is null");
    USE_CODE = Sql::same("update recovery_code set used_at = $3 where account_id = $1 and code_hash = $2 and used_at is null");
    DROP_CODES = Sql::same("delete from recovery_code where account_id = $1");
}

bulks! {
    INSERT_CODES = "insert into recovery_code (account_id, code_hash, used_at) values", 3, "";
}

/// The secret of an account, confirmed or not.
pub async fn totp(conn: &mut Conn, account: AccountId) -> Result<Option<Totp>, StoreError> {
    conn.optional(OF_ACCOUNT, values![account]).await
}

/// Keeps a secret that waits to be confirmed, instead of any there was.
pub async fn begin(tx: &mut Tx, totp: &Totp) -> Result<(), StoreError> {
    tx.execute(BEGIN, totp.values()).await?;
    Ok(())
}

/// Confirms the waiting secret that a code of `step` was made with; false when it was changed meanwhile.
pub async fn confirm(tx: &mut Tx, totp: &Totp, step: i64, now: Instant) -> Result<bool, StoreError> {
    let held: Option<Totp> = tx.optional(HOLD, values![totp.account_id]).await?;
    if held.is_none_or(|held| held.secret != totp.secret) {
        return Ok(false);
    }
    Ok(tx.execute(CONFIRM, values![totp.account_id, now, step]).await? > 0)
}

/// Notes that a code of `step` was taken; false when that step or a later one was taken before: a replay.
pub async fn take_step(tx: &mut Tx, account: AccountId, step: i64) -> Result<bool, StoreError> {
    Ok(tx.execute(TAKE_STEP, values![account, step]).await? > 0)
}

/// Gives an account recovery codes (digests) instead of any it had.
pub async fn set_codes(tx: &mut Tx, account: AccountId, hashes: &[String]) -> Result<(), StoreError> {
    tx.execute(DROP_CODES, values![account]).await?;
    let rows = hashes.iter().map(|hash| values![account, hash, None::<Instant>]).collect();
    tx.bulk(INSERT_CODES, rows).await?;
    Ok(())
}

/// How many recovery codes are left.
pub async fn codes_left(conn: &mut Conn, account: AccountId) -> Result<u32, StoreError> {
    conn.only(CODES_LEFT, values![account]).await
}

/// Uses a recovery code; false when it is none of the account's or was used before.
pub async fn use_code(tx: &mut Tx, account: AccountId, hash: &str, now: Instant) -> Result<bool, StoreError> {
    Ok(tx.execute(USE_CODE, values![account, hash, now]).await? > 0)
}

/// Takes every second factor away from an account.
pub async fn drop_all(tx: &mut Tx, account: AccountId) -> Result<(), StoreError> {
    tx.execute(DROP, values![account]).await?;
    tx.execute(DROP_CODES, values![account]).await?;
    Ok(())
}

impl Totp {
    fn row_id(&self) -> RowId {
        RowId(self.account_id.as_uuid(), None)
    }
}
