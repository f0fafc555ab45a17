//! Saved views of lists.

use jinxue_domain::{Instant, ViewId};

use crate::db::{Sql, row, statements};
use crate::{Conn, StoreError, Tx, values};

row! {
    /// Filters, order and columns of a list under a name. `query` is what stands behind the question mark of the
    /// page; `columns` are keys parted by commas.
    pub struct SavedView {
        req id: ViewId,
        req list: String,
        req name: String,
        req query: String,
        req columns: String,
        req actor: String,
        req created_at: Instant,
    }
}

statements! {
    OF_LIST = Sql::same("select * from saved_view where list = $1 order by name, id");
    COUNT = Sql::same("select count(*) as only from saved_view where list = $1");
    INSERT = Sql::same("insert into saved_view (id, list, name, query, columns, actor, created_at) values ($1, $2, $3, $4, $5, $6, $7)");
    DELETE = Sql::same("delete from saved_view where id = $1");
}

/// The views of a list, by name.
pub async fn of_list(conn: &mut Conn, list: &str) -> Result<Vec<SavedView>, StoreError> {
    conn.all(OF_LIST, values![list]).await
}

/// How many views a list has.
pub async fn count(conn: &mut Conn, list: &str) -> Result<u64, StoreError> {
    conn.only(COUNT, values![list]).await
}

/// Keeps a view.
///
/// # Errors
/// [`crate::Constraint::Taken`] `saved_view_name_unique`.
pub async fn insert(tx: &mut Tx, view: &SavedView) -> Result<(), StoreError> {
    tx.execute(INSERT, view.values()).await?;
    Ok(())
}

/// Forgets a view.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn delete(tx: &mut Tx, id: ViewId) -> Result<(), StoreError> {
    match tx.execute(DELETE, values![id]).await? {
        0 => Err(StoreError::not_found("view", id)),
        _ => Ok(()),
    }
}
