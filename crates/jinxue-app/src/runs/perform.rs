//! A run as a job: read the facts, solve on threads of its own, keep the result.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jinxue_api::runs::{NewRun, RunPoint};
use jinxue_api::{ErrorCode, Problem as Fault, Words};
use jinxue_domain::{RunId, RunState};
use jinxue_planning::{Budget, CancelToken, Ending, Problem, Progress, RunResult, Stay, digest, run};
use jinxue_store::plans;
use jinxue_store::runs::{self as store, result};

use super::instance::{Reading, unfit};
use super::{report, view};
use crate::events::About;
use crate::jobs::Ticket;
use crate::{Answer, Refusal};

/// How often the page is told how the run stands.
const TELL_EVERY: Duration = Duration::from_millis(250);
/// Seats and people written in one transaction.
const SEATS_PER_CHUNK: usize = 5_000;
/// Points of the objective for leaving somebody in the seat of an earlier run: more than a long way to travel,
/// less than a first class.
const STAY_POINTS: i64 = 2_000;

/// The job: building, solving, done.
pub(crate) async fn perform(ticket: &Ticket, id: RunId) -> Answer<()> {
    let token = CancelToken::new();
    ticket.app.runs.begin(id, token.clone());
    let outcome = solve(ticket, id, &token).await;
    ticket.app.runs.end(id);
    match outcome {
        Ok(()) => Ok(()),
        Err(refusal) => {
            let words = Words::new(refusal.0.message.clone(), refusal.0.message_en.clone());
            let now = ticket.app.clock.now();
            update(ticket, id, |run| {
                run.state = RunState::Failed;
                run.report = Some(report::failed(&words));
                run.finished_at = Some(now);
            })
            .await?;
            Err(refusal)
        }
    }
}

async fn solve(ticket: &Ticket, id: RunId, token: &CancelToken) -> Answer<()> {
    let run = update(ticket, id, |run| run.state = RunState::Building).await?;
    let options: NewRun = serde_json::from_str(&run.options).map_err(|fault| Refusal::internal(&fault))?;
    let problem = Arc::new(build(ticket, &run).await?);
    let (people, classes) = (problem.instance().people_count(), problem.instance().class_count());
    if people == 0 || classes == 0 {
        return Err(Fault::new(ErrorCode::NothingToMatch)
            .because(format!("{people} 人，{classes} 个班"), format!("{people} people, {classes} classes"))
            .into());
    }
    update(ticket, id, |run| {
        run.state = RunState::Solving;
        run.people = people as i64;
        run.classes = classes as i64;
    })
    .await?;
    let budget = budget(ticket, &options).await?;
    let result = search(ticket, id, problem.clone(), budget, token).await?;
    keep(ticket, id, &problem, &result).await?;
    end(ticket, id, &result, token).await
}

async fn build(ticket: &Ticket, run: &store::Run) -> Answer<Problem> {
    let db = ticket.db();
    let plan = db.read(async |mut conn| plans::by_id(&mut conn, run.plan_id).await).await?;
    let drawn = super::begin::redrawn(&plan, run)?;
    let mut reading = Reading::begin(db, &plan, drawn).await?;
    while let Some((done, total)) = reading.step().await? {
        ticket.progress(done, total).await?;
    }
    let builder = reading.end();
    tokio::task::spawn_blocking(move || builder.finish())
        .await
        .map_err(|fault| Refusal::internal(&fault))?
        .map_err(|fault| unfit(&fault))
}

async fn budget(ticket: &Ticket, options: &NewRun) -> Answer<Budget> {
    let stay = match options.stay_on_run {
        None => None,
        Some(earlier) => {
            let seats =
                ticket.db().read(async |mut conn| result::seats(&mut conn, earlier.into()).await).await?;
            let seats = seats.iter().map(|seat| (seat.person_id, seat.class_id)).collect();
            Some(Stay { seats, points: STAY_POINTS })
        }
    };
    Ok(Budget {
        time: Some(Duration::from_secs(options.seconds.unsigned_abs())),
        gap: options.gap_percent / 100.0,
        threads: ticket.app.settings.threads,
        seed: options.seed.unsigned_abs(),
        stay,
    })
}

/// Solves off the request threads and tells the page how it goes.
async fn search(
    ticket: &Ticket,
    id: RunId,
    problem: Arc<Problem>,
    budget: Budget,
    token: &CancelToken,
) -> Answer<RunResult> {
    let latest: Arc<Mutex<Option<Progress>>> = Arc::default();
    let (seen, cancel) = (latest.clone(), token.clone());
    let mut solving = tokio::task::spawn_blocking(move || {
        let mut watch = |at: &Progress| {
            *seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(*at);
        };
        run(&problem, &budget, &mut watch, &cancel)
    });
    loop {
        tokio::select! {
            solved = &mut solving => {
                return solved
                    .map_err(|fault| Refusal::internal(&fault))?
                    .map_err(|fault| Refusal::internal(&fault));
            }
            () = tokio::time::sleep(TELL_EVERY) => {
                let at = latest.lock().unwrap_or_else(PoisonError::into_inner).take();
                if let Some(at) = at {
                    tell(ticket, id, point(&at)).await?;
                }
            }
        }
    }
}

async fn tell(ticket: &Ticket, id: RunId, point: RunPoint) -> Answer<()> {
    ticket.app.runs.note(id, point);
    let run = ticket.db().read(async |mut conn| store::by_id(&mut conn, id).await).await?;
    ticket.app.tell("run", About::Plan(run.plan_id), &view::run(&ticket.app, &run)?).await;
    Ok(())
}

fn point(at: &Progress) -> RunPoint {
    RunPoint {
        elapsed: at.elapsed.as_secs_f64(),
        objective: at.objective.unwrap_or_default(),
        bound: at.bound,
        gap: at.gap.unwrap_or(1.0),
        seats: at.seats as i64,
        iterations: at.iterations as i64,
        phase: if at.objective.is_none() { "pricing".into() } else { "seating".into() },
    }
}

/// Writes the result, and the digests of what it was found from.
async fn keep(ticket: &Ticket, id: RunId, problem: &Problem, found: &RunResult) -> Answer<()> {
    let db = ticket.db();
    db.work(async |mut tx| result::clear(&mut tx, id).await).await?;
    let seats: Vec<result::RunSeat> = found
        .seats
        .iter()
        .map(|seat| result::RunSeat {
            run_id: id,
            class_id: seat.class,
            person_id: seat.person,
            worth: seat.worth,
        })
        .collect();
    for chunk in seats.chunks(SEATS_PER_CHUNK) {
        db.work(async |mut tx| result::add_seats(&mut tx, chunk).await).await?;
    }
    let classes: Vec<result::RunClass> = found
        .classes
        .iter()
        .map(|class| result::RunClass {
            run_id: id,
            class_id: class.class,
            held: class.held,
            seats: class.seats,
            price: class.price,
            eligible: class.eligible,
            least_worth: class.least_worth,
            digest: problem.class(class.class).map(digest::of_class).unwrap_or_default(),
        })
        .collect();
    db.work(async |mut tx| result::add_classes(&mut tx, &classes).await).await?;
    let people: Vec<result::RunPerson> = problem
        .digests()
        .map(|(person_id, digest)| result::RunPerson { run_id: id, person_id, digest })
        .collect();
    for chunk in people.chunks(SEATS_PER_CHUNK) {
        db.work(async |mut tx| result::add_people(&mut tx, chunk).await).await?;
    }
    Ok(())
}

async fn end(ticket: &Ticket, id: RunId, found: &RunResult, token: &CancelToken) -> Answer<()> {
    let now = ticket.app.clock.now();
    let trace = report::trace(&found.trace)?;
    let text = report::done(&found.report)?;
    update(ticket, id, |run| {
        let stopped = token.is_cancelled() || found.report.ending == Ending::Cancelled;
        run.state = if stopped { RunState::Stopped } else { RunState::Done };
        run.objective = Some(found.report.objective);
        run.bound = Some(found.report.bound);
        run.gap = Some(found.report.gap);
        run.seats = Some(found.report.seats as i64);
        run.people_seated = Some(found.report.people_seated as i64);
        run.report = Some(text.clone());
        run.trace = Some(trace.clone());
        run.finished_at = Some(now);
    })
    .await?;
    Ok(())
}

/// Changes a run and tells everybody.
async fn update(ticket: &Ticket, id: RunId, change: impl Fn(&mut store::Run)) -> Answer<store::Run> {
    let run = ticket
        .db()
        .work(async |mut tx| {
            let mut run = store::by_id(&mut tx, id).await?;
            change(&mut run);
            store::update(&mut tx, &run).await?;
            Ok::<_, Refusal>(run)
        })
        .await?;
    ticket.app.tell("run", About::Plan(run.plan_id), &view::run(&ticket.app, &run)?).await;
    Ok(run)
}
