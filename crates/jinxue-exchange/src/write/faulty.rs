//! The faulty rows of a file, handed back as they were, with the reasons.

use super::{Put, Sheet, WriteFault, XlsxWriter};
use crate::fault::CellFault;

/// The language the reasons are told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Chinese,
    English,
}

/// Writes faulty rows as a workbook that can be mended and imported again: one
/// column 「问题 / Problem」 first, where it is seen, one with the number the row had, then every column of the
/// file with its own header and its own text.
pub struct FaultyRows {
    writer: XlsxWriter,
    language: Language,
}

/// The header of the column of reasons.
const PROBLEM: &str = "问题 / Problem";

/// The header of the column of row numbers.
const ROW: &str = "原行号 / Row";

/// A cell holds no more (a text table's may).
const CELL_CHARACTERS_MAX: usize = 32_000;

impl FaultyRows {
    /// Begin with the headers of the file, from its first column on.
    ///
    /// # Errors
    /// As [`XlsxWriter::begin`].
    pub fn begin(mut writer: XlsxWriter, headers: &[String], language: Language) -> Result<Self, WriteFault> {
        let own = [PROBLEM, ROW].map(str::to_owned);
        let headers = own.into_iter().chain(headers.iter().map(|header| within_a_cell(header))).collect();
        writer.begin(&Sheet { name: "问题行 Problems".into(), description: None, headers })?;
        Ok(Self { writer, language })
    }

    /// One row: the number it had, its texts, and what is wrong with it.
    ///
    /// # Errors
    /// As [`XlsxWriter::row`].
    pub fn row(&mut self, number: u32, raw: &[String], faults: &[CellFault]) -> Result<(), WriteFault> {
        let reasons: Vec<String> = faults.iter().map(|fault| self.reason(fault)).collect();
        let own = [Put::Text(within_a_cell(&reasons.join("\n"))), Put::Whole(i64::from(number))];
        let raw = raw.iter().map(|text| Put::Text(within_a_cell(text)));
        let cells: Vec<Put> = own.into_iter().chain(raw).collect();
        self.writer.row(&cells)
    }

    /// The workbook, to be saved.
    pub fn finish(self) -> XlsxWriter {
        self.writer
    }

    fn reason(&self, fault: &CellFault) -> String {
        match self.language {
            Language::Chinese => format!("{}：{}", fault.header, fault.words.zh),
            Language::English => format!("{}: {}", fault.header, fault.words.en),
        }
    }
}

fn within_a_cell(text: &str) -> String {
    if text.chars().nth(CELL_CHARACTERS_MAX).is_none() {
        return text.to_owned();
    }
    text.chars().take(CELL_CHARACTERS_MAX).chain(['…']).collect()
}
