//! Somebody answers for themself: once, and changed as often as they like while the survey is open.

use std::collections::BTreeSet;

use jinxue_api::Problem;
use jinxue_api::surveys::{AskedTopic, OwnSurvey, Questionnaire, SurveyAnswer, SurveyChoice};
use jinxue_domain::needs::{Choices, GapCause, Naming, SurveyState, Urgencies, Urgency};
use jinxue_domain::{Evidence, GapId, GapKind, PersonId, SurveyId, Taxonomy, TopicCode};
use jinxue_store::gaps::{self, GapEvidence};
use jinxue_store::people::{self, Person};
use jinxue_store::surveys::answers::{self, Answer as Kept, Choice};
use jinxue_store::surveys::{self as store, Survey};
use jinxue_store::{Conn, Tx};
use serde_json::json;
use uuid::Uuid;

use super::asked::{asks, takes_answers, topics_of, wrong_state};
use crate::events::About;
use crate::needs::{Ledger, Standard, derive};
use crate::wire::{self, Faults};
use crate::{Answer, Refusal, Work, figures, topics};

/// Characters of what is answered in words.
const REMARK_MOST: usize = 500;

/// The surveys that ask whoever acts, and take answers today.
///
/// # Errors
/// When the store fails.
pub async fn mine(work: &Work) -> Answer<Vec<OwnSurvey>> {
    let Some(own) = work.scope().person() else { return Ok(Vec::new()) };
    let today = work.app.clock.today();
    work.db()
        .read(async |mut conn| {
            let person = people::by_id(&mut conn, own).await?;
            let mut mine = Vec::new();
            let open = store::open(&mut conn.whole()).await?;
            for survey in open {
                if takes_answers(&survey, today) && asks(&survey, &person)? {
                    let answer = answers::of(&mut conn, survey.id, own).await?;
                    mine.push(said(&mut conn, work, &survey, &person, answer.as_ref()).await?);
                }
            }
            Ok(mine)
        })
        .await
}

/// The questionnaire, with what whoever acts has answered.
///
/// # Errors
/// `not_found` for a survey that does not ask them.
pub async fn questionnaire(work: &Work, id: Uuid) -> Answer<Questionnaire> {
    work.db()
        .read(async |mut conn| {
            let person = oneself(&mut conn, work).await?;
            let survey = store::by_id(&mut conn.whole(), id.into()).await;
            let survey = survey.map_err(|_| missing(id))?;
            whole(&mut conn, work, &survey, &person).await
        })
        .await
}

/// Keeps what somebody answers; the later answer counts. What they need becomes a self-report, unless nobody is to be named.
///
/// # Errors
/// `not_found` for a survey that does not ask them; `wrong_state` on a day on which it takes no answers; `version_stale` for an answer that was changed
/// since it was read (an answer that is not there yet has version 0); `invalid_value` for every topic and urgency refused.
pub async fn put_answer(work: &Work, id: Uuid, version: i64, said: &SurveyAnswer) -> Answer<Questionnaire> {
    let today = work.app.clock.today();
    let mark = work.app.ids.draw::<SurveyId>().as_uuid();
    let questionnaire = work
        .db()
        .work(async |mut tx| {
            let person = oneself(&mut tx, work).await?;
            let survey = store::hold(&mut tx.whole(), id.into()).await.map_err(|_| missing(id))?;
            if survey.state == SurveyState::Draft || !asks(&survey, &person)? {
                return Err(missing(id));
            }
            if !takes_answers(&survey, today) {
                return Err(wrong_state(&survey, SurveyState::Open));
            }
            let known = answers::of(&mut tx, survey.id, person.id).await?;
            if known.as_ref().map_or(0, |answer| answer.version) != version {
                return Err(Refusal::stale("survey_answer", id, version));
            }
            let taxonomy = topics::load(&mut tx).await?;
            let offered = topics_of(&mut tx, &survey, &taxonomy).await?.into_iter().collect();
            let (choices, remark) = read(said, &survey, &offered)?;
            let now = work.app.clock.now();
            let answered_at = known.map_or(now, |answer| answer.answered_at);
            let (survey_id, person_id) = (survey.id, person.id);
            let kept = Kept {
                survey_id,
                person_id,
                remark,
                mark,
                version: version + 1,
                answered_at,
                changed_at: now,
            };
            let rows = choices.iter().map(|(topic, urgency)| Choice { survey_id, person_id, topic, urgency });
            answers::put(&mut tx, &kept, &rows.collect::<Vec<_>>()).await?;
            if survey.naming == Naming::Named {
                report(&mut tx, work, &survey, &person, &choices).await?;
            }
            work.note(&mut tx, "answer", ("survey", id.to_string()), json!({})).await?;
            whole(&mut tx, work, &survey, &person).await
        })
        .await?;
    if let Some(own) = work.scope().person() {
        work.app.tell("person", About::Person(own), &json!({ "id": own.as_uuid() })).await;
    }
    Ok(questionnaire)
}

/// What somebody needs, as they say it of themself: it replaces what they said in this survey before.
async fn report(tx: &mut Tx, work: &Work, survey: &Survey, person: &Person, choices: &Choices) -> Answer<()> {
    let today = work.app.clock.today();
    let standard = Standard::load(tx, today).await?;
    let urgencies = Urgencies::at(&standard.book, &survey.unit_path, today)
        .ok_or_else(|| Refusal::internal(&"the catalogue lacks the rule on surveys"))?;
    let known = gaps::evidence_of(tx, person.id).await?;
    let kind = |topic: TopicCode| {
        known.iter().rev().find(|entry| entry.topic == topic).map_or(GapKind::Knowledge, |entry| entry.kind)
    };
    let entry = |(topic, urgency): (TopicCode, Urgency)| GapEvidence {
        id: work.app.ids.draw::<GapId>(),
        person_id: person.id,
        topic,
        kind: kind(topic),
        severity: urgencies.severity(urgency),
        evidence: Evidence::SelfReport,
        noted_on: today,
        note: None,
        import_id: None,
        class_id: None,
        survey_id: Some(survey.id),
        created_at: work.app.clock.now(),
    };
    gaps::delete_of_survey(tx, survey.id, person.id).await?;
    gaps::add_evidence(tx, &choices.iter().map(entry).collect::<Vec<_>>()).await?;
    let ledger = Ledger::of(work, &standard, GapCause::Survey, Some(survey.id.to_string()));
    let changed = derive(tx, &ledger, [person.id]).await?;
    figures::refresh_now(tx, &changed, today).await
}

fn read(
    said: &SurveyAnswer,
    survey: &Survey,
    offered: &BTreeSet<TopicCode>,
) -> Answer<(Choices, Option<String>)> {
    let mut faults = Faults::default();
    let mut chosen = Vec::new();
    for choice in &said.choices {
        let topic = faults.take(wire::read::<TopicCode>("topic", &choice.topic));
        let urgency = faults.take(wire::read::<Urgency>("urgency", &choice.urgency));
        chosen.extend(topic.zip(urgency));
    }
    let most = usize::try_from(survey.chosen_max).unwrap_or(usize::MAX);
    let choices = match Choices::read(chosen, offered, most) {
        Ok(choices) => choices,
        Err(refused) => {
            refused.iter().for_each(|fault| faults.push(Refusal::of("choices", fault)));
            Choices::default()
        }
    };
    let remark = wire::kept(said.remark.as_ref());
    match &remark {
        Some(words) if survey.question.is_none() => {
            faults.push(Problem::invalid("remark", words, "this survey asks nothing in words").into());
        }
        Some(words) if words.chars().count() > REMARK_MOST => {
            faults.push(Problem::invalid("remark", words, format!("≤ {REMARK_MOST}")).into());
        }
        _ => {}
    }
    faults.end()?;
    Ok((choices, remark))
}

/// Whoever acts, as a person of the roster.
async fn oneself(conn: &mut Conn, work: &Work) -> Answer<Person> {
    let own: PersonId = work.scope().person().ok_or_else(|| Problem::not_found("person", "me"))?;
    Ok(people::by_id(conn, own).await?)
}

fn missing(id: Uuid) -> Refusal {
    Problem::not_found("survey", id).into()
}

/// The questionnaire as somebody finds it who is asked, or has answered.
async fn whole(conn: &mut Conn, work: &Work, survey: &Survey, person: &Person) -> Answer<Questionnaire> {
    let answer = answers::of(conn, survey.id, person.id).await?;
    let known = survey.state != SurveyState::Draft && (answer.is_some() || asks(survey, person)?);
    if !known {
        return Err(missing(survey.id.as_uuid()));
    }
    let taxonomy = topics::load(conn).await?;
    let topics = topics_of(conn, survey, &taxonomy).await?;
    let choices = answers::choices(conn, survey.id, person.id).await?.into_iter();
    let choice =
        |one: Choice| SurveyChoice { topic: one.topic.to_string(), urgency: one.urgency.as_str().into() };
    Ok(Questionnaire {
        survey: said(conn, work, survey, person, answer.as_ref()).await?,
        topics: topics.into_iter().map(|topic| asked(&taxonomy, topic)).collect(),
        chosen_max: survey.chosen_max,
        question: survey.question.clone(),
        version: answer.as_ref().map_or(0, |answer| answer.version),
        answer: SurveyAnswer {
            choices: choices.map(choice).collect(),
            remark: answer.and_then(|answer| answer.remark),
        },
    })
}

async fn said(
    conn: &mut Conn,
    work: &Work,
    survey: &Survey,
    person: &Person,
    answer: Option<&Kept>,
) -> Answer<OwnSurvey> {
    let reminders = store::reminders(conn, survey.id).await?;
    let reminded = reminders.iter().find(|one| one.unit_path.contains(&person.unit_path));
    Ok(OwnSurvey {
        id: survey.id.as_uuid(),
        title: survey.title.clone(),
        unit_name: survey.unit_name.clone(),
        naming: survey.naming.as_str().into(),
        opens_on: survey.opens_on.to_string(),
        closes_on: survey.closes_on.to_string(),
        open: takes_answers(survey, work.app.clock.today()),
        answered_at: answer.map(|answer| answer.changed_at.as_micros()),
        reminded_at: reminded.map(|one| one.created_at.as_micros()),
    })
}

fn asked(taxonomy: &Taxonomy, code: TopicCode) -> AskedTopic {
    let name = taxonomy.topic_name(code);
    let field = taxonomy.topic(code).and_then(|topic| taxonomy.field(topic.field));
    AskedTopic {
        topic: code.to_string(),
        name: name.zh.to_string(),
        name_en: name.en.to_string(),
        field: field.map_or_else(String::new, |field| field.code.to_string()),
        field_name: field.map_or_else(String::new, |field| field.name.zh.to_string()),
        field_name_en: field.map_or_else(String::new, |field| field.name.en.to_string()),
    }
}
