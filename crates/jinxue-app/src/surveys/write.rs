//! A survey from draft to close: made, changed, opened, reminded of, closed.

use jinxue_api::surveys::{NewReminder, NewSurvey, Reminder, Survey as Said, SurveyDraft, SurveyStep};
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::SurveyId;
use jinxue_domain::authority::PathRange;
use jinxue_domain::needs::SurveyState;
use jinxue_store::surveys::{self as store, Survey, counts};
use jinxue_store::units;
use serde_json::json;
use uuid::Uuid;

use super::asked::{seen, unit_of, wrong_state};
use super::count;
use super::draft::{checked, drafted, said};
use crate::jobs::{self, Task};
use crate::once::{Created, Once};
use crate::{Actor, Answer, Refusal, Work, topics, wire};

/// Adds a draft.
///
/// # Errors
/// `not_found` for the unit; `invalid_value` and `missing_value` for every field refused; `idempotency_key_reused`.
pub async fn add(work: &Work, key: Option<String>, new: &NewSurvey) -> Answer<Created<Said>> {
    let once = Once::new(key, "POST /surveys", "", new);
    if let Some(made) = once.find(work).await? {
        return Ok(made);
    }
    let (id, now, today) = (work.app.ids.draw::<SurveyId>(), work.app.clock.now(), work.app.clock.today());
    let made = work
        .db()
        .work(async |mut tx| {
            let unit = units::by_id(&mut tx, new.unit_id.into()).await?;
            let checked = checked(&new.draft, &topics::load(&mut tx).await?, today)?;
            let blank = Survey::draft(id, &unit, work.actor.name.clone(), today, now);
            let survey = checked.onto(blank, now);
            store::add(&mut tx, &survey, &checked.topics).await?;
            work.note(&mut tx, "create", ("survey", id.to_string()), json!(new)).await?;
            once.keep(&mut tx, work, &said(work, &survey, &checked.topics)).await
        })
        .await;
    once.settle(work, made).await
}

/// Changes a draft; of an open survey the last day alone.
///
/// # Errors
/// `not_found`; `version_stale`; `wrong_state` for a survey that has closed, and for anything but the last day of an open one; otherwise
/// as [`add`].
pub async fn revise(work: &Work, id: Uuid, version: i64, draft: &SurveyDraft) -> Answer<Said> {
    let (now, today) = (work.app.clock.now(), work.app.clock.today());
    work.db()
        .work(async |mut tx| {
            let survey = seen(&mut tx, id, version).await?;
            let checked = checked(draft, &topics::load(&mut tx).await?, today)?;
            if survey.state != SurveyState::Draft {
                let known = store::topics(&mut tx, survey.id).await?;
                let later = Survey { closes_on: checked.closes_on, ..survey.clone() };
                let next = checked.onto(survey.clone(), now);
                let same = drafted(&later, &known) == drafted(&next, &checked.topics);
                if survey.state == SurveyState::Closed || !same {
                    return Err(wrong_state(&survey, SurveyState::Draft));
                }
            }
            let survey = checked.onto(survey, now);
            store::update(&mut tx, &survey).await?;
            store::put_topics(&mut tx, survey.id, &checked.topics).await?;
            work.note(&mut tx, "edit", ("survey", id.to_string()), json!(draft)).await?;
            let survey = Survey { version: version + 1, ..survey };
            Ok(said(work, &survey, &checked.topics))
        })
        .await
}

/// Removes a draft.
///
/// # Errors
/// `not_found`; `version_stale`; `wrong_state` for one that was opened.
pub async fn remove(work: &Work, id: Uuid, version: i64) -> Answer<()> {
    work.db()
        .work(async |mut tx| {
            let survey = seen(&mut tx, id, version).await?;
            if survey.state != SurveyState::Draft {
                return Err(wrong_state(&survey, SurveyState::Draft));
            }
            store::remove(&mut tx, &survey).await?;
            work.note(&mut tx, "delete", ("survey", id.to_string()), json!({})).await?;
            Ok(())
        })
        .await
}

/// Opens a draft, or closes what is open.
///
/// # Errors
/// `not_found`; `version_stale`; `wrong_state` for a step that does not follow; `invalid_value` for another state, days that are over, and a survey
/// that would ask nobody.
pub async fn step(work: &Work, id: Uuid, version: i64, step: &SurveyStep) -> Answer<Said> {
    let to: SurveyState = wire::read("to", &step.to)?;
    let said = work
        .db()
        .work(async |mut tx| {
            let survey = seen(&mut tx, id, version).await?;
            let next = match (survey.state, to) {
                (SurveyState::Draft, SurveyState::Open) => opened(&mut tx, work, survey).await?,
                (SurveyState::Open, SurveyState::Closed) => closed(work, survey),
                (_, SurveyState::Open) => return Err(wrong_state(&survey, SurveyState::Draft)),
                (_, SurveyState::Closed) => return Err(wrong_state(&survey, SurveyState::Open)),
                (_, SurveyState::Draft) => return Err(Problem::invalid("to", to, "open, closed").into()),
            };
            store::update(&mut tx, &next).await?;
            let detail = json!({ "to": to.as_str(), "asked": next.asked });
            work.note(&mut tx, "transition", ("survey", id.to_string()), detail).await?;
            let own = Work::of(&work.app, Actor::system());
            jobs::enqueue(&mut tx, work.app.ids.draw(), Task::Survey, id, &own).await?;
            let topics = store::topics(&mut tx, next.id).await?;
            Ok::<_, Refusal>(said(work, &Survey { version: version + 1, ..next }, &topics))
        })
        .await?;
    work.app.bell.ring();
    Ok(said)
}

async fn opened(conn: &mut jinxue_store::Conn, work: &Work, survey: Survey) -> Answer<Survey> {
    let (now, today) = (work.app.clock.now(), work.app.clock.today());
    if survey.closes_on < today {
        return Err(Problem::invalid("closes_on", survey.closes_on, format!("≥ {today}")).into());
    }
    let range = PathRange::subtree(&survey.unit_path);
    let asked = counts::asked_count(conn, &survey, &range).await?;
    if asked == 0 {
        return Err(Problem::invalid("grade_from", survey.grade_from, "somebody who is asked").into());
    }
    let opened_by = Some(work.actor.name.clone());
    Ok(Survey { state: SurveyState::Open, opened_by, opened_at: Some(now), asked, changed_at: now, ..survey })
}

/// The survey closed now, by whoever acts.
pub(super) fn closed(work: &Work, survey: Survey) -> Survey {
    let now = work.app.clock.now();
    let closed_by = Some(work.actor.name.clone());
    Survey {
        state: SurveyState::Closed,
        closed_by,
        closed_at: Some(now),
        counted_at: None,
        changed_at: now,
        ..survey
    }
}

/// Reminds those of a subtree who have not answered: they see it on their own page.
///
/// # Errors
/// `not_found`; `forbidden` for a unit beyond the scope; `wrong_state` for a survey that takes no answers; `duplicate` for a second reminder of
/// the same unit on a day.
pub async fn remind(work: &Work, id: Uuid, new: &NewReminder) -> Answer<Reminder> {
    let (now, today) = (work.app.clock.now(), work.app.clock.today());
    let reminder_id = work.app.ids.draw::<SurveyId>().as_uuid();
    work.db()
        .work(async |mut tx| {
            let survey = store::by_id(&mut tx, id.into()).await?;
            if !super::asked::takes_answers(&survey, today) {
                return Err(wrong_state(&survey, SurveyState::Open));
            }
            let unit = unit_of(&mut tx, &survey, new.unit_id).await?;
            let sent = store::reminders_to_decide(&mut tx, survey.id).await?;
            if sent.iter().any(|one| one.unit_id == unit.id && one.created_at.in_china().date() == today) {
                return Err(Problem::new(ErrorCode::Duplicate).field("unit_id").value(&unit.name).into());
            }
            let waiting = count::waiting(&mut tx, &survey, &unit).await?;
            let reminder = store::Reminder {
                id: reminder_id,
                survey_id: survey.id,
                unit_id: unit.id,
                actor: work.actor.name.clone(),
                waiting,
                created_at: now,
                unit_path: unit.path,
                unit_name: unit.name,
            };
            store::remind(&mut tx, &reminder).await?;
            let detail = json!({ "unit": reminder.unit_name, "waiting": waiting });
            work.note(&mut tx, "remind", ("survey", id.to_string()), detail).await?;
            Ok(reminded(reminder))
        })
        .await
}

/// A reminder as it travels.
pub(super) fn reminded(reminder: store::Reminder) -> Reminder {
    Reminder {
        unit_id: reminder.unit_id.as_uuid(),
        unit_name: reminder.unit_name,
        actor: reminder.actor,
        waiting: wire::count(reminder.waiting),
        at: reminder.created_at.as_micros(),
    }
}
