//! How a file is read, as it is kept: sheet, header, columns.

use std::collections::BTreeMap;

use jinxue_exchange::columns::{Becomes, Column, Field, Mapping, Request};
use jinxue_exchange::kinds::TableKind;
use serde::{Deserialize, Serialize};

/// The mapping of a file, kept with its import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Layout {
    pub sheet: String,
    pub sheet_index: usize,
    pub header_row: u32,
    pub columns: Vec<LaidColumn>,
}

/// A column and the field it is read as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LaidColumn {
    pub index: usize,
    pub header: String,
    pub field: Option<String>,
}

impl Layout {
    pub fn of(mapping: &Mapping) -> Self {
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
        }
    }

    /// The mapping again, for reading single rows.
    pub fn mapping<K: TableKind>(&self) -> Mapping {
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

/// The decisions of a person or of the memory, as the reader takes them.
pub(crate) fn request(decisions: &BTreeMap<String, Option<String>>) -> Request {
    let columns = decisions.iter().map(|(header, field)| (header.clone(), field.clone().unwrap_or_default()));
    Request { columns: columns.collect(), ..Request::default() }
}
