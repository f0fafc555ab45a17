//! A citizen number with a wrong check digit that a person compared with the identity card: who and when.
//!
//! Some cards were issued with a wrong digit. Nobody but a person can tell such a number from a slip of the hand.

use jinxue_api::imports::Confirmed;
use jinxue_domain::Instant;
use jinxue_store::audit::{self, Deed};
use jinxue_store::imports::rows::ImportRow;
use jinxue_store::{StoreError, Tx};

use super::desk::{Image, Pen};
use crate::{Refusal, Work};

/// The word of the audit.
const ACTION: &str = "confirm_citizen_number";

/// That the actor has compared the number now, as it is kept with the row.
pub(super) fn now(work: &Work) -> Result<String, Refusal> {
    let confirmed = Confirmed { by: work.actor.name.clone(), at: work.app.clock.now().as_micros() };
    serde_json::to_string(&confirmed).map_err(|fault| Refusal::internal(&fault))
}

/// Notes in the audit of each person whose number was taken as confirmed, who did so and when.
pub(super) async fn note(
    tx: &mut Tx,
    pen: &Pen,
    rows: &[&ImportRow],
    images: &[Image],
) -> Result<(), StoreError> {
    let deeds: Vec<Deed> = rows.iter().zip(images).filter_map(|(row, image)| deed(pen, row, image)).collect();
    audit::append(tx, &deeds).await
}

fn deed(pen: &Pen, row: &ImportRow, image: &Image) -> Option<Deed> {
    let confirmed: Confirmed = serde_json::from_str(row.confirmed.as_deref()?).ok()?;
    Some(Deed {
        id: pen.ids.draw(),
        at: Instant::from_micros(confirmed.at),
        actor: confirmed.by,
        action: ACTION.into(),
        object_kind: "person".into(),
        object_id: image.target.to_string(),
        detail: serde_json::json!({ "import": pen.import.to_string(), "row": row.row_no }).to_string(),
        account_id: None,
        role: None,
        request_id: None,
        address: None,
    })
}
