//! Needs surveys: what is asked of whom, how many have answered, and what was found.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::Words;
use crate::rules::RuleRef;

/// A survey as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyDraft {
    pub title: String,
    /// `named`: answers become self-reports; `anonymous`: they are counted only, and lose their person when the survey closes.
    pub naming: String,
    /// The highest grade it asks, 1…12; the smaller number.
    pub grade_from: u8,
    pub grade_to: u8,
    /// `head`, `deputy`, `member`; none for all.
    pub roles: Vec<String>,
    /// None for all.
    pub sectors: Vec<String>,
    /// The topics asked about, in their order; none for all of the framework.
    pub topics: Vec<String>,
    /// How many topics somebody may choose.
    pub chosen_max: u32,
    /// What may be answered in words.
    pub question: Option<String>,
    /// The first and the last day on which answers are taken.
    pub opens_on: String,
    pub closes_on: String,
}

/// A new survey of a unit's subtree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSurvey {
    pub unit_id: Uuid,
    pub draft: SurveyDraft,
}

/// A survey.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Survey {
    pub id: Uuid,
    /// Whose subtree is asked.
    pub unit_id: Uuid,
    pub unit_name: String,
    /// `draft`, `open`, `closed`.
    pub state: String,
    pub draft: SurveyDraft,
    /// How many are asked and have answered, as counted last; none where not all of them may be seen, and of a draft.
    pub asked: Option<i64>,
    pub answered: Option<i64>,
    pub created_by: String,
    pub opened_by: Option<String>,
    pub opened_at: Option<i64>,
    pub closed_by: Option<String>,
    pub closed_at: Option<i64>,
    /// Whether the asker may change, open and close it.
    pub may_change: bool,
    /// Whether the asker may remind people it asks.
    pub may_remind: bool,
    pub version: i64,
}

/// A step of a survey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyStep {
    /// `open`, `closed`.
    pub to: String,
}

/// Whom to remind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReminder {
    /// Whose subtree; the survey's own when absent.
    pub unit_id: Option<Uuid>,
}

/// A reminder that was sent.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Reminder {
    pub unit_id: Uuid,
    pub unit_name: String,
    pub actor: String,
    /// How many had not answered.
    pub waiting: i64,
    pub at: i64,
}

/// Whose numbers, and how they are laid side by side.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ResultsQuery {
    /// The unit; what may be seen of the survey's own when absent.
    pub unit: Option<Uuid>,
    /// `region`, `unit`; the first there is when absent.
    pub by: Option<String>,
}

/// One part of a list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PartQuery {
    /// The unit; what may be seen of the survey's own when absent.
    pub unit: Option<Uuid>,
    /// From which place, 0 for the first.
    #[serde(default)]
    pub offset: u32,
    /// At most 200.
    pub limit: Option<u32>,
}

/// How many have answered at one place.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SurveyPlace {
    /// None for those directly at the unit.
    pub unit_id: Option<Uuid>,
    pub label: Words,
    pub asked: i64,
    pub answered: i64,
}

/// How much one topic is needed. Each need is told against the topic that needs it most, in tenths of 0–100, as is their combination by weight.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SurveyTopic {
    pub topic: String,
    pub name: String,
    pub name_en: String,
    pub field: String,
    pub field_name: String,
    pub field_name_en: String,
    /// How far the organisation asks for it: the mean level over those asked, against the highest.
    pub organisation_tenths: i64,
    /// How far their posts ask for it, likewise.
    pub post_tenths: i64,
    /// How badly those who answered say they lack it: the mean severity, against the highest.
    pub personal_tenths: i64,
    pub combined_tenths: i64,
    /// People who need it somewhat, need it, need it urgently.
    pub mild: i64,
    pub needed: i64,
    pub urgent: i64,
}

/// How much each of the three needs counts, by which rule.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SurveyWeights {
    pub organisation: i64,
    pub post: i64,
    pub personal: i64,
    pub rule: RuleRef,
}

/// What a survey has found of a unit's subtree.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SurveyResults {
    pub unit_id: Uuid,
    pub unit_name: String,
    pub asked: i64,
    pub answered: i64,
    /// When the numbers were counted, in microseconds; none where they were counted now.
    pub counted_at: Option<i64>,
    /// `region`, `unit`: what the places are, and what they may be.
    pub by: String,
    pub ways: Vec<String>,
    pub places: Vec<SurveyPlace>,
    /// Why topics are not told: `open` while an anonymous survey takes answers, `few` where too few have answered or those hidden beside it
    /// could be found by taking away, `place` where numbers are told of regions only.
    pub hidden: Option<String>,
    /// The fewest answers that are told where nobody is named.
    pub group_least: i64,
    /// The most needed first; none of a draft.
    pub topics: Vec<SurveyTopic>,
    pub weights: SurveyWeights,
    pub reminders: Vec<Reminder>,
}

/// Somebody who has not answered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WaitingPerson {
    pub id: Uuid,
    pub name: String,
    pub post: Option<String>,
    pub unit_name: String,
}

/// What somebody said in words; without a name where the survey is anonymous.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SurveyRemark {
    pub person_id: Option<Uuid>,
    pub name: Option<String>,
    pub unit_name: Option<String>,
    pub words: String,
}

/// A topic somebody has chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyChoice {
    pub topic: String,
    /// `none`, `mild`, `needed`, `urgent`.
    pub urgency: String,
}

/// An answer as somebody gives it; whoever needs nothing chooses nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyAnswer {
    pub choices: Vec<SurveyChoice>,
    pub remark: Option<String>,
}

/// A topic that is asked about.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AskedTopic {
    pub topic: String,
    pub name: String,
    pub name_en: String,
    pub field: String,
    pub field_name: String,
    pub field_name_en: String,
}

/// A survey as somebody who is asked finds it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OwnSurvey {
    pub id: Uuid,
    pub title: String,
    /// Who asks.
    pub unit_name: String,
    pub naming: String,
    pub opens_on: String,
    pub closes_on: String,
    /// Whether answers are taken today.
    pub open: bool,
    /// When the asker answered last.
    pub answered_at: Option<i64>,
    /// When those who have not answered were reminded last.
    pub reminded_at: Option<i64>,
}

/// The questionnaire, with what the asker has answered. An answer that is not there yet has version 0.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Questionnaire {
    pub survey: OwnSurvey,
    pub topics: Vec<AskedTopic>,
    pub chosen_max: u32,
    pub question: Option<String>,
    pub answer: SurveyAnswer,
    pub version: i64,
}
