//! The year's plan: targets by tier, and what stands against them.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{Words, rules::RuleRef};

/// A plan in the list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlanRow {
    pub id: Uuid,
    pub year: i64,
    pub name: String,
    /// `draft`, `published`.
    pub state: String,
    pub unit_id: Uuid,
    pub version: i64,
}

/// A target of one tier and what the plan's classes make of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TargetRow {
    /// `province`, `city`, `county`.
    pub tier: String,
    pub classes: i64,
    pub person_times: i64,
    /// Classes of the plan that are not cancelled.
    pub planned_classes: i64,
    pub planned_person_times: i64,
    /// Of which approved, published or held.
    pub approved_classes: i64,
    pub approved_person_times: i64,
}

/// How many classes are in a state.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StateCount {
    pub state: String,
    pub classes: i64,
}

/// A plan with its figures.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Plan {
    #[serde(flatten)]
    pub row: PlanRow,
    pub targets: Vec<TargetRow>,
    /// Whether the figures are those of all the plan's classes, as its targets are; a part of the tree sees its own only.
    pub targets_apply: bool,
    pub states: Vec<StateCount>,
    pub classes: i64,
    pub person_times: i64,
    pub budget_yuan: i64,
    pub seats_taken: i64,
}

/// A plan to make.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPlan {
    pub year: i64,
    pub name: String,
    /// The unit that owns it; the root when absent.
    pub unit_id: Option<Uuid>,
}

/// A target to set.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    pub tier: String,
    pub classes: i64,
    pub person_times: i64,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Targets {
    pub targets: Vec<Target>,
}

/// A class as a bar of the year ribbon.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RibbonItem {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub tier: String,
    pub kind: String,
    /// Family of the main topic.
    pub family: String,
    /// City division code, or `province`.
    pub lane: String,
    pub start_date: String,
    pub end_date: String,
    pub seats_max: i64,
    pub seats_taken: i64,
    pub state: String,
    pub warnings: i64,
    /// Those of the warnings that ask for other dates or another budget: a holiday, a fee above the cap, two classes
    /// of one organiser for the same people at the same time.
    pub conflicts: i64,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Ribbon {
    pub items: Vec<RibbonItem>,
    pub holidays: Vec<crate::calendar::Holiday>,
    pub workdays: Vec<String>,
}

/// Something about the plan that wants a look.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Warning {
    /// `overlap`, `repetition`, `fee_cap`, `share`, `calendar`.
    pub kind: String,
    pub class_id: Uuid,
    pub class_code: String,
    pub class_name: String,
    /// The other class of an overlap or a repetition.
    pub other_id: Option<Uuid>,
    pub other_code: Option<String>,
    pub other_name: Option<String>,
    pub words: Words,
    pub rule: Option<RuleRef>,
}

/// How many warnings of a kind there are.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WarningCount {
    pub kind: String,
    pub count: i64,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Warnings {
    pub counts: Vec<WarningCount>,
    pub items: Vec<Warning>,
    pub total: u64,
    pub next: Option<String>,
}

/// Which warnings, after which.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WarningsQuery {
    /// `overlap`, `repetition`, `fee_cap`, `share`, `calendar`.
    pub kind: Option<String>,
    pub after: Option<String>,
    /// 1…500, 100 when absent.
    pub limit: Option<u32>,
}
