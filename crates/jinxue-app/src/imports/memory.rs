//! Which column means what, remembered per unit and kind of file.

use std::collections::BTreeMap;

use jinxue_store::Db;
use jinxue_store::imports::{ImportFile, mapping};

use super::layout::Layout;
use crate::{Answer, Refusal};

/// What a person decided for this file, else what its unit decided for the last one with the same header.
pub(super) async fn decisions(
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
