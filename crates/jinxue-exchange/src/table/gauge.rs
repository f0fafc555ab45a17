//! Counts what a sheet yields and stops at the limits.

use super::cell::Row;
use crate::{
    fault::{FileFault, Measure},
    limits::Limits,
};

/// The running counts of one pass over one sheet.
pub(super) struct Gauge {
    limits: Limits,
    rows: u64,
    cells: u64,
}

impl Gauge {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { limits: limits.clone(), rows: 0, cells: 0 }
    }

    /// One more cell that the file mentions.
    pub(super) fn mention(&mut self) -> Result<(), FileFault> {
        self.cells += 1;
        check(Measure::Cells, self.cells, self.limits.cells_max)
    }

    /// A cell that holds something, in a column counted from 0.
    pub(super) fn column(&self, column: usize) -> Result<(), FileFault> {
        check(Measure::Columns, column as u64 + 1, self.limits.columns_max)
    }

    /// One more row that holds something.
    pub(super) fn row(&mut self, row: &Row) -> Result<(), FileFault> {
        self.rows += 1;
        check(Measure::Rows, self.rows, self.limits.rows_max)?;
        check(Measure::RowBytes, row.bytes(), self.limits.row_bytes_max)
    }
}

fn check(measure: Measure, count: u64, limit: u64) -> Result<(), FileFault> {
    if count > limit { Err(FileFault::TooLarge { measure, limit }) } else { Ok(()) }
}
