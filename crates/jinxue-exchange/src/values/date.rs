//! Days and months in every form that is found in files.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use jinxue_domain::{Month, fold::half_width};

use crate::{fault::Problem, reading::Value, table::Epoch};

/// Days outside these years are numbers that mean something else.
const YEARS: RangeInclusive<i16> = 1800..=2200;

/// Reads a day: `2026-09-01`, `2026.9.1`, `2026/9/1`, `2026年9月1日`, `20260901`,
/// or a spreadsheet's serial number. A time of day behind it is dropped.
///
/// # Errors
/// [`Problem::NotADate`] for another form, [`Problem::NoSuchDay`] for a day no
/// calendar has.
pub fn date(value: Value<'_>) -> Result<Date, Problem> {
    let plain: String = value.text.chars().map(half_width).collect();
    if let Some(day) = serial(&value, &plain) {
        return Ok(day);
    }
    let (year, month, day) = numbers(&plain)
        .filter(|(year, ..)| YEARS.contains(year))
        .ok_or_else(|| Problem::NotADate(value.text.into()))?;
    Date::new(year, month, day).map_err(|_| Problem::NoSuchDay(value.text.into()))
}

/// Reads a month: what the domain reads, and the month of a spreadsheet's date.
///
/// # Errors
/// The domain's refusal as [`Problem::Malformed`]; [`Problem::MonthLostZero`]
/// where `1975.1` may be an October whose zero a spreadsheet took for nothing.
pub fn month(value: Value<'_>) -> Result<Month, Problem> {
    let plain: String = value.text.chars().map(half_width).collect();
    if may_have_lost_zero(&plain) {
        return Err(Problem::MonthLostZero(value.text.into()));
    }
    if let Some(day) = serial(&value, &plain) {
        return Ok(Month::of(day));
    }
    Month::read(without_time(&plain)).map_err(|refusal| {
        use jinxue_domain::Fault as _;
        Problem::Malformed { value: value.text.into(), expected: refusal.expected() }
    })
}

fn may_have_lost_zero(plain: &str) -> bool {
    plain.split_once('.').is_some_and(|(year, month)| year.len() == 4 && month == "1")
}

/// Five digits before the point can be nothing but a count of days. Workbooks
/// that count from 1904 are not taken at their bare numbers, which would be
/// four years off wherever the row is read without its workbook.
fn serial(value: &Value<'_>, plain: &str) -> Option<Date> {
    let whole = plain.split('.').next().unwrap_or(plain);
    if value.epoch != Epoch::Y1900 || whole.len() != 5 {
        return None;
    }
    Epoch::Y1900.day(plain.parse().ok()?).filter(|day| YEARS.contains(&day.year()))
}

/// Year, month and day of a text; whether there is such a day is not asked.
fn numbers(plain: &str) -> Option<(i16, i8, i8)> {
    let day = without_time(plain).trim_end_matches(['日', '号']);
    let parts: Vec<&str> = day.split(['-', '.', '/', '年', '月']).map(str::trim).collect();
    let digits = |text: &str, length_max: usize| {
        let short = !text.is_empty() && text.len() <= length_max;
        short
            .then(|| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<i16>().ok()))
            .flatten()?
    };
    let (year, month, day) = match parts.as_slice() {
        [together] if together.len() == 8 => {
            let (year, rest) = together.split_at_checked(4)?;
            let (month, day) = rest.split_at_checked(2)?;
            (year, month, day)
        }
        [year, month, day] if year.len() == 4 => (*year, *month, *day),
        _ => return None,
    };
    Some((digits(year, 4)?, digits(month, 2)? as i8, digits(day, 2)? as i8))
}

/// `2026-09-01 08:30:00` and `2026-09-01T08:30` without the time.
fn without_time(plain: &str) -> &str {
    match plain.split_once([' ', 'T']) {
        Some((day, time)) if time.contains(':') => day,
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value<'_> {
        Value { text, epoch: Epoch::Y1900 }
    }

    #[test]
    fn one_day_in_every_form() {
        for text in [
            "2026.9.1",
            "2026.09.01",
            "20260901",
            "2026-09-01",
            "2026-09-01 08:30:00",
            "2026/9/1",
            "2026年9月1日",
            "２０２６．９．１",
            "46266",
            "46266.5",
        ] {
            assert_eq!(date(value(text)), Ok(jiff::civil::date(2026, 9, 1)), "{text}");
        }
    }

    #[test]
    fn days_that_are_none() {
        for text in ["2026-02-30", "2026.2.29", "20261301", "2026年9月31日"] {
            assert_eq!(date(value(text)), Err(Problem::NoSuchDay(text.into())));
        }
        for text in [
            "2026.9",
            "202609",
            "明年",
            "26.9.1",
            "2026-9-1-1",
            "1.5",
            "99999999999",
            "9999-12-31",
            "-46266",
            "4626x",
        ] {
            assert_eq!(date(value(text)), Err(Problem::NotADate(text.into())), "{text}");
        }
        let of_1904 = Value { text: "46266", epoch: Epoch::Y1904 };
        assert!(date(of_1904).is_err());
    }

    #[test]
    fn months_and_the_zero_a_spreadsheet_drops() {
        let month_of = |text| month(value(text)).map(|month| month.to_string());
        for text in ["1975.01", "197501", "19750115", "1975-01-01", "1975-1", "27395", "1975年1月"] {
            assert_eq!(month_of(text).as_deref(), Ok("1975-01"), "{text}");
        }
        assert_eq!(month_of("1975.9").as_deref(), Ok("1975-09"));
        assert_eq!(month_of("1975.1"), Err(Problem::MonthLostZero("1975.1".into())));
        assert!(matches!(month_of("去年"), Err(Problem::Malformed { .. })));
    }
}
