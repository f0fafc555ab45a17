//! The trail of deeds, as its auditor reads it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::Words;

/// Which deeds are looked for; what is absent bounds nothing.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// A part of the name it was done under.
    pub actor: Option<String>,
    /// What was done: `create`, `edit`, `reveal`, …
    pub action: Option<String>,
    /// What it was done to: `person`, `class`, `grant`, …
    pub object_kind: Option<String>,
    pub object_id: Option<String>,
    /// The address the request came from.
    pub address: Option<String>,
    /// The number that refusals and telephone calls name.
    pub request_id: Option<String>,
    /// The first moment, microseconds UTC.
    pub from: Option<i64>,
    /// The first moment not looked at any more.
    pub until: Option<i64>,
    /// `next` of the part before.
    pub after: Option<String>,
    /// 1…500, 100 when absent.
    pub limit: Option<u32>,
}

/// One deed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Deed {
    pub id: Uuid,
    /// Microseconds UTC.
    pub at: i64,
    pub actor: String,
    /// Whose session it was; absent for the operator and the software itself.
    pub account_id: Option<Uuid>,
    /// The roles by which it could be done.
    pub roles: Vec<Words>,
    pub action: String,
    pub object_kind: String,
    pub object_id: String,
    /// What was done exactly; its shape depends on the action.
    pub detail: Value,
    pub request_id: Option<String>,
    pub address: Option<String>,
    /// Its place in the chain; absent while it waits for its seal, at most about a second.
    pub seal: Option<i64>,
}

/// A part of the trail, newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AuditPage {
    pub items: Vec<Deed>,
    /// What to pass back as `after`; absent on the last part.
    pub next: Option<String>,
}
