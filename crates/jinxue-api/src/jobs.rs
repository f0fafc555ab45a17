//! Work in the background.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Words;

/// A job and how far it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Job {
    pub id: Uuid,
    /// `import_preview`, `import_commit`, `import_undo`, `run`, `figures`, `class_steps`, `class_steps_undo`,
    /// `export`.
    pub kind: String,
    /// `queued`, `running`, `done`, `failed`, `cancelled`.
    pub state: String,
    pub done: i64,
    /// 0 while it is not known.
    pub total: i64,
    /// The object it works on.
    pub subject: Option<Uuid>,
    pub error: Option<serde_json::Value>,
    /// What became of a bulk step, once it is done or was cancelled.
    pub bulk: Option<Bulk>,
    pub created_at: i64,
    pub finished_at: Option<i64>,
}

/// What became of a bulk step: reported as one, and taken back as one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Bulk {
    /// The state the classes went to.
    pub to: String,
    pub moved: i64,
    /// Why the others stayed, the most frequent reason first.
    pub refused: Vec<BulkRefusal>,
    /// Whether it may still be taken back: nobody was told of it, and nobody has taken it back.
    pub undoable: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BulkRefusal {
    pub words: Words,
    pub classes: i64,
}
