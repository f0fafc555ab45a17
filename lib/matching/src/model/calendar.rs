//! Dates as day numbers.

use jiff::civil::Date;
use jiff::{Span, Unit};

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// Days since 1970-01-01.
pub(crate) fn day_of(date: Date) -> i32 {
    // A difference of dates is a whole number of days unless larger units are asked for.
    date.since((Unit::Day, EPOCH)).map(|span| span.get_days()).unwrap_or_default()
}

/// The date of a day number.
pub(crate) fn date_of(day: i32) -> Date {
    EPOCH.saturating_add(Span::new().days(day))
}
