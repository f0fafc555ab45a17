//! Days and months in every form that is found in files.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use jinxue_domain::{Month, fold::half_width};

use crate::{fault::Problem, reading::Value};

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
/// where `1975.1` may be a number that was once `1975.10`.
pub fn month(value: Value<'_>) -> Result<Month, Problem> {
    let plain: String = value.text.chars().map(half_width).collect();
    if value.may_be_number() && has_one_decimal_one(&plain) {
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

fn has_one_decimal_one(plain: &str) -> bool {
    plain.split_once('.').is_some_and(|(year, month)| year.len() == 4 && month == "1")
}

/// A number of five digits before the point counts days.
fn serial(value: &Value<'_>, plain: &str) -> Option<Date> {
    let whole = plain.split('.').next().unwrap_or(plain);
    if !value.may_be_number() || whole.len() != 5 {
        return None;
    }
    value.epoch.day(plain.parse().ok()?).filter(|day| YEARS.contains(&day.year()))
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
    use crate::table::{CellKind, Epoch};

    fn value(text: &str, kind: CellKind) -> Value<'_> {
        Value { text, kind, epoch: Epoch::Y1900 }
    }

    #[test]
    fn one_day_in_every_form() {
        for (text, kind) in [
            ("2026.9.1", CellKind::Text),
            ("2026.09.01", CellKind::Untyped),
            ("20260901", CellKind::Number),
            ("20260901", CellKind::Text),
            ("2026-09-01", CellKind::Date),
            ("2026-09-01 08:30:00", CellKind::Date),
            ("2026/9/1", CellKind::Text),
            ("2026年9月1日", CellKind::Text),
            ("２０２６．９．１", CellKind::Text),
            ("46266", CellKind::Number),
            ("46266", CellKind::Untyped),
            ("46266.5", CellKind::Number),
        ] {
            assert_eq!(date(value(text, kind)), Ok(jiff::civil::date(2026, 9, 1)), "{text}");
        }
    }

    #[test]
    fn days_that_are_none() {
        for text in ["2026-02-30", "2026.2.29", "20261301", "2026年9月31日"] {
            assert_eq!(date(value(text, CellKind::Text)), Err(Problem::NoSuchDay(text.into())));
        }
        for (text, kind) in [
            ("2026.9", CellKind::Text),
            ("202609", CellKind::Number),
            ("46266", CellKind::Text),
            ("明年", CellKind::Text),
            ("26.9.1", CellKind::Text),
            ("2026-9-1-1", CellKind::Text),
            ("1.5", CellKind::Number),
            ("99999999999", CellKind::Number),
            ("9999-12-31", CellKind::Text),
        ] {
            assert_eq!(date(value(text, kind)), Err(Problem::NotADate(text.into())), "{text}");
        }
    }

    #[test]
    fn months_and_the_zero_a_spreadsheet_drops() {
        let month_of = |text, kind| month(value(text, kind)).map(|month| month.to_string());
        for (text, kind) in [
            ("1975.01", CellKind::Number),
            ("1975.1", CellKind::Text),
            ("197501", CellKind::Number),
            ("19750115", CellKind::Number),
            ("1975-01-01", CellKind::Date),
            ("27395", CellKind::Number),
            ("1975年1月", CellKind::Untyped),
        ] {
            assert_eq!(month_of(text, kind).as_deref(), Ok("1975-01"), "{text}");
        }
        for kind in [CellKind::Number, CellKind::Untyped] {
            assert_eq!(month_of("1975.1", kind), Err(Problem::MonthLostZero("1975.1".into())));
        }
        assert!(matches!(month_of("去年", CellKind::Text), Err(Problem::Malformed { .. })));
    }
}
