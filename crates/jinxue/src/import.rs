//! `jinxue import`: the same path as the page's, at the command line.

use std::path::PathBuf;
use std::process::ExitCode;

use jinxue_api::imports::{Import, ImportRow};
use jinxue_app::{Actor, App, Work, imports, jobs};

use crate::open::{Data, block_on, existing_file};

/// Faulty rows shown before the rest is only counted.
const FAULTS_SHOWN: u32 = 20;

/// What to import.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// `units`, `roster`, `plan`, `history`, `gaps`, `people`.
    kind: String,
    /// The files, imported one after the other.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Preview only: say what would happen and write nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    data: Data,
}

/// Imports; fails when a file is refused or, in a dry run, has faulty rows.
///
/// # Errors
/// When the data cannot be opened.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    block_on(async {
        let app = args.data.open().await?;
        let mut clean = true;
        for file in &args.files {
            let import = one(&app, &args.kind, existing_file(file)?, args.dry_run).await?;
            report(&app, &import).await?;
            clean &= import.fault.is_none() && import.rows_faulty + import.rows_ask == 0;
        }
        app.db.close().await;
        Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
}

/// Imports one file by the path every import takes: upload, preview, commit.
///
/// # Errors
/// When the upload or the store fails; a refused file is an import with its fault.
pub async fn one(app: &App, kind: &str, file: &std::path::Path, dry_run: bool) -> anyhow::Result<Import> {
    let work = Work::of(app, Actor::local());
    let upload = imports::copy(&work, kind, None, file)?;
    let import = imports::upload(&work, upload).await?;
    jobs::drain(app).await?;
    let previewed = imports::get(&work, import.id).await?;
    if previewed.state != "previewed" || dry_run {
        return Ok(previewed);
    }
    imports::commit(&work, import.id).await?;
    jobs::drain(app).await?;
    Ok(imports::get(&work, import.id).await?)
}

async fn report(app: &App, import: &Import) -> anyhow::Result<()> {
    println!(
        "{}：{} 行，新增 {}，变更 {}，相同 {}，有误 {}，待确认 {}（{}） / rows, new, changed, same, faulty, to be asked",
        import.file_name,
        import.rows_total,
        import.rows_new,
        import.rows_changed,
        import.rows_same,
        import.rows_faulty,
        import.rows_ask,
        import.state,
    );
    if let Some(fault) = &import.fault {
        eprintln!("{}\n{}", fault.zh, fault.en);
    }
    let work = Work::of(app, Actor::local());
    for verdict in ["faulty", "ask"] {
        let rows = imports::list_rows(&work, import.id, Some(verdict), 0, FAULTS_SHOWN).await?;
        rows.items.iter().for_each(show);
        if rows.total > rows.items.len() as u64 {
            eprintln!("… {} 行 / rows {verdict}", rows.total);
        }
    }
    Ok(())
}

fn show(row: &ImportRow) {
    for fault in &row.faults {
        let header = fault.header.as_deref().unwrap_or("—");
        eprintln!(
            "  第 {} 行 {header} “{}”：{} / {}",
            row.row_no, fault.value, fault.message.zh, fault.message.en
        );
    }
    if !row.candidates.is_empty() {
        let names: Vec<String> =
            row.candidates.iter().map(|person| format!("{}（{}）", person.name, person.unit_name)).collect();
        eprintln!("  第 {} 行可能是：{}", row.row_no, names.join("、"));
    }
}
