//! Passwords, as hashes: the one in force and those before it.

use jinxue_domain::{AccountId, Instant, PasswordId};

use crate::db::{Sql, row, statements};
use crate::{Conn, StoreError, Tx, values};

row! {
    /// One password of an account. `phc` is the hash with its parameters and salt, in PHC form.
    pub struct Password {
        req id: PasswordId,
        req account_id: AccountId,
        req phc: String,
        req set_at: Instant,
    }
}

statements! {
    LATEST = Sql::same("select * from password where account_id = $1 order by set_at desc, id desc limit $2");
    INSERT = Sql::same("insert into password (id, account_id, phc, set_at) values ($1, $2, $3, $4)");
    FORGET = Sql::same("delete from password where account_id = $1 and id not in (select id from password where account_id = $1 order by set_at desc, id desc limit $2)");
    DROP = Sql::same("delete from password where account_id = $1");
}

/// The latest `count` passwords, newest first: the first is in force.
pub async fn latest(conn: &mut Conn, account: AccountId, count: u32) -> Result<Vec<Password>, StoreError> {
    conn.all(LATEST, values![account, count]).await
}

/// Sets a password, and forgets all but the latest `kept`, the new one among them.
pub async fn set(tx: &mut Tx, password: &Password, kept: u32) -> Result<(), StoreError> {
    tx.execute(INSERT, password.values()).await?;
    tx.execute(FORGET, values![password.account_id, kept.max(1)]).await?;
    Ok(())
}

/// Takes every password away from an account.
pub async fn drop_all(tx: &mut Tx, account: AccountId) -> Result<(), StoreError> {
    tx.execute(DROP, values![account]).await?;
    Ok(())
}
