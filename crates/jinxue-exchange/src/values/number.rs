//! Numbers with the units people write behind them.

use std::ops::RangeInclusive;

use jinxue_domain::{Fault, Tenths, fold::half_width};

use crate::{fault::Problem, reading::Value};

/// Words behind a number that change nothing.
const UNITS: [&str; 9] = ["人", "天", "期", "次", "个", "学时", "元", "%", "分"];

/// Reads a whole number; a reader for [`RowReader::optional`].
///
/// [`RowReader::optional`]: crate::reading::RowReader::optional
pub fn whole(range: RangeInclusive<i64>) -> impl Fn(Value<'_>) -> Result<i64, Problem> {
    move |value| {
        let plain = plain(value.text);
        let digits = plain.strip_suffix(".0").unwrap_or(&plain);
        let number = digits.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| Problem::not_within(value.text, &range))
    }
}

/// Reads an amount of yuan, in whole yuan; `万元` behind it multiplies.
///
/// # Errors
/// [`Problem::NotWithin`], also for an amount with parts of a yuan.
pub fn money(value: Value<'_>) -> Result<i64, Problem> {
    let range = 0..=10_000_000_000;
    let refused = || Problem::not_within(value.text, &range);
    let plain = plain(value.text);
    let (digits, factor) = match plain.strip_suffix('万') {
        Some(digits) => (digits, 10_000.0),
        None => (plain.as_str(), 1.0),
    };
    let decimal = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let amount: f64 = digits.parse().ok().filter(|_| decimal).ok_or_else(refused)?;
    let yuan = amount * factor;
    let nearest = yuan.round();
    let exact = (yuan - nearest).abs() < 1e-6;
    if exact && range.contains(&(nearest as i64)) { Ok(nearest as i64) } else { Err(refused()) }
}

/// Reads learning hours, exact to a tenth.
///
/// # Errors
/// The domain's refusal as [`Problem::Malformed`].
pub fn hours(value: Value<'_>) -> Result<Tenths, Problem> {
    let refused =
        |refusal: &dyn Fault| Problem::Malformed { value: value.text.into(), expected: refusal.expected() };
    value.text.parse::<Tenths>().map_err(|refusal| refused(&refusal))
}

/// Half-width, without thousands separators and a unit at the end.
fn plain(text: &str) -> String {
    let plain: String = text.chars().map(half_width).filter(|c| !c.is_whitespace() && *c != ',').collect();
    UNITS.iter().find_map(|unit| plain.strip_suffix(unit)).unwrap_or(&plain).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Epoch;

    fn value(text: &str) -> Value<'_> {
        Value { text, epoch: Epoch::Y1900 }
    }

    #[test]
    fn whole_numbers() {
        let people = whole(1..=1000);
        for (text, number) in [("40", 40), ("４０人", 40), ("1,000", 1000), ("40.0", 40)] {
            assert_eq!(people(value(text)), Ok(number), "{text}");
        }
        for text in ["0", "1001", "四十", "4.5", "-1", "1e2"] {
            let refused = Problem::NotWithin { value: text.into(), from: 1, to: 1000 };
            assert_eq!(people(value(text)), Err(refused), "{text}");
        }
    }

    #[test]
    fn amounts() {
        for (text, yuan) in [("22275", 22_275), ("22,275元", 22_275), ("2.2275万元", 22_275), ("3万", 30_000)]
        {
            assert_eq!(money(value(text)), Ok(yuan), "{text}");
        }
        for text in ["-5", "1.5", "inf", "NaN", "1e5", "很多", "99999999999"] {
            assert!(money(value(text)).is_err(), "{text}");
        }
    }

    #[test]
    fn hours_are_exact_to_a_tenth() {
        assert_eq!(hours(value("7.5学时")), Ok(Tenths::new(75)));
        assert!(hours(value("7.55")).is_err());
    }
}
