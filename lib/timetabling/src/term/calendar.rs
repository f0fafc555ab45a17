//! Working days and the quarters of a day.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// The dates of a term. Public holidays and make-up workdays (调休) are as the State Council announces them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    pub first: Date,
    pub last: Date,
    /// Weekdays without work.
    pub holidays: BTreeSet<Date>,
    /// Weekend days with work.
    pub makeup_days: BTreeSet<Date>,
}

impl Calendar {
    pub fn is_workday(&self, date: Date) -> bool {
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        let works = if weekend { self.makeup_days.contains(&date) } else { !self.holidays.contains(&date) };
        works && self.first <= date && date <= self.last
    }

    /// Working days from `from` to `to`, both included, within the term.
    pub fn workdays(&self, from: Date, to: Date) -> Vec<Date> {
        let (from, to) = (from.max(self.first), to.min(self.last));
        from.series(1.day()).take_while(|d| *d <= to).filter(|d| self.is_workday(*d)).collect()
    }

    /// Monday of the term's first week.
    fn monday(&self) -> Date {
        self.first.saturating_sub(i64::from(self.first.weekday().to_monday_zero_offset()).days())
    }

    /// (week of the term, day of the week) of a date not before the term.
    pub fn place(&self, date: Date) -> (usize, usize) {
        let days = (date - self.monday()).get_days().max(0) as usize;
        (days / 7, days % 7)
    }

    pub fn date(&self, week: usize, day: usize) -> Date {
        self.monday().saturating_add(((week * 7 + day) as i64).days())
    }

    pub fn weeks(&self) -> usize {
        self.place(self.last).0 + 1
    }
}

/// A quarter of a day, in minutes after midnight. A lesson of several quarters never crosses the lunch
/// break unless it takes the whole day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quarter {
    pub start: u16,
    pub end: u16,
    /// Quarters of one half-day can be joined.
    pub half_day: u8,
}

impl Quarter {
    /// Two in the morning from 8:30, two in the afternoon from 14:00, 90 minutes each.
    pub const USUAL: [Quarter; 4] = [
        Quarter { start: 510, end: 600, half_day: 0 },
        Quarter { start: 620, end: 710, half_day: 0 },
        Quarter { start: 840, end: 930, half_day: 1 },
        Quarter { start: 950, end: 1040, half_day: 1 },
    ];

    /// Where a lesson of `length` quarters may start.
    pub fn starts(quarters: &[Quarter], length: usize) -> Vec<usize> {
        let fits = |&q: &usize| {
            let Some(run) = quarters.get(q..q + length) else { return false };
            length == quarters.len() || run.iter().all(|x| x.half_day == run[0].half_day)
        };
        (0..quarters.len()).filter(fits).collect()
    }
}
