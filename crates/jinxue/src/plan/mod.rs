//! `jinxue plan`: the year's plan from its targets to the seats, by the same use cases as the pages.

mod choose;
mod compare;
mod explain;
mod show;
mod solve;
mod steps;
mod targets;
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Subcommand;
use jinxue_api::Problem;
use jinxue_api::plans::PlanRow;
use jinxue_app::exports::{self, Asked};
use jinxue_app::{Actor, App, Refusal, Work, jobs, runs};

use crate::open::{Data, block_on};

pub use solve::result;
pub use targets::set as set_targets;
pub use watch::to_its_end as watch;

/// 年度计划 / the year's plan: targets, classes, seats with reasons
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// All plans; or one with its figures and runs; or what a run made of its classes.
    Show(show::Args),
    /// Set the targets by tier from a table (columns 层级, 班次数, 培训人次).
    Targets(TargetsArgs),
    /// Take classes one step further: submitted, approved, published, held.
    Step(steps::Args),
    /// Seat people in the plan's classes; Ctrl-C takes the best so far.
    Match(solve::Args),
    /// Why one person sits in a class, or not.
    Explain(explain::Args),
    /// Who sits elsewhere in another run.
    Compare(compare::Args),
    /// Make a run's seats the proposed seats of the plan.
    Accept(RunArgs),
    /// Write a run with its reasons as an Excel file.
    Export(ExportArgs),
    /// Write what a run would be given as a folder for `jinxue match`.
    Instance(InstanceArgs),
}

/// Which plan, in which data.
#[derive(Debug, clap::Args)]
pub struct On {
    /// The year of the plan, or its id.
    plan: String,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, clap::Args)]
struct TargetsArgs {
    #[command(flatten)]
    on: On,
    /// An .xlsx, .xls or .csv table.
    file: PathBuf,
}

#[derive(Debug, clap::Args)]
struct RunArgs {
    #[command(flatten)]
    on: On,
    /// A run by its name, or by its id or the beginning of it; the latest finished one if left out.
    #[arg(long)]
    run: Option<String>,
}

#[derive(Debug, clap::Args)]
struct ExportArgs {
    #[command(flatten)]
    which: RunArgs,
    /// The file to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Debug, clap::Args)]
struct InstanceArgs {
    #[command(flatten)]
    on: On,
    #[command(flatten)]
    reach: solve::Reach,
    /// The folder to write.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
}

/// One command's hold on the data.
pub struct Desk {
    work: Work,
}

impl Desk {
    fn of(app: &App) -> Self {
        Self { work: Work::of(app, Actor::operator()) }
    }

    async fn plan(&self, text: &str) -> anyhow::Result<PlanRow> {
        choose::plan(&self.work, text).await
    }
}

/// Runs the verb; what a use case refuses is told in its words.
///
/// # Errors
/// When the data cannot be opened.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let done = block_on(async {
        match args.verb {
            Verb::Show(args) => show::run(args).await,
            Verb::Targets(args) => targets(args).await,
            Verb::Step(args) => steps::run(args).await,
            Verb::Match(args) => solve::run(args).await,
            Verb::Explain(args) => explain::run(args).await,
            Verb::Compare(args) => compare::run(args).await,
            Verb::Accept(args) => accept(args).await,
            Verb::Export(args) => export(args).await,
            Verb::Instance(args) => instance(args).await,
        }
    });
    match done.map_err(anyhow::Error::downcast::<Refusal>) {
        Ok(code) => Ok(code),
        Err(Ok(refusal)) => {
            let problem = &refusal.0;
            std::iter::once(problem).chain(&problem.more).for_each(|problem| eprintln!("{}", told(problem)));
            Ok(ExitCode::FAILURE)
        }
        Err(Err(error)) => Err(error),
    }
}

/// A refusal on one line: what, about which value of which field, and what was expected.
fn told(problem: &Problem) -> String {
    let mut line = format!("{} / {}", problem.message, problem.message_en);
    let parts = [("", &problem.field), ("=", &problem.value), ("，应为 expected ", &problem.expected)];
    for (before, part) in parts {
        if let Some(part) = part {
            let gap = if before.is_empty() { "  " } else { "" };
            line += &format!("{gap}{before}{part}");
        }
    }
    line
}

async fn targets(args: TargetsArgs) -> anyhow::Result<ExitCode> {
    let app = args.on.data.open().await?;
    let desk = Desk::of(&app);
    let plan = desk.plan(&args.on.plan).await?;
    let set = targets::set(&desk.work, &plan, &args.file).await?;
    show::targets(&set);
    app.unfenced().close().await;
    Ok(ExitCode::SUCCESS)
}

async fn accept(args: RunArgs) -> anyhow::Result<ExitCode> {
    let app = args.on.data.open().await?;
    let desk = Desk::of(&app);
    let plan = desk.plan(&args.on.plan).await?;
    let run = choose::finished(&desk.work, &plan, args.run.as_deref()).await?;
    let done = runs::accept(&desk.work, run.id).await?;
    println!(
        "已采用“{}”：拟定 {} 个席位，撤回此前拟定 {} 个，已通知 {} 个不变 / seats proposed, earlier proposals withdrawn, announced ones kept",
        run.name, done.seats_made, done.seats_released, done.announced_kept
    );
    app.unfenced().close().await;
    Ok(ExitCode::SUCCESS)
}

async fn export(args: ExportArgs) -> anyhow::Result<ExitCode> {
    let RunArgs { on, run } = args.which;
    let app = on.data.open().await?;
    let desk = Desk::of(&app);
    let plan = desk.plan(&on.plan).await?;
    let run = choose::finished(&desk.work, &plan, run.as_deref()).await?;
    write_workbook(&desk.work, &run, &args.out).await?;
    app.unfenced().close().await;
    Ok(ExitCode::SUCCESS)
}

/// The run as an Excel file where the person wants it.
async fn write_workbook(
    work: &Work,
    run: &jinxue_api::runs::Run,
    out: &std::path::Path,
) -> anyhow::Result<()> {
    let begun = exports::begin(work, None, &Asked::Run(run.id)).await?.object()?;
    jobs::drain(&work.app).await?;
    let (_, bytes) = exports::file(work, begun.id).await?;
    std::fs::write(out, bytes).with_context(|| format!("{} cannot be written", out.display()))?;
    println!("已写入 {} / written", out.display());
    Ok(())
}

async fn instance(args: InstanceArgs) -> anyhow::Result<ExitCode> {
    let app = args.on.data.open().await?;
    let desk = Desk::of(&app);
    let plan = desk.plan(&args.on.plan).await?;
    let people = runs::write_instance(&desk.work, plan.id, &args.reach.options(), &args.out).await?;
    println!("已写入 {}：{people} 人 / people; jinxue match {0} --out RESULT", args.out.display());
    app.unfenced().close().await;
    Ok(ExitCode::SUCCESS)
}
