//! The trail of deeds: noted in the transaction of the change they tell of, chained by a sealer, verified by anybody.

mod chain;
mod look;
mod refusals;
mod sealer;
mod verify;

use jinxue_store::{StoreError, Tx, audit};
use serde_json::Value;

pub use look::look;
pub(crate) use refusals::Refusals;
pub use sealer::{Sealer, heads_file, seal};
pub use verify::{Fault, Head, Verified, export, head, verify};

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
            account_id: self.actor.account.map(Into::into),
            role: self.roles(),
            request_id: Some(self.request_id.clone()),
            address: self.address.clone(),
        };
        audit::append(tx, std::slice::from_ref(&entry)).await
    }
}
