//! Which column means what, remembered per unit and kind of file.

use std::collections::BTreeMap;

use jinxue_store::imports::{ImportFile, mapping};
use jinxue_store::{Db, StoreError, Tx};

use super::layout::Layout;
use crate::{Answer, Refusal};

/// What the unit of a file decided for the last one with the same header.
pub(super) async fn recall(
    db: &Db,
    file: &ImportFile,
    laid: &Layout,
) -> Answer<BTreeMap<String, Option<String>>> {
    let Some(unit) = file.unit_id else { return Ok(BTreeMap::new()) };
    let (kind, digest) = (file.kind, laid.digest());
    let kept = db.read(async |mut conn| mapping::recall(&mut conn, unit, kind, &digest).await).await?;
    match kept {
        None => Ok(BTreeMap::new()),
        Some(json) => serde_json::from_str(&json).map_err(|fault| Refusal::internal(&fault)),
    }
}

/// Keeps what was decided for the unit's next file with the same header.
pub(super) async fn remember(tx: &mut Tx, file: &ImportFile, laid: &Layout) -> Result<(), StoreError> {
    let Some(unit) = file.unit_id.filter(|_| !laid.decided.columns.is_empty()) else { return Ok(()) };
    let columns = serde_json::json!(laid.decided.columns).to_string();
    mapping::remember(tx, unit, file.kind, &laid.digest(), &columns).await
}
