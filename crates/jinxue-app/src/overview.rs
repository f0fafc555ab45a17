//! The first page: how it stands.

use std::collections::BTreeMap;

use jinxue_api::Words;
use jinxue_api::overview::{DivisionHours, Overview, Waiting};
use jinxue_api::plans::Plan;
use jinxue_domain::plan::WarningKind;
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
        .db()
        .read(async |mut conn| {
            let path = gaps::subtree(&mut conn, unit).await?;
            facts(&mut conn, work, &path).await
        })
        .await?;
    if let Some(plan) = overview.plan_id {
        let found = plan_cases::warnings::of_plan(work, plan.into()).await?;
        overview.waiting.extend(remarks(plan, overview.year, found.kinds()));
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
        waits.extend(targets_short(plan));
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
        demand: gaps::of_subtree(conn, path, work.app.clock.today()).await?,
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

/// Imports with faulty rows, and the latest finished run when nobody has accepted it.
async fn pending(conn: &mut Conn) -> Answer<Vec<Waiting>> {
    let mut waits = Vec::new();
    for file in imports::latest(conn, 50).await? {
        if file.state == ImportState::Previewed && file.rows_faulty + file.rows_ask > 0 {
            waits.push(undecided(&file));
        }
    }
    let finished = |run: &&runs::Run| matches!(run.state, RunState::Done | RunState::Stopped);
    let all = runs::all(conn).await?;
    waits.extend(all.iter().find(finished).filter(|run| run.accepted_at.is_none()).map(to_accept));
    Ok(waits)
}

fn undecided(file: &imports::ImportFile) -> Waiting {
    let (name, total, faulty, ask) = (&file.file_name, file.rows_total, file.rows_faulty, file.rows_ask);
    Waiting {
        kind: "import_faults".into(),
        words: Words::new(
            format!("导入“{name}”：{total} 行中 {} 行等你决定", faulty + ask),
            format!("Import “{name}”: {} of {total} rows to decide", faulty + ask),
        ),
        note: Some(Words::new(
            format!("有误 {faulty} · 待选 {ask}"),
            format!("{faulty} faulty · {ask} ambiguous"),
        )),
        count: faulty + ask,
        subject: Some(file.id.as_uuid()),
    }
}

fn to_accept(run: &runs::Run) -> Waiting {
    let (people, seats) = (run.people_seated.unwrap_or_default(), run.seats.unwrap_or_default());
    let gap = run.gap.unwrap_or_default() * 100.0;
    Waiting {
        kind: "run_to_accept".into(),
        words: Words::new(
            format!("匹配“{}”待接受：给 {people} 人排了 {seats} 个席位", run.name),
            format!("Matching “{}” waits: {seats} seats for {people} people", run.name),
        ),
        note: Some(Words::new(
            format!("离可证明的最优至多差 {gap:.2}%"),
            format!("at most {gap:.2}% from the best possible"),
        )),
        count: people,
        subject: Some(run.id.as_uuid()),
    }
}

/// What the plan's warnings are about, in the words of the year.
fn remarks(plan: Uuid, year: i64, kinds: impl Iterator<Item = (WarningKind, usize)>) -> Option<Waiting> {
    let kinds: Vec<_> = kinds.filter(|(_, count)| *count > 0).collect();
    let total: usize = kinds.iter().map(|(_, count)| count).sum();
    let (zh, en): (Vec<_>, Vec<_>) = kinds
        .iter()
        .map(|(kind, count)| (format!("{} {count}", kind.zh()), format!("{}: {count}", kind.en())))
        .unzip();
    (total > 0).then(|| Waiting {
        kind: "warnings".into(),
        words: Words::new(
            format!("{year} 年计划有 {total} 条提醒要核对"),
            format!("{total} remarks on the plan of {year} to look at"),
        ),
        note: Some(Words::new(zh.join(" · "), en.join(" · "))),
        count: wire::count(total),
        subject: Some(plan),
    })
}

fn targets_short(plan: &Plan) -> Option<Waiting> {
    if !plan.targets_apply {
        return None;
    }
    let short: Vec<_> =
        plan.targets.iter().filter(|target| target.planned_classes < target.classes).collect();
    let missing: i64 = short.iter().map(|target| target.classes - target.planned_classes).sum();
    (missing > 0).then(|| Waiting {
        kind: "targets_short".into(),
        words: Words::new(
            format!("计划比目标少 {missing} 个班"),
            format!("The plan is {missing} classes short of its targets"),
        ),
        note: None,
        count: missing,
        subject: Some(plan.row.id),
    })
}
