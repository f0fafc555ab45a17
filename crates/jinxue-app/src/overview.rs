//! The first page: how it stands.

use std::collections::BTreeMap;

use jinxue_api::Words;
use jinxue_api::overview::{DivisionHours, Overview, Waiting};
use jinxue_domain::{DivisionCode, ImportState, RunState, UnitPath};
use jinxue_store::people::counts::{self, HoursCount};
use jinxue_store::{Conn, imports, plans, runs, units};
use uuid::Uuid;

use crate::{Answer, Work, gaps, plans as plan_cases, wire};

/// How it stands at a unit; at the root of the tree when none is named.
///
/// # Errors
/// `not_found`.
pub async fn get(work: &Work, unit: Option<Uuid>) -> Answer<Overview> {
    let mut overview = work
        .app
        .db
        .read(async |mut conn| {
            let path = gaps::subtree(&mut conn, unit).await?;
            facts(&mut conn, work, &path).await
        })
        .await?;
    if let Some(plan) = overview.plan_id {
        let warnings = plan_cases::warnings::of_plan(work, plan.into()).await?.total();
        overview.waiting.extend(waiting(
            "warnings",
            warnings,
            Some(plan),
            ("计划中有待核对的提示", "remarks on the plan to look at"),
        ));
    }
    Ok(overview)
}

async fn facts(conn: &mut Conn, work: &Work, path: &UnitPath) -> Answer<Overview> {
    // The latest plan: late in a year that is the next year's.
    let plan = plans::all(conn).await?.into_iter().next();
    let year =
        plan.as_ref().map_or_else(|| i64::from(work.app.clock.today().year()), |plan| plan.year.into());
    let figures = match &plan {
        Some(plan) => Some(plan_cases::load(conn, plan.id).await?),
        None => None,
    };
    let counts = counts::hours(conn, path).await?;
    let sum = |of: fn(&HoursCount) -> u64| wire::count(counts.iter().map(of).sum::<u64>());
    let mut waits = pending(conn).await?;
    if let Some(plan) = &figures {
        let short = plan.targets.iter().filter(|target| target.planned_classes < target.classes).count();
        waits.extend(waiting(
            "targets_short",
            short,
            Some(plan.row.id),
            ("层级计划班次少于目标", "tiers with fewer classes planned than their target"),
        ));
    }
    Ok(Overview {
        plan_id: plan.as_ref().map(|plan| plan.id.as_uuid()),
        year,
        people: sum(|count| count.people),
        units: wire::count(units::subtree(conn, path).await?.len()),
        classes: figures.as_ref().map_or(0, |plan| plan.classes),
        person_times: figures.as_ref().map_or(0, |plan| plan.person_times),
        seats_taken: figures.as_ref().map_or(0, |plan| plan.seats_taken),
        hours_short: sum(|count| count.short),
        hours_due_people: sum(|count| count.due),
        coverage: coverage(&counts),
        demand: gaps::of_subtree(conn, path).await?,
        waiting: waits,
    })
}

/// By county and, beside them, by the city or province itself.
fn coverage(counts: &[HoursCount]) -> Vec<DivisionHours> {
    let mut by_division: BTreeMap<DivisionCode, (u64, u64)> = BTreeMap::new();
    for count in counts {
        if let Some(division) = count.division {
            let sum = by_division.entry(division).or_default();
            sum.0 += count.due;
            sum.1 += count.due - count.short.min(count.due);
        }
    }
    let one = |(division, (people, met)): (DivisionCode, (u64, u64))| DivisionHours {
        division: division.to_string(),
        people: wire::count(people),
        met: wire::count(met),
    };
    by_division.into_iter().map(one).collect()
}

/// Imports with faulty rows, and finished runs nobody has accepted.
async fn pending(conn: &mut Conn) -> Answer<Vec<Waiting>> {
    let mut waits = Vec::new();
    for file in imports::latest(conn, 50).await? {
        if file.state == ImportState::Previewed && file.rows_faulty + file.rows_ask > 0 {
            let rows = usize::try_from(file.rows_faulty + file.rows_ask).unwrap_or_default();
            waits.extend(waiting(
                "import_faults",
                rows,
                Some(file.id.as_uuid()),
                ("导入中有待处理的行", "rows of an import to decide"),
            ));
        }
    }
    let finished = |run: &&runs::Run| matches!(run.state, RunState::Done | RunState::Stopped);
    let all = runs::all(conn).await?;
    if let Some(run) = all.iter().find(finished).filter(|run| run.accepted_at.is_none()) {
        waits.extend(waiting(
            "run_to_accept",
            1,
            Some(run.id.as_uuid()),
            ("匹配结果待采用", "a matching run to accept"),
        ));
    }
    Ok(waits)
}

fn waiting(
    kind: &str,
    count: usize,
    subject: Option<Uuid>,
    said: (&'static str, &'static str),
) -> Option<Waiting> {
    (count > 0).then(|| Waiting {
        kind: kind.into(),
        words: Words::new(said.0, said.1),
        count: wire::count(count),
        subject,
    })
}
