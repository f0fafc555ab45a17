//! `jinxue demo`: a whole made-up province, imported by the same path as anybody's files, then served.
//!
//! The year that is shown is the one in which it is looked at, so that some class is always happening now. Its story
//! is told by a clock that is set to the day of each step: the plan is agreed and matched before its classes begin.

mod cast;
mod profiles;
mod story;
mod surveys;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use jinxue_api::sign_in::{SecondFactorFor, SignInRules};
use jinxue_app::sign_in::{Entrance, settings};
use jinxue_app::{Actor, App, Published, Work};

use self::story::StoryClock;
use crate::generate::{self, ProvinceArgs};
use crate::open::{Data, block_on};
use crate::serve::Outward;
use crate::{import, serve};

/// The seed of the demonstration: everybody sees the same province.
const SEED: u64 = 7;

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
    let data = Data { data: args.data.clone(), database: None, keys: None };
    let is_new = !data.file().exists();
    block_on(async {
        if is_new {
            std::fs::create_dir_all(&args.data)?;
            std::fs::write(&filling, "")?;
        }
        let clock = Arc::new(StoryClock::default());
        let app = data
            .open_by(clock.clone(), Entrance::Demonstration, Published::Here, &Outward::default())
            .await?;
        if is_new {
            fill(&app, &clock, &args).await?;
            ask_administrators_alone(&app).await?;
            std::fs::remove_file(&filling)?;
        }
        cast::plant(&app).await?;
        if !args.fill_only {
            if !args.no_open {
                open_browser(args.port);
            }
            let here = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
            serve::until_stopped(app, &[here], None).await?;
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// Everybody here is made up, and most come in by a click: who tries an account of their own is not asked for a telephone.
async fn ask_administrators_alone(app: &App) -> anyhow::Result<()> {
    let work = Work::of(app, Actor::operator());
    let rules = settings::rules(&work).await?;
    let rules = SignInRules { second_factor_for: SecondFactorFor::Administrators, ..rules };
    settings::set_rules(&work, &rules).await?;
    Ok(())
}

async fn fill(app: &App, clock: &StoryClock, args: &Args) -> anyhow::Result<()> {
    let year = clock.real_day().year();
    let desk = args.data.join("desk");
    eprintln!("生成 {} 人的虚构省份 / making up a province of {} people …", args.people, args.people);
    let province = ProvinceArgs { folder: desk.clone(), people: args.people, seed: SEED, year };
    tokio::task::spawn_blocking(move || generate::province(&province)).await??;
    clock.set_not_after(story::plan_made(year));
    import_parts(app, &desk, &[("units", "01-units"), ("roster", "02-roster"), ("plan", "05-plan")]).await?;
    profiles::set(app).await?;
    story::agree(app, year, &desk.join("06-targets.csv")).await?;
    story::publish_before(app, story::year_matched(year)).await?;
    clock.set_not_after(story::year_matched(year));
    import_parts(app, &desk, &[("history", "03-history"), ("gaps", "04-gaps")]).await?;
    surveys::closed(app).await?;
    story::match_year(app).await?;
    clock.set_to_real();
    surveys::open(app).await?;
    story::hold_what_is_over(app, clock.real_day()).await?;
    // A roster with faults, previewed and left waiting for somebody to look at it.
    import::one(app, "roster", &desk.join("07-roster-with-faults.xlsx"), true).await?;
    Ok(())
}

async fn import_parts(app: &App, desk: &Path, tables: &[(&str, &str)]) -> anyhow::Result<()> {
    for (kind, file) in tables {
        for path in generate::parts(desk, file) {
            import_whole(app, kind, &path).await?;
        }
    }
    Ok(())
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

/// Opens the page where a desktop is; where none is, the printed address is enough.
fn open_browser(port: u16) {
    if port != 0 && std::env::var_os("DISPLAY").is_some() {
        let _ = std::process::Command::new("xdg-open").arg(format!("http://127.0.0.1:{port}/")).spawn();
    }
}
