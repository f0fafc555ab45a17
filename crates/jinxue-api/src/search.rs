//! What Ctrl-K finds.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// One thing found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Hit {
    /// A UUID, or a code for a topic.
    pub id: String,
    pub name: String,
    /// What tells it from others of the name: unit and post, dates, parent.
    pub detail: String,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Found {
    pub people: Vec<Hit>,
    pub units: Vec<Hit>,
    pub classes: Vec<Hit>,
    pub topics: Vec<Hit>,
}

/// A person among others, enough to tell them apart.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PersonRef {
    pub id: Uuid,
    pub name: String,
    pub unit_name: String,
    pub post: Option<String>,
    pub birth_month: Option<String>,
}
