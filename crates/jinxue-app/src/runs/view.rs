//! Runs as they travel.

use jinxue_api::runs::{Run, RunPoint};
use jinxue_domain::Instant;
use jinxue_store::runs as store;

use super::report::Kept;
use crate::{Answer, App, Refusal};

/// A run; one that is under way with its course so far.
pub(super) fn run(app: &App, run: &store::Run) -> Answer<Run> {
    let parsed = |text: &Option<String>| -> Answer<Kept> {
        text.as_deref()
            .map_or(Ok(Kept::default()), |text| serde_json::from_str(text).map_err(|f| Refusal::internal(&f)))
    };
    let kept = parsed(&run.report)?;
    let trace: Vec<RunPoint> = match &run.trace {
        Some(text) => serde_json::from_str(text).map_err(|fault| Refusal::internal(&fault))?,
        None => app.runs.course(run.id),
    };
    let last = trace.last();
    let live = run.finished_at.is_none();
    Ok(Run {
        id: run.id.as_uuid(),
        plan_id: run.plan_id.as_uuid(),
        name: run.name.clone(),
        state: run.state.as_str().into(),
        options: serde_json::from_str(&run.options).map_err(|fault| Refusal::internal(&fault))?,
        people: run.people,
        classes: run.classes,
        objective: run.objective.or(last.filter(|_| live).map(|point| point.objective)),
        bound: run.bound.or(last.filter(|_| live).map(|point| point.bound)),
        gap: run.gap.or(last.filter(|_| live).map(|point| point.gap)),
        seats: run.seats.or(last.filter(|_| live).map(|point| point.seats)),
        people_seated: run.people_seated,
        classes_held: kept.classes_held,
        mandatory_missed: kept.mandatory_missed,
        quota_short: kept.quota_short,
        trace,
        fault: kept.fault,
        created_at: run.created_at.as_micros(),
        finished_at: run.finished_at.map(Instant::as_micros),
        accepted_at: run.accepted_at.map(Instant::as_micros),
    })
}
