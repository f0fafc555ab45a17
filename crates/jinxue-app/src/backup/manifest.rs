//! What a backup holds, in its last record.

use serde::{Deserialize, Serialize};

/// The last record of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the software that made it.
    pub software: String,
    /// The version of the schema.
    pub schema: i64,
    /// When, in microseconds since 1970 UTC.
    pub made_at: i64,
    pub tables: Vec<TableEntry>,
    pub files: Vec<FileEntry>,
    /// Where the trail of deeds ends, `NUMBER:HASH`; none when nothing is sealed yet.
    pub audit_head: Option<String>,
}

/// One table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableEntry {
    pub name: String,
    pub rows: u64,
    /// SHA-256 over its rows as they stand in the backup.
    pub sha256: String,
}

/// One file of the data folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its place below the data folder, with `/`.
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

impl Manifest {
    /// Rows of all tables.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}
