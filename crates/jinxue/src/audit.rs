//! `jinxue audit`: whether the trail of deeds is whole, where it ends, and all of it as JSON lines.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Subcommand;
use jinxue_app::audit::{self, Head};
use jinxue_app::{App, Refusal};
use serde_json::Value;

use crate::open::{Data, block_on};

/// 操作留痕 / the trail of deeds: who did what, chained so that nothing can be altered or taken away unseen
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Read the whole chain again; exit 1 and every fault if something was altered, taken away or put in.
    Verify(VerifyArgs),
    /// Print where the chain ends now, to be kept on another machine.
    Head(OnArgs),
    /// Write all deeds as JSON lines, in the order of the chain.
    Export(ExportArgs),
}

#[derive(Debug, clap::Args)]
struct OnArgs {
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, clap::Args)]
struct VerifyArgs {
    #[command(flatten)]
    on: OnArgs,
    /// An end of the chain kept earlier (NUMBER:HASH); those in the data folder's audit-heads.txt are always looked for.
    #[arg(long = "head", value_name = "HEAD")]
    heads: Vec<Head>,
    /// A file of kept ends of the chain, one a line.
    #[arg(long, value_name = "FILE")]
    heads_file: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct ExportArgs {
    #[command(flatten)]
    on: OnArgs,
    /// The file to write; standard output if it is left out.
    file: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// When the data cannot be opened, a file cannot be read or written, or a kept end of the chain is none.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    block_on(async {
        match args.verb {
            Verb::Verify(args) => verify(&args.on.data.open().await?, args).await,
            Verb::Head(args) => head(&args.data.open().await?).await,
            Verb::Export(args) => export(&args.on.data.open().await?, args.file.as_deref()).await,
        }
    })
}

async fn verify(app: &App, args: VerifyArgs) -> anyhow::Result<ExitCode> {
    audit::seal(app).await?;
    let mut heads = args.heads;
    let own = audit::heads_file(app);
    let files = own.is_file().then_some(own).into_iter().chain(args.heads_file);
    for file in files {
        heads.extend(heads_of(&file)?);
    }
    let found = audit::verify(app, &heads).await?;
    for fault in &found.faults {
        println!("{fault}");
    }
    let kept = heads.len();
    let end = found.head.map_or_else(|| "–".to_owned(), |head| head.to_string());
    if found.faults.is_empty() {
        println!(
            "留痕完整：{} 条，核对 {kept} 个链头 / whole: {} deeds, {kept} kept heads found",
            found.seals, found.seals
        );
        println!("{end}");
        return Ok(ExitCode::SUCCESS);
    }
    println!("留痕不完整：{} 处 / not whole: {} faults", found.faults.len(), found.faults.len());
    Ok(ExitCode::FAILURE)
}

fn heads_of(file: &Path) -> anyhow::Result<Vec<Head>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let read = |(at, line): (usize, &str)| {
        line.parse::<Head>().map_err(|fault| anyhow::anyhow!("{} line {}: {fault}", file.display(), at + 1))
    };
    lines.map(read).collect()
}

async fn head(app: &App) -> anyhow::Result<ExitCode> {
    audit::seal(app).await?;
    match audit::head(app).await? {
        Some(head) => println!("{head}"),
        None => eprintln!("还没有任何操作 / nothing was done yet"),
    }
    Ok(ExitCode::SUCCESS)
}

async fn export(app: &App, file: Option<&Path>) -> anyhow::Result<ExitCode> {
    audit::seal(app).await?;
    let count = match file {
        Some(path) => {
            let out = File::create_new(path).with_context(|| format!("{} cannot be made", path.display()))?;
            write_all(app, out).await?
        }
        None => write_all(app, std::io::stdout()).await?,
    };
    eprintln!("{count} 条 / deeds");
    Ok(ExitCode::SUCCESS)
}

async fn write_all(app: &App, out: impl Write) -> anyhow::Result<i64> {
    let mut out = BufWriter::new(out);
    let each = |deed: &Value| writeln!(out, "{deed}").map_err(|fault| Refusal::internal(&fault));
    let count = audit::export(app, each).await?;
    out.flush()?;
    Ok(count)
}
