//! Saved views of lists.

use jinxue_domain::{Instant, ViewId};

use crate::db::{Sql, row, statements};
use crate::{Conn, StoreError, Tx, values};

row! {
    /// Filters, order and columns of a list under a name. `query` is what stands behind the question mark of the
    /// page; `columns` are keys parted by commas.
    pub struct SavedView {
        req id: ViewId,
        /// The account that keeps it; empty for the operator.
        req owner: String,
        req list: String,
        req name: String,
        req query: String,
        req columns: String,
        req actor: String,
        req created_at: Instant,
    }
}

statements! {
    OF_LIST = Sql::same("select * from saved_view where owner = $1 and list = $2 order by name, id");
    COUNT = Sql::same("select count(*) as only from saved_view where owner = $1 and list = $2");
    INSERT = Sql::same("insert into saved_view (id, owner, list, name, query, columns, actor, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)");
    DELETE = Sql::same("delete from saved_view where owner = $1 and id = $2");
}

/// The views somebody keeps of a list, by name.
pub async fn of_list(conn: &mut Conn, owner: &str, list: &str) -> Result<Vec<SavedView>, StoreError> {
    conn.all(OF_LIST, values![owner, list]).await
}

/// How many views of a list somebody keeps.
pub async fn count(conn: &mut Conn, owner: &str, list: &str) -> Result<u64, StoreError> {
    conn.only(COUNT, values![owner, list]).await
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
pub async fn delete(tx: &mut Tx, owner: &str, id: ViewId) -> Result<(), StoreError> {
    match tx.execute(DELETE, values![owner, id]).await? {
        0 => Err(StoreError::not_found("view", id)),
        _ => Ok(()),
    }
}
