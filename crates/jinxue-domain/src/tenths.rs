//! Learning hours (学时) in tenths, because 12 days are 90 hours and a day is 7.5 of them.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};
use std::str::FromStr;

use crate::fold::half_width;
use crate::words::{Form, Malformed};

/// A number of learning hours (学时), exact to a tenth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Tenths(u32);

impl Tenths {
    /// No hours.
    pub const ZERO: Tenths = Tenths(0);

    /// From a count of tenths: `75` is 7.5 hours.
    pub const fn new(tenths: u32) -> Tenths {
        Tenths(tenths)
    }

    /// From whole hours.
    pub const fn from_hours(hours: u32) -> Tenths {
        Tenths(hours.saturating_mul(10))
    }

    /// The count of tenths, as stored.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// Whole hours, rounded up: an hour begun is still owed.
    pub const fn hours_ceil(self) -> u32 {
        self.0.div_ceil(10)
    }

    /// What is left of `self` when `done` is taken away, at least zero.
    pub const fn saturating_sub(self, done: Tenths) -> Tenths {
        Tenths(self.0.saturating_sub(done.0))
    }

    /// The share `part / whole` of these hours, rounded down to a tenth; zero of zero.
    pub fn share(self, part: u32, whole: u32) -> Tenths {
        if whole == 0 {
            Tenths::ZERO
        } else {
            Tenths((u64::from(self.0) * u64::from(part) / u64::from(whole)).min(u64::from(u32::MAX)) as u32)
        }
    }
}

impl Add for Tenths {
    type Output = Tenths;
    fn add(self, other: Tenths) -> Tenths {
        Tenths(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Tenths {
    fn add_assign(&mut self, other: Tenths) {
        *self = *self + other;
    }
}

impl Sum for Tenths {
    fn sum<I: Iterator<Item = Tenths>>(all: I) -> Tenths {
        all.fold(Tenths::ZERO, Add::add)
    }
}

/// `90`, `7.5`.
impl fmt::Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 % 10 {
            0 => write!(f, "{}", self.0 / 10),
            tenth => write!(f, "{}.{tenth}", self.0 / 10),
        }
    }
}

/// Reads `90`, `7.5`, `7.50` and `90学时`; anything finer than a tenth or above 9,999 is refused.
impl FromStr for Tenths {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let plain: String = text.trim().trim_end_matches("学时").trim().chars().map(half_width).collect();
        read(&plain).ok_or_else(|| {
            Malformed::new(
                &Form {
                    code: "hours_malformed",
                    what: ("学时", "hours"),
                    expected: (
                        "0 到 9999，最多一位小数，如 7.5",
                        "0 to 9999 with at most one decimal, such as 7.5",
                    ),
                },
                text,
            )
        })
    }
}

fn read(plain: &str) -> Option<Tenths> {
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 4 || !digits(whole) || !digits(fraction) || plain.ends_with('.') {
        return None;
    }
    let mut fraction = fraction.bytes();
    let tenth = fraction.next().map_or(0, |b| u32::from(b - b'0'));
    if fraction.any(|b| b != b'0') {
        return None;
    }
    Some(Tenths(whole.parse::<u32>().ok()? * 10 + tenth))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_people_write() {
        for (text, tenths) in
            [("90", 900), ("7.5", 75), ("7.50", 75), ("０", 0), ("12 学时", 120), ("9999.9", 99999)]
        {
            assert_eq!(text.parse::<Tenths>(), Ok(Tenths::new(tenths)), "{text}");
        }
        for bad in ["", ".5", "7.", "7.55", "-1", "1e3", "10000", "七", "1.2.3"] {
            assert!(bad.parse::<Tenths>().is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(tenths in 0u32..100_000) {
            prop_assert_eq!(Tenths::new(tenths).to_string().parse(), Ok(Tenths::new(tenths)));
        }
    }
}
