//! What people lack: topics by region, unit or grade.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::Words;
use crate::gaps::Band;

/// Which needs are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NeedsQuery {
    /// The subtree; the root of the tree when absent.
    pub unit: Option<Uuid>,
    /// The columns: `region` (regions below), `unit` (units below that are no region), `grade`; the first that there is when absent.
    pub by: Option<String>,
    /// One band of grades alone: `bureau`, `division`, `section`, `clerk`.
    pub band: Option<String>,
}

/// A column: a region, a unit, a band of grades.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NeedColumn {
    pub code: String,
    pub label: Words,
    /// The unit whose people it counts; none for those of a band, and for those of all other units together.
    pub unit_id: Option<Uuid>,
    /// The grades of a band.
    pub grade_from: Option<u8>,
    pub grade_to: Option<u8>,
}

/// People of a column who lack a topic.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
pub struct NeedCell {
    pub people: i64,
    /// Their severities in sum; by people it is the mean.
    pub severity_sum: i64,
    /// People whose gap was closed this year.
    pub closed: i64,
}

/// A topic: who lacks it where, and what the year offers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NeedRow {
    pub field: String,
    pub topic: String,
    pub name: String,
    pub name_en: String,
    /// Everybody together.
    pub all: NeedCell,
    /// In the order of the columns.
    pub cells: Vec<NeedCell>,
    /// Seats of the latest plan's classes mainly about it that are still to be held, open to people of the subtree.
    pub seats_ahead: i64,
    /// Seats of those that were held.
    pub seats_held: i64,
}

/// A field, whose topics follow each other.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NeedField {
    pub code: String,
    pub name: String,
    pub name_en: String,
}

/// Needs by topic and column.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Needs {
    pub unit_id: Uuid,
    pub unit_name: String,
    pub by: String,
    /// What the columns can be here.
    pub ways: Vec<String>,
    pub bands: Vec<Band>,
    pub columns: Vec<NeedColumn>,
    pub fields: Vec<NeedField>,
    /// Every topic, in the order of the framework.
    pub rows: Vec<NeedRow>,
    /// The year of the plan whose seats are counted.
    pub plan_year: Option<i64>,
    /// The year in which closings are counted.
    pub year: i64,
    /// When the numbers were counted, in microseconds; none when that was now.
    pub counted_at: Option<i64>,
}
