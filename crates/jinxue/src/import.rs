//! `jinxue import`: the same path as the page's, at the command line.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use jinxue_api::imports::{Import, ImportRow};
use jinxue_app::{Actor, App, Work, imports, jobs};
use uuid::Uuid;

use crate::open::{Data, block_on, existing_file};

/// Faulty rows shown before the rest is only counted.
const FAULTS_SHOWN: u32 = 20;

/// What to import.
#[derive(Debug, clap::Args)]
#[command(after_help = KINDS)]
pub struct Args {
    /// What the files hold: units, roster, plan, history, gaps or people.
    kind: String,
    /// The files: tables are imported one after the other, appointment forms together.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The unit the files are for, by code or name: rows without a column of units belong to it, forms are looked for
    /// below it, and it remembers which column means what.
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// The sheet of a workbook that has several of this kind.
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Preview only: say what would happen and write nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    data: Data,
}

/// What can be imported, for the help.
const KINDS: &str = "\
什么可以导入 / what can be imported (docs/files.md has every column):
  units    单位 units: name, parent, tier                     .xlsx .xls .csv
  roster   人员名册 people: name, unit, post, rank            .xlsx .xls .csv
  plan     年度培训计划 a year's classes                      .xlsx .xls .csv
  history  培训记录 past training, also by the codes of A11   .xlsx .xls .csv
  gaps     能力短板 gaps with their evidence                  .xlsx .xls .csv
  people   干部任免审批表 appointment forms                   .lrmx .lrm .zip (.xlsx .csv mended by hand)
CSV: UTF-8 or GB 18030 (GBK).";

/// How a file is read, beyond what it says itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reading<'a> {
    pub unit: Option<Uuid>,
    pub sheet: Option<&'a str>,
}

/// Imports; fails when a file is refused or has rows that were not taken.
///
/// # Errors
/// When the data cannot be opened.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    block_on(async {
        let app = args.data.open().await?;
        // What a killed command left is done first, so that the preview sees it.
        jobs::drain(&app).await?;
        let work = Work::of(&app, Actor::operator());
        let unit = match &args.unit {
            Some(unit) => Some(imports::unit_named(&work, unit).await?),
            None => None,
        };
        let reading = Reading { unit, sheet: args.sheet.as_deref() };
        let mut total = Total::default();
        for files in together(&args.kind, &args.files) {
            for file in &files {
                existing_file(file)?;
            }
            let import = import(&app, &args.kind, &files, reading).await?;
            let import = if args.dry_run { import } else { commit(&app, import).await? };
            report(&app, &import).await?;
            total.add(&import);
        }
        app.unfenced().close().await;
        Ok(total.conclude())
    })
}

/// Appointment forms are one import, so that they are looked at and undone together; a table is one each.
fn together(kind: &str, files: &[PathBuf]) -> Vec<Vec<PathBuf>> {
    let is_form = |file: &&PathBuf| {
        let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        kind == "people" && matches!(ending.as_deref(), Some("lrmx" | "lrm"))
    };
    let (forms, others): (Vec<&PathBuf>, Vec<&PathBuf>) = files.iter().partition(is_form);
    let forms: Vec<PathBuf> = forms.into_iter().cloned().collect();
    let others = others.into_iter().map(|file| vec![file.clone()]);
    Some(forms).filter(|forms| !forms.is_empty()).into_iter().chain(others).collect()
}

/// Imports one file by the path every import takes: upload, preview, commit.
///
/// # Errors
/// When the upload or the store fails; a refused file is an import with its fault.
pub async fn one(app: &App, kind: &str, file: &Path, dry_run: bool) -> anyhow::Result<Import> {
    let import = import(app, kind, &[file.to_owned()], Reading::default()).await?;
    if dry_run { Ok(import) } else { commit(app, import).await }
}

/// Uploads and previews.
async fn import(app: &App, kind: &str, files: &[PathBuf], reading: Reading<'_>) -> anyhow::Result<Import> {
    let work = Work::of(app, Actor::operator());
    let upload = imports::copy(&work, kind, reading.unit, files)?.of_sheet(reading.sheet);
    let made = imports::upload(&work, None, upload).await?;
    let made: serde_json::Value = serde_json::from_str(&made.body)?;
    let id: Uuid = made["id"].as_str().context("the import has no id")?.parse()?;
    jobs::drain(app).await?;
    Ok(imports::get(&work, id).await?)
}

/// Writes the good rows of a preview; a refused file stays as it is.
async fn commit(app: &App, import: Import) -> anyhow::Result<Import> {
    if import.state != "previewed" {
        return Ok(import);
    }
    let work = Work::of(app, Actor::operator());
    imports::commit(&work, import.id, import.version).await?;
    jobs::drain(app).await?;
    Ok(imports::get(&work, import.id).await?)
}

/// What all files came to.
#[derive(Default)]
struct Total {
    files: usize,
    refused: usize,
    rows: i64,
    written: i64,
    same: i64,
    left: i64,
}

impl Total {
    fn add(&mut self, import: &Import) {
        self.files += 1;
        self.refused += usize::from(import.fault.is_some());
        self.rows += import.rows_total;
        self.written += import.rows_new + import.rows_changed;
        self.same += import.rows_same;
        self.left += import.rows_faulty + import.rows_ask;
    }

    /// Several files have one summary; a row or file that was not taken is a failure for whoever scripts it.
    fn conclude(&self) -> ExitCode {
        let Self { files, refused, rows, written, same, left } = self;
        if *files > 1 {
            println!(
                "共 {files} 个文件 {rows} 行：可写入 {written}，相同 {same}，未导入 {left}，被拒绝的文件 {refused} / {files} files, {rows} rows: {written} to write, {same} the same, {left} left out, {refused} files refused"
            );
        }
        if *refused == 0 && *left == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
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
        eprintln!("{}：{}\n{}: {}", import.file_name, fault.zh, import.file_name, fault.en);
    }
    let work = Work::of(app, Actor::operator());
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
        let person =
            |person: &jinxue_api::search::PersonRef| format!("{}（{}）", person.name, person.unit_name);
        let names = row.candidates.iter().map(person).collect::<Vec<_>>().join("、");
        eprintln!(
            "  第 {} 行可能是：{names}；没有导入，请补上身份证号，或在网页的预览里选定 / row {} may be any of these: left out; give the citizen number, or choose on the page",
            row.row_no, row.row_no
        );
    }
}
