//! The keys of a running process: read from the keys file, and read again when a value names one it does not know.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;

use crate::cipher::Algorithm;
use crate::fault::SealFault;
use crate::keys::Keys;
use crate::secret_file::{self, SecretFileFault};

const MODE: u32 = 0o600;

/// Shared by all connections of a store.
pub struct Keyring {
    path: PathBuf,
    keys: RwLock<Arc<Keys>>,
}

impl Keyring {
    /// The keyring of the file at `path`, which is not read yet.
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned(), keys: RwLock::default() }
    }

    pub fn path(&self) -> PathBuf {
        self.path.clone()
    }

    /// Whether there is a keys file.
    pub fn is_made(&self) -> bool {
        self.path.exists()
    }

    /// Makes the keys file of a new installation.
    pub fn make(&self) -> Result<(), SealFault> {
        self.replace(Keys::new(Algorithm::default()))
    }

    /// Reads the keys file.
    pub fn load(&self) -> Result<(), SealFault> {
        let keys = read(&self.path)?;
        self.keep(keys);
        Ok(())
    }

    /// Puts a key named `id` into the file, unless it is there.
    pub fn add(&self, id: &str, algorithm: Algorithm) -> Result<(), SealFault> {
        let mut keys = read(&self.path)?;
        keys.add(id, algorithm);
        self.replace(keys)
    }

    /// Takes the key named `id` out of the file.
    pub fn remove(&self, id: &str) -> Result<(), SealFault> {
        let mut keys = read(&self.path)?;
        keys.remove(id);
        self.replace(keys)
    }

    /// The names of the keys that seal.
    pub fn seals(&self) -> Vec<(String, Algorithm)> {
        self.now().seals().map(|(id, algorithm)| (id.to_owned(), algorithm)).collect()
    }

    /// `text` sealed for `place` under the key `id`.
    pub fn seal(&self, id: &str, place: &str, text: &str) -> Result<String, SealFault> {
        let sealed = self.knowing(id)?.seal(id, place, text);
        sealed.ok_or_else(|| SealFault::KeyMissing { path: self.path(), key: id.to_owned() })
    }

    /// What `sealed` says at `place`.
    pub fn open(&self, place: &str, sealed: &str) -> Result<String, SealFault> {
        let malformed = || SealFault::Malformed { place: place.to_owned() };
        let (id, body) = sealed.split_once('.').filter(|(id, _)| !id.is_empty()).ok_or_else(malformed)?;
        let body = BASE64.decode(body).map_err(|_| malformed())?;
        String::from_utf8(self.open_bytes(id, place, &body)?).map_err(|_| malformed())
    }

    /// `plain` sealed for `place` under the key `id`.
    pub fn seal_bytes(&self, id: &str, place: &str, plain: &[u8]) -> Result<Vec<u8>, SealFault> {
        let sealed = self.knowing(id)?.seal_bytes(id, place, plain);
        sealed.ok_or_else(|| SealFault::KeyMissing { path: self.path(), key: id.to_owned() })
    }

    /// What was sealed for `place` under the key `id`.
    pub fn open_bytes(&self, id: &str, place: &str, sealed: &[u8]) -> Result<Vec<u8>, SealFault> {
        let opened = self.knowing(id)?.open(id, place, sealed);
        opened.ok_or_else(|| SealFault::Altered { place: place.to_owned() })
    }

    /// The keyed hash of `text` among the values of `field`.
    pub fn hash(&self, field: &str, text: &str) -> String {
        self.now().hash(field, text)
    }

    fn now(&self) -> Arc<Keys> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The keys, the one named `id` among them: another process may have added it to the file.
    fn knowing(&self, id: &str) -> Result<Arc<Keys>, SealFault> {
        let keys = self.now();
        if keys.has(id) {
            return Ok(keys);
        }
        self.load()?;
        let keys = self.now();
        let missing = || SealFault::KeyMissing { path: self.path(), key: id.to_owned() };
        if keys.has(id) { Ok(keys) } else { Err(missing()) }
    }

    fn keep(&self, keys: Keys) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
    }

    /// Writes the file beside the old one and puts it in its place, so that there is always a whole one.
    fn replace(&self, keys: Keys) -> Result<(), SealFault> {
        let fault = |fault: std::io::Error| SealFault::File { path: self.path(), reason: fault.to_string() };
        let fresh = self.path.with_extension("new");
        let write = || {
            // What a killed process left must not lend the new file its mode.
            let _ = fs::remove_file(&fresh);
            let mut file = OpenOptions::new().write(true).create_new(true).mode(MODE).open(&fresh)?;
            file.write_all(keys.written().as_bytes())?;
            file.sync_all()?;
            fs::rename(&fresh, &self.path)?;
            match self.path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
                Some(folder) => File::open(folder)?.sync_all(),
                None => Ok(()),
            }
        };
        write().map_err(fault)?;
        self.keep(keys);
        Ok(())
    }
}

fn read(path: &Path) -> Result<Keys, SealFault> {
    let text = secret_file::read(path).map_err(|fault| match fault {
        SecretFileFault::Missing { path } => SealFault::FileMissing { path },
        SecretFileFault::Mode { path, mode } => SealFault::FileMode { path, mode },
        SecretFileFault::Unreadable { path, reason } => SealFault::File { path, reason },
    })?;
    Keys::read(&text).map_err(|bad| SealFault::Line {
        path: path.to_owned(),
        line: bad.line,
        found: bad.found,
        expected: bad.expected,
    })
}
