//! A survey as somebody wants it: every field through its door, and every fault of it.

use std::collections::BTreeSet;

use jinxue_api::Problem;
use jinxue_api::surveys::{Survey as Said, SurveyDraft};
use jinxue_domain::authority::Right;
use jinxue_domain::class::{GradeRange, Roles, Sectors};
use jinxue_domain::needs::{Naming, SurveyState};
use jinxue_domain::{Date, Instant, Role, Sector, Taxonomy, TopicCode};
use jinxue_store::surveys::Survey;

use crate::needs::profiles::{grades, listed};
use crate::wire::{self, Faults};
use crate::{Answer, Refusal, Work};

/// Characters of a title, and of the question that is answered in words.
const TITLE_MOST: usize = 60;
const QUESTION_MOST: usize = 200;
/// Days for which a survey may take answers.
const DAYS_MOST: i32 = 366;

/// A draft that can be kept.
pub(super) struct Checked {
    title: String,
    naming: Naming,
    grades: GradeRange,
    roles: Roles,
    sectors: Sectors,
    chosen_max: u32,
    question: Option<String>,
    opens_on: Date,
    pub closes_on: Date,
    /// None for all of the framework.
    pub topics: Vec<TopicCode>,
}

impl Checked {
    /// The survey with what the draft says.
    pub fn onto(&self, survey: Survey, now: Instant) -> Survey {
        Survey {
            title: self.title.clone(),
            naming: self.naming,
            grade_from: self.grades.highest(),
            grade_to: self.grades.lowest(),
            roles: self.roles.to_string(),
            sectors: self.sectors.to_string(),
            chosen_max: self.chosen_max,
            question: self.question.clone(),
            opens_on: self.opens_on,
            closes_on: self.closes_on,
            changed_at: now,
            ..survey
        }
    }
}

/// # Errors
/// Every field refused.
pub(super) fn checked(draft: &SurveyDraft, taxonomy: &Taxonomy, today: Date) -> Answer<Checked> {
    let mut faults = Faults::default();
    let title =
        faults.take(wire::filled("title", &draft.title).and_then(|text| short("title", text, TITLE_MOST)));
    let naming = faults.take(wire::read("naming", &draft.naming));
    let grades = faults.take(grades(draft.grade_from, draft.grade_to));
    let roles: Vec<Option<Role>> =
        draft.roles.iter().map(|role| faults.take(wire::read("roles", role))).collect();
    let sectors: Vec<Option<Sector>> =
        draft.sectors.iter().map(|sector| faults.take(wire::read("sectors", sector))).collect();
    let question = wire::kept(draft.question.as_ref());
    let question = faults
        .take(question.map(|text| short("question", text, QUESTION_MOST)).transpose())
        .unwrap_or_default();
    let topics = topics(draft, taxonomy, &mut faults);
    let offered = if topics.is_empty() { taxonomy.topics().len() } else { topics.len() };
    let most = i64::try_from(offered.min(100)).unwrap_or(100);
    faults.take(wire::between("chosen_max", draft.chosen_max.into(), 1, most));
    let days = days(draft, today, &mut faults);
    faults.end()?;
    let lost = || Refusal::internal(&"a value was refused without a fault");
    let (opens_on, closes_on) = days.ok_or_else(lost)?;
    Ok(Checked {
        title: title.ok_or_else(lost)?,
        naming: naming.ok_or_else(lost)?,
        grades: grades.ok_or_else(lost)?,
        roles: Roles::of(roles.into_iter().flatten()),
        sectors: Sectors::of(sectors.into_iter().flatten()),
        chosen_max: draft.chosen_max,
        question,
        opens_on,
        closes_on,
        topics,
    })
}

fn short(field: &str, text: String, most: usize) -> Answer<String> {
    if text.chars().count() > most {
        return Err(Problem::invalid(field, &text, format!("≤ {most}")).into());
    }
    Ok(text)
}

fn topics(draft: &SurveyDraft, taxonomy: &Taxonomy, faults: &mut Faults) -> Vec<TopicCode> {
    let (mut seen, mut topics) = (BTreeSet::new(), Vec::new());
    for text in &draft.topics {
        let Some(topic) = faults.take(wire::read::<TopicCode>("topics", text)) else { continue };
        if taxonomy.topic(topic).is_none() {
            faults.push(Problem::not_found("topic", topic).into());
        } else if seen.insert(topic) {
            topics.push(topic);
        } else {
            faults.push(Problem::invalid("topics", topic, "each topic once").into());
        }
    }
    topics
}

/// The days are in order, not too many, and not all over.
fn days(draft: &SurveyDraft, today: Date, faults: &mut Faults) -> Option<(Date, Date)> {
    let opens = faults.take(wire::date("opens_on", &draft.opens_on));
    let closes = faults.take(wire::date("closes_on", &draft.closes_on));
    let (opens, closes) = (opens?, closes?);
    if closes < opens {
        faults.push(Problem::invalid("closes_on", closes, format!("≥ {opens}")).into());
    } else if closes < today {
        faults.push(Problem::invalid("closes_on", closes, format!("≥ {today}")).into());
    } else if (closes - opens).get_days() > DAYS_MOST {
        faults.push(Problem::invalid("closes_on", closes, format!("≤ {opens} + {DAYS_MOST}")).into());
    }
    Some((opens, closes))
}

/// A survey as it travels.
pub(super) fn said(work: &Work, survey: &Survey, topics: &[TopicCode]) -> Said {
    let run = work.actor.authority.scope(Right::RunSurveys);
    let whole = survey.state != SurveyState::Draft && work.scope().covers(&survey.unit_path);
    let micros = |at: Option<Instant>| at.map(Instant::as_micros);
    Said {
        id: survey.id.as_uuid(),
        unit_id: survey.unit_id.as_uuid(),
        unit_name: survey.unit_name.clone(),
        state: survey.state.as_str().into(),
        draft: drafted(survey, topics),
        asked: whole.then(|| wire::count(survey.asked)),
        answered: whole.then(|| wire::count(survey.answered)),
        created_by: survey.created_by.clone(),
        opened_by: survey.opened_by.clone(),
        opened_at: micros(survey.opened_at),
        closed_by: survey.closed_by.clone(),
        closed_at: micros(survey.closed_at),
        may_change: survey.state != SurveyState::Closed && run.contains(&survey.unit_path),
        may_remind: survey.state == SurveyState::Open && run.meets(&survey.unit_path),
        version: survey.version,
    }
}

pub(super) fn drafted(survey: &Survey, topics: &[TopicCode]) -> SurveyDraft {
    SurveyDraft {
        title: survey.title.clone(),
        naming: survey.naming.as_str().into(),
        grade_from: survey.grade_from.get(),
        grade_to: survey.grade_to.get(),
        roles: listed(&survey.roles),
        sectors: listed(&survey.sectors),
        topics: topics.iter().map(ToString::to_string).collect(),
        chosen_max: survey.chosen_max,
        question: survey.question.clone(),
        opens_on: survey.opens_on.to_string(),
        closes_on: survey.closes_on.to_string(),
    }
}
