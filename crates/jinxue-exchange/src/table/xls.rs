//! Workbooks of the binary format (`.xls`): at most 65,536 rows a sheet, held
//! in memory as a whole by the parsing library.

use std::{fs::File, io::BufReader};

use calamine::{Data, Range, Reader, SheetVisible, Xls, XlsError};

use super::{
    cell::{Cell, Row},
    gauge::Gauge,
    guard::guarded,
    number::Epoch,
    xlsx::cell_of,
};
use crate::{fault::FileFault, limits::Limits};

pub(super) struct XlsSource {
    book: Xls<BufReader<File>>,
    sheets: Vec<String>,
    epoch: Epoch,
    limits: Limits,
}

impl XlsSource {
    pub(super) fn open(file: BufReader<File>, limits: &Limits) -> Result<Self, FileFault> {
        let book = guarded(|| Xls::new(file).map_err(fault))?;
        let sheets = book
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.visible == SheetVisible::Visible)
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

    pub(super) fn rows(&mut self, index: usize) -> Result<XlsRows, FileFault> {
        let name = &self.sheets[index];
        let book = &mut self.book;
        let range = guarded(|| book.worksheet_range(name).map_err(fault))?;
        Ok(XlsRows { range, at: 0, gauge: Gauge::new(&self.limits), epoch: self.epoch })
    }
}

/// The rows of one worksheet.
pub(super) struct XlsRows {
    range: Range<Data>,
    at: usize,
    gauge: Gauge,
    epoch: Epoch,
}

impl XlsRows {
    fn row(&mut self) -> Result<Option<Row>, FileFault> {
        let (top, left) = self.range.start().unwrap_or_default();
        while self.at < self.range.height() {
            let mut row =
                Row { number: top + self.at as u32 + 1, cells: vec![Cell::default(); left as usize] };
            for column in 0..self.range.width() {
                self.gauge.mention()?;
                let value = self.range.get((self.at, column)).unwrap_or(&Data::Empty);
                row.cells.push(cell_of(value, self.epoch));
            }
            self.at += 1;
            row.trim_end();
            if !row.cells.is_empty() {
                self.gauge.column(row.cells.len() - 1)?;
                self.gauge.row(&row)?;
                return Ok(Some(row));
            }
        }
        Ok(None)
    }
}

impl Iterator for XlsRows {
    type Item = Result<Row, FileFault>;

    fn next(&mut self) -> Option<Self::Item> {
        guarded(|| self.row()).transpose()
    }
}

fn fault(error: XlsError) -> FileFault {
    match error {
        XlsError::Password => FileFault::PasswordProtected,
        other => FileFault::Damaged { detail: other.to_string() },
    }
}
