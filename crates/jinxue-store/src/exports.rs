//! Files that were carried away: who took what, how many rows, and when.

use jinxue_domain::{AccountId, ExportId, Instant, JobId};

use crate::db::{Sql, row, statements};
use crate::{Conn, StoreError, Tx, values};

row! {
    /// One export. `query` is JSON, as it was asked. Once `removed_at` is known the file is gone, or, where it was never finished,
    /// will not come.
    pub struct Export {
        req id: ExportId,
        req kind: String,
        req file_name: String,
        req query: String,
        req actor: String,
        req job_id: JobId,
        opt row_count: i64,
        opt bytes: i64,
        req created_at: Instant,
        opt finished_at: Instant,
        opt removed_at: Instant,
    }
}

statements! {
    BY_ID = Sql::same("select * from export where id = $1");
    LATEST = Sql::same("select * from export order by created_at desc, id desc limit $1");
    LATEST_OF = Sql::same("select export.* from job_asker cross join export where export.job_id = job_asker.job_id and job_asker.account_id = $1 order by export.created_at desc, export.id desc limit $2");
    INSERT = Sql::same("insert into export (id, kind, file_name, query, actor, job_id, row_count, bytes, created_at, finished_at, removed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
    FINISH = Sql::same("update export set row_count = $2, bytes = $3, finished_at = $4, removed_at = null where id = $1 and finished_at is null");
    OUTLIVED = Sql::same("select * from export where finished_at < $1 and removed_at is null order by id");
    GIVE_UP = Sql::same("update export set removed_at = $2 where id = $1 and finished_at is null");
    REMOVED = Sql::same("update export set removed_at = $2 where id = $1");
}

/// The export `id`.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn by_id(conn: &mut Conn, id: ExportId) -> Result<Export, StoreError> {
    conn.optional(BY_ID, values![id]).await?.ok_or_else(|| StoreError::not_found("export", id))
}

/// The latest exports, newest first.
pub async fn latest(conn: &mut Conn, limit: u32) -> Result<Vec<Export>, StoreError> {
    conn.all(LATEST, values![limit]).await
}

/// The latest exports that an account asked for, newest first.
pub async fn latest_of(conn: &mut Conn, account: AccountId, limit: u32) -> Result<Vec<Export>, StoreError> {
    conn.all(LATEST_OF, values![account, limit]).await
}

/// Notes an export that is asked for.
pub async fn insert(tx: &mut Tx, export: &Export) -> Result<(), StoreError> {
    tx.execute(INSERT, export.values()).await?;
    Ok(())
}

/// Notes that the file is there; `false` when that was noted before.
pub async fn finish(
    tx: &mut Tx,
    id: ExportId,
    rows: i64,
    bytes: i64,
    now: Instant,
) -> Result<bool, StoreError> {
    Ok(tx.execute(FINISH, values![id, rows, bytes, now]).await? == 1)
}

/// Exports that were finished before `before` and whose files are still there.
pub async fn outlived(conn: &mut Conn, before: Instant) -> Result<Vec<Export>, StoreError> {
    conn.all(OUTLIVED, values![before]).await
}

/// Notes that the file will not be there; one that is stays.
pub async fn give_up(tx: &mut Tx, id: ExportId, now: Instant) -> Result<(), StoreError> {
    tx.execute(GIVE_UP, values![id, now]).await?;
    Ok(())
}

/// Notes that the file is gone.
pub async fn removed(tx: &mut Tx, id: ExportId, now: Instant) -> Result<(), StoreError> {
    tx.execute(REMOVED, values![id, now]).await?;
    Ok(())
}
