//! The smallest piece of a table: one cell, and the row it stands in.

use serde::{Deserialize, Serialize};

/// What the file says a cell is, apart from its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum CellKind {
    #[default]
    Empty,
    /// What was typed, with every zero it had; and every cell of a text file.
    Text,
    /// A number; the text is what the sheet shows of it, without format.
    Number,
    /// A number of more than 15 digits: a spreadsheet has replaced the rest by
    /// zeros, so the text is only its magnitude (`1.40105E+17`).
    LostDigits,
    /// A number formatted as a date; the text is `2026-09-01` or
    /// `2026-09-01 08:30:00`.
    Date,
    Bool,
    /// A formula that failed, such as `#N/A`.
    Error,
}

/// One cell: its text exactly as read, and what the file says it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    pub text: String,
    pub kind: CellKind,
}

impl Cell {
    /// A cell that holds text, or nothing.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        let kind = if text.trim().is_empty() { CellKind::Empty } else { CellKind::Text };
        Self { text, kind }
    }

    /// Nothing a reader could see.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// One row that holds something. Cells stand at their column's place; a row
/// may be shorter than the header.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// The number the spreadsheet shows, counted from 1.
    pub number: u32,
    pub cells: Vec<Cell>,
}

impl Row {
    /// A row of texts, such as one that a person has mended on a page. Reading
    /// judges cells by their text, so the row reads as it did in its file.
    pub fn from_texts(number: u32, texts: impl IntoIterator<Item = String>) -> Self {
        Self { number, cells: texts.into_iter().map(Cell::text).collect() }
    }

    /// The cell of a column counted from 0, if the row reaches that far.
    pub fn cell(&self, column: usize) -> Option<&Cell> {
        self.cells.get(column)
    }

    /// The texts as they stand, to be written back when the row is faulty.
    pub fn texts(&self) -> Vec<String> {
        self.cells.iter().map(|cell| cell.text.clone()).collect()
    }

    /// Text bytes of the row.
    pub(crate) fn bytes(&self) -> u64 {
        self.cells.iter().map(|cell| cell.text.len() as u64).sum()
    }

    /// Drop the empty cells at the end: styled but unused columns.
    pub(crate) fn trim_end(&mut self) {
        while self.cells.last().is_some_and(Cell::is_blank) {
            self.cells.pop();
        }
    }
}
