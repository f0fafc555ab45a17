//! Who did what, written in the transaction of the deed, only ever added to; and the seals that make a chain of it.

mod search;

use jinxue_domain::{AccountId, AuditId, Instant};

use crate::db::{Lock, Only, Sql, bulks, row, statements};
use crate::{Conn, StoreError, Tx, values};

#[doc(hidden)]
pub use search::every_statement;
pub use search::{Found, Search, search};

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
        opt account_id: AccountId,
        opt role: String,
        opt request_id: String,
        opt address: String,
    }
}

row! {
    /// The place of a deed in the chain; `hash` is that of the deed and of everything before it.
    pub struct Seal {
        req seq: i64,
        req audit_id: AuditId,
        req hash: String,
        req sealed_at: Instant,
    }
}

statements! {
    OF_OBJECT = Sql::same("select * from audit where object_kind = $1 and object_id = $2 order by at, id");
    LAST_OF_OBJECT = Sql::same("select * from audit where object_kind = $1 and object_id = $2 order by at desc, id desc limit 1");
    WAITING = Sql::same("select audit.* from audit_waiting join audit on audit.id = audit_waiting.audit_id order by audit.at, audit.id limit $1");
    FIRST_WAITING = Sql::same("select audit_id as only from audit_waiting limit 1");
    COUNT_WAITING = Sql::same("select count(*) as only from audit_waiting");
    FORGOTTEN = Sql::same("select count(*) as only from audit where not exists (select 1 from audit_waiting where audit_id = audit.id) and not exists (select 1 from audit_seal where audit_id = audit.id)");
    NO_LONGER_WAITING = Sql::same("delete from audit_waiting where audit_id in (select audit_id from audit_seal where seq > $1)");
    HEAD = Sql::same("select * from audit_seal order by seq desc limit 1");
    SEALS_AFTER = Sql::same("select * from audit_seal where seq > $1 order by seq limit $2");
    SEALED_AFTER = Sql::same("select audit.* from audit_seal join audit on audit.id = audit_seal.audit_id where audit_seal.seq > $1 and audit_seal.seq <= $2 order by audit_seal.seq");
}

bulks! {
    APPEND = "insert into audit (id, at, actor, action, object_kind, object_id, detail, account_id, role, request_id, address) values", 11, "";
    WAIT = "insert into audit_waiting (audit_id) values", 1, "";
    SEAL = "insert into audit_seal (seq, audit_id, hash, sealed_at) values", 4, "";
}

/// Notes deeds; they wait for their seals.
pub async fn append(tx: &mut Tx, deeds: &[Deed]) -> Result<(), StoreError> {
    tx.bulk(APPEND, deeds.iter().map(Deed::values).collect()).await?;
    tx.bulk(WAIT, deeds.iter().map(|deed| values![deed.id]).collect()).await?;
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

/// How many deeds wait for a seal, and how many neither wait nor have one: those were put in beside the software.
pub async fn unsealed(conn: &mut Conn) -> Result<(i64, i64), StoreError> {
    let Only(waiting) = conn.one(COUNT_WAITING, values![]).await?;
    let Only(forgotten) = conn.one(FORGOTTEN, values![]).await?;
    Ok((waiting, forgotten))
}

/// Whether any deed waits for its seal.
pub async fn is_any_waiting(conn: &mut Conn) -> Result<bool, StoreError> {
    let first: Option<Only<AuditId>> = conn.optional(FIRST_WAITING, values![]).await?;
    Ok(first.is_some())
}

/// The last seal of the chain.
pub async fn head(conn: &mut Conn) -> Result<Option<Seal>, StoreError> {
    conn.optional(HEAD, values![]).await
}

/// Seals up to `limit` waiting deeds, oldest first, behind the last seal; how many. `link` makes the hash of a deed from the
/// one before it, which is empty for the first.
pub async fn seal_waiting(
    tx: &mut Tx,
    limit: u32,
    sealed_at: Instant,
    link: impl Fn(&str, &Deed) -> String,
) -> Result<usize, StoreError> {
    tx.lock(Lock::AuditChain).await?;
    let waiting: Vec<Deed> = tx.all(WAITING, values![limit]).await?;
    let (last, mut hash) = head(tx).await?.map_or((0, String::new()), |head| (head.seq, head.hash));
    let mut seals = Vec::with_capacity(waiting.len());
    for (seq, deed) in (last + 1..).zip(&waiting) {
        hash = link(&hash, deed);
        seals.push(Seal { seq, audit_id: deed.id, hash: hash.clone(), sealed_at });
    }
    tx.bulk(SEAL, seals.iter().map(Seal::values).collect()).await?;
    tx.execute(NO_LONGER_WAITING, values![last]).await?;
    Ok(seals.len())
}

/// Seals after a place in the chain, and those of their deeds that are still there; both in the chain's order.
pub async fn chain_after(
    conn: &mut Conn,
    seq: i64,
    limit: u32,
) -> Result<(Vec<Seal>, Vec<Deed>), StoreError> {
    let seals: Vec<Seal> = conn.all(SEALS_AFTER, values![seq, limit]).await?;
    let Some(last) = seals.last().map(|seal| seal.seq) else { return Ok((seals, Vec::new())) };
    let deeds = conn.all(SEALED_AFTER, values![seq, last]).await?;
    Ok((seals, deeds))
}
