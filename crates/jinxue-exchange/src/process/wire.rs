//! The lines that the reading process and its parent exchange.

use std::io::{self, BufRead, Read, Write};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    fault::FileFault,
    table::{Cell, CellKind, Content, Epoch, Row, SheetHead},
};

/// From the child to its parent.
#[derive(Serialize, Deserialize)]
pub(super) enum Answer {
    Opened { epoch: Epoch, content: Content, heads: Vec<WireHead> },
    Row(WireRow),
    SheetEnd,
    Fault(FileFault),
}

/// A sheet's name and first rows.
#[derive(Serialize, Deserialize)]
pub(super) struct WireHead(String, Vec<WireRow>);

/// Row number, one letter of kind per cell, one text per cell.
#[derive(Serialize, Deserialize)]
pub(super) struct WireRow(u32, String, Vec<String>);

impl From<&SheetHead> for WireHead {
    fn from(head: &SheetHead) -> Self {
        Self(head.name.clone(), head.rows.iter().cloned().map(WireRow::from).collect())
    }
}

impl From<WireHead> for SheetHead {
    fn from(WireHead(name, rows): WireHead) -> Self {
        Self { name, rows: rows.into_iter().map(Row::from).collect() }
    }
}

impl From<Row> for WireRow {
    fn from(row: Row) -> Self {
        let kinds = row.cells.iter().map(|cell| letter(cell.kind)).collect();
        Self(row.number, kinds, row.cells.into_iter().map(|cell| cell.text).collect())
    }
}

impl From<WireRow> for Row {
    fn from(WireRow(number, kinds, texts): WireRow) -> Self {
        let cells =
            kinds.chars().zip(texts).map(|(letter, text)| Cell { text, kind: kind(letter) }).collect();
        Self { number, cells }
    }
}

const KINDS: [(CellKind, char); 7] = [
    (CellKind::Empty, '_'),
    (CellKind::Text, 't'),
    (CellKind::Number, 'n'),
    (CellKind::LostDigits, 'l'),
    (CellKind::Date, 'd'),
    (CellKind::Bool, 'b'),
    (CellKind::Error, 'e'),
];

fn letter(kind: CellKind) -> char {
    KINDS.iter().find(|(known, _)| *known == kind).map_or('_', |(_, letter)| *letter)
}

fn kind(letter: char) -> CellKind {
    KINDS.iter().find(|(_, known)| *known == letter).map_or(CellKind::Empty, |(kind, _)| *kind)
}

/// Write one message as one line; nothing is flushed.
pub(super) fn send(out: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, message)?;
    out.write_all(b"\n")
}

/// Read one line of at most `bytes_max`; `None` where the other side has ended.
pub(super) fn receive<T: DeserializeOwned>(
    from: &mut impl BufRead,
    line: &mut Vec<u8>,
    bytes_max: u64,
) -> io::Result<Option<T>> {
    line.clear();
    let read = from.by_ref().take(bytes_max).read_until(b'\n', line)?;
    if read == 0 || line.last() != Some(&b'\n') {
        return Ok(None);
    }
    Ok(Some(serde_json::from_slice(line)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_survives_the_line() {
        let cells = KINDS.map(|(kind, _)| Cell { text: "张\n三\u{1}".into(), kind });
        let row = Row { number: 7, cells: cells.to_vec() };
        let mut line = Vec::new();
        send(&mut line, &WireRow::from(row.clone())).expect("memory takes it");
        let back: WireRow =
            receive(&mut line.as_slice(), &mut Vec::new(), 1 << 20).expect("whole").expect("one line");
        assert_eq!(Row::from(back), row);
    }
}
