//! Working days: public holidays and make-up workdays by the yearly notice of the State Council.
//!
//! A year without its notice is provisional: only weekends are known to be free, and every answer about it says so.

mod notice;

pub use notice::{Holiday, Notice, NoticeFault};

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::period::Period;
use crate::words::Words;

/// What kind of day a day is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Day {
    /// An ordinary working day.
    Working,
    /// A Saturday or Sunday.
    Weekend,
    /// A public holiday, with its name.
    Holiday(Words),
    /// A weekend day worked in exchange for a holiday, with its name.
    MakeUp(Words),
}

impl Day {
    /// Whether people work.
    pub fn is_working(&self) -> bool {
        matches!(self, Day::Working | Day::MakeUp(_))
    }
}

/// A number of days, and whether a year without its notice is among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayCount {
    /// How many.
    pub days: u32,
    /// A year of them has no notice yet.
    pub provisional: bool,
}

/// A day found, and whether its year has no notice yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayFound {
    /// The day.
    pub date: Date,
    /// Its year, or one looked through on the way, has no notice yet.
    pub provisional: bool,
}

/// The notices known.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    notices: BTreeMap<i16, Notice>,
    days: BTreeMap<Date, Day>,
}

impl Calendar {
    /// The notices the program carries: 2025 and 2026.
    pub fn built_in() -> Calendar {
        Calendar::from_csv(include_str!("../../data/holidays.csv")).unwrap_or_default() // a test reads the table
    }

    /// Reads `year,what,name,name_en,from,to` with a header row; `what` is `notice`, `holiday` or `workday`.
    ///
    /// # Errors
    /// Every line that cannot be read, and every year with days but no notice.
    pub fn from_csv(text: &str) -> Result<Calendar, Vec<NoticeFault>> {
        notice::read(text).map(Calendar::new)
    }

    /// A calendar of the given notices; of two for one year the later one stands.
    pub fn new(notices: Vec<Notice>) -> Calendar {
        let mut calendar = Calendar::default();
        for notice in notices {
            calendar.notices.insert(notice.year, notice);
        }
        for notice in calendar.notices.values() {
            for holiday in &notice.holidays {
                let days = holiday.period.iter().map(|date| (date, Day::Holiday(holiday.name.clone())));
                calendar.days.extend(days);
            }
            let worked =
                notice.workdays.iter().flat_map(|w| w.period.iter().map(|date| (date, w.name.clone())));
            calendar.days.extend(worked.map(|(date, name)| (date, Day::MakeUp(name))));
        }
        calendar
    }

    /// The notice for a year; without one the year is provisional.
    pub fn notice(&self, year: i16) -> Option<&Notice> {
        self.notices.get(&year)
    }

    /// Whether the year has no notice yet.
    pub fn is_provisional(&self, year: i16) -> bool {
        self.notice(year).is_none()
    }

    /// What kind of day a day is.
    pub fn day(&self, date: Date) -> Day {
        self.days.get(&date).cloned().unwrap_or(match date.weekday() {
            Weekday::Saturday | Weekday::Sunday => Day::Weekend,
            _ => Day::Working,
        })
    }

    /// How many working days a period has.
    pub fn working_days(&self, period: &Period) -> DayCount {
        let days = period.iter().filter(|date| self.day(*date).is_working()).count() as u32;
        let mut years = period.from().year()..=period.to().year();
        DayCount { days, provisional: years.any(|year| self.is_provisional(year)) }
    }

    /// The day itself if people work on it, else the next on which they do: where a date due is shifted to.
    pub fn next_working_day(&self, date: Date) -> DayFound {
        let worked = date.series(1.day()).find(|day| self.day(*day).is_working()).unwrap_or(date);
        let provisional = (date.year()..=worked.year()).any(|year| self.is_provisional(year));
        DayFound { date: worked, provisional }
    }

    /// The public holidays that touch a period, in order.
    pub fn holidays_in(&self, period: &Period) -> Vec<&Holiday> {
        let all = self.notices.values().flat_map(|notice| &notice.holidays);
        all.filter(|holiday| holiday.period.meets(period)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Fault;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// Since 2025 the year has 13 statutory holidays (全国年节及纪念日放假办法): a notice moves working days about, but takes away
    /// just so many. A slip of the hand in the table shows here.
    #[test]
    fn each_notice_takes_thirteen_working_days_from_the_year() {
        let (calendar, weekends_only) = (Calendar::built_in(), Calendar::default());
        for year in [2025, 2026] {
            let whole = Period::year(year);
            let taken = weekends_only.working_days(&whole).days - calendar.working_days(&whole).days;
            assert_eq!((taken, calendar.is_provisional(year)), (13, false), "{year}");
        }
    }

    #[test]
    fn make_up_days_lie_on_weekends_outside_holidays() {
        let calendar = Calendar::built_in();
        for notice in calendar.notices.values() {
            for worked in &notice.workdays {
                let date = worked.period.from();
                assert!(matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday), "{date}");
                assert!(calendar.holidays_in(&worked.period).is_empty(), "{date}");
            }
        }
    }

    #[test]
    fn days_are_what_the_notices_say() {
        let calendar = Calendar::built_in();
        for (date, working) in [
            ("2026-02-14", true),
            ("2026-02-16", false),
            ("2026-02-24", true),
            ("2026-10-08", true),
            ("2026-10-10", true),
            ("2026-10-11", false),
            ("2025-10-08", false),
            ("2025-09-28", true),
        ] {
            assert_eq!(calendar.day(day(date)).is_working(), working, "{date}");
        }
        assert_eq!(
            calendar.next_working_day(day("2026-10-01")),
            DayFound { date: day("2026-10-08"), provisional: false }
        );
        assert_eq!(calendar.next_working_day(day("2026-12-31")).date, day("2026-12-31"));
    }

    #[test]
    fn a_year_without_its_notice_says_that_it_is_provisional() {
        let calendar = Calendar::built_in();
        assert!(calendar.working_days(&Period::year(2027)).provisional);
        assert!(calendar.next_working_day(day("2027-01-01")).provisional);
        assert_eq!(calendar.next_working_day(day("2027-01-02")).date, day("2027-01-04"));
    }

    #[test]
    fn a_wrong_table_is_refused_with_every_line() {
        let text = "h\n2027,holiday,元旦,New Year,2027-01-01,2027-01-03\n2027,party,甲,A,2027-01-01,2027-01-01\n2028,holiday,乙,B,2028-02-30,2028-03-01\n";
        let codes: Vec<_> = Calendar::from_csv(text).unwrap_err().iter().map(Fault::code).collect();
        assert_eq!(codes, ["holiday_line", "holiday_line", "holiday_notice_missing"]);
    }

    proptest! {
        #[test]
        fn the_next_working_day_is_the_first_one(offset in 0i64..700) {
            let calendar = Calendar::built_in();
            let from = day("2025-01-01").saturating_add(offset.days());
            let found = calendar.next_working_day(from).date;
            prop_assert!(calendar.day(found).is_working());
            prop_assert_eq!(calendar.working_days(&Period::new(from, found).unwrap()).days, 1);
        }
    }
}
