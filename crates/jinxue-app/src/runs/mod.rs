//! Matching runs: start, watch, stop, look at the result with its reasons, compare, accept.

mod answers;
mod export;
mod facts;
mod perform;
mod report;
mod under_way;
mod view;

use jinxue_api::page::Window;
use jinxue_api::runs::{Accepted, Comparison, Moved, NewRun, Run, RunClass, RunPerson, RunSeat};
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::{ClassId, Date, JobId, PersonId, RunId, RunState, SeatState, UnitPath};
use jinxue_planning::Inclusion;
use jinxue_store::plans::Plan;
use jinxue_store::runs::{self as store, compare, result};
use jinxue_store::{classes, people, plans, seats, topics, units};
use uuid::Uuid;

pub use answers::{answers, reason_of_seat};
pub use export::workbook;
pub(crate) use perform::perform;
pub(crate) use under_way::UnderWay;

use crate::jobs::{self, Task};
use crate::{Answer, Refusal, Work};

/// People of a comparison or a list that are sent at once.
const LIMIT_MAX: u32 = 500;

/// Starts a run on a plan.
///
/// # Errors
/// `not_found`; `invalid_value` for a time, gap or day out of bounds.
pub async fn start(work: &Work, plan: Uuid, options: &NewRun) -> Answer<Run> {
    if !(1..=3_600).contains(&options.seconds) {
        return Err(Problem::invalid("seconds", options.seconds, "1…3600").into());
    }
    if !(0.0..=100.0).contains(&options.gap_percent) {
        return Err(Problem::invalid("gap_percent", options.gap_percent, "0…100").into());
    }
    if options.seed < 0 {
        return Err(Problem::invalid("seed", options.seed, "≥ 0").into());
    }
    let app = &work.app;
    let (id, job, now) = (app.ids.draw::<RunId>(), app.ids.draw::<JobId>(), app.clock.now());
    let today = app.clock.today();
    let json = serde_json::to_string(options).map_err(|fault| Refusal::internal(&fault))?;
    let name = options.name.clone().filter(|name| !name.trim().is_empty());
    let name = name.unwrap_or_else(|| now.in_china().strftime("%m-%d %H:%M").to_string());
    let run = app
        .db
        .work(async |mut tx| {
            let plan = plans::by_id(&mut tx, plan.into()).await?;
            drawn(&plan, options, today)?;
            if let Some(earlier) = options.stay_on_run {
                store::by_id(&mut tx, earlier.into()).await?;
            }
            let run = store::Run {
                id,
                plan_id: plan.id,
                name: name.clone(),
                state: RunState::Queued,
                options: json.clone(),
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
            jobs::enqueue(&mut tx, job, Task::Run, id.as_uuid(), now).await?;
            store::insert(&mut tx, &run).await?;
            work.note(&mut tx, "run_start", ("run", id.to_string()), serde_json::json!({ "name": name }))
                .await?;
            Ok::<_, Refusal>(run)
        })
        .await?;
    app.bell.ring();
    let run = view::run(app, &run)?;
    app.events.tell("run", &run);
    Ok(run)
}

/// The days and classes a run is about.
fn drawn(plan: &Plan, options: &NewRun, today: Date) -> Answer<facts::Drawn> {
    let first = Date::new(i16::try_from(plan.year).unwrap_or(i16::MAX), 1, 1)
        .map_err(|fault| Refusal::internal(&fault))?;
    let from = match &options.from {
        None => first.max(today),
        Some(text) => text.parse().map_err(|_| Problem::invalid("from", text, "YYYY-MM-DD"))?,
    };
    let inclusion = if options.with_drafts { Inclusion::Planned } else { Inclusion::Agreed };
    Ok(facts::Drawn { from, inclusion })
}

/// Runs, newest first; of one plan or all.
///
/// # Errors
/// When the store fails.
pub async fn list(work: &Work, plan: Option<Uuid>) -> Answer<Vec<Run>> {
    let runs = work
        .app
        .db
        .read(async |mut conn| match plan {
            Some(plan) => store::of_plan(&mut conn, plan.into()).await,
            None => store::all(&mut conn).await,
        })
        .await?;
    runs.iter().map(|run| view::run(&work.app, run)).collect()
}

/// One run.
///
/// # Errors
/// `not_found`.
pub async fn get(work: &Work, id: Uuid) -> Answer<Run> {
    let run = work.app.db.read(async |mut conn| store::by_id(&mut conn, id.into()).await).await?;
    view::run(&work.app, &run)
}

/// Stops a run; the best seats so far are taken.
///
/// # Errors
/// `not_found`; `wrong_state` when it is not solving.
pub async fn stop(work: &Work, id: Uuid) -> Answer<Run> {
    let run = get(work, id).await?;
    if !work.app.runs.stop(id.into()) {
        let problem = Problem::new(ErrorCode::WrongState).field("run").value(&run.state);
        return Err(problem.expected("building, solving").into());
    }
    Ok(run)
}

/// Accepts a finished run: its seats become the proposed seats of the plan. What is announced never changes.
///
/// # Errors
/// `wrong_state` when it is not finished or accepted already.
pub async fn accept(work: &Work, id: Uuid) -> Answer<Accepted> {
    let app = &work.app;
    let now = app.clock.now();
    let run: RunId = id.into();
    let accepted = app
        .db
        .within(std::time::Duration::from_secs(60))
        .work(async |mut tx| {
            let found = store::by_id(&mut tx, run).await?;
            if !store::mark_accepted(&mut tx, run, now).await? {
                let problem = Problem::new(ErrorCode::WrongState).field("run").value(found.state);
                return Err(Refusal::from(problem.expected("done, stopped")));
            }
            let before = seats::of_plan(&mut tx, found.plan_id).await?;
            let announced = before.iter().filter(|seat| seat.state == SeatState::Announced).count();
            let done = seats::accept_run(&mut tx, run, found.plan_id, now).await?;
            let detail = serde_json::json!({ "seated": done.seated, "withdrawn": done.withdrawn });
            work.note(&mut tx, "run_accept", ("run", id.to_string()), detail).await?;
            Ok(Accepted {
                seats_made: i64::try_from(done.seated).unwrap_or(i64::MAX),
                seats_released: i64::try_from(done.withdrawn).unwrap_or(i64::MAX),
                announced_kept: announced as i64,
            })
        })
        .await?;
    app.events.tell("run", &get(work, id).await?);
    Ok(accepted)
}

/// What a run made of every class, by start date.
///
/// # Errors
/// `not_found`.
pub async fn classes(work: &Work, id: Uuid) -> Answer<Vec<RunClass>> {
    work.app
        .db
        .read(async |mut conn| {
            let run = store::by_id(&mut conn, id.into()).await?;
            let names: std::collections::HashMap<_, _> = topics::topics(&mut conn)
                .await?
                .into_iter()
                .map(|topic| (topic.code, (topic.name, topic.name_en)))
                .collect();
            let main: std::collections::HashMap<ClassId, _> = classes::full_of_plan(&mut conn, run.plan_id)
                .await?
                .into_iter()
                .filter_map(|full| Some((full.class.id, full.topics.iter().find(|topic| topic.main)?.topic)))
                .collect();
            let rows = result::classes(&mut conn, run.id).await?;
            Ok::<_, Refusal>(
                rows.into_iter()
                    .map(|row| {
                        let (zh, en) = main
                            .get(&row.class_id)
                            .and_then(|topic| names.get(topic))
                            .cloned()
                            .unwrap_or_default();
                        RunClass {
                            class_id: row.class_id.as_uuid(),
                            code: row.code,
                            name: row.name,
                            start_date: row.start_date.to_string(),
                            end_date: row.end_date.to_string(),
                            topic_name: zh,
                            topic_name_en: en,
                            held: row.held,
                            seats: row.seats.into(),
                            seats_min: row.seats_min.into(),
                            seats_max: row.seats_max.into(),
                            price: row.price,
                            eligible: row.eligible.into(),
                        }
                    })
                    .collect(),
            )
        })
        .await
}

/// Who sits in a class, those for whom it is worth most first.
///
/// # Errors
/// `not_found`.
pub async fn class_people(work: &Work, id: Uuid, class: Uuid) -> Answer<Vec<RunSeat>> {
    work.app
        .db
        .read(async |mut conn| {
            result::class(&mut conn, id.into(), class.into()).await?;
            let rows = result::in_class(&mut conn, id.into(), class.into()).await?;
            let ids: Vec<PersonId> = rows.iter().map(|row| row.person_id).collect();
            let grades = grades(&mut conn, ids).await?;
            let seat = |row: result::SeatedRow| RunSeat {
                person_id: row.person_id.as_uuid(),
                grade: grades.get(&row.person_id).copied().unwrap_or_default(),
                name: row.name.to_string(),
                unit_name: row.unit_name,
                post: row.post,
                worth: row.worth,
            };
            Ok(rows.into_iter().map(seat).collect())
        })
        .await
}

async fn grades(
    conn: &mut jinxue_store::Conn,
    mut ids: Vec<PersonId>,
) -> Answer<std::collections::HashMap<PersonId, i64>> {
    ids.sort_unstable();
    ids.dedup();
    let people = people::by_ids(conn, &ids).await?;
    Ok(people.into_iter().map(|person| (person.id, person.grade.get().into())).collect())
}

/// Which people of a run are asked for.
#[derive(Debug, Clone, Default)]
pub struct PeopleQuery {
    pub q: Option<String>,
    pub unit: Option<Uuid>,
    pub offset: u64,
    pub limit: u32,
}

/// A window of the people a run seats, by name; somebody with two classes has two rows next to each other.
///
/// # Errors
/// `not_found`.
pub async fn people(work: &Work, id: Uuid, query: &PeopleQuery) -> Answer<Window<RunPerson>> {
    work.app
        .db
        .read(async |mut conn| {
            let run = store::by_id(&mut conn, id.into()).await?;
            let subtree: Option<UnitPath> = match query.unit {
                None => None,
                Some(unit) => Some(units::by_id(&mut conn, unit.into()).await?.path),
            };
            let filter = result::SeatedFilter { subtree, text: query.q.clone() };
            let limit = query.limit.clamp(1, LIMIT_MAX);
            let page = result::page(&mut conn, run.id, &filter, query.offset, limit).await?;
            let names = class_names(&mut conn, run.plan_id).await?;
            let ids = page.items.iter().map(|row| row.person_id).collect();
            let grades = grades(&mut conn, ids).await?;
            let row = |row: result::SeatedRow| RunPerson {
                person_id: row.person_id.as_uuid(),
                grade: grades.get(&row.person_id).copied().unwrap_or_default(),
                name: row.name.to_string(),
                unit_name: row.unit_name,
                post: row.post,
                classes: names.get(&row.class_id).cloned().into_iter().collect(),
                worth: row.worth,
            };
            Ok::<_, Refusal>(Window {
                items: page.items.into_iter().map(row).collect(),
                offset: query.offset,
                total: page.total,
            })
        })
        .await
}

async fn class_names(
    conn: &mut jinxue_store::Conn,
    plan: jinxue_domain::PlanId,
) -> Answer<std::collections::HashMap<ClassId, String>> {
    let full = classes::full_of_plan(conn, plan).await?;
    Ok(full.into_iter().map(|full| (full.class.id, full.class.name)).collect())
}

/// Two runs side by side, with a page of those who move.
///
/// # Errors
/// `not_found`; `invalid_value` when they are of different plans.
pub async fn comparison(
    work: &Work,
    left: Uuid,
    right: Uuid,
    after: Option<&str>,
    limit: u32,
) -> Answer<Comparison> {
    let after = after.map(read_key).transpose()?;
    let limit = limit.clamp(1, LIMIT_MAX);
    work.app
        .db
        .read(async |mut conn| {
            let one = store::by_id(&mut conn, left.into()).await?;
            let other = store::by_id(&mut conn, right.into()).await?;
            if one.plan_id != other.plan_id {
                return Err(Refusal::from(Problem::invalid("run", right, "a run of the same plan")));
            }
            let difference = compare::difference(&mut conn, one.id, other.id).await?;
            let moves = compare::moves(&mut conn, one.id, other.id, after, limit).await?;
            let next = (moves.len() == limit as usize)
                .then(|| moves.last().map(|last| format!("{}.{}", last.person_id, last.class_id)))
                .flatten();
            let mut moved: Vec<Moved> = Vec::new();
            for seat in moves {
                let id = seat.person_id.as_uuid();
                if moved.last().is_none_or(|last| last.person_id != id) {
                    moved.push(Moved {
                        person_id: id,
                        name: seat.name.to_string(),
                        unit_name: seat.unit_name.clone(),
                        only_left: Vec::new(),
                        only_right: Vec::new(),
                    });
                }
                if let Some(last) = moved.last_mut() {
                    if seat.gained { &mut last.only_right } else { &mut last.only_left }
                        .push(seat.class_name);
                }
            }
            Ok(Comparison {
                left: view::run(&work.app, &one)?,
                right: view::run(&work.app, &other)?,
                moved,
                moved_total: difference.lost + difference.gained,
                next,
            })
        })
        .await
}

fn read_key(text: &str) -> Answer<compare::After> {
    let parts = text.split_once('.').and_then(|(person, class)| {
        Some(compare::After { person: person.parse().ok()?, class: class.parse().ok()? })
    });
    Ok(parts.ok_or_else(|| Problem::invalid("after", text, "the next of the page before"))?)
}
