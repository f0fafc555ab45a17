//! The same step for every class that matches: as a job, reported as one, taken back as one.

use std::collections::HashMap;

use jinxue_api::classes::{ClassesQuery, StepsByQuery};
use jinxue_api::jobs::{Bulk, BulkRefusal, Job};
use jinxue_api::{ErrorCode, Problem, Words};
use jinxue_domain::{ClassId, ClassState, JobId, JobState, PlanId};
use jinxue_store::classes::list::{self as store_list, Order};
use jinxue_store::classes::{self as store, ClassTransition};
use jinxue_store::{jobs as store_jobs, plans};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::write::tell;
use super::{list, steps};
use crate::jobs::{self, Task, Ticket};
use crate::{Actor, Answer, Refusal, Work, wire};

/// Classes read at once.
const CHUNK: u32 = 500;

/// What is kept of a bulk step: the report, and what is needed to take it back.
#[derive(Serialize, Deserialize)]
struct Kept {
    bulk: Bulk,
    moved: Vec<Moved>,
}

/// One class that moved, and where it came from.
#[derive(Serialize, Deserialize)]
struct Moved {
    class: Uuid,
    from: String,
}

/// What is asked, as the job carries it.
#[derive(Serialize, Deserialize)]
struct Asked {
    subject: Uuid,
    actor: String,
    steps: StepsByQuery,
}

/// Starts the step for every class of the plan that matches.
///
/// # Errors
/// `not_found`; `invalid_value` for every word that is none; `missing_value` for a remark that must be given.
pub async fn start(work: &Work, plan: Uuid, steps: &StepsByQuery) -> Answer<Job> {
    list::read(&query(steps))?;
    let to: ClassState = wire::read("to", &steps.to)?;
    if matches!(to, ClassState::Draft | ClassState::Cancelled) && wire::kept(steps.remark.as_ref()).is_none()
    {
        return Err(Problem::missing("remark").into());
    }
    let (id, now) = (work.app.ids.draw::<JobId>(), work.app.clock.now());
    let asked = json!(Asked { subject: plan, actor: work.actor.name.clone(), steps: steps.clone() });
    work.db()
        .work(async |mut tx| {
            plans::by_id(&mut tx, plan.into()).await?;
            jobs::enqueue_with(&mut tx, id, Task::ClassSteps, &asked, now).await?;
            work.note(&mut tx, "step_many", ("plan", plan.to_string()), asked.clone()).await?;
            Ok::<_, Refusal>(())
        })
        .await?;
    work.app.bell.ring();
    jobs::get(work, id.as_uuid()).await
}

/// Takes a bulk step back, class by class; those that have moved on since stay where they are.
///
/// # Errors
/// `not_found`; `wrong_state` when it was no bulk step, is not done, or can no longer be taken back.
pub async fn undo(work: &Work, job: Uuid) -> Answer<Job> {
    let (id, now) = (work.app.ids.draw::<JobId>(), work.app.clock.now());
    work.db()
        .work(async |mut tx| {
            let done = store_jobs::by_id(&mut tx, job.into()).await?;
            let mut kept = kept(&done)?;
            if !kept.bulk.undoable {
                return Err(not_undoable(&done));
            }
            kept.bulk.undoable = false;
            store_jobs::set_result(&mut tx, done.id, &json!(kept).to_string()).await?;
            let asked = json!({ "subject": job, "actor": work.actor.name });
            jobs::enqueue_with(&mut tx, id, Task::ClassStepsUndo, &asked, now).await?;
            work.note(&mut tx, "step_many_undo", ("job", job.to_string()), json!({})).await?;
            Ok::<_, Refusal>(())
        })
        .await?;
    work.app.bell.ring();
    jobs::get(work, id.as_uuid()).await
}

/// The report of a bulk step that is done.
pub(crate) fn report(result: &str) -> Option<Bulk> {
    Some(serde_json::from_str::<Kept>(result).ok()?.bulk)
}

/// Takes the step with every class that matches; the report as JSON.
pub(crate) async fn perform(ticket: &Ticket, plan: PlanId) -> Answer<String> {
    let asked: Asked =
        serde_json::from_str(&ticket.job.payload).map_err(|fault| Refusal::internal(&fault))?;
    let work = Work::of(&ticket.app, Actor::named(&asked.actor));
    let to: ClassState = wire::read("to", &asked.steps.to)?;
    let ids = matching(&work, plan, &asked.steps).await?;
    let total = wire::count(ids.len());
    let (mut moved, mut refused) = (Vec::new(), HashMap::new());
    for (done, id) in (0..).zip(&ids) {
        ticket.progress(done, total).await?;
        match steps::take(&work, id.as_uuid(), to, asked.steps.remark.as_ref()).await {
            Ok(from) => moved.push(Moved { class: id.as_uuid(), from: from.as_str().into() }),
            Err(refusal) => {
                let Problem { message, message_en, .. } = refusal.0;
                *refused.entry((message, message_en)).or_insert(0_i64) += 1;
            }
        }
    }
    ticket.progress(total, total).await?;
    let mut refused: Vec<BulkRefusal> = refused
        .into_iter()
        .map(|((zh, en), classes)| BulkRefusal { words: Words::new(zh, en), classes })
        .collect();
    refused.sort_by(|a, b| b.classes.cmp(&a.classes).then_with(|| a.words.zh.cmp(&b.words.zh)));
    let undoable = to.can_be_taken_back() && !moved.is_empty();
    let bulk = Bulk { to: to.as_str().into(), moved: wire::count(moved.len()), refused, undoable };
    Ok(json!(Kept { bulk, moved }).to_string())
}

/// Brings the classes a bulk step moved back to where they were, unless they have moved on.
pub(crate) async fn take_back(ticket: &Ticket, job: JobId) -> Answer<()> {
    let done = ticket.db().read(async |mut conn| store_jobs::by_id(&mut conn, job).await).await?;
    let kept = kept(&done)?;
    let actor = serde_json::from_str::<serde_json::Value>(&ticket.job.payload)
        .ok()
        .and_then(|payload| Some(payload.get("actor")?.as_str()?.to_owned()));
    let work = Work::of(&ticket.app, Actor::named(&actor.unwrap_or_default()));
    let to: ClassState = wire::read("to", &kept.bulk.to)?;
    let total = wire::count(kept.moved.len());
    for (at, moved) in (0..).zip(&kept.moved) {
        ticket.progress(at, total).await?;
        back(&work, moved.class.into(), to, wire::read("from", &moved.from)?).await?;
    }
    ticket.progress(total, total).await
}

async fn back(work: &Work, id: ClassId, from: ClassState, to: ClassState) -> Answer<()> {
    let (step_id, now) = (work.app.ids.draw(), work.app.clock.now());
    work.db()
        .work(async |mut tx| {
            let class = store::by_id(&mut tx, id).await?;
            if class.state != from {
                return Ok(());
            }
            let step = ClassTransition {
                id: step_id,
                class_id: id,
                from_state: from,
                to_state: to,
                actor: work.actor.name.clone(),
                remark: Some("撤销批量办理 / bulk step taken back".into()),
                at: now,
            };
            store::set_state(&mut tx, class.version, &step).await?;
            let detail = json!({ "from": from.as_str(), "to": to.as_str() });
            work.note(&mut tx, "step_undo", ("class", id.to_string()), detail).await?;
            Ok::<_, Refusal>(())
        })
        .await?;
    tell(work, id.as_uuid());
    Ok(())
}

/// The classes that match, all of them, as they stand at the start.
async fn matching(work: &Work, plan: PlanId, steps: &StepsByQuery) -> Answer<Vec<ClassId>> {
    let asked = list::read(&query(steps))?;
    let patient = work.db().within(std::time::Duration::from_secs(60));
    patient
        .read(async |mut conn| {
            let (mut ids, mut after) = (Vec::new(), None);
            loop {
                let page =
                    store_list::page(&mut conn, plan, &asked.filter, Order::Start, after.as_ref(), CHUNK)
                        .await?;
                let Some(last) = page.last() else { return Ok::<_, Refusal>(ids) };
                after = Some(Order::Start.cursor(last));
                ids.extend(page.iter().map(|class| class.id));
            }
        })
        .await
}

fn query(steps: &StepsByQuery) -> ClassesQuery {
    let StepsByQuery { tier, kind, state, organiser, topic, month, q, .. } = steps.clone();
    ClassesQuery { tier, kind, state, organiser, topic, month, q, ..ClassesQuery::default() }
}

fn kept(job: &store_jobs::Job) -> Answer<Kept> {
    let kept = job.result.as_deref().filter(|_| job.state == JobState::Done);
    kept.and_then(|text| serde_json::from_str(text).ok()).ok_or_else(|| not_undoable(job))
}

fn not_undoable(job: &store_jobs::Job) -> Refusal {
    let problem = Problem::new(ErrorCode::WrongState).field("job").value(&job.kind).because(
        "这次办理不能撤销：它已经撤销过，或者已经通知出去",
        "this cannot be taken back: it was taken back before, or people were told of it",
    );
    problem.expected("class_steps").into()
}
