//! What can be wrong with a backup.

use std::path::PathBuf;

use jinxue_sealing::SealFault;
use jinxue_store::StoreError;

/// Why a backup could not be written, or not be restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupFault {
    #[error("{path}: {source}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("{path} is there already; a backup never replaces a file")]
    Exists { path: PathBuf },
    #[error("{path} is no backup of jinxue: it does not begin with “jinxue backup 1”")]
    NoBackup { path: PathBuf },
    #[error("{path} is sealed with the key {key}; name its keys file with --key")]
    KeyNeeded { path: PathBuf, key: String },
    #[error("the key {key} of {keys} does not open {path}: it is another key, or the backup was altered")]
    KeyWrong { path: PathBuf, key: String, keys: PathBuf },
    #[error("{path} was cut off after part {part}")]
    CutOff { path: PathBuf, part: u32 },
    #[error("{path} was altered in part {part}")]
    Altered { path: PathBuf, part: u32 },
    #[error("{path}, record {record}: {reason}")]
    Record { path: PathBuf, record: u64, reason: &'static str },
    #[error("{what} has {found} after restoring; the backup says {expected}")]
    Differs { what: String, found: String, expected: String },
    #[error("{place} is not empty; a backup is restored into an empty place")]
    NotEmpty { place: PathBuf },
    #[error("the keys file {keys} cannot be used: {source}")]
    Keys { keys: PathBuf, source: SealFault },
    #[error(transparent)]
    Store(#[from] StoreError),
}
