//! From rows of cells to rows of meaning, one at a time.

mod memo;
mod row_reader;
mod value;

pub use row_reader::RowReader;
pub use value::Value;

use jinxue_domain::person::CheckDigit;

use self::memo::Memo;
use crate::{
    columns::{Field, Mapping},
    fault::{CellFault, FileFault},
    kinds::TableKind,
    table::{Epoch, Row, Rows, Table},
};

/// What one row of the file turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadRow<T> {
    /// The number the spreadsheet shows.
    pub number: u32,
    /// The texts as they stand in the file, to be written back if need be.
    pub raw: Vec<String>,
    /// The row, or everything that is wrong with it.
    pub value: Result<T, Vec<CellFault>>,
    /// What a person should look at although it can be taken.
    pub doubts: Vec<CellFault>,
}

/// Reads rows one by one and remembers what a later row may repeat.
pub struct RowParser<K: TableKind> {
    mapping: Mapping,
    epoch: Epoch,
    seen: K::Seen,
    memo: Memo,
}

impl<K: TableKind> RowParser<K> {
    /// A parser that has seen no row yet.
    ///
    /// # Errors
    /// [`FileFault::MissingColumns`].
    pub fn new(mapping: Mapping, epoch: Epoch) -> Result<Self, FileFault> {
        if mapping.missing.is_empty() {
            return Ok(Self { mapping, epoch, seen: K::Seen::default(), memo: Memo::default() });
        }
        Err(FileFault::MissingColumns {
            sheet: mapping.sheet,
            header_row: mapping.header_row,
            columns: mapping.missing.iter().map(|group| either(group)).collect(),
        })
    }

    /// How the columns are read.
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// Read one row, whatever stands in it.
    pub fn parse(&mut self, row: &Row) -> ReadRow<K::Row> {
        let mut reader = RowReader::new(row, &self.mapping, self.epoch, K::FIELDS, &mut self.memo);
        let value = K::read(&mut reader);
        if let Some(value) = &value {
            K::compare(&mut self.seen, value, &mut reader);
        }
        finished(row, reader, value)
    }

    /// Read one row again from its texts, as it stands or as a person put it right, without regard to others: what it
    /// repeats is not found. `check_digit` is what a person said of its citizen number.
    pub fn read_texts(
        &mut self,
        number: u32,
        texts: Vec<String>,
        check_digit: CheckDigit,
    ) -> ReadRow<K::Row> {
        let row = Row::from_texts(number, texts);
        let mut reader = RowReader::new(&row, &self.mapping, Epoch::default(), K::FIELDS, &mut self.memo)
            .trusting(check_digit);
        let value = K::read(&mut reader);
        finished(&row, reader, value)
    }

    /// Is the row above the header, empty where it matters, or the header once
    /// more (as printed on every page)?
    pub fn passes_over(&self, row: &Row) -> bool {
        let read = || self.mapping.columns.iter().filter(|column| column.field().is_some());
        let text = |index: usize| row.cell(index).map_or("", |cell| cell.text.trim());
        row.number <= self.mapping.header_row
            || read().all(|column| text(column.index).is_empty())
            || read().all(|column| text(column.index) == column.header)
    }
}

/// `单位代码 / 单位`.
fn either(group: &[Field]) -> String {
    group.iter().map(|field| field.zh).collect::<Vec<_>>().join(" / ")
}

/// The rows of one sheet, as they are read.
pub struct Reading<'t, K: TableKind> {
    rows: Rows<'t>,
    parser: RowParser<K>,
}

/// Begin to read a table as a kind, by a mapping that [`recognise`] found and a
/// person may have changed.
///
/// # Errors
/// [`FileFault::MissingColumns`], and what stops the table from being read.
///
/// [`recognise`]: crate::columns::recognise
pub fn read<K: TableKind>(table: &mut Table, mapping: Mapping) -> Result<Reading<'_, K>, FileFault> {
    let sheet = mapping.sheet_index;
    let parser = RowParser::new(mapping, table.epoch())?;
    Ok(Reading { rows: table.rows(sheet)?, parser })
}

impl<K: TableKind> Reading<'_, K> {
    /// How the columns are read.
    pub fn mapping(&self) -> &Mapping {
        self.parser.mapping()
    }
}

impl<K: TableKind> Iterator for Reading<'_, K> {
    type Item = Result<ReadRow<K::Row>, FileFault>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.rows.next()? {
                Ok(row) if self.parser.passes_over(&row) => {}
                Ok(row) => return Some(Ok(self.parser.parse(&row))),
                Err(fault) => return Some(Err(fault)),
            }
        }
    }
}

fn finished<T>(row: &Row, reader: RowReader<'_>, value: Option<T>) -> ReadRow<T> {
    let (faults, doubts) = reader.finish();
    let value = value.filter(|_| faults.is_empty()).ok_or(faults);
    ReadRow { number: row.number, raw: row.texts(), value, doubts }
}
