//! Text tables: comma, tab or semicolon between the fields, in any encoding
//! that can be told without guessing.

use std::{
    fs::File,
    io::{BufRead, BufReader, Chain, Read},
};

use csv::{ReaderBuilder, StringRecord};

use super::{
    cell::{Cell, Row},
    encoding::{DecodingReader, Found, detect},
    gauge::Gauge,
    sniff::unreadable,
};
use crate::{fault::FileFault, limits::Limits};

pub(super) struct CsvSource {
    file: File,
    found: Found,
    delimiter: u8,
    limits: Limits,
}

impl CsvSource {
    pub(super) fn open(mut file: File, limits: &Limits) -> Result<Self, FileFault> {
        let found = detect(&mut file)?;
        let text = DecodingReader::new(&mut file, found).map_err(unreadable)?;
        let delimiter = delimiter(text)?;
        Ok(Self { file, found, delimiter, limits: limits.clone() })
    }

    pub(super) fn rows(&mut self) -> Result<CsvRows<'_>, FileFault> {
        let text = DecodingReader::new(&mut self.file, self.found).map_err(unreadable)?;
        let records = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .buffer_capacity(64 << 10)
            .from_reader(text.chain(LAST_BREAK));
        Ok(CsvRows { records, record: StringRecord::new(), number: 0, gauge: Gauge::new(&self.limits) })
    }
}

/// The separator that stands most often outside quotes in the first lines.
fn delimiter(text: impl Read) -> Result<u8, FileFault> {
    let mut start = String::new();
    for line in BufReader::new(text.take(64 << 10)).lines().take(20) {
        match line {
            Ok(line) => start.push_str(&line),
            // The last line taken may be cut inside a character.
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => break,
            Err(error) => return Err(unreadable(error)),
        }
    }
    let mut quoted = false;
    let mut counts = [0; 3];
    for byte in start.bytes() {
        quoted ^= byte == b'"';
        if !quoted && let Some(index) = DELIMITERS.iter().position(|known| *known == byte) {
            counts[index] += 1;
        }
    }
    let best = (0..3).rev().max_by_key(|index| counts[*index]).unwrap_or(0);
    Ok(DELIMITERS[best])
}

/// What a spreadsheet takes for the start of a formula.
pub(crate) const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

const DELIMITERS: [u8; 3] = [b',', b'\t', b';'];

/// Ends the last line where the file does not, so that lines can be counted.
const LAST_BREAK: &[u8] = b"\n";

/// The rows of a text table.
pub(super) struct CsvRows<'f> {
    records: csv::Reader<Chain<DecodingReader<&'f mut File>, &'static [u8]>>,
    record: StringRecord,
    /// The number a spreadsheet shows for the last row: a field with line
    /// breaks inside is one row, an empty line is one too.
    number: u32,
    gauge: Gauge,
}

impl CsvRows<'_> {
    fn row(&mut self) -> Result<Option<Row>, FileFault> {
        loop {
            let line_before = self.records.position().line();
            if !self.records.read_record(&mut self.record).map_err(fault)? {
                return Ok(None);
            }
            let lines = self.records.position().line() - line_before;
            let breaks: u64 = self.record.iter().map(line_breaks).sum();
            // Files of old Macintoshes end lines with a return only, which is not counted.
            self.number += lines.saturating_sub(breaks).max(1) as u32;
            let mut row = Row { number: self.number, cells: self.record.iter().map(cell).collect() };
            for _ in &row.cells {
                self.gauge.mention()?;
            }
            row.trim_end();
            if !row.cells.is_empty() {
                self.gauge.column(row.cells.len() - 1)?;
                self.gauge.row(&row)?;
                return Ok(Some(row));
            }
        }
    }
}

impl Iterator for CsvRows<'_> {
    type Item = Result<Row, FileFault>;

    fn next(&mut self) -> Option<Self::Item> {
        self.row().transpose()
    }
}

fn line_breaks(field: &str) -> u64 {
    field.bytes().filter(|byte| *byte == b'\n').count() as u64
}

fn cell(field: &str) -> Cell {
    Cell::text(bare(field))
}

/// Without the wrappings that keep a spreadsheet from computing a field:
/// `="0123"`, and the apostrophe that [`crate::write`] sets before a formula.
fn bare(field: &str) -> &str {
    if let Some(inner) = field.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        return inner;
    }
    match field.strip_prefix(APOSTROPHE) {
        Some(rest) if may_compute(rest) => rest,
        _ => field,
    }
}

/// Set before a text that a spreadsheet would compute.
pub(crate) const APOSTROPHE: char = '\'';

/// Would a spreadsheet compute this text, or take off an apostrophe before it?
pub(crate) fn may_compute(text: &str) -> bool {
    text.trim_start_matches(APOSTROPHE).starts_with(FORMULA_STARTS)
}

fn fault(error: csv::Error) -> FileFault {
    FileFault::Damaged { detail: error.to_string() }
}
