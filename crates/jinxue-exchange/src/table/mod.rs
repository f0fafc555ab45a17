//! A table from a file, whatever its format: sheets of rows of cells.
//!
//! The formats are told apart by their bytes, never by the file's name.

mod cell;
pub(crate) mod csv;
pub(crate) mod encoding;
mod gauge;
mod guard;
mod inspect;
mod number;
mod sniff;
mod spreadsheet;
mod xls;
mod xlsx;

use std::path::Path;

pub use cell::{Cell, CellKind, Row};
pub use number::Epoch;
pub use spreadsheet::{Content, Rows, SheetHead, Table};

use crate::{fault::FileFault, limits::Limits};

/// How many rows of each sheet are looked at to find the header.
pub const HEAD_ROWS: usize = 20;

/// Open a table in this process: for small files, tests and tools.
///
/// What strangers send goes through [`crate::process::open_table`] instead,
/// because a hostile workbook can exhaust the memory of whoever parses it: an
/// `.xls` of six kilobytes whose sectors lead back to themselves does.
///
/// # Errors
/// A [`FileFault`] when the bytes are not a table, break a limit or are damaged.
pub fn open_table(path: &Path, limits: &Limits) -> Result<Table, FileFault> {
    let source = sniff::open(path, limits)?;
    Table::open(source)
}
