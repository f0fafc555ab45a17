//! Rules as data: value, mark, source, and who overrides them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Words;

/// Where a rule comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RuleSource {
    pub title: String,
    pub article: Option<String>,
    pub date: Option<String>,
}

/// A rule as a verdict names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RuleRef {
    pub code: String,
    pub words: Words,
    pub source: RuleSource,
    /// `C` confirmed, `S` secondary source, `U` unconfirmed.
    pub mark: String,
    /// The version of the local value that was judged by; absent for what was shipped.
    pub version: Option<RuleVersionRef>,
}

/// Which of the values set for a rule at a unit is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RuleVersionRef {
    /// From 1, at this unit.
    pub number: u32,
    pub unit_name: String,
    pub valid_from: String,
}

/// One version of the local value of a rule: what was set for the subtree of a unit, or that it was given up.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RuleVersion {
    pub unit_id: Uuid,
    pub unit_name: String,
    /// From 1, at this unit.
    pub number: u32,
    /// The figures that were set; absent, with the source and the mark, where those before were given up.
    pub value: Option<serde_json::Value>,
    /// The figures in words, each with its unit.
    pub figures: Vec<Words>,
    pub source: Option<String>,
    pub mark: Option<String>,
    /// The first day it speaks of.
    pub valid_from: String,
    /// Who set it, and when, in microseconds.
    pub actor: String,
    pub set_at: i64,
    /// The days on which it holds, as far as is known today; none where another took its place before it began.
    pub held: Vec<HeldDays>,
}

/// Days from the first until the day before `until`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HeldDays {
    pub from: String,
    /// The first day on which it holds no longer; absent while no end is known.
    pub until: Option<String>,
}

/// A value set for a subtree.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RuleOverride {
    pub unit_id: Uuid,
    pub unit_name: String,
    /// Which version of the unit's own values it is.
    pub number: u32,
    pub value: serde_json::Value,
    pub source: String,
    pub valid_from: String,
    pub actor: String,
}

/// One of the words a figure may take.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RuleChoice {
    pub word: String,
    pub label: Words,
}

/// A named figure of a rule: what was shipped, what holds, and what may be set.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RuleFigure {
    /// Its key in `value`.
    pub name: String,
    pub label: Words,
    /// Empty for words.
    pub unit: Words,
    /// A number or a word.
    pub shipped: serde_json::Value,
    pub now: serde_json::Value,
    /// The bounds of a number, both included.
    pub least: Option<i64>,
    pub most: Option<i64>,
    /// The words it may take; empty for a number.
    pub choices: Vec<RuleChoice>,
}

/// A rule of the catalogue with what holds at one unit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Rule {
    pub code: String,
    pub title: Words,
    /// Title, figures and source in one sentence.
    pub words: Words,
    pub value: serde_json::Value,
    pub figures: Vec<RuleFigure>,
    pub unit_of_value: String,
    pub mark: String,
    pub source: RuleSource,
    pub valid_from: Option<String>,
    /// Unconfirmed rules are off until somebody confirms them.
    pub on: bool,
    /// The override that holds at the unit asked about, if any.
    pub overridden: Option<RuleOverride>,
    /// How many versions were ever set at the unit or above it.
    pub versions: u32,
}

/// Sets a value for a subtree.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRuleOverride {
    pub unit_id: Uuid,
    pub value: serde_json::Value,
    /// The document that allows it.
    pub source: String,
    pub valid_from: String,
}
