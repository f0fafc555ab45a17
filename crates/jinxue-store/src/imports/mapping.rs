//! Which column means what, remembered per unit, kind and header.

use jinxue_domain::{ImportKind, UnitId};

use crate::db::{Only, Sql, statements};
use crate::{Conn, StoreError, Tx, values};

statements! {
    RECALL = Sql::same("select mapping as only from import_mapping where unit_id = $1 and kind = $2 and header_digest = $3");
    REMEMBER = Sql::same("insert into import_mapping (unit_id, kind, header_digest, mapping) values ($1, $2, $3, $4) on conflict (unit_id, kind, header_digest) do update set mapping = excluded.mapping");
}

/// The mapping (JSON) this unit last used for files with this header.
pub async fn recall(
    conn: &mut Conn,
    unit: UnitId,
    kind: ImportKind,
    header_digest: &str,
) -> Result<Option<String>, StoreError> {
    let found: Option<Only<String>> = conn.optional(RECALL, values![unit, kind, header_digest]).await?;
    Ok(found.map(|found| found.0))
}

/// Remembers a mapping (JSON).
pub async fn remember(
    tx: &mut Tx,
    unit: UnitId,
    kind: ImportKind,
    header_digest: &str,
    mapping: &str,
) -> Result<(), StoreError> {
    tx.execute(REMEMBER, values![unit, kind, header_digest, mapping]).await?;
    Ok(())
}
