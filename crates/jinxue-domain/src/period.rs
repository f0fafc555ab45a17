//! Spans of days, both ends included, and arithmetic on days that says when it had to bend.

use std::fmt;

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use crate::words::{Fault, Words, fault_display};

/// Days from one to another, both included; never reversed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    from: Date,
    to: Date,
}

/// An end before its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReversedDates {
    /// The start given.
    pub from: Date,
    /// The end given.
    pub to: Date,
}

impl Period {
    /// The days `from` to `to`.
    ///
    /// # Errors
    /// [`ReversedDates`] when the end lies before the start.
    pub fn new(from: Date, to: Date) -> Result<Period, ReversedDates> {
        if from <= to { Ok(Period { from, to }) } else { Err(ReversedDates { from, to }) }
    }

    /// A single day.
    pub const fn day(date: Date) -> Period {
        Period { from: date, to: date }
    }

    /// A whole year.
    pub fn year(year: i16) -> Period {
        Period::years(year, 1)
    }

    /// `count` whole years (at least one), beginning with `first`.
    pub fn years(first: i16, count: i16) -> Period {
        Period { from: Date::constant(first, 1, 1), to: Date::constant(first + count.max(1) - 1, 12, 31) }
    }

    /// The first day.
    pub const fn from(&self) -> Date {
        self.from
    }

    /// The last day.
    pub const fn to(&self) -> Date {
        self.to
    }

    /// How many days.
    pub fn days(&self) -> u32 {
        days_between(self.from, self.to) + 1
    }

    /// Whether the day lies in it.
    pub fn contains(&self, date: Date) -> bool {
        self.from <= date && date <= self.to
    }

    /// Whether the two share a day.
    pub fn meets(&self, other: &Period) -> bool {
        self.from <= other.to && other.from <= self.to
    }

    /// The days both share.
    pub fn shared(&self, other: &Period) -> Option<Period> {
        Period::new(self.from.max(other.from), self.to.min(other.to)).ok()
    }

    /// Every day, in order.
    pub fn iter(&self) -> impl Iterator<Item = Date> + use<> {
        let to = self.to;
        self.from.series(1.day()).take_while(move |day| *day <= to)
    }
}

/// `2026-03-02 – 2026-03-06`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} – {}", self.from, self.to)
    }
}

fn days_between(from: Date, to: Date) -> u32 {
    u32::try_from((to - from).get_days()).unwrap_or_default() // a period is never reversed
}

impl Fault for ReversedDates {
    fn code(&self) -> &'static str {
        "dates_reversed"
    }
    fn value(&self) -> String {
        self.to.to_string()
    }
    fn expected(&self) -> Words {
        Words::new(format!("不早于 {}", self.from), format!("not before {}", self.from))
    }
    fn words(&self) -> Words {
        Words::new(
            format!("结束日期“{}”早于开始日期“{}”", self.to, self.from),
            format!("the end “{}” lies before the start “{}”", self.to, self.from),
        )
    }
}
fault_display!(ReversedDates);

/// A day reached by counting months or years, and whether the count ended on a day its month does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The day.
    pub date: Date,
    /// The day asked for, such as 29 February, does not exist that year; `date` is the last day of its month.
    pub clamped: bool,
}

/// The same day `years` later (earlier when negative): 29 February becomes the 28th where there is none, and says so.
pub fn add_years(date: Date, years: i64) -> Counted {
    add(date, Span::new().try_years(years))
}

/// The same day `months` later (earlier when negative), the last of the month where the month is too short.
pub fn add_months(date: Date, months: i64) -> Counted {
    add(date, Span::new().try_months(months))
}

/// The end of the calendar answers for what lies beyond it.
fn add(date: Date, span: Result<Span, jiff::Error>) -> Counted {
    let reached = span.and_then(|span| date.checked_add(span)).unwrap_or(Date::MAX);
    Counted { date: reached, clamped: reached.day() != date.day() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_leap_day_is_clamped_and_says_so() {
        let leap = day("2024-02-29");
        assert_eq!(add_years(leap, 1), Counted { date: day("2025-02-28"), clamped: true });
        assert_eq!(add_years(leap, 4), Counted { date: day("2028-02-29"), clamped: false });
        assert_eq!(add_months(day("2026-01-31"), 1), Counted { date: day("2026-02-28"), clamped: true });
        assert_eq!(add_years(day("2025-05-01"), -5), Counted { date: day("2020-05-01"), clamped: false });
    }

    #[test]
    fn a_reversed_period_names_both_days() {
        let refused = Period::new(day("2026-03-06"), day("2026-03-02")).unwrap_err();
        assert_eq!(refused.to_string(), "结束日期“2026-03-02”早于开始日期“2026-03-06”");
    }

    fn period() -> impl Strategy<Value = Period> {
        (1i8..28, 0i64..20).prop_map(|(from, days)| {
            let from = Date::constant(2026, 2, from);
            Period::new(from, from + days.days()).unwrap()
        })
    }

    proptest! {
        #[test]
        fn meeting_is_sharing_a_day(a in period(), b in period()) {
            prop_assert_eq!(a.meets(&b), a.iter().any(|day| b.contains(day)));
            prop_assert_eq!(a.shared(&b).map_or(0, |s| s.days()) as usize, a.iter().filter(|d| b.contains(*d)).count());
            prop_assert_eq!(a.iter().count(), a.days() as usize);
        }
    }
}
