//! `jinxue backup` and `jinxue restore`: everything in one file, and back from it into an empty place.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use jinxue_app::backup::{self, Manifest, Place};
use jinxue_app::{Keyring, audit};

use crate::open::{Data, block_on, existing_file};

/// Where the backup goes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A folder, in which the backup gets a name of its own, or a file that is not there yet.
    to: PathBuf,
    /// A keys file whose newest key seals the backup (`jinxue keys make FILE`).
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    #[command(flatten)]
    data: Data,
}

/// Which backup, and where to.
#[derive(Debug, clap::Args)]
pub struct RestoreArgs {
    /// The backup.
    file: PathBuf,
    /// The keys file the backup is sealed with.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Restore it into a place that is thrown away, compare all of it, and verify the trail of deeds.
    #[arg(long)]
    verify: bool,
    #[command(flatten)]
    data: Data,
}

/// Writes a backup.
///
/// # Errors
/// When the data cannot be read or the file not be written.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    block_on(async {
        let app = args.data.open().await?;
        let (path, manifest) = backup::write(&app, &args.to, args.key.as_deref()).await?;
        app.unfenced().close().await;
        eprintln!("{}", said(&manifest));
        println!("{}", path.display());
        Ok(ExitCode::SUCCESS)
    })
}

/// Restores a backup, or tries to.
///
/// # Errors
/// When it is no whole backup, the place is not empty, the keys are others, or something differs afterwards.
pub fn restore(args: RestoreArgs) -> anyhow::Result<ExitCode> {
    existing_file(&args.file)?;
    // The sealed columns are worth nothing without their keys: better said before than after.
    Keyring::at(&args.data.keys()).load()?;
    block_on(async {
        if !args.verify {
            return into(&args, &args.data).await;
        }
        let tried =
            Thrown(std::env::temp_dir().join(format!("jinxue-restore-{:016x}", rand::random::<u64>())));
        std::fs::create_dir_all(&tried.0)?;
        private(&tried.0)?;
        let data = Data { data: tried.0.clone(), database: None, keys: Some(args.data.keys()) };
        into(&args, &data).await
    })
}

/// A folder that goes with its value.
struct Thrown(PathBuf);

impl Drop for Thrown {
    fn drop(&mut self) {
        if let Err(fault) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%fault, folder = %self.0.display(), "what was restored for trial is left");
        }
    }
}

fn private(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
        .with_context(|| format!("{} cannot be kept from others", folder.display()))
}

/// Restores, opens what was restored with its keys, and verifies the trail of deeds to where the backup says it ends.
async fn into(args: &RestoreArgs, data: &Data) -> anyhow::Result<ExitCode> {
    let place = Place {
        folder: data.data.clone(),
        keys: data.keys(),
        database: data.database.clone(),
        file: data.file(),
    };
    let manifest = backup::restore(&args.file, args.key.as_deref(), &place).await?;
    let app = data.open().await?;
    let kept = manifest.audit_head.as_deref().map(str::parse::<audit::Head>).transpose();
    let kept = kept.map_err(|fault| anyhow::anyhow!(fault))?;
    let verified = audit::verify(&app, kept.as_slice()).await?;
    app.unfenced().close().await;
    eprintln!("{}", said(&manifest));
    for fault in &verified.faults {
        println!("{fault}");
    }
    if !verified.faults.is_empty() {
        return Ok(ExitCode::FAILURE);
    }
    println!("已恢复并逐表核对 / restored, every table compared, {} deeds verified", verified.seals);
    Ok(ExitCode::SUCCESS)
}

fn said(manifest: &Manifest) -> String {
    let (tables, rows, files) = (manifest.tables.len(), manifest.rows(), manifest.files.len());
    format!("{tables} 张表、{rows} 行、{files} 个文件 / {tables} tables, {rows} rows, {files} files")
}
