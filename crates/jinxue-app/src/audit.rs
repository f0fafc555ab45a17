//! Notes in the audit trail, in the transaction of the change they tell of.

use jinxue_store::{StoreError, Tx, audit};
use serde_json::Value;

use crate::Work;

impl Work {
    /// Notes that the actor did `action` to an object.
    pub(crate) async fn note(
        &self,
        tx: &mut Tx,
        action: &str,
        object: (&str, String),
        detail: Value,
    ) -> Result<(), StoreError> {
        let entry = audit::Deed {
            id: self.app.ids.draw(),
            at: self.app.clock.now(),
            actor: self.actor.name.clone(),
            action: action.to_owned(),
            object_kind: object.0.to_owned(),
            object_id: object.1,
            detail: detail.to_string(),
        };
        audit::append(tx, std::slice::from_ref(&entry)).await
    }
}
