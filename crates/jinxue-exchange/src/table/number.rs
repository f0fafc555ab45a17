//! Numbers and dates of a spreadsheet, turned into the text a person sees.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::cell::{Cell, CellKind};

/// Day 0 of a workbook's serial dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Epoch {
    /// Serial 1 is 1 January 1900, and a 29 February 1900 that never was is
    /// counted (Excel on Windows, WPS).
    #[default]
    Y1900,
    /// Serial 0 is 1 January 1904 (old Excel on Macintosh).
    Y1904,
}

/// The last serial a spreadsheet knows: 31 December 9999.
const SERIAL_MAX: f64 = 2_958_465.999_999;

impl Epoch {
    /// The day of a serial number; the time of day is dropped. `None` outside
    /// the years 1900–9999, and for the day that never was.
    pub fn day(self, serial: f64) -> Option<Date> {
        if !serial.is_finite() || !(0.0..=SERIAL_MAX).contains(&serial) {
            return None;
        }
        let serial = serial.floor() as i64;
        let (origin, days) = match self {
            Self::Y1904 => (jiff::civil::date(1904, 1, 1), serial),
            Self::Y1900 if (1..60).contains(&serial) => (jiff::civil::date(1899, 12, 31), serial),
            Self::Y1900 if serial > 60 => (jiff::civil::date(1899, 12, 30), serial),
            Self::Y1900 => return None,
        };
        origin.checked_add(jiff::Span::new().days(days)).ok()
    }
}

/// From here on a spreadsheet has dropped digits: it keeps fifteen.
const WHOLE_MAX: f64 = 1e15;

/// A number as a cell.
pub(super) fn number_cell(value: f64) -> Cell {
    if !value.is_finite() {
        return Cell { text: "#NUM!".into(), kind: CellKind::Error };
    }
    if value.abs() >= WHOLE_MAX {
        return Cell { text: magnitude(value), kind: CellKind::LostDigits };
    }
    let text = if value.fract() == 0.0 { format!("{}", value as i64) } else { fifteen_digits(value) };
    Cell { text, kind: CellKind::Number }
}

/// A number with a date format as a cell; a pure time of day and a serial
/// outside the calendar stay numbers.
pub(super) fn date_cell(serial: f64, epoch: Epoch) -> Cell {
    match epoch.day(serial) {
        Some(day) if serial >= 1.0 => {
            Cell { text: format!("{day}{}", time_of_day(serial)), kind: CellKind::Date }
        }
        _ => number_cell(serial),
    }
}

/// ` 08:30:00`, or nothing at midnight.
fn time_of_day(serial: f64) -> String {
    let seconds = (serial.fract() * 86_400.0).round() as i64;
    if seconds == 0 || seconds >= 86_400 {
        return String::new();
    }
    format!(" {:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// `1.40105E+17`, as a sheet shows a number that does not fit.
fn magnitude(value: f64) -> String {
    let text = format!("{value:.5e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mantissa = mantissa.trim_end_matches('0').trim_end_matches('.');
    format!("{mantissa}E+{exponent}")
}

/// 0.1 + 0.2 is stored as 0.30000000000000004 and shown as 0.3.
fn fifteen_digits(value: f64) -> String {
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    rounded.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_a_sheet_shows_them() {
        for (value, text) in [
            (3.0, "3"),
            (-12.0, "-12"),
            (2026.9, "2026.9"),
            (0.1 + 0.2, "0.3"),
            (999_999_999_999_999.0, "999999999999999"),
        ] {
            assert_eq!(number_cell(value), Cell { text: text.into(), kind: CellKind::Number });
        }
    }

    #[test]
    fn a_citizen_number_kept_as_a_number_has_lost_digits() {
        let cell = number_cell(140_105_197_501_010_017.0);
        assert_eq!(cell, Cell { text: "1.40105E+17".into(), kind: CellKind::LostDigits });
    }

    #[test]
    fn serials_around_the_day_that_never_was() {
        let day = |serial| Epoch::Y1900.day(serial).map(|day| day.to_string());
        assert_eq!(day(1.0).as_deref(), Some("1900-01-01"));
        assert_eq!(day(59.0).as_deref(), Some("1900-02-28"));
        assert_eq!(day(60.0), None);
        assert_eq!(day(61.0).as_deref(), Some("1900-03-01"));
        assert_eq!(day(46_266.0).as_deref(), Some("2026-09-01"));
        assert_eq!(Epoch::Y1904.day(44_804.0).map(|day| day.to_string()).as_deref(), Some("2026-09-01"));
        assert_eq!(day(f64::NAN), None);
        assert_eq!(day(1e300), None);
    }

    #[test]
    fn a_date_keeps_its_time_of_day() {
        assert_eq!(date_cell(46_266.0, Epoch::Y1900).text, "2026-09-01");
        assert_eq!(date_cell(46_266.354_166_666_7, Epoch::Y1900).text, "2026-09-01 08:30:00");
        assert_eq!(date_cell(0.5, Epoch::Y1900).kind, CellKind::Number);
    }
}
