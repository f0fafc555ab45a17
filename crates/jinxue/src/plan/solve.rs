//! `jinxue plan match`: a matching run on the database, watched at the command line.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use jinxue_api::runs::{NewRun, Run};
use jinxue_app::runs;

use super::{Desk, On, choose, watch, write_workbook};
use crate::matching::{Percent, duration, percent};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    on: On,
    #[command(flatten)]
    reach: Reach,
    /// A name to tell the run by; the time of day if left out.
    #[arg(long)]
    name: Option<String>,
    /// Wall time, for instance 60s, 5m
    #[arg(long, default_value = "60s", value_parser = duration)]
    time: Duration,
    /// End when this gap is proven, for instance 0.1%
    #[arg(long, default_value = "0.1%", value_parser = percent)]
    gap: Percent,
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Stay near the seats of this run.
    #[arg(long, value_name = "RUN")]
    stay: Option<String>,
    /// Write the result with its reasons as an Excel file as well.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Which classes take part.
#[derive(Debug, clap::Args)]
pub struct Reach {
    /// The first day on which a class may begin (YYYY-MM-DD); today or the first day of the year, the later one, if left out.
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// Drafts and submitted classes take part too: a rehearsal of a plan still being made.
    #[arg(long)]
    with_drafts: bool,
}

impl Reach {
    /// What a run is asked for when nothing else is said.
    pub fn options(&self) -> NewRun {
        NewRun { from: self.from.clone(), with_drafts: self.with_drafts, ..NewRun::default() }
    }
}

/// Starts the run, watches it to its end and says the result; fails when the run does.
pub async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let app = args.on.data.open().await?;
    let desk = Desk::of(&app);
    let plan = desk.plan(&args.on.plan).await?;
    let stay_on_run = match &args.stay {
        Some(text) => Some(choose::named(&desk.work, &plan, text).await?.id),
        None => None,
    };
    let options = NewRun {
        name: args.name,
        seconds: i64::try_from(args.time.as_millis().div_ceil(1_000)).unwrap_or(i64::MAX),
        gap_percent: args.gap.of_hundred(),
        seed: i64::try_from(args.seed).unwrap_or(i64::MAX),
        stay_on_run,
        ..args.reach.options()
    };
    let begun: Run = runs::start(&desk.work, None, plan.id, &options).await?.object()?;
    let run = watch::to_its_end(&desk.work, &begun).await?;
    if let Some(fault) = &run.fault {
        eprintln!("匹配失败：{} / the run failed: {}", fault.zh, fault.en);
        return Ok(ExitCode::FAILURE);
    }
    println!("{}", result(&run));
    if let Some(out) = &args.out {
        write_workbook(&desk.work, &run, out).await?;
    }
    app.unfenced().close().await;
    Ok(ExitCode::SUCCESS)
}

/// A finished run in one sentence.
pub fn result(run: &Run) -> String {
    let stopped = if run.state == "stopped" { "（提前停止 stopped）" } else { "" };
    let short = match run.quota_short {
        Some(short) if short > 0 => format!("，名额下限未满 {short} 席 seats below quota minima"),
        _ => String::new(),
    };
    format!(
        "“{}”{stopped}：{} 个席位，{} 人，{} 个班举办；目标值 {}，与最优至多相差 {:.2}%{short} / \
         seats, people, classes held; objective, at most that far from the best possible",
        run.name,
        run.seats.unwrap_or_default(),
        run.people_seated.unwrap_or_default(),
        run.classes_held.unwrap_or_default(),
        run.objective.unwrap_or_default(),
        run.gap.unwrap_or_default() * 100.0,
    )
}
