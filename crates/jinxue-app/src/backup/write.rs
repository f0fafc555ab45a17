//! Writing a backup from one consistent view.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use jinxue_store::dump::{self, Table};
use jinxue_store::{Conn, StoreError, audit};
use sha2::{Digest as _, Sha256};

use super::fault::BackupFault;
use super::manifest::{FileEntry, Manifest, TableEntry};
use super::record::{Head, Tally, hex, line, of_table};
use super::sheath::{Seal, Sheath};
use crate::App;
use crate::audit::Head as ChainHead;

/// A whole province is read within this time.
const DEADLINE: Duration = Duration::from_secs(3_600);
/// What is kept beside the database: a file, or a folder of files.
const BESIDE: [&str; 3] = ["audit-heads.txt", "exports", "uploads"];

/// Writes a backup to `to`, a folder (the backup then gets a name of its own) or a file that is not there yet, sealed
/// with the newest key of the file `key`; its path, and what it holds.
///
/// # Errors
/// [`BackupFault`]; no file of the final name is left behind then.
pub async fn write(app: &App, to: &Path, key: Option<&Path>) -> Result<(PathBuf, Manifest), BackupFault> {
    let now = app.clock.now();
    let path = if to.is_dir() {
        to.join(format!("jinxue-{}.backup", now.in_china().strftime("%Y%m%d-%H%M%S")))
    } else {
        to.to_owned()
    };
    if path.exists() {
        return Err(BackupFault::Exists { path });
    }
    let seal = Seal::newest(key)?;
    let part = path.with_extension("part");
    let io = |source| BackupFault::File { path: part.clone(), source };
    let name = app.ids.next().to_string();
    let sheath = Sheath::begin(fresh(&part).map_err(io)?, seal, &name).map_err(io)?;
    let mut out = GzEncoder::new(sheath, Compression::fast());
    let manifest = records(app, &mut out, now.as_micros()).await.map_err(|fault| match fault {
        Stopped::Io(source) => io(source),
        Stopped::Store(fault) => fault.into(),
    })?;
    out.finish().and_then(Sheath::end).map_err(io)?;
    fs::rename(&part, &path).map_err(io)?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(io)?;
    }
    Ok((path, manifest))
}

/// Instead of what a killed process left; nobody else reads it.
fn fresh(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    match fs::remove_file(path) {
        Err(fault) if fault.kind() != io::ErrorKind::NotFound => return Err(fault),
        _ => {}
    }
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Why the records could not be written.
enum Stopped {
    Io(io::Error),
    Store(StoreError),
}

impl From<StoreError> for Stopped {
    fn from(fault: StoreError) -> Self {
        Self::Store(fault)
    }
}

impl From<io::Error> for Stopped {
    fn from(fault: io::Error) -> Self {
        Self::Io(fault)
    }
}

type Out = GzEncoder<Sheath>;

async fn records(app: &App, out: &mut Out, made_at: i64) -> Result<Manifest, Stopped> {
    let db = app.unfenced().within(DEADLINE);
    let mut manifest = db
        .read(async |mut conn| {
            let mut tables = Vec::new();
            for table in dump::tables(&mut conn).await? {
                tables.push(rows(&mut conn, &table, out).await?);
            }
            let head = audit::head(&mut conn).await?;
            Ok::<_, Stopped>(Manifest {
                software: env!("CARGO_PKG_VERSION").to_owned(),
                schema: dump::version(&mut conn).await?,
                made_at,
                tables,
                files: Vec::new(),
                audit_head: head.map(|seal| ChainHead { seq: seal.seq, hash: seal.hash }.to_string()),
            })
        })
        .await?;
    for file in beside(&app.settings.folder)? {
        manifest.files.extend(contents(&app.settings.folder, &file, out)?);
    }
    put(out, &Head::Manifest(manifest.clone()))?;
    Ok(manifest)
}

async fn rows(conn: &mut Conn, table: &Table, out: &mut Out) -> Result<TableEntry, Stopped> {
    put(out, &of_table(table))?;
    let (mut tally, mut unwritten) = (Tally::default(), None);
    let read = dump::rows(conn, table, |row| {
        let line = line(&row);
        tally.add(&line);
        // The walk is ended by an error of its own; what stopped the writing is told instead.
        out.write_all(&line).map_err(|fault| {
            unwritten = Some(fault);
            StoreError::Busy
        })
    })
    .await;
    match (read, unwritten) {
        (_, Some(fault)) => Err(Stopped::Io(fault)),
        (Err(fault), None) => Err(Stopped::Store(fault)),
        (Ok(()), None) => {
            let rows = tally.rows;
            Ok(TableEntry { name: table.name.clone(), rows, sha256: tally.sha256() })
        }
    }
}

fn put(out: &mut Out, head: &Head) -> io::Result<()> {
    serde_json::to_writer(&mut *out, head)?;
    out.write_all(b"\n")
}

/// The files kept beside the database, by their places below the data folder.
fn beside(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for place in BESIDE.map(|name| folder.join(name)) {
        if place.is_file() {
            found.push(place);
        } else if place.is_dir() {
            let entries: io::Result<Vec<PathBuf>> =
                fs::read_dir(&place)?.map(|entry| Ok(entry?.path())).collect();
            found.extend(entries?.into_iter().filter(|path| path.is_file()));
        }
    }
    found.sort();
    Ok(found)
}

/// Writes one file; none when it was removed meanwhile, as uploads are.
fn contents(folder: &Path, path: &Path, out: &mut Out) -> io::Result<Option<FileEntry>> {
    let mut bytes = Vec::new();
    match File::open(path) {
        Ok(mut file) => file.read_to_end(&mut bytes)?,
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(fault) => return Err(fault),
    };
    let name = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned();
    let sha256 = hex(Sha256::new().chain_update(&bytes));
    let entry = FileEntry { name, bytes: bytes.len() as u64, sha256 };
    put(out, &Head::File(entry.clone()))?;
    out.write_all(&bytes)?;
    Ok(Some(entry))
}
