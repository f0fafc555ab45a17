//! Workbooks of the XML format (`.xlsx`), cell by cell and never as a whole.

use std::{fs::File, io::BufReader};

use calamine::{DataType, Reader, SheetType, SheetVisible, Xlsx, XlsxCellReader, XlsxError};

use super::{
    cell::{Cell, CellKind, Row},
    gauge::Gauge,
    guard::guarded,
    number::{Epoch, date_cell, number_cell},
};
use crate::{
    fault::{FileFault, Measure},
    limits::Limits,
};

/// The last row of a worksheet.
const SHEET_ROWS: u32 = 1_048_576;

pub(super) struct XlsxSource {
    book: Xlsx<BufReader<File>>,
    sheets: Vec<String>,
    epoch: Epoch,
    limits: Limits,
}

impl XlsxSource {
    pub(super) fn open(file: BufReader<File>, limits: &Limits) -> Result<Self, FileFault> {
        let book = guarded(|| Xlsx::new(file).map_err(fault))?;
        let sheets: Vec<String> = book
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
            .map(|sheet| sheet.name.clone())
            .collect();
        let epoch = if book.has_1904_epoch() { Epoch::Y1904 } else { Epoch::Y1900 };
        Ok(Self { book, sheets, epoch, limits: limits.clone() })
    }

    pub(super) fn sheet_names(&self) -> &[String] {
        &self.sheets
    }

    pub(super) fn epoch(&self) -> Epoch {
        self.epoch
    }

    pub(super) fn rows(&mut self, index: usize) -> Result<XlsxRows<'_>, FileFault> {
        let name = &self.sheets[index];
        let book = &mut self.book;
        let cells = guarded(|| book.worksheet_cells_reader(name).map_err(fault))?;
        Ok(XlsxRows { cells, next: None, gauge: Gauge::new(&self.limits), epoch: self.epoch, ended: false })
    }
}

/// The rows of one worksheet, put together from its cells.
pub(super) struct XlsxRows<'b> {
    cells: XlsxCellReader<'b, BufReader<File>>,
    next: Option<Placed>,
    gauge: Gauge,
    epoch: Epoch,
    ended: bool,
}

/// A cell that holds something and its place, counted from 0.
struct Placed {
    row: u32,
    column: usize,
    cell: Cell,
}

impl XlsxRows<'_> {
    /// The next row that holds something.
    fn row(&mut self) -> Result<Option<Row>, FileFault> {
        let Some(first) = self.placed()? else { return Ok(None) };
        let at = first.row;
        let mut row = Row { number: at + 1, cells: Vec::with_capacity(16) };
        put(&mut row, first);
        while let Some(placed) = self.placed()? {
            if placed.row < at {
                return Err(FileFault::Damaged {
                    detail: format!("row {} after row {}", placed.row + 1, at + 1),
                });
            }
            if placed.row > at {
                self.next = Some(placed);
                break;
            }
            put(&mut row, placed);
        }
        self.gauge.row(&row)?;
        Ok(Some(row))
    }

    /// The next cell that holds something.
    fn placed(&mut self) -> Result<Option<Placed>, FileFault> {
        if let Some(placed) = self.next.take() {
            return Ok(Some(placed));
        }
        while !self.ended {
            let Some(cell) = self.cells.next_cell().map_err(fault)? else {
                self.ended = true;
                break;
            };
            self.gauge.mention()?;
            let (row, column) = cell.get_position();
            if row >= SHEET_ROWS {
                return Err(FileFault::TooLarge { measure: Measure::Rows, limit: SHEET_ROWS.into() });
            }
            let cell = cell_of(cell.get_value(), self.epoch);
            if !cell.is_blank() {
                self.gauge.column(column as usize)?;
                return Ok(Some(Placed { row, column: column as usize, cell }));
            }
        }
        Ok(None)
    }
}

impl Iterator for XlsxRows<'_> {
    type Item = Result<Row, FileFault>;

    fn next(&mut self) -> Option<Self::Item> {
        guarded(|| self.row()).transpose()
    }
}

/// Put a cell at its place; a place named twice keeps the later cell.
fn put(row: &mut Row, placed: Placed) {
    if row.cells.len() <= placed.column {
        row.cells.resize_with(placed.column + 1, Cell::default);
    }
    row.cells[placed.column] = placed.cell;
}

/// A value of the parsing library as a cell. Formulas count by their value.
pub(super) fn cell_of(value: &impl DataType, epoch: Epoch) -> Cell {
    if let Some(text) = value.get_string() {
        Cell::text(text)
    } else if let Some(number) = value.get_float() {
        number_cell(number)
    } else if let Some(number) = value.get_int() {
        number_cell(number as f64)
    } else if let Some(moment) = value.get_datetime() {
        if moment.is_datetime() { date_cell(moment.as_f64(), epoch) } else { number_cell(moment.as_f64()) }
    } else if let Some(moment) = value.get_datetime_iso() {
        Cell { text: moment.replace('T', " ").replace(" 00:00:00", ""), kind: CellKind::Date }
    } else if let Some(truth) = value.get_bool() {
        Cell { text: if truth { "TRUE" } else { "FALSE" }.into(), kind: CellKind::Bool }
    } else if let Some(error) = value.get_error() {
        Cell { text: error.to_string(), kind: CellKind::Error }
    } else {
        value.get_duration_iso().map(Cell::text).unwrap_or_default()
    }
}

fn fault(error: XlsxError) -> FileFault {
    match error {
        XlsxError::Password => FileFault::PasswordProtected,
        other => FileFault::Damaged { detail: other.to_string() },
    }
}
