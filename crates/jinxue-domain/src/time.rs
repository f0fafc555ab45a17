//! Moments and months. Days are [`jiff::civil::Date`].

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::fold::half_width;
use crate::words::{Form, Malformed};

/// A moment in UTC, truncated to microseconds so that every database keeps it exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// From microseconds since 1970-01-01T00:00:00Z.
    pub const fn from_micros(micros: i64) -> Instant {
        Instant(micros)
    }

    /// From a timestamp, dropping what is finer than a microsecond.
    pub fn from_timestamp(timestamp: Timestamp) -> Instant {
        Instant(timestamp.as_microsecond())
    }

    /// Microseconds since 1970-01-01T00:00:00Z, as stored.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// The same moment as a timestamp; moments beyond the year 9999 stop there.
    pub fn to_timestamp(self) -> Timestamp {
        let bound = if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
        Timestamp::from_microsecond(self.0).unwrap_or(bound)
    }

    /// The day it is in China (UTC+8, no daylight saving) at this moment.
    pub fn date_in_china(self) -> Date {
        self.in_china().date()
    }

    /// The day and time it is in China at this moment.
    pub fn in_china(self) -> jiff::civil::DateTime {
        self.to_timestamp().to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8))).datetime()
    }
}

/// RFC 3339 in UTC, `2026-03-01T08:00:00Z`.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_timestamp().fmt(f)
    }
}

impl FromStr for Instant {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        text.parse::<Timestamp>().map(Instant::from_timestamp).map_err(|_| {
            Malformed::new(
                &Form {
                    code: "instant_malformed",
                    what: ("时间", "moment"),
                    expected: (
                        "RFC 3339 时间，如 2026-03-01T08:00:00Z",
                        "an RFC 3339 time such as 2026-03-01T08:00:00Z",
                    ),
                },
                text,
            )
        })
    }
}

/// A month of a year: birth months, months of a ribbon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// The month, where `year` is 1800–2200 and `month` 1–12.
    pub fn new(year: i16, month: i8) -> Option<Month> {
        ((1800..=2200).contains(&year) && (1..=12).contains(&month)).then_some(Month { year, month })
    }

    /// The month a day lies in.
    pub fn of(date: Date) -> Month {
        Month { year: date.year(), month: date.month() }
    }

    /// The year.
    pub const fn year(self) -> i16 {
        self.year
    }

    /// The month, 1–12.
    pub const fn month(self) -> i8 {
        self.month
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        Date::constant(self.year, self.month, 1)
    }

    /// Its last day.
    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }

    /// Reads a month as personnel files write it: `2026-09`, `202609`, `2026.09`, `2026.9`, `2026/9`, `2026年9月`, and the
    /// month of a full day `20260901`, `2026-09-01`.
    ///
    /// # Errors
    /// [`Malformed`] naming the text.
    pub fn read(text: &str) -> Result<Month, Malformed> {
        let plain: String = text.trim().chars().map(half_width).collect();
        let parts: Vec<&str> =
            plain.trim_end_matches(['月', '日']).split(['-', '.', '/', '年', '月']).collect();
        let month = match parts.as_slice() {
            [digits] => match digits.len() {
                6 => split_digits(digits, 4).and_then(|(y, m)| Some((number(y)?, number(m)?, 1))),
                8 => split_digits(digits, 4).and_then(|(y, rest)| {
                    let (m, d) = split_digits(rest, 2)?;
                    Some((number(y)?, number(m)?, number(d)?))
                }),
                _ => None,
            },
            [y, m] if y.len() == 4 && m.len() <= 2 => number(y).zip(number(m)).map(|(y, m)| (y, m, 1)),
            [y, m, d] if y.len() == 4 && m.len() <= 2 && d.len() <= 2 => {
                number(y).zip(number(m)).zip(number(d)).map(|((y, m), d)| (y, m, d))
            }
            _ => None,
        };
        month
            .filter(|&(y, m, d)| Date::new(y, m as i8, d as i8).is_ok())
            .and_then(|(y, m, _)| Month::new(y, m as i8))
            .ok_or_else(|| malformed(text))
    }
}

fn split_digits(digits: &str, at: usize) -> Option<(&str, &str)> {
    digits.split_at_checked(at)
}

fn number(digits: &str) -> Option<i16> {
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok()).flatten()
}

fn malformed(text: &str) -> Malformed {
    Malformed::new(
        &Form {
            code: "month_malformed",
            what: ("年月", "month"),
            expected: ("年月，如 2026-09 或 202609", "a month such as 2026-09 or 202609"),
        },
        text,
    )
}

/// `2026-09`.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// Only the form of storage and the wire, `2026-09`.
impl FromStr for Month {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        match text.split_once('-') {
            Some((y, m)) if y.len() == 4 && m.len() == 2 => {
                number(y).zip(number(m)).and_then(|(y, m)| Month::new(y, m as i8))
            }
            _ => None,
        }
        .ok_or_else(|| malformed(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_as_files_write_them() {
        let september = Month::new(1986, 9).unwrap();
        for text in [
            "1986-09",
            "198609",
            "1986.09",
            "1986.9",
            "1986/9",
            "1986年9月",
            "19860901",
            "1986-09-30",
            "１９８６.０９",
            "1986年9月1日",
        ] {
            assert_eq!(Month::read(text), Ok(september), "{text}");
        }
        for bad in
            ["", "1986", "198613", "86.09", "1986-00", "19860931", "1986.9.", "九月", "1986-9-9-9", "+986-09"]
        {
            assert!(Month::read(bad).is_err(), "{bad}");
        }
        assert_eq!(september.to_string(), "1986-09");
        assert!("1986-9".parse::<Month>().is_err());
        assert_eq!(Month::read("2024.02").unwrap().last_day().to_string(), "2024-02-29");
    }

    #[test]
    fn instants_truncate_to_microseconds_and_know_the_day_in_china() {
        let late = Timestamp::from_nanosecond(1_767_283_199_123_456_789).unwrap(); // 2026-01-01T15:59:59Z
        let instant = Instant::from_timestamp(late);
        assert_eq!(instant.as_micros() % 1_000_000, 123_456);
        assert_eq!(instant.date_in_china().to_string(), "2026-01-01");
        assert_eq!(
            Instant::from_micros(instant.as_micros() + 1_000_000).date_in_china().to_string(),
            "2026-01-02"
        );
        assert_eq!(instant.to_string().parse(), Ok(instant));
    }
}
