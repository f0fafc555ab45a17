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

/// An open gap of one person with all its evidence, newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Gap {
    pub topic: String,
    pub topic_name: String,
    pub topic_name_en: String,
    /// `knowledge`, `experience`, `ability`.
    pub kind: String,
    /// 1…100; 0 when the evidence has closed it.
    pub severity: i64,
    /// The kind of evidence the severity comes from.
    pub evidence: String,
    pub noted_on: String,
    pub entries: Vec<GapEntry>,
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
