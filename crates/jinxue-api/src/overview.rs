//! The first page: how it stands.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Words, gaps::GapSummary};

/// Hours of one division.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DivisionHours {
    pub division: String,
    pub people: i64,
    pub met: i64,
}

/// Something that waits for a person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Waiting {
    /// `import_faults`, `run_to_accept`, `warnings`, `targets_short`.
    pub kind: String,
    pub words: Words,
    /// What it is made of, in smaller print.
    pub note: Option<Words>,
    pub count: i64,
    pub subject: Option<Uuid>,
}

/// A band of people and how many are short of hours.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Overview {
    pub plan_id: Option<Uuid>,
    pub year: i64,
    pub people: i64,
    pub units: i64,
    pub classes: i64,
    pub person_times: i64,
    pub seats_taken: i64,
    pub hours_short: i64,
    pub hours_due_people: i64,
    pub coverage: Vec<DivisionHours>,
    pub demand: GapSummary,
    pub waiting: Vec<Waiting>,
}
