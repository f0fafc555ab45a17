//! Which plan, run and person somebody means at the command line: never guessed, the candidates are listed.

use std::fmt::Write as _;

use anyhow::bail;
use jinxue_api::plans::PlanRow;
use jinxue_api::runs::Run;
use jinxue_api::search::Hit;
use jinxue_app::{Work, plans, runs};

/// The plan of a year, or with an id.
pub async fn plan(work: &Work, text: &str) -> anyhow::Result<PlanRow> {
    let all = plans::list(work).await?;
    let meant = |plan: &&PlanRow| plan.year.to_string() == text || plan.id.to_string() == text;
    let mut meant: Vec<PlanRow> = all.iter().filter(meant).cloned().collect();
    match (meant.pop(), meant.is_empty()) {
        (Some(plan), true) => Ok(plan),
        (None, _) => {
            let known = all.iter().map(|plan| plan.year.to_string()).collect::<Vec<_>>().join(", ");
            bail!("没有“{text}”的计划，现有 {known} / there is no plan “{text}”; known: {known}")
        }
        (Some(_), false) => {
            let said = |plan: &PlanRow| format!("{}  {}", plan.id, plan.name);
            bail!(
                "{text} 年有多个计划，请写编号 / several plans, give an id:\n{}",
                lines(all.iter().map(said))
            )
        }
    }
}

/// The run meant, or the latest finished one.
pub async fn finished(work: &Work, plan: &PlanRow, text: Option<&str>) -> anyhow::Result<Run> {
    let run = match text {
        Some(text) => named(work, plan, text).await?,
        None => {
            let all = runs::list(work, Some(plan.id)).await?;
            let latest = all.into_iter().find(|run| run.objective.is_some() && run.finished_at.is_some());
            let Some(run) = latest else {
                bail!(
                    "{0} 年计划还没有完成的匹配，先运行 jinxue plan match {0} / no finished run yet",
                    plan.year
                )
            };
            run
        }
    };
    if run.finished_at.is_none() || run.objective.is_none() {
        bail!("匹配“{}”没有结果（{}） / the run has no result", run.name, run.state);
    }
    Ok(run)
}

/// The run with a name, or with an id or its beginning.
pub async fn named(work: &Work, plan: &PlanRow, text: &str) -> anyhow::Result<Run> {
    let all = runs::list(work, Some(plan.id)).await?;
    let meant = |run: &&Run| run.name == text || run.id.to_string().starts_with(text);
    let meant: Vec<&Run> = all.iter().filter(meant).collect();
    let said = |run: &Run| format!("{}  {}（{}）", run.id, run.name, run.state);
    match meant.as_slice() {
        [run] => Ok((*run).clone()),
        [] => bail!(
            "没有匹配“{text}”，现有 / there is no run “{text}”; known:\n{}",
            lines(all.iter().map(said))
        ),
        many => bail!(
            "“{text}”不止一个，请写编号 / several, give an id:\n{}",
            lines(many.iter().map(|run| said(run)))
        ),
    }
}

/// The one person meant by a name, a citizen number or an id.
pub async fn person(work: &Work, text: &str) -> anyhow::Result<Hit> {
    let found = runs::who(work, text).await?;
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => bail!("没有找到“{text}” / nobody is called “{text}”"),
        many => {
            let said = |hit: &Hit| format!("{}  {}  {}", hit.id, hit.name, hit.detail);
            bail!(
                "“{text}”不止一人，请写编号 / several people, give an id:\n{}",
                lines(many.iter().map(said))
            )
        }
    }
}

fn lines(all: impl Iterator<Item = String>) -> String {
    let mut text = String::new();
    for line in all {
        let _ = writeln!(text, "  {line}");
    }
    text.trim_end().to_owned()
}
