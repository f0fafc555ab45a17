//! Matching runs: progress, results, reasons, comparison.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Words;

/// How a run is to be made.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRun {
    /// A name to tell it by; the time of day when absent.
    pub name: Option<String>,
    /// Wall seconds at most, 1…3,600.
    #[serde(default = "NewRun::seconds")]
    pub seconds: i64,
    /// Stops when the proven gap is this many percent.
    #[serde(default = "NewRun::gap_percent")]
    pub gap_percent: f64,
    #[serde(default)]
    pub seed: i64,
    /// The first day on which a class may begin; earlier ones can no longer be filled. Today or the first day of
    /// the plan's year, whichever is later, when absent.
    pub from: Option<String>,
    /// Stay near the seats of this run.
    pub stay_on_run: Option<Uuid>,
    /// Classes that are only drafts take part too.
    #[serde(default)]
    pub with_drafts: bool,
}

impl Default for NewRun {
    fn default() -> Self {
        Self {
            name: None,
            seconds: Self::seconds(),
            gap_percent: Self::gap_percent(),
            seed: 0,
            from: None,
            stay_on_run: None,
            with_drafts: false,
        }
    }
}

impl NewRun {
    fn seconds() -> i64 {
        60
    }
    fn gap_percent() -> f64 {
        0.1
    }
}

/// A point of the run's course.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RunPoint {
    /// Seconds since it began to solve.
    pub elapsed: f64,
    pub objective: i64,
    pub bound: f64,
    /// (bound − objective) / |bound|.
    pub gap: f64,
    pub seats: i64,
    pub iterations: i64,
    /// What the engine is doing, as a word.
    pub phase: String,
}

/// A run and how far it is.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Run {
    pub id: Uuid,
    pub plan_id: Uuid,
    pub name: String,
    /// `queued`, `building`, `solving`, `done`, `stopped`, `failed`.
    pub state: String,
    pub options: NewRun,
    pub people: i64,
    pub classes: i64,
    pub objective: Option<i64>,
    pub bound: Option<f64>,
    pub gap: Option<f64>,
    pub seats: Option<i64>,
    pub people_seated: Option<i64>,
    pub classes_held: Option<i64>,
    pub mandatory_missed: Option<i64>,
    pub quota_short: Option<i64>,
    /// Its course so far, thinned to a few hundred points.
    pub trace: Vec<RunPoint>,
    pub fault: Option<Words>,
    pub created_at: i64,
    pub finished_at: Option<i64>,
    pub accepted_at: Option<i64>,
}

/// What a run made of a class.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RunClass {
    pub class_id: Uuid,
    pub code: String,
    pub name: String,
    pub start_date: String,
    pub end_date: String,
    pub topic_name: String,
    pub topic_name_en: String,
    pub held: bool,
    pub seats: i64,
    pub seats_min: i64,
    pub seats_max: i64,
    /// Worth of one more seat, in points of the objective.
    pub price: i64,
    pub eligible: i64,
}

/// Somebody seated by a run.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RunSeat {
    pub person_id: Uuid,
    pub name: String,
    pub unit_name: String,
    pub post: Option<String>,
    pub grade: i64,
    /// What the seat is worth, in points of the objective.
    pub worth: i64,
}

/// A person with the classes a run gave them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RunPerson {
    pub person_id: Uuid,
    pub name: String,
    pub unit_name: String,
    pub post: Option<String>,
    pub grade: i64,
    pub classes: Vec<String>,
    pub worth: i64,
}

/// The answer for one person and one class.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Answer {
    pub class_id: Uuid,
    pub code: String,
    pub name: String,
    pub start_date: String,
    pub end_date: String,
    /// `seated`, `not_eligible`, `clash`, `full`, `unit_limit`, `class_not_held`, …
    pub verdict: String,
    pub words: Words,
    /// The same as data.
    pub data: serde_json::Value,
}

/// All answers a run has for one person, the seated first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Answers {
    pub person_id: Uuid,
    pub name: String,
    pub unit_name: String,
    /// What the reasons rest on that has changed since the run; absent when it is as it was.
    pub changed: Option<Words>,
    pub items: Vec<Answer>,
}

/// Two runs side by side.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Comparison {
    pub left: Run,
    pub right: Run,
    /// People whose classes differ.
    pub moved: Vec<Moved>,
    pub moved_total: u64,
    pub next: Option<String>,
}

/// Somebody who sits elsewhere in the other run.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Moved {
    pub person_id: Uuid,
    pub name: String,
    pub unit_name: String,
    pub only_left: Vec<String>,
    pub only_right: Vec<String>,
}

/// What accepting did.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Accepted {
    pub seats_made: i64,
    /// Seats of an earlier accepted run that were given up; announced ones never are.
    pub seats_released: i64,
    /// Announced seats that stayed though the run had other wishes.
    pub announced_kept: i64,
}
