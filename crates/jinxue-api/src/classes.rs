//! Classes: a row of the table and the whole class.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{Words, plans::Warning, rules::RuleRef};

/// A row of the plan's table.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClassRow {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub organiser_id: Uuid,
    pub organiser_name: String,
    pub tier: String,
    pub kind: String,
    pub state: String,
    pub start_date: String,
    pub end_date: String,
    pub seats_min: i64,
    pub seats_max: i64,
    pub seats_taken: i64,
    pub hours: i64,
    pub main_topic: String,
    pub main_topic_name: String,
    pub main_topic_name_en: String,
    pub budget_yuan: Option<i64>,
    pub version: i64,
}

/// Which classes of a plan, in which order, after which.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ClassesQuery {
    pub tier: Option<String>,
    pub kind: Option<String>,
    pub state: Option<String>,
    pub organiser: Option<Uuid>,
    pub topic: Option<String>,
    /// Held, at least for a day, in this month: `YYYY-MM`.
    pub month: Option<String>,
    /// Part of the name or code, or pinyin initials.
    pub q: Option<String>,
    /// `start`, `code`, `name`; by start when absent.
    pub sort: Option<String>,
    pub after: Option<String>,
    /// 1…500, 100 when absent.
    pub limit: Option<u32>,
}

/// A topic the class teaches and how much of a gap on it it closes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassTopic {
    pub topic: String,
    /// 1…100.
    pub percent: i64,
    pub main: bool,
}

/// Seats of the class kept for a subtree.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassQuota {
    pub unit_id: Uuid,
    #[serde(default)]
    pub unit_name: String,
    pub seats_min: i64,
    /// No upper bound when absent.
    pub seats_max: Option<i64>,
}

/// A step of the class's life.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClassTransition {
    pub from: String,
    pub to: String,
    pub actor: String,
    pub remark: Option<String>,
    /// Microseconds UTC.
    pub at: i64,
}

/// The budget against the fee rule.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FeeVerdict {
    pub cap_yuan_per_person: i64,
    /// For the greatest number of seats.
    pub cap_yuan: i64,
    pub budget_yuan: Option<i64>,
    pub within: bool,
    pub rule: RuleRef,
    pub words: Words,
}

/// The whole class.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Class {
    #[serde(flatten)]
    pub row: ClassRow,
    pub plan_id: Uuid,
    pub year: i64,
    pub venue: Option<String>,
    pub division: Option<String>,
    pub audience_id: Uuid,
    pub audience_name: String,
    pub grade_from: i64,
    pub grade_to: i64,
    /// Empty: all.
    pub roles: Vec<String>,
    pub sectors: Vec<String>,
    pub fee_category: String,
    pub recognised: bool,
    pub remark: Option<String>,
    pub topics: Vec<ClassTopic>,
    pub quotas: Vec<ClassQuota>,
    pub transitions: Vec<ClassTransition>,
    /// The states it may go to next.
    pub next_states: Vec<String>,
    pub fee: FeeVerdict,
    pub warnings: Vec<Warning>,
    /// Who is meant, in words.
    pub audience: Words,
    /// Who changed it last, where that was noted.
    pub changed_by: Option<String>,
    /// Microseconds UTC.
    pub changed_at: i64,
}

/// A class to make. Every field but those marked is needed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClass {
    pub code: String,
    pub name: String,
    pub organiser_id: Uuid,
    pub tier: String,
    pub kind: String,
    pub start_date: String,
    pub end_date: String,
    pub seats_min: i64,
    pub seats_max: i64,
    pub hours: i64,
    pub audience_id: Uuid,
    pub grade_from: i64,
    pub grade_to: i64,
    #[serde(default)]
    pub roles: Vec<String>,
    #[serde(default)]
    pub sectors: Vec<String>,
    pub fee_category: String,
    pub topics: Vec<ClassTopic>,
    #[serde(default)]
    pub quotas: Vec<ClassQuota>,
    pub venue: Option<String>,
    pub division: Option<String>,
    pub budget_yuan: Option<i64>,
    #[serde(default)]
    pub recognised: bool,
    pub remark: Option<String>,
}

/// What may be edited. Absent fields stay as they are.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassEdit {
    pub name: Option<String>,
    pub organiser_id: Option<Uuid>,
    pub kind: Option<String>,
    pub start_date: Option<String>,
    pub end_date: Option<String>,
    pub seats_min: Option<i64>,
    pub seats_max: Option<i64>,
    pub hours: Option<i64>,
    pub audience_id: Option<Uuid>,
    pub grade_from: Option<i64>,
    pub grade_to: Option<i64>,
    pub roles: Option<Vec<String>>,
    pub sectors: Option<Vec<String>>,
    pub fee_category: Option<String>,
    pub topics: Option<Vec<ClassTopic>>,
    pub quotas: Option<Vec<ClassQuota>>,
    /// Empty: none.
    pub venue: Option<String>,
    /// Empty: none.
    pub division: Option<String>,
    /// 0: none.
    pub budget_yuan: Option<i64>,
    pub recognised: Option<bool>,
    pub remark: Option<String>,
}

/// A step to take.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub to: String,
    pub remark: Option<String>,
}

/// The same step for many classes at once.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Steps {
    pub classes: Vec<Uuid>,
    pub to: String,
    pub remark: Option<String>,
}

/// The same step for every class of the plan that matches.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepsByQuery {
    pub to: String,
    pub remark: Option<String>,
    pub tier: Option<String>,
    pub kind: Option<String>,
    pub state: Option<String>,
    pub organiser: Option<Uuid>,
    pub topic: Option<String>,
    /// Held, at least for a day, in this month: `YYYY-MM`.
    pub month: Option<String>,
    /// Part of the name or code, or pinyin initials.
    pub q: Option<String>,
}

/// What became of a bulk step: which classes moved, and why others did not.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StepsTaken {
    pub moved: i64,
    pub refused: Vec<StepRefused>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StepRefused {
    pub class_id: Uuid,
    pub error: crate::Problem,
}

/// What stands in the way of a class that would begin on a day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Obstacle {
    /// The first day, `YYYY-MM-DD`.
    pub start: String,
    /// `holiday` and `begun` forbid the day; `weekend` and `overlap` want a look.
    pub kind: String,
    pub words: Words,
}

/// Where the class may be moved within its plan's year; a first day that is not named is free.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Obstacles {
    /// Days from the first to the last, both counted.
    pub days: i64,
    /// The earliest and the latest first day within the year.
    pub first: String,
    pub last: String,
    pub items: Vec<Obstacle>,
}

/// How somebody with a seat took part.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Attendance {
    /// `present` or `absent`.
    pub presence: String,
    /// Why it was missed, or a part of it: `duty`, `sick`, `personal`, `unexcused`, `withdrawn`, `other`.
    pub absence: Option<String>,
    /// Tenths of an hour attended, where they are not all.
    pub hours_tenths: Option<i64>,
    /// Who noted it, and when (microseconds UTC); nobody: present throughout.
    pub noted_by: Option<String>,
    pub noted_at: Option<i64>,
}

/// How somebody took part, as it is to be kept.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAttendance {
    /// `present` or `absent`.
    pub presence: String,
    /// Needed when absent: `duty`, `sick`, `personal`, `unexcused`, `withdrawn`, `other`.
    pub absence: Option<String>,
    /// Tenths of an hour attended, where they are not all.
    pub hours_tenths: Option<i64>,
    pub remark: Option<String>,
}

/// A move that lets two classes for the same people meet no more.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Repair {
    /// The class to move: the one asked about, or the one it meets.
    pub class_id: Uuid,
    pub class_name: String,
    /// Its version, for `If-Match`.
    pub version: i64,
    pub start_date: String,
    pub end_date: String,
    /// Days later than now; less than 0: earlier.
    pub days: i64,
    /// People whose seats would change their dates.
    pub people: i64,
    /// Classes for the same people that the moved class would still meet.
    pub conflicts: i64,
}

/// The classes for the same people that a class meets, and up to three moves, fewest people first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Repairs {
    pub conflicts: i64,
    pub items: Vec<Repair>,
}

/// Somebody's seat in the class.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClassSeat {
    pub person_id: Uuid,
    pub name: String,
    pub unit_name: String,
    pub post: Option<String>,
    pub grade: i64,
    pub state: String,
    pub mandatory: bool,
    pub run_id: Option<Uuid>,
    pub attendance: Attendance,
    /// For the next note of attendance.
    pub version: i64,
}
