//! What people lack, one by one and summed.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Words;

/// A dated piece of evidence.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GapEntry {
    pub severity: i64,
    /// `self`, `appraisal`, `measured`.
    pub evidence: String,
    pub noted_on: String,
    pub note: Option<String>,
}

/// What became of a gap once, and what caused it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GapChange {
    /// 0…100; 0 before an opening.
    pub before: i64,
    /// 0…100; 0 after a closing.
    pub after: i64,
    /// The kind of evidence that decided then; none for a target nobody had shown to be met, and after a closing.
    pub evidence: Option<String>,
    /// `stated`, `import`, `import_undone`, `class`, `survey`, `rule`, `profile`, `post`, `topic`.
    pub cause: String,
    /// The import, class, survey or profile.
    pub subject: Option<String>,
    /// What it is called, where that may be told.
    pub subject_name: Option<String>,
    pub actor: Option<String>,
    pub changed_on: String,
}

/// A topic of which something is known or asked of one person: how it stands, with all evidence and all that became of it, newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Gap {
    pub topic: String,
    pub topic_name: String,
    pub topic_name_en: String,
    /// `knowledge`, `experience`, `ability`.
    pub kind: String,
    /// 1…100; 0 when nothing is open.
    pub severity: i64,
    /// The kind of evidence the severity comes from; none where a profile asks for what nobody has shown.
    pub evidence: Option<String>,
    pub noted_on: Option<String>,
    /// How far the person's profiles ask for it, 1…100; none where they do not speak of it.
    pub target: Option<i64>,
    pub entries: Vec<GapEntry>,
    pub changes: Vec<GapChange>,
}

/// A new piece of evidence.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGapEntry {
    pub topic: String,
    pub kind: String,
    /// 0 (no gap) … 100.
    pub severity: i64,
    pub evidence: String,
    pub noted_on: String,
    pub note: Option<String>,
}

/// One cell of supply and demand: a topic for a band of grades.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GapCell {
    /// The band, such as `division` (县处级).
    pub band: String,
    pub people: i64,
    pub severity_sum: i64,
    /// Seats of the year's classes that teach the topic to this band, shared by demand.
    pub seats: i64,
}

/// A topic's row.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GapRow {
    pub topic: String,
    pub name: String,
    pub name_en: String,
    pub people: i64,
    pub cells: Vec<GapCell>,
    /// Worth of one more seat by the last accepted or finished run, if there is one.
    pub seat_worth: Option<f64>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GapSummary {
    /// The bands with their labels, in order.
    pub bands: Vec<Band>,
    pub rows: Vec<GapRow>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Band {
    pub code: String,
    pub label: Words,
}
