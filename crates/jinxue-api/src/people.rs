//! People: a row of the grid and the whole person.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Words, gaps::Gap, rules::RuleRef};

/// The topic somebody lacks most.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TopGap {
    pub topic: String,
    pub severity: i64,
}

/// One row of the grid.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PersonRow {
    pub id: Uuid,
    pub name: String,
    /// `male`, `female`, `unknown`.
    pub sex: String,
    /// `YYYY-MM`.
    pub birth_month: Option<String>,
    pub unit_id: Uuid,
    pub unit_name: String,
    pub post: Option<String>,
    pub post_level: String,
    pub rank: String,
    /// 1 (highest) … 12.
    pub grade: i64,
    pub role: String,
    pub sector: String,
    pub division: Option<String>,
    /// Tenths of a 学时 in the period the due is for.
    pub hours_done_tenths: i64,
    /// Tenths of a 学时; 0 when no rule applies.
    pub hours_due_tenths: i64,
    pub gaps_open: i64,
    pub top_gap: Option<TopGap>,
    pub seats: i64,
}

/// A post, rank or line of the résumé.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PostEntry {
    /// `post`, `rank`, `resume`.
    pub kind: String,
    pub title: String,
    pub level: Option<String>,
    pub unit_name: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
}

/// One past training.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TrainingRecord {
    pub id: Uuid,
    pub class_name: String,
    pub topic: Option<String>,
    pub kind: String,
    /// `offline`, `online`.
    pub form: String,
    pub start_date: String,
    pub end_date: String,
    pub days: i64,
    pub hours_tenths: i64,
    /// Whether the authority recognises it (主管部门认可).
    pub recognised: bool,
    pub organiser: Option<String>,
    pub institution: Option<String>,
    pub completion: Option<String>,
    /// Unit and post at the time (时任).
    pub unit_then: Option<String>,
    pub post_then: Option<String>,
    /// What is odd about it: overlaps another record, repeats its content.
    pub remarks: Vec<Words>,
}

/// Hours due, by which rule, and how far they are done.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HoursVerdict {
    pub rule: RuleRef,
    pub from: String,
    pub to: String,
    pub due_tenths: i64,
    pub done_tenths: i64,
    pub days_due: i64,
    pub days_done: i64,
    pub missing_tenths: i64,
    pub met: bool,
    pub words: Words,
}

/// A seat somebody holds or is proposed for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PersonSeat {
    pub class_id: Uuid,
    pub code: String,
    pub name: String,
    pub start_date: String,
    pub end_date: String,
    /// `proposed`, `announced`.
    pub state: String,
    pub run_id: Option<Uuid>,
    /// Why this seat, in the words of the run it comes from.
    pub why: Option<Words>,
}

/// The whole person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Person {
    #[serde(flatten)]
    pub row: PersonRow,
    /// The names of the units above, outermost first.
    pub unit_path: Vec<String>,
    /// All but the first six and the last digit hidden.
    pub citizen_no_masked: Option<String>,
    pub department: Option<String>,
    pub post_since: Option<String>,
    pub rank_since: Option<String>,
    pub max_classes: i64,
    /// `active`, `left`.
    pub state: String,
    pub posts: Vec<PostEntry>,
    pub training: Vec<TrainingRecord>,
    /// Absent when no rule asks hours of this person.
    pub hours: Option<HoursVerdict>,
    pub gaps: Vec<Gap>,
    pub seat_list: Vec<PersonSeat>,
    pub version: i64,
}

/// What may be edited in place. Absent fields stay as they are.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonEdit {
    pub unit_id: Option<Uuid>,
    pub post: Option<String>,
    pub post_level: Option<String>,
    pub rank: Option<String>,
    pub role: Option<String>,
    pub sector: Option<String>,
    pub max_classes: Option<i64>,
    pub state: Option<String>,
}
