//! One row of a CSV file, read field by field; what cannot be read becomes a fault.

use csv::StringRecord;
use jiff::civil::Date;

use crate::fault::{Problem, Row};

/// The fields of a row. After a fault a harmless value stands in, so that the rest of the row and the rows
/// that refer to it are still checked.
pub(in crate::format) struct Fields<'a, 'b> {
    pub columns: &'static [&'static str],
    pub record: &'a StringRecord,
    pub row: Row<'b>,
}

impl Fields<'_, '_> {
    pub fn raw(&self, column: usize) -> &str {
        self.record.get(column).unwrap_or_default()
    }

    pub fn text(&self, column: usize) -> String {
        self.raw(column).to_string()
    }

    /// A text that may be left out.
    pub fn text_or_none(&self, column: usize) -> Option<String> {
        Some(self.text(column)).filter(|text| !text.is_empty())
    }

    pub fn number(&mut self, column: usize) -> i64 {
        self.number_or(column, 1)
    }

    /// The number, or the stand-in after a fault.
    pub fn number_or(&mut self, column: usize, stand_in: i64) -> i64 {
        match self.raw(column).parse() {
            Ok(number) => number,
            Err(_) => {
                self.fault(column, Problem::Number);
                stand_in
            }
        }
    }

    /// A number that may be left out.
    pub fn number_or_none(&mut self, column: usize) -> Option<i64> {
        if self.raw(column).is_empty() {
            None
        } else {
            self.raw(column).parse().ok().or_else(|| {
                self.fault(column, Problem::Number);
                None
            })
        }
    }

    /// A finite number that need not be whole.
    pub fn decimal(&mut self, column: usize) -> f64 {
        let number = self.raw(column).parse::<f64>().ok().filter(|number| number.is_finite());
        number.unwrap_or_else(|| {
            self.fault(column, Problem::Decimal);
            0.0
        })
    }

    pub fn date(&mut self, column: usize) -> Date {
        match parse_date(self.raw(column)) {
            Some(date) => date,
            None => {
                self.fault(column, Problem::Date);
                Date::ZERO
            }
        }
    }

    /// The parts between bars; none if the field is empty.
    pub fn parts(&self, column: usize) -> Vec<String> {
        let raw = self.raw(column);
        if raw.is_empty() { Vec::new() } else { raw.split('|').map(str::to_string).collect() }
    }

    pub fn fault(&mut self, column: usize, problem: Problem) {
        let value = self.text(column);
        self.row.fault(self.columns[column], value, problem);
    }
}

/// Strictly `YYYY-MM-DD`.
fn parse_date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let number = |range: std::ops::Range<usize>| {
        bytes[range].iter().try_fold(0i16, |n, b| b.is_ascii_digit().then(|| n * 10 + (b - b'0') as i16))
    };
    Date::new(number(0..4)?, number(5..7)? as i8, number(8..10)? as i8).ok()
}
