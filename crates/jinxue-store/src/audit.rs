//! Who did what, written in the transaction of the deed.

use jinxue_domain::{AuditId, Instant};

use crate::db::{Sql, bulks, row, statements};
use crate::{Conn, StoreError, Tx, values};

row! {
    /// One deed. `detail` is JSON.
    pub struct Deed {
        req id: AuditId,
        req at: Instant,
        req actor: String,
        req action: String,
        req object_kind: String,
        req object_id: String,
        req detail: String,
    }
}

statements! {
    OF_OBJECT = Sql::same("select * from audit where object_kind = $1 and object_id = $2 order by at, id");
    LAST_OF_OBJECT = Sql::same("select * from audit where object_kind = $1 and object_id = $2 order by at desc, id desc limit 1");
    LATEST = Sql::same("select * from audit order by at desc, id desc limit $1");
}

bulks! {
    APPEND = "insert into audit (id, at, actor, action, object_kind, object_id, detail) values", 7, "";
}

/// Notes deeds.
pub async fn append(tx: &mut Tx, deeds: &[Deed]) -> Result<(), StoreError> {
    tx.bulk(APPEND, deeds.iter().map(Deed::values).collect()).await?;
    Ok(())
}

/// What was done to an object, oldest first.
pub async fn of_object(conn: &mut Conn, kind: &str, id: &str) -> Result<Vec<Deed>, StoreError> {
    conn.all(OF_OBJECT, values![kind, id]).await
}

/// What was done to an object last, if anything was noted.
pub async fn last_of_object(conn: &mut Conn, kind: &str, id: &str) -> Result<Option<Deed>, StoreError> {
    conn.optional(LAST_OF_OBJECT, values![kind, id]).await
}

/// The latest deeds, newest first.
pub async fn latest(conn: &mut Conn, limit: u32) -> Result<Vec<Deed>, StoreError> {
    conn.all(LATEST, values![limit]).await
}
