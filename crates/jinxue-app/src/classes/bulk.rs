//! The same step for every class that matches: as a job, reported as one, taken back as one.
//!
//! What it moved is read from the steps written under the job's id, each in the transaction of its step: a process that
//! is killed, or a job that is cancelled, loses none of them.

use std::collections::{HashMap, HashSet};

use jinxue_api::classes::{ClassesQuery, StepsByQuery};
use jinxue_api::jobs::{Bulk, BulkRefusal, Job};
use jinxue_api::{ErrorCode, Problem, Words};
use jinxue_domain::{ClassId, ClassState, JobId, PlanId};
use jinxue_store::classes::list::{self as store_list, Order};
use jinxue_store::classes::{self as store, ClassTransition};
use jinxue_store::{Conn, jobs as store_jobs, plans};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::list;
use super::steps::Towards;
use super::write::tell;
use crate::jobs::{self, Task, Ticket};
use crate::{Answer, Refusal, Work, wire};

/// Classes read at once.
const CHUNK: u32 = 500;

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
    let id = work.app.ids.draw::<JobId>();
    let asked = json!(Asked { subject: plan, actor: work.actor.name.clone(), steps: steps.clone() });
    work.db()
        .work(async |mut tx| {
            plans::by_id(&mut tx, plan.into()).await?;
            jobs::enqueue_with(&mut tx, id, Task::ClassSteps, &asked, work).await?;
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
/// `not_found`; `wrong_state` when it was no bulk step, has not ended, or can no longer be taken back.
pub async fn undo(work: &Work, job: Uuid) -> Answer<Job> {
    let id = work.app.ids.draw::<JobId>();
    work.db()
        .work(async |mut tx| {
            let ended = jobs::own(&mut tx, work, job.into()).await?;
            let kept = match ended.result.as_deref().and_then(report) {
                Some(kept) => kept,
                None => so_far(&mut tx, &ended, HashMap::new()).await?,
            };
            if !kept.undoable || ended.finished_at.is_none() {
                return Err(not_undoable(&ended));
            }
            let kept = json!(Bulk { undoable: false, ..kept }).to_string();
            store_jobs::set_result(&mut tx, ended.id, &kept).await?;
            let asked = json!({ "subject": job, "actor": work.actor.name });
            jobs::enqueue_with(&mut tx, id, Task::ClassStepsUndo, &asked, work).await?;
            work.note(&mut tx, "step_many_undo", ("job", job.to_string()), json!({})).await?;
            Ok::<_, Refusal>(())
        })
        .await?;
    work.app.bell.ring();
    jobs::get(work, id.as_uuid()).await
}

/// The report of a bulk step that has ended.
pub(crate) fn report(result: &str) -> Option<Bulk> {
    serde_json::from_str(result).ok()
}

/// Keeps the report of a bulk step that was cancelled: it takes no step any more.
pub(crate) async fn cut_short(work: &Work, job: JobId) -> Answer<()> {
    work.db()
        .work(async |mut tx| {
            let cancelled = store_jobs::by_id(&mut tx, job).await?;
            let bulk = so_far(&mut tx, &cancelled, HashMap::new()).await?;
            Ok(store_jobs::set_result(&mut tx, job, &json!(bulk).to_string()).await?)
        })
        .await
}

/// How many classes stayed for each reason.
type Refused = HashMap<(String, String), i64>;

/// The report of all the steps of the job, whichever process took them.
async fn so_far(conn: &mut Conn, job: &store_jobs::Job, refused: Refused) -> Answer<Bulk> {
    let asked = asked(job)?;
    let to: ClassState = wire::read("to", &asked.steps.to)?;
    let moved = store::transitions_of_job(conn, job.id).await?.len();
    let mut refused: Vec<BulkRefusal> = refused
        .into_iter()
        .map(|((zh, en), classes)| BulkRefusal { words: Words::new(zh, en), classes })
        .collect();
    refused.sort_by(|a, b| b.classes.cmp(&a.classes).then_with(|| a.words.zh.cmp(&b.words.zh)));
    let undoable = to.can_be_taken_back() && moved > 0;
    Ok(Bulk { to: to.as_str().into(), moved: wire::count(moved), refused, undoable })
}

fn asked(job: &store_jobs::Job) -> Answer<Asked> {
    serde_json::from_str(&job.payload).map_err(|_| not_undoable(job))
}

/// Takes the step with every class that matches and was not moved by this job before; the report as JSON.
pub(crate) async fn perform(ticket: &Ticket, plan: PlanId) -> Answer<String> {
    let asked = asked(&ticket.job)?;
    let work = ticket.work_of(&asked.actor);
    let step = Towards {
        to: wire::read("to", &asked.steps.to)?,
        remark: wire::kept(asked.steps.remark.as_ref()),
        job: Some(ticket.job.id),
    };
    let moved: HashSet<ClassId> =
        moved(&work, ticket.job.id).await?.iter().map(|step| step.class_id).collect();
    let mut ids = matching(&work, plan, &asked.steps).await?;
    ids.retain(|id| !moved.contains(id));
    let total = wire::count(moved.len() + ids.len());
    let mut refused = Refused::new();
    for (done, id) in (moved.len()..).zip(&ids) {
        ticket.progress(wire::count(done), total).await?;
        match take(ticket, &work, &step, *id).await {
            Ok(true) => tell(&work, id.as_uuid()).await,
            Ok(false) => break,
            Err(Refusal(Problem { message, message_en, .. })) => {
                *refused.entry((message, message_en)).or_insert(0) += 1;
            }
        }
    }
    ticket.progress(total, total).await?;
    let bulk = ticket.db().read(async |mut conn| so_far(&mut conn, &ticket.job, refused).await).await?;
    Ok(json!(bulk).to_string())
}

/// One step of the job, unless the job is no longer ours (`false`): then nobody would know of the step.
async fn take(ticket: &Ticket, work: &Work, step: &Towards, id: ClassId) -> Answer<bool> {
    let (job, attempt) = (ticket.job.id, ticket.job.attempts);
    work.db()
        .work(async |mut tx| {
            let ours = store_jobs::hold(&mut tx, job, attempt).await?;
            if ours {
                step.take(&mut tx, work, id).await?;
            }
            Ok(ours)
        })
        .await
}

async fn moved(work: &Work, job: JobId) -> Answer<Vec<ClassTransition>> {
    Ok(work.db().read(async |mut conn| store::transitions_of_job(&mut conn, job).await).await?)
}

/// Brings the classes a bulk step moved back to where they were, unless they have moved on.
pub(crate) async fn take_back(ticket: &Ticket, job: JobId) -> Answer<()> {
    let actor = serde_json::from_str::<serde_json::Value>(&ticket.job.payload)
        .ok()
        .and_then(|payload| Some(payload.get("actor")?.as_str()?.to_owned()));
    let work = ticket.work_of(&actor.unwrap_or_default());
    let steps = moved(&work, job).await?;
    let total = wire::count(steps.len());
    for (at, step) in (0..).zip(&steps) {
        ticket.progress(at, total).await?;
        back(&work, ticket.job.id, step).await?;
    }
    ticket.progress(total, total).await
}

/// Takes one step back, if it is still the last of its class.
async fn back(work: &Work, job: JobId, taken: &ClassTransition) -> Answer<()> {
    let id = taken.class_id;
    work.db()
        .work(async |mut tx| {
            let class = store::locked(&mut tx, id).await?;
            let last = store::last_transition(&mut tx, id).await?;
            if class.state != taken.to_state || last.as_ref() != Some(taken) {
                return Ok(());
            }
            let step = ClassTransition {
                id: work.app.ids.draw(),
                class_id: id,
                from_state: taken.to_state,
                to_state: taken.from_state,
                actor: work.actor.name.clone(),
                remark: Some("撤销批量办理 / bulk step taken back".into()),
                at: work.app.clock.now(),
                job_id: Some(job),
            };
            store::set_state(&mut tx, class.version, &step).await?;
            let detail = json!({ "from": step.from_state.as_str(), "to": step.to_state.as_str() });
            work.note(&mut tx, "step_undo", ("class", id.to_string()), detail).await?;
            Ok::<_, Refusal>(())
        })
        .await?;
    tell(work, id.as_uuid()).await;
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

fn not_undoable(job: &store_jobs::Job) -> Refusal {
    let problem = Problem::new(ErrorCode::WrongState).field("job").value(&job.kind).because(
        "这次办理不能撤销：它已经撤销过，或者已经通知出去",
        "this cannot be taken back: it was taken back before, or people were told of it",
    );
    problem.expected("class_steps").into()
}
