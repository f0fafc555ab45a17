//! Rows into files that every office can open, and that can be read again.
//!
//! Texts stay texts: what begins like a formula is never run.

mod csv;
mod faulty;
mod kind;
mod xlsx;

pub use csv::{CsvEncoding, CsvWriter};
pub use faulty::{FaultyRows, Language};
pub use kind::{WrittenKind, sheet};
pub use xlsx::XlsxWriter;

use jiff::civil::Date;

/// What is put into a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Put {
    Nothing,
    Text(String),
    Whole(i64),
    Decimal(f64),
    /// A day; a spreadsheet can compute with it.
    Day(Date),
}

impl Put {
    /// A text, or nothing.
    pub fn text(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Nothing, |text| Self::Text(text.into()))
    }

    /// A whole number, or nothing.
    pub fn whole(number: Option<i64>) -> Self {
        number.map_or(Self::Nothing, Self::Whole)
    }

    /// A day, or nothing.
    pub fn day(day: Option<Date>) -> Self {
        day.map_or(Self::Nothing, Self::Day)
    }

    /// The text a reader finds.
    fn to_text(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Text(text) => text.clone(),
            Self::Whole(number) => number.to_string(),
            Self::Decimal(number) => number.to_string(),
            Self::Day(day) => day.to_string(),
        }
    }
}

/// A sheet before its first row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub name: String,
    /// One line above the header that says what the sheet is.
    pub description: Option<String>,
    /// The header, from left to right.
    pub headers: Vec<String>,
}

/// Why a table could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteFault {
    /// The disk is full, the folder is gone.
    #[error("the file cannot be written: {0}")]
    Io(#[from] std::io::Error),
    /// More rows or columns than a sheet has, a text of more than 32,767
    /// characters, a sheet's name that cannot be one.
    #[error("the workbook cannot hold it: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A character without a place in the encoding; rows are counted from 1
    /// and include the header.
    #[error("row {row}: {character:?} (U+{:04X}) has no place in GB 18030 that reads back the same; write UTF-8", u32::from(*character))]
    Unencodable { row: u64, character: char },
    /// Rows were given before a sheet was begun.
    #[error("a row before the first sheet")]
    NoSheet,
}
