//! Work in the background.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A job and how far it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Job {
    pub id: Uuid,
    /// `import_preview`, `import_commit`, `import_undo`, `run`, `figures`.
    pub kind: String,
    /// `queued`, `running`, `done`, `failed`, `cancelled`.
    pub state: String,
    pub done: i64,
    /// 0 while it is not known.
    pub total: i64,
    /// The object it works on.
    pub subject: Option<Uuid>,
    pub error: Option<serde_json::Value>,
    pub created_at: i64,
    pub finished_at: Option<i64>,
}
