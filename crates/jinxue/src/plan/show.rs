//! `jinxue plan show`: plans, one plan with its runs, or what a run made of its classes.

use std::process::ExitCode;

use jinxue_api::plans::{Plan, PlanRow, WarningsQuery};
use jinxue_api::runs::{Run, RunClass};
use jinxue_app::{Work, plans, runs};
use jinxue_domain::plan::WarningKind;
use jinxue_domain::{ClassState, Tier};

use super::{Desk, choose, solve};
use crate::open::Data;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The year of a plan, or its id; all plans if left out.
    plan: Option<String>,
    /// A run by its name, or by its id or the beginning of it: what it made of every class.
    #[arg(long, requires = "plan")]
    run: Option<String>,
    #[command(flatten)]
    data: Data,
}

/// Prints what is asked for.
pub async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let app = args.data.open().await?;
    let desk = Desk::of(&app);
    match (args.plan, args.run) {
        (None, _) => all(&desk.work).await?,
        (Some(plan), None) => one(&desk.work, &desk.plan(&plan).await?).await?,
        (Some(plan), Some(run)) => {
            let plan = desk.plan(&plan).await?;
            result(&desk.work, &choose::finished(&desk.work, &plan, Some(&run)).await?).await?;
        }
    }
    app.unfenced().close().await;
    Ok(ExitCode::SUCCESS)
}

async fn all(work: &Work) -> anyhow::Result<()> {
    let found = plans::list(work).await?;
    if found.is_empty() {
        println!("还没有计划，先导入 / no plan yet, import one first: jinxue import plan FILE");
    }
    for plan in found {
        let figures = plans::get(work, plan.id).await?;
        println!(
            "{}  {}  {} 个班 {} 人次 / classes, person-times",
            plan.year, plan.name, figures.classes, figures.person_times
        );
    }
    Ok(())
}

async fn one(work: &Work, row: &PlanRow) -> anyhow::Result<()> {
    let plan = plans::get(work, row.id).await?;
    println!(
        "{} {}：{} 个班，{} 人次，预算 {} 元，已有席位 {} / classes, person-times, yuan, seats taken",
        row.year, row.name, plan.classes, plan.person_times, plan.budget_yuan, plan.seats_taken
    );
    targets(&plan);
    let states = plan.states.iter().filter(|count| count.classes > 0);
    let states = states.map(|count| format!("{} {}", word(&count.state), count.classes));
    println!("  {}", states.collect::<Vec<_>>().join("，"));
    let query = WarningsQuery { kind: None, after: None, limit: Some(1) };
    let found = plans::warnings(work, row.id, &query).await?;
    let kinds = found.counts.iter().filter(|count| count.count > 0);
    let kinds = kinds.map(|count| {
        let kind = WarningKind::read(&count.kind).map_or(count.kind.as_str(), |kind| kind.zh());
        format!("{kind} {}", count.count)
    });
    println!("  提示 {} / remarks：{}", found.total, kinds.collect::<Vec<_>>().join("，"));
    for run in runs::list(work, Some(row.id)).await? {
        println!("  {}", brief(&run));
    }
    Ok(())
}

/// What is asked of each tier, and what the plan makes of it.
pub fn targets(plan: &Plan) {
    for target in &plan.targets {
        let tier = Tier::read(&target.tier).map_or(target.tier.as_str(), |tier| tier.zh());
        println!(
            "  {tier}：目标 {} 个班 {} 人次，计划 {} 个班 {} 人次，已批准 {} 个班 {} 人次 / target, planned, approved",
            target.classes,
            target.person_times,
            target.planned_classes,
            target.planned_person_times,
            target.approved_classes,
            target.approved_person_times
        );
    }
}

fn word(state: &str) -> &str {
    ClassState::read(state).map_or(state, |state| state.zh())
}

fn brief(run: &Run) -> String {
    let accepted = if run.accepted_at.is_some() { "已采用 accepted  " } else { "" };
    let id: String = run.id.to_string();
    match run.objective {
        Some(_) if run.finished_at.is_some() => format!("{id}  {accepted}{}", solve::result(run)),
        _ => format!("{id}  “{}” {}", run.name, run.state),
    }
}

async fn result(work: &Work, run: &Run) -> anyhow::Result<()> {
    println!("{}", solve::result(run));
    for class in runs::classes(work, run.id).await? {
        println!("{}", line(&class));
    }
    Ok(())
}

fn line(class: &RunClass) -> String {
    let RunClass { code, name, start_date, end_date, seats, seats_min, seats_max, price, eligible, .. } =
        class;
    let held = if class.held { "●" } else { "○ 不开班 not held " };
    format!(
        "{held} {code}《{name}》{start_date} – {end_date}：{seats} 席（{seats_min}–{seats_max}），符合条件 {eligible} 人，再增一席值 {price} / seats, eligible, worth of one more"
    )
}
