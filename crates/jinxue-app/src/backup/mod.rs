//! Backups: everything a store holds and the files beside it, in one file that both databases write and read.
//!
//! ```text
//! sheath    a line that names the backup and its key, then chunks, each sealed (or with its digest), the last one marked
//! gzip
//! records   {"table":…} and its rows as [ … ] lines, {"file":…} and its bytes, at the end {"manifest":…}
//! ```
//!
//! It is written from one consistent view, whatever is written meanwhile, and has its name only when it is whole.
//! Sealed values are carried as they are: the keys file is no part of a backup and is kept apart from it.

mod fault;
mod manifest;
mod record;
mod restore;
mod sheath;
mod write;

pub use fault::BackupFault;
pub use manifest::{FileEntry, Manifest, TableEntry};
pub use restore::{Place, restore};
pub use write::write;
