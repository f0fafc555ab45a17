//! Starting a run and stopping it.

use jinxue_api::runs::{NewRun, Run};
use jinxue_api::{ErrorCode, Problem, Words};
use jinxue_domain::{Date, Instant, JobId, RunId, RunState};
use jinxue_planning::Inclusion;
use jinxue_store::plans::{self, Plan};
use jinxue_store::{Tx, runs as store};
use serde_json::json;
use uuid::Uuid;

use super::facts::Drawn;
use super::{report, view};
use crate::events::About;
use crate::jobs::{self, Task};
use crate::once::{Created, Once};
use crate::wire::{self, Faults};
use crate::{Answer, Refusal, Work};

/// Wall seconds of a run at most.
const SECONDS_MAX: i64 = 3_600;

/// Starts a run on a plan.
///
/// # Errors
/// `not_found`; every `invalid_value` for a time, gap, seed or day out of bounds; `idempotency_key_reused`.
pub async fn start(work: &Work, key: Option<String>, plan: Uuid, options: &NewRun) -> Answer<Created<Run>> {
    let once = Once::new(key, "POST /plans/{id}/runs", &plan.to_string(), options);
    if let Some(made) = once.find(work).await? {
        return Ok(made);
    }
    bounded(options)?;
    let made = work
        .db()
        .work(async |mut tx| {
            let run = enqueued(&mut tx, work, plan, options).await?;
            once.keep(&mut tx, work, &view::run(&work.app, &run)?).await
        })
        .await;
    let made = once.settle(work, made).await?;
    if !made.replayed {
        work.app.bell.ring();
        work.app.tell("run", About::Plan(plan.into()), &made.object()?).await;
    }
    Ok(made)
}

fn bounded(options: &NewRun) -> Answer<()> {
    let mut faults = Faults::default();
    faults.take(wire::between("seconds", options.seconds, 1, SECONDS_MAX));
    if !(0.0..=100.0).contains(&options.gap_percent) {
        faults.push(Problem::invalid("gap_percent", options.gap_percent, "0–100").into());
    }
    faults.take(wire::between("seed", options.seed, 0, i64::MAX));
    if let Some(day) = &options.from {
        faults.take(wire::date("from", day));
    }
    faults.end()
}

/// The run and its job, in one transaction.
async fn enqueued(tx: &mut Tx, work: &Work, plan: Uuid, options: &NewRun) -> Answer<store::Run> {
    let app = &work.app;
    let (id, job, now) = (app.ids.draw::<RunId>(), app.ids.draw::<JobId>(), app.clock.now());
    let plan = plans::by_id(tx, plan.into()).await?;
    if let Some(earlier) = options.stay_on_run
        && store::by_id(tx, earlier.into()).await?.plan_id != plan.id
    {
        return Err(Problem::invalid("stay_on_run", earlier, "a run of the same plan").into());
    }
    let name = wire::kept(options.name.as_ref()).unwrap_or_else(|| named(now));
    // The day is kept as it was on the day of asking, so that the reasons stay about the same classes.
    let from = drawn(&plan, options, now)?.from;
    let options = NewRun { name: Some(name.clone()), from: Some(from.to_string()), ..options.clone() };
    let run = store::Run {
        id,
        plan_id: plan.id,
        name: name.clone(),
        state: RunState::Queued,
        options: serde_json::to_string(&options).map_err(|fault| Refusal::internal(&fault))?,
        job_id: job,
        objective: None,
        bound: None,
        gap: None,
        people: 0,
        classes: 0,
        seats: None,
        people_seated: None,
        report: None,
        trace: None,
        folder: None,
        created_at: now,
        finished_at: None,
        accepted_at: None,
    };
    jobs::enqueue(tx, job, Task::Run, id.as_uuid(), work).await?;
    store::insert(tx, &run).await?;
    work.note(tx, "run_start", ("run", id.to_string()), json!({ "name": name })).await?;
    Ok(run)
}

/// A run that was given no name is told by its moment.
fn named(now: Instant) -> String {
    now.in_china().strftime("%m-%d %H:%M").to_string()
}

/// The days, classes and versions of rules a run is about.
pub(super) fn drawn(plan: &Plan, options: &NewRun, asked: Instant) -> Answer<Drawn> {
    let first = Date::new(i16::try_from(plan.year).unwrap_or(i16::MAX), 1, 1)
        .map_err(|fault| Refusal::internal(&fault))?;
    let from = match &options.from {
        None => first.max(asked.date_in_china()),
        Some(text) => wire::date("from", text)?,
    };
    let inclusion = if options.with_drafts { Inclusion::Planned } else { Inclusion::Agreed };
    Ok(Drawn { from, inclusion, rules_known: asked })
}

/// The days, classes and versions of rules a run was asked about, whatever day it is now.
pub(super) fn redrawn(plan: &Plan, run: &store::Run) -> Answer<Drawn> {
    let options: NewRun = serde_json::from_str(&run.options).map_err(|fault| Refusal::internal(&fault))?;
    drawn(plan, &options, run.created_at)
}

/// Stops a run; the best seats so far are taken.
///
/// # Errors
/// `not_found`; `wrong_state` when it is not under way in this process.
pub async fn stop(work: &Work, id: Uuid) -> Answer<Run> {
    let run = super::get(work, id).await?;
    if !work.app.runs.stop(id.into()) {
        let problem = Problem::new(ErrorCode::WrongState).field("run").value(&run.state);
        return Err(problem.expected("building, solving").into());
    }
    Ok(run)
}

/// Ends a run whose job was cancelled: without a result.
///
/// # Errors
/// `not_found`.
pub(crate) async fn give_up(work: &Work, id: Uuid) -> Answer<()> {
    work.app.runs.stop(id.into());
    let now = work.app.clock.now();
    let given_up = work
        .db()
        .work(async |mut tx| {
            let mut run = store::by_id(&mut tx, id.into()).await?;
            if run.finished_at.is_none() {
                run.state = RunState::Failed;
                run.report = Some(report::failed(&Words::new("任务已取消", "the job was cancelled")));
                run.finished_at = Some(now);
                store::update(&mut tx, &run).await?;
                work.note(&mut tx, "run_cancel", ("run", id.to_string()), json!({})).await?;
            }
            Ok::<_, Refusal>(run)
        })
        .await?;
    work.app.tell("run", About::Plan(given_up.plan_id), &view::run(&work.app, &given_up)?).await;
    Ok(())
}
