//! Several things in one cell.

use jinxue_domain::{
    fold::half_width,
    words::{Fault, Words},
};

use crate::{fault::Problem, reading::Value};

/// A code or name with a share in percent, as in `T0301:100`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    pub what: String,
    /// 1…100.
    pub percent: i64,
}

/// Seats for a unit, as in `140100:5-20`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seats {
    /// Code or name.
    pub unit: String,
    pub min: i64,
    /// No upper bound when absent.
    pub max: Option<i64>,
}

const SHARES: Words = Words::of(
    "“专题:百分比”，以 | 分隔，如 T0301:100|T0302:40",
    "topic:percent joined by |, such as T0301:100|T0302:40",
);
const SEATS: Words = Words::of(
    "“单位:最少-最多”，以 | 分隔，如 140100:5-20|140200:3-",
    "unit:min-max joined by |, such as 140100:5-20|140200:3-",
);
const SEATS_MAX: i64 = 100_000;

/// Reads every part of a list by the same door, for words that have no inner
/// separators; the first part refused refuses the list.
pub fn each<T, F: Fault>(read: impl Fn(&str) -> Result<T, F>) -> impl Fn(Value<'_>) -> Result<Vec<T>, F> {
    move |value| parts(value.text, &['|', ';', ',', '、', '/', '\n', ' ']).map(|part| read(&part)).collect()
}

/// Reads shares; none twice.
///
/// # Errors
/// [`Problem::Malformed`] with the part that is wrong.
pub fn shares(value: Value<'_>) -> Result<Vec<Share>, Problem> {
    let shares =
        parts(value.text, &['|', ';', ',', '\n']).map(|part| share(&part)).collect::<Result<Vec<_>, _>>()?;
    no_repetition(&shares, |share| &share.what, SHARES)?;
    Ok(shares)
}

fn share(part: &str) -> Result<Share, Problem> {
    let read = || {
        let (what, percent) = part.rsplit_once(':')?;
        let percent = percent.trim().trim_end_matches('%').trim().parse().ok()?;
        let what = what.trim();
        (!what.is_empty() && (1..=100).contains(&percent)).then(|| Share { what: what.into(), percent })
    };
    read().ok_or_else(|| Problem::Malformed { value: part.into(), expected: SHARES })
}

/// Reads quotas; no unit twice. A single number is both bounds.
///
/// # Errors
/// [`Problem::Malformed`] with the part that is wrong.
pub fn seats(value: Value<'_>) -> Result<Vec<Seats>, Problem> {
    let quotas =
        parts(value.text, &['|', ';', ',', '\n']).map(|part| quota(&part)).collect::<Result<Vec<_>, _>>()?;
    no_repetition(&quotas, |quota| &quota.unit, SEATS)?;
    Ok(quotas)
}

fn quota(part: &str) -> Result<Seats, Problem> {
    let read = || {
        let (unit, bounds) = part.rsplit_once(':')?;
        let bound =
            |text: &str| text.trim().parse::<i64>().ok().filter(|seats| (0..=SEATS_MAX).contains(seats));
        let (min, max) = match bounds.split_once(['-', '~', '～', '—']) {
            None => (bound(bounds)?, Some(bound(bounds)?)),
            Some((min, max)) => {
                let min = if min.trim().is_empty() { 0 } else { bound(min)? };
                (min, if max.trim().is_empty() { None } else { Some(bound(max)?) })
            }
        };
        let unit = unit.trim();
        let ordered = max.is_none_or(|max| min <= max);
        (!unit.is_empty() && ordered).then(|| Seats { unit: unit.into(), min, max })
    };
    read().ok_or_else(|| Problem::Malformed { value: part.into(), expected: SEATS })
}

fn no_repetition<T>(items: &[T], name: impl Fn(&T) -> &String, expected: Words) -> Result<(), Problem> {
    for (at, item) in items.iter().enumerate() {
        if items.iter().take(at).any(|earlier| name(earlier) == name(item)) {
            return Err(Problem::Malformed { value: name(item).clone(), expected });
        }
    }
    Ok(())
}

/// The parts between separators, half-width, trimmed, without empty ones.
fn parts(text: &str, separators: &[char]) -> impl Iterator<Item = String> {
    let plain: String = text.chars().map(half_width).collect();
    let parts: Vec<String> =
        plain.split(separators).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect();
    parts.into_iter()
}

#[cfg(test)]
mod tests {
    use jinxue_domain::Role;

    use super::*;
    use crate::table::Epoch;

    fn value(text: &str) -> Value<'_> {
        Value { text, epoch: Epoch::Y1900 }
    }

    #[test]
    fn shares_of_topics() {
        let two = [("T0301", 100), ("T0302", 40)].map(|(what, percent)| Share { what: what.into(), percent });
        for text in ["T0301:100|T0302:40", "T0301：100%；T0302: 40", "T0301:100\nT0302:40"] {
            assert_eq!(shares(value(text)).as_deref(), Ok(two.as_slice()), "{text}");
        }
        for (text, part) in
            [("T0301", "T0301"), ("a:1|b:0", "b:0"), ("a:101", "a:101"), (":5", ":5"), ("a:1|a:2", "a")]
        {
            let refused = Problem::Malformed { value: part.into(), expected: SHARES };
            assert_eq!(shares(value(text)), Err(refused), "{text}");
        }
    }

    #[test]
    fn quotas_of_units() {
        let quotas = [
            ("140100", 5, Some(20)),
            ("太原市:直属", 3, None),
            ("140200", 0, Some(9)),
            ("140300", 4, Some(4)),
        ];
        let quotas = quotas.map(|(unit, min, max)| Seats { unit: unit.into(), min, max });
        assert_eq!(
            seats(value("140100:5-20|太原市：直属:3-|140200:-9|140300:4")).as_deref(),
            Ok(quotas.as_slice())
        );
        for text in ["140100:20-5", "140100:a-b", "140100", ":1-2", "x:1-2|x:3-4", "x:-1--2"] {
            assert!(seats(value(text)).is_err(), "{text}");
        }
    }

    #[test]
    fn lists_of_words() {
        assert_eq!(each(Role::read)(value("正职、副职")), Ok(vec![Role::Head, Role::Deputy]));
        assert!(each(Role::read)(value("正职、站长")).is_err());
    }
}
