//! How a file is read, as it is kept: sheet, header, columns.

use std::collections::BTreeMap;

use jinxue_exchange::columns::{Becomes, Column, Field, Mapping, Request};
use jinxue_exchange::kinds::TableKind;
use jinxue_exchange::reading::RowParser;
use jinxue_exchange::table::{Epoch, Table};
use serde::{Deserialize, Serialize};

use crate::{Answer, Refusal};

/// The mapping of a file, kept with its import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Layout {
    pub sheet: String,
    pub sheet_index: usize,
    pub header_row: u32,
    pub columns: Vec<LaidColumn>,
    /// Every sheet of the workbook, so that a person can choose another.
    #[serde(default)]
    pub sheets: Vec<String>,
    /// Field → text that holds for every row.
    #[serde(default)]
    pub given: BTreeMap<String, String>,
    /// What a person decided about this file.
    #[serde(default)]
    pub decided: Decided,
}

/// What a person decided about a file: its sheet, the row of its header, and header → field, empty for left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Decided {
    pub sheet: Option<String>,
    pub header_row: Option<u32>,
    pub columns: BTreeMap<String, Option<String>>,
}

impl Decided {
    /// As the reader takes it.
    pub fn request(&self) -> Request {
        let column =
            |(header, field): (&String, &Option<String>)| (header.clone(), field.clone().unwrap_or_default());
        Request {
            sheet: self.sheet.clone(),
            header_row: self.header_row,
            columns: self.columns.iter().map(column).collect(),
            given: BTreeMap::new(),
        }
    }
}

/// A column and the field it is read as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LaidColumn {
    pub index: usize,
    pub header: String,
    pub field: Option<String>,
}

impl Layout {
    pub fn of(table: &Table, mapping: &Mapping) -> Self {
        let columns = mapping.columns.iter().map(|column| LaidColumn {
            index: column.index,
            header: column.header.clone(),
            field: column.field().map(|field| field.name.to_owned()),
        });
        Self {
            sheet: mapping.sheet.clone(),
            sheet_index: mapping.sheet_index,
            header_row: mapping.header_row,
            columns: columns.collect(),
            sheets: sheets(table),
            given: mapping.given.clone(),
            decided: Decided::default(),
        }
    }

    /// A workbook of which a person must say which sheet is meant.
    pub fn of_sheets(table: &Table) -> Self {
        Self { sheets: sheets(table), ..Self::default() }
    }

    /// What is known before the file is opened: the sheet a person has named. As JSON.
    pub fn of_sheet(sheet: &str) -> Answer<String> {
        let decided = Decided { sheet: Some(sheet.to_owned()), ..Decided::default() };
        serde_json::to_string(&Self { decided, ..Self::default() }).map_err(|fault| Refusal::internal(&fault))
    }

    /// A reader of single rows.
    pub fn parser<K: TableKind>(&self) -> Answer<RowParser<K>> {
        let parser = RowParser::new(self.mapping::<K>(), Epoch::default());
        parser.map_err(|fault| Refusal::internal(&fault))
    }

    /// The mapping again.
    fn mapping<K: TableKind>(&self) -> Mapping {
        let field = |name: &String| -> Option<Field> { K::FIELDS.iter().find(|f| f.name == name).copied() };
        let columns = self.columns.iter().map(|column| Column {
            index: column.index,
            header: column.header.clone(),
            becomes: column.field.as_ref().and_then(field).map_or(Becomes::LeftOut, Becomes::Field),
        });
        Mapping {
            sheet: self.sheet.clone(),
            sheet_index: self.sheet_index,
            header_row: self.header_row,
            columns: columns.collect(),
            missing: Vec::new(),
            given: self.given.clone(),
        }
    }

    /// The texts of the header by position, gaps filled with empty ones.
    pub fn headers(&self) -> Vec<String> {
        let width = self.columns.iter().map(|column| column.index + 1).max().unwrap_or(0);
        let mut headers = vec![String::new(); width];
        for column in &self.columns {
            headers[column.index].clone_from(&column.header);
        }
        headers
    }

    /// The column a field is read from.
    pub fn column(&self, field: &str) -> Option<&LaidColumn> {
        self.columns.iter().find(|column| column.field.as_deref() == Some(field))
    }

    /// What tells files of the same make: their headers.
    pub fn digest(&self) -> String {
        crate::digest::hex(self.headers().join("\u{1f}").as_bytes())
    }
}

fn sheets(table: &Table) -> Vec<String> {
    table.sheets().iter().map(|sheet| sheet.name.clone()).collect()
}
