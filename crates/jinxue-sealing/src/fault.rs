//! What can go wrong with keys and sealed values. No fault tells what a value says.

use std::path::PathBuf;

/// Why a value cannot be sealed or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealFault {
    #[error("the keys file {path} is missing; this database was sealed with its keys: put a copy of it back")]
    FileMissing { path: PathBuf },
    #[error("the keys file {path} has the mode {mode:04o}; expected 0600, so that its owner alone reads it")]
    FileMode { path: PathBuf, mode: u32 },
    #[error("the keys file {path}: {reason}")]
    File { path: PathBuf, reason: String },
    #[error("the keys file {path}, line {line}: found {found}, expected {expected}")]
    Line { path: PathBuf, line: usize, found: String, expected: &'static str },
    #[error("the keys file {path} has no key {key}, with which values of this database are sealed")]
    KeyMissing { path: PathBuf, key: String },
    #[error("the key {key} of the keys file {path} is not the one with which this database was sealed")]
    KeyWrong { path: PathBuf, key: String },
    #[error("the key {key} is {state}; expected one that waits to be retired")]
    KeyState { key: String, state: &'static str },
    #[error("the key {key} still seals {values} values; let `jinxue keys rotate` end first")]
    KeyInUse { key: String, values: u64 },
    #[error("{place} is not sealed, or was cut off")]
    Malformed { place: String },
    #[error("{place} was altered, or was sealed for another row or column")]
    Altered { place: String },
    #[error("a sealed value was to be bound to a statement that only reads")]
    OutOfPlace,
}
