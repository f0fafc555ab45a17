//! `jinxue demo`: a whole made-up province, imported by the same path as anybody's files, then served.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use jinxue_api::classes::Steps;
use jinxue_api::plans::{Target, Targets};
use jinxue_api::runs::{NewRun, Run};
use jinxue_app::{Actor, App, Clock as _, SystemClock, Work, classes, jobs, plans, runs};

use crate::generate::{self, ProvinceArgs};
use crate::open::{Data, block_on};
use crate::{import, serve};

/// The seed of the demonstration: everybody sees the same province.
const SEED: u64 = 7;
/// In the last quarter the year that is planned is the next one.
const PLANNING_MONTH: i8 = 10;
/// The year's classes by tier for 250,000 people, and their person-times (百千万计划).
const PEOPLE_FULL: i64 = 250_000;
const TARGETS: [(&str, i64, i64); 3] =
    [("province", 100, 10_000), ("city", 500, 45_000), ("county", 3_000, 245_000)];

/// What to show.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many people live in the province, 2,000–300,000.
    #[arg(long, default_value_t = 25_000, value_parser = clap::value_parser!(u32).range(2_000..=300_000))]
    people: u32,
    /// The port to listen on; 0 takes any that is free.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The data folder; one that is there already is used again.
    #[arg(long, value_name = "DIR", default_value = "data/demo")]
    data: PathBuf,
    /// Only print the address; open no browser.
    #[arg(long)]
    no_open: bool,
    /// Fill the folder and end.
    #[arg(long)]
    fill_only: bool,
}

/// Fills the folder if it is new, then serves it.
///
/// # Errors
/// When the folder cannot be filled or the port is taken.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let filling = args.data.join("demo-filling");
    if filling.exists() {
        // A filling that was broken off is begun anew; nothing of a user's can be in it.
        std::fs::remove_dir_all(&args.data).context("the unfinished demonstration cannot be removed")?;
    }
    let data = Data { data: args.data.clone(), database: None };
    let is_new = !data.file().exists();
    block_on(async {
        if is_new {
            std::fs::create_dir_all(&args.data)?;
            std::fs::write(&filling, "")?;
        }
        let app = data.open().await?;
        if is_new {
            fill(&app, &args).await?;
            std::fs::remove_file(&filling)?;
        }
        if !args.fill_only {
            if !args.no_open {
                open_browser(args.port);
            }
            serve::until_stopped(app, args.port).await?;
        }
        Ok(ExitCode::SUCCESS)
    })
}

async fn fill(app: &App, args: &Args) -> anyhow::Result<()> {
    let today = SystemClock.today();
    let year = if today.month() >= PLANNING_MONTH { today.year() + 1 } else { today.year() };
    let desk = args.data.join("desk");
    eprintln!("生成 {} 人的虚构省份 / making up a province of {} people …", args.people, args.people);
    let province = ProvinceArgs { folder: desk.clone(), people: args.people, seed: SEED, year };
    tokio::task::spawn_blocking(move || generate::province(&province)).await??;
    for (kind, file) in [
        ("units", "01-units"),
        ("roster", "02-roster"),
        ("history", "03-history"),
        ("gaps", "04-gaps"),
        ("plan", "05-plan"),
    ] {
        for path in generate::parts(&desk, file) {
            import_whole(app, kind, &path).await?;
        }
    }
    agree(app, args.people.into()).await?;
    wait_for_faults(app, &desk).await?;
    first_run(app).await
}

/// Imports a table of the province; a faulty row would be a defect of the generator.
async fn import_whole(app: &App, kind: &str, path: &Path) -> anyhow::Result<()> {
    let started = std::time::Instant::now();
    let import = import::one(app, kind, path, false).await?;
    let file = path.file_name().unwrap_or_default().display();
    anyhow::ensure!(
        import.fault.is_none() && import.rows_faulty == 0,
        "{file} was not imported whole: {} faulty rows, {:?}",
        import.rows_faulty,
        import.fault
    );
    eprintln!(
        "导入 {file}：{} 行，{:.1} 秒 / {} rows imported",
        import.rows_total,
        started.elapsed().as_secs_f64(),
        import.rows_total
    );
    Ok(())
}

/// Sets the targets of the year and brings most of its classes from draft to published.
async fn agree(app: &App, people: i64) -> anyhow::Result<()> {
    let work = Work::of(app, Actor::local());
    let plan = plans::list(&work).await?.into_iter().next().context("the plan was not imported")?;
    let share = |full: i64| (full * people / PEOPLE_FULL).max(1);
    let targets = TARGETS
        .iter()
        .map(|(tier, classes, times)| Target {
            tier: (*tier).into(),
            classes: share(*classes),
            person_times: share(*times),
        })
        .collect();
    plans::set_targets(&work, plan.id, plan.version, &Targets { targets }).await?;
    let ribbon = plans::ribbon(&work, plan.id).await?;
    // One class in eight stays a draft, so that every state of the page is to be seen.
    let ids: Vec<_> =
        ribbon.items.iter().enumerate().filter(|(at, _)| at % 8 != 7).map(|(_, class)| class.id).collect();
    for to in ["submitted", "approved", "published"] {
        let steps = Steps { classes: ids.clone(), to: to.into(), remark: None };
        let taken = classes::step_many(&work, &steps).await?;
        eprintln!("{to}：{} 个班 / classes", taken.moved);
    }
    Ok(())
}

/// A roster with faults, previewed and left waiting for somebody to look at it.
async fn wait_for_faults(app: &App, desk: &Path) -> anyhow::Result<()> {
    import::one(app, "roster", &desk.join("07-roster-with-faults.xlsx"), true).await?;
    Ok(())
}

/// One finished run, to be looked at and accepted.
async fn first_run(app: &App) -> anyhow::Result<()> {
    let work = Work::of(app, Actor::local());
    let plan = plans::list(&work).await?.into_iter().next().context("the plan was not imported")?;
    let options = NewRun {
        name: Some("方案 A".into()),
        seconds: 60,
        gap_percent: 0.5,
        seed: 0,
        from: None,
        stay_on_run: None,
        with_drafts: false,
    };
    eprintln!("匹配席位 / matching seats …");
    let run: Run = runs::start(&work, None, plan.id, &options).await?.object()?;
    jobs::drain(app).await?;
    let run = runs::get(&work, run.id).await?;
    anyhow::ensure!(run.fault.is_none(), "the run failed: {:?}", run.fault);
    eprintln!(
        "{} 个席位，与最优至多相差 {:.2}% / seats, at most {:.2} % from the best possible",
        run.seats.unwrap_or_default(),
        run.gap.unwrap_or_default() * 100.0,
        run.gap.unwrap_or_default() * 100.0
    );
    Ok(())
}

/// Opens the page where a desktop is; where none is, the printed address is enough.
fn open_browser(port: u16) {
    if port != 0 && std::env::var_os("DISPLAY").is_some() {
        let _ = std::process::Command::new("xdg-open").arg(format!("http://127.0.0.1:{port}/")).spawn();
    }
}
