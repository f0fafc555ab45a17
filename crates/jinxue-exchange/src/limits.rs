//! How much of a file from outside is read before it is refused.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The bounds of one file. The defaults are far above every roster of a
/// province and far below what would hurt the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Size of the file as it lies on the disk.
    pub file_bytes_max: u64,
    /// Size of all parts of an `.xlsx` after inflation, counted by inflating.
    pub inflated_bytes_max: u64,
    /// Parts inside an `.xlsx`.
    pub entries_max: u64,
    /// Rows that hold something, the header included.
    pub rows_max: u64,
    /// Columns from the first one to the last that holds something.
    pub columns_max: u64,
    /// Cells that the file mentions, empty ones included.
    pub cells_max: u64,
    /// Text of one row.
    pub row_bytes_max: u64,
    /// Memory the reading process may take.
    pub memory_mib_max: u64,
    /// How long the reading process may compute, and how long it may be silent.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes_max: 200 << 20,
            inflated_bytes_max: 300 << 20,
            entries_max: 2_000,
            rows_max: 400_000,
            columns_max: 256,
            cells_max: 16_000_000,
            row_bytes_max: 1 << 20,
            memory_mib_max: 768,
            patience: Duration::from_secs(120),
        }
    }
}
