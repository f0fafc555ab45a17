//! Settings of the installation, as JSON under a key.

use crate::db::{Only, Sql, statements};
use crate::{Conn, StoreError, Tx, values};

statements! {
    GET = Sql::same("select value as only from setting where key = $1");
    PUT = Sql::same("insert into setting (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value");
    DELETE = Sql::same("delete from setting where key = $1");
}

/// The value (JSON) under `key`, if it was ever set.
pub async fn get(conn: &mut Conn, key: &str) -> Result<Option<String>, StoreError> {
    let found: Option<Only<String>> = conn.optional(GET, values![key]).await?;
    Ok(found.map(|found| found.0))
}

/// Sets the value (JSON) under `key`.
pub async fn put(tx: &mut Tx, key: &str, value: &str) -> Result<(), StoreError> {
    tx.execute(PUT, values![key, value]).await?;
    Ok(())
}

/// Forgets the value under `key`.
pub async fn delete(tx: &mut Tx, key: &str) -> Result<(), StoreError> {
    tx.execute(DELETE, values![key]).await?;
    Ok(())
}
