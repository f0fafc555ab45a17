//! The outermost layer of a backup: a line that names it, then parts, each sealed or with its digest, the last one marked.
//!
//! A part is bound to the backup, its number, and whether it is the last: parts cannot be left out, swapped, taken from
//! another backup or cut off unseen.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use jinxue_sealing::{Keyring, SealFault};
use sha2::{Digest as _, Sha256};

use super::fault::BackupFault;

const MAGIC: &str = "jinxue backup 1";
/// The name of no key.
const OPEN: &str = "-";
/// Bytes of a part before it is sealed.
const PART: usize = 1 << 18;
/// No part of a whole backup is longer.
const PART_MAX: u32 = 1 << 20;
const DIGEST: usize = 32;

/// What protects the parts.
pub(super) enum Seal {
    /// A digest, against accidents alone.
    Digest,
    /// The key of this name.
    Key { keys: Keyring, id: String },
}

impl Seal {
    /// The newest key of the file at `path`; a digest where none is given.
    pub fn newest(path: Option<&Path>) -> Result<Self, BackupFault> {
        let Some(path) = path else { return Ok(Self::Digest) };
        let keys = loaded(path)?;
        let newest =
            keys.seals().into_iter().map(|(id, _)| id).max_by_key(|id| id.parse::<u64>().unwrap_or(0));
        let none = || SealFault::KeyMissing { path: path.to_owned(), key: "1".to_owned() };
        let id = newest.ok_or_else(|| BackupFault::Keys { keys: path.to_owned(), source: none() })?;
        Ok(Self::Key { keys, id })
    }

    fn name(&self) -> &str {
        match self {
            Self::Digest => OPEN,
            Self::Key { id, .. } => id,
        }
    }

    fn close(&self, place: &str, part: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Self::Digest => Ok([digest(place, part).as_slice(), part].concat()),
            Self::Key { keys, id } => keys.seal_bytes(id, place, part).map_err(io::Error::other),
        }
    }

    fn open(&self, place: &str, body: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Digest => {
                let (said, part) = body.split_at_checked(DIGEST)?;
                (digest(place, part) == said).then(|| part.to_vec())
            }
            Self::Key { keys, id } => keys.open_bytes(id, place, body).ok(),
        }
    }
}

fn loaded(path: &Path) -> Result<Keyring, BackupFault> {
    let keys = Keyring::at(path);
    keys.load().map_err(|source| BackupFault::Keys { keys: path.to_owned(), source })?;
    Ok(keys)
}

fn digest(place: &str, part: &[u8]) -> Vec<u8> {
    Sha256::new().chain_update(place).chain_update([0]).chain_update(part).finalize().to_vec()
}

fn place(name: &str, part: u32, last: bool) -> String {
    format!("{name} {part} {}", if last { "last" } else { "more" })
}

/// Writes the parts of one backup.
pub(super) struct Sheath {
    file: BufWriter<File>,
    seal: Seal,
    name: String,
    part: u32,
    held: Vec<u8>,
}

impl Sheath {
    /// Begins the backup `name` in an empty file.
    pub fn begin(file: File, seal: Seal, name: &str) -> io::Result<Self> {
        let mut file = BufWriter::new(file);
        writeln!(file, "{MAGIC} {name} {}", seal.name())?;
        Ok(Self { file, seal, name: name.to_owned(), part: 0, held: Vec::with_capacity(PART) })
    }

    /// Writes the last part; everything is on the disk then.
    pub fn end(mut self) -> io::Result<()> {
        self.put(true)?;
        self.file.flush()?;
        self.file.get_ref().sync_all()
    }

    fn put(&mut self, last: bool) -> io::Result<()> {
        let body = self.seal.close(&place(&self.name, self.part, last), &self.held)?;
        let length = u32::try_from(body.len()).map_err(io::Error::other)?;
        self.file.write_all(&[u8::from(last)])?;
        self.file.write_all(&length.to_be_bytes())?;
        self.file.write_all(&body)?;
        self.held.clear();
        self.part += 1;
        Ok(())
    }
}

impl Write for Sheath {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.held.len() == PART {
            self.put(false)?;
        }
        let taken = bytes.len().min(PART - self.held.len());
        self.held.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads the parts of one backup. A fault of a part is kept until it is asked for: a reader can only say `io::Error`.
pub(super) struct Unsheathed {
    file: BufReader<File>,
    path: PathBuf,
    seal: Seal,
    keys: Option<PathBuf>,
    name: String,
    part: u32,
    held: Vec<u8>,
    given: usize,
    ended: bool,
    pub fault: Option<BackupFault>,
}

impl Unsheathed {
    /// Opens the backup at `path`, with the keys file it is sealed with.
    pub fn open(path: &Path, keys: Option<&Path>) -> Result<Self, BackupFault> {
        let io = |source| BackupFault::File { path: path.to_owned(), source };
        let no_backup = || BackupFault::NoBackup { path: path.to_owned() };
        let mut file = BufReader::new(File::open(path).map_err(io)?);
        let mut line = Vec::new();
        file.by_ref().take(128).read_until(b'\n', &mut line).map_err(io)?;
        let line = String::from_utf8(line).map_err(|_| no_backup())?;
        let mut words = line.trim_end().strip_prefix(MAGIC).ok_or_else(no_backup)?.split_whitespace();
        let (Some(name), Some(key), None) = (words.next(), words.next(), words.next()) else {
            return Err(no_backup());
        };
        let seal = match (key, keys) {
            (OPEN, _) => Seal::Digest,
            (key, None) => return Err(BackupFault::KeyNeeded { path: path.to_owned(), key: key.to_owned() }),
            (key, Some(keys)) => Seal::Key { keys: loaded(keys)?, id: key.to_owned() },
        };
        Ok(Self {
            file,
            path: path.to_owned(),
            seal,
            keys: keys.map(Path::to_owned),
            name: name.to_owned(),
            part: 0,
            held: Vec::new(),
            given: 0,
            ended: false,
            fault: None,
        })
    }

    fn next(&mut self) -> Result<(), BackupFault> {
        let (path, part) = (self.path.clone(), self.part);
        let mut head = [0; 5];
        let cut = |_| BackupFault::CutOff { path: path.clone(), part };
        self.file.read_exact(&mut head).map_err(cut)?;
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]);
        if head[0] > 1 || length > PART_MAX {
            return Err(BackupFault::Altered { path, part });
        }
        let mut body = vec![0; length as usize];
        self.file.read_exact(&mut body).map_err(cut)?;
        let last = head[0] == 1;
        let opened = self.seal.open(&place(&self.name, part, last), &body);
        self.held = opened.ok_or_else(|| self.not_opened(part))?;
        (self.given, self.part, self.ended) = (0, part + 1, last);
        Ok(())
    }

    /// A first part that does not open may be sealed with another key.
    fn not_opened(&self, part: u32) -> BackupFault {
        let path = self.path.clone();
        match (&self.seal, &self.keys) {
            (Seal::Key { id, .. }, Some(keys)) if part == 0 => {
                BackupFault::KeyWrong { path, key: id.clone(), keys: keys.clone() }
            }
            _ => BackupFault::Altered { path, part },
        }
    }
}

impl Read for Unsheathed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.held.len() && !self.ended {
            if let Err(fault) = self.next() {
                let said = io::Error::other(fault.to_string());
                self.fault = Some(fault);
                return Err(said);
            }
        }
        let rest = &self.held[self.given..];
        let taken = rest.len().min(into.len());
        into[..taken].copy_from_slice(&rest[..taken]);
        self.given += taken;
        Ok(taken)
    }
}
