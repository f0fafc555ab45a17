//! Restoring a backup into an empty place, and comparing what stands there with what the backup says.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Component, Path, PathBuf};

use flate2::read::GzDecoder;
use jinxue_store::Values;
use jinxue_store::db::Restoring;
use jinxue_store::dump::{self, Table};
use sha2::{Digest as _, Sha256};

use super::fault::BackupFault;
use super::manifest::{FileEntry, Manifest, TableEntry};
use super::record::{Head, Tally, columns, hex, line, row};
use super::sheath::Unsheathed;

/// Where a backup is restored.
#[derive(Debug, Clone)]
pub struct Place {
    /// The data folder. Nothing but the keys file may lie in it.
    pub folder: PathBuf,
    pub keys: PathBuf,
    /// A PostgreSQL address; none for the SQLite file in the data folder.
    pub database: Option<String>,
    /// The SQLite file.
    pub file: PathBuf,
}

/// Restores the backup at `path` into an empty place and compares every table and file with its manifest. The database
/// is committed, and the SQLite file gets its name, only when all is the same.
///
/// # Errors
/// [`BackupFault`].
pub async fn restore(path: &Path, key: Option<&Path>, place: &Place) -> Result<Manifest, BackupFault> {
    // All of it is read before anything is written: a backup that was cut off is refused at once, and the version of
    // its schema stands at its end.
    let manifest = Records::open(path, key)?.manifest()?;
    empty(place)?;
    let part = place.file.with_extension("part");
    remove(&part, &aside(place))?;
    let address = place.database.clone().unwrap_or_else(|| part.to_string_lossy().into_owned());
    let mut restoring = Restoring::begin(&address, manifest.schema).await?;
    fill(&mut restoring, Records::open(path, key)?, place).await?;
    compare(&mut restoring, &manifest).await?;
    restoring.finish().await?;
    put_in_place(&manifest.files, place)?;
    if place.database.is_none() {
        fs::rename(&part, &place.file).map_err(at(&place.file))?;
    }
    Ok(manifest)
}

fn at(path: &Path) -> impl FnOnce(std::io::Error) -> BackupFault + use<> {
    let path = path.to_owned();
    |source| BackupFault::File { path, source }
}

/// Where files wait until the database is whole.
fn aside(place: &Place) -> PathBuf {
    place.file.with_extension("part-files")
}

/// What a killed restore left is no data.
fn remove(part: &Path, aside: &Path) -> Result<(), BackupFault> {
    for ending in ["", "-wal", "-shm"] {
        let path = PathBuf::from(format!("{}{ending}", part.display()));
        if path.exists() {
            fs::remove_file(&path).map_err(at(&path))?;
        }
    }
    if aside.exists() { fs::remove_dir_all(aside).map_err(at(aside)) } else { Ok(()) }
}

fn put_in_place(files: &[FileEntry], place: &Place) -> Result<(), BackupFault> {
    for entry in files {
        let path = place.folder.join(&entry.name);
        let parent = path.parent().unwrap_or(&place.folder);
        fs::create_dir_all(parent).map_err(at(parent))?;
        fs::rename(aside(place).join(&entry.name), &path).map_err(at(&path))?;
    }
    let aside = aside(place);
    if aside.exists() { fs::remove_dir_all(&aside).map_err(at(&aside)) } else { Ok(()) }
}

fn empty(place: &Place) -> Result<(), BackupFault> {
    fs::create_dir_all(&place.folder).map_err(at(&place.folder))?;
    let left = place.file.with_extension("part").display().to_string();
    for entry in fs::read_dir(&place.folder).map_err(at(&place.folder))? {
        let path = entry.map_err(at(&place.folder))?.path();
        if path != place.keys && !path.display().to_string().starts_with(&left) {
            return Err(BackupFault::NotEmpty { place: place.folder.clone() });
        }
    }
    Ok(())
}

/// Writes all rows and files.
async fn fill(restoring: &mut Restoring, mut records: Records, place: &Place) -> Result<(), BackupFault> {
    let mut table: Option<Table> = None;
    let mut waiting: Vec<Values> = Vec::new();
    while let Some(record) = records.next()? {
        if let (Record::Row(line), Some(table)) = (&record, &table) {
            let misfit = records.fault("a row does not fit the columns of its table");
            waiting.push(row(line, &table.columns).ok_or(misfit)?);
            if waiting.len() == Restoring::rows_max(table) {
                restoring.insert(table, std::mem::take(&mut waiting)).await?;
            }
            continue;
        }
        if let Some(table) = table.take() {
            restoring.insert(&table, std::mem::take(&mut waiting)).await?;
        }
        match record {
            Record::Row(_) => return Err(records.fault("a row without a table")),
            Record::Head(Head::Table { name, columns: said }) => {
                let known = columns(&said).ok_or_else(|| records.fault("a column of an unknown kind"))?;
                table = Some(restoring.table(&name, &known)?);
            }
            Record::Head(Head::File(entry)) => file(&mut records, &entry, &aside(place))?,
            Record::Head(Head::Manifest(_)) => return Ok(()),
        }
    }
    Err(records.fault("there is no manifest"))
}

fn file(records: &mut Records, entry: &FileEntry, folder: &Path) -> Result<(), BackupFault> {
    let name = Path::new(&entry.name);
    if !name.components().all(|part| matches!(part, Component::Normal(_))) {
        return Err(records.fault("a file that lies outside the data folder"));
    }
    let bytes = records.bytes(entry.bytes)?;
    let path = folder.join(name);
    let parent = path.parent().unwrap_or(folder);
    fs::create_dir_all(parent).map_err(at(parent))?;
    fs::write(&path, &bytes).map_err(at(&path))?;
    let found = hex(Sha256::new().chain_update(&bytes));
    same(&format!("the file {}", entry.name), &found, &entry.sha256)
}

/// Reads every table back and compares rows and digests.
async fn compare(restoring: &mut Restoring, manifest: &Manifest) -> Result<(), BackupFault> {
    for table in restoring.tables() {
        let mut tally = Tally::default();
        dump::rows(restoring.conn(), &table, |row| {
            tally.add(&line(&row));
            Ok(())
        })
        .await?;
        let said = manifest.tables.iter().find(|entry| entry.name == table.name);
        let none = TableEntry { name: table.name.clone(), rows: 0, sha256: Tally::default().sha256() };
        let said = said.unwrap_or(&none);
        same(
            &format!("the table {}", table.name),
            &format!("{} rows", tally.rows),
            &format!("{} rows", said.rows),
        )?;
        same(&format!("the table {}", table.name), &tally.sha256(), &said.sha256)?;
    }
    Ok(())
}

fn same(what: &str, found: &str, expected: &str) -> Result<(), BackupFault> {
    if found == expected {
        return Ok(());
    }
    let (what, found, expected) = (what.to_owned(), found.to_owned(), expected.to_owned());
    Err(BackupFault::Differs { what, found, expected })
}

/// One record.
enum Record {
    Row(Vec<u8>),
    Head(Head),
}

/// The records of a backup, one after the other.
struct Records {
    path: PathBuf,
    bytes: BufReader<GzDecoder<Unsheathed>>,
    number: u64,
}

impl Records {
    fn open(path: &Path, key: Option<&Path>) -> Result<Self, BackupFault> {
        let bytes = BufReader::new(GzDecoder::new(Unsheathed::open(path, key)?));
        Ok(Self { path: path.to_owned(), bytes, number: 0 })
    }

    /// The manifest, after reading all before it and looking that nothing stands behind it.
    fn manifest(mut self) -> Result<Manifest, BackupFault> {
        while let Some(record) = self.next()? {
            match record {
                Record::Head(Head::File(entry)) => drop(self.bytes(entry.bytes)?),
                Record::Head(Head::Manifest(manifest)) => {
                    return match self.next()? {
                        None => Ok(manifest),
                        Some(_) => Err(self.fault("something stands behind the manifest")),
                    };
                }
                Record::Head(Head::Table { .. }) | Record::Row(_) => {}
            }
        }
        Err(self.fault("there is no manifest"))
    }

    fn next(&mut self) -> Result<Option<Record>, BackupFault> {
        let mut line = Vec::new();
        let read = self.bytes.read_until(b'\n', &mut line);
        self.heard(read)?;
        if line.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        if line.first() == Some(&b'[') {
            return Ok(Some(Record::Row(line)));
        }
        let head = serde_json::from_slice(&line);
        head.map(|head| Some(Record::Head(head))).map_err(|_| self.fault("it is no record"))
    }

    fn bytes(&mut self, count: u64) -> Result<Vec<u8>, BackupFault> {
        let mut bytes = Vec::new();
        let read = self.bytes.by_ref().take(count).read_to_end(&mut bytes);
        match self.heard(read)? as u64 == count {
            true => Ok(bytes),
            false => Err(self.fault("a file ends early")),
        }
    }

    /// What reading gave, or what the sheath had against it.
    fn heard(&mut self, read: std::io::Result<usize>) -> Result<usize, BackupFault> {
        read.map_err(|source| {
            let sheath = self.bytes.get_mut().get_mut().fault.take();
            sheath.unwrap_or_else(|| BackupFault::File { path: self.path.clone(), source })
        })
    }

    fn fault(&self, reason: &'static str) -> BackupFault {
        BackupFault::Record { path: self.path.clone(), record: self.number, reason }
    }
}
