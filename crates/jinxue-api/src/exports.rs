//! Files to carry away.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A file that somebody asked for, and how far it is.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Export {
    pub id: Uuid,
    /// `people`; `run`, the seats of a run; `class`, the list of a class; `faulty_rows` of an import; `needs`, `profiles`; `survey`, what it has found.
    pub kind: String,
    pub file_name: String,
    /// What was asked: filters and columns of people; `id` and `name` of a run, a class or an import.
    #[schema(value_type = Object)]
    pub query: serde_json::Value,
    /// Who asked.
    pub actor: String,
    /// The job that writes it, with its progress.
    pub job_id: Uuid,
    /// `making`, `ready`, `failed` when it was not written or was called off; `gone` when its days are over.
    pub state: String,
    /// Rows in the file, once it is ready.
    pub rows: Option<i64>,
    pub bytes: Option<i64>,
    /// Microseconds UTC.
    pub created_at: i64,
    pub finished_at: Option<i64>,
}
