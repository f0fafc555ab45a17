//! The versions of a local value: nothing that was set is ever lost, and every day has one that holds.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::RuleOverride;
use crate::code::RuleCode;
use crate::place::UnitPath;

/// One version of the local value of a rule at a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleVersion {
    /// A value was set.
    Set(RuleOverride),
    /// What was set before is given up.
    GivenUp(GivenUp),
}

/// The end of everything that was set before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenUp {
    /// The rule.
    pub code: RuleCode,
    /// The unit whose own values end.
    pub at: UnitPath,
    /// Its number among the versions of this rule at this unit.
    pub number: u32,
    /// The first day without them.
    pub from: Date,
}

/// Days on which a version holds: from the first on, until the day before `until` if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The first day.
    pub from: Date,
    /// The first day on which it holds no longer.
    pub until: Option<Date>,
}

impl From<RuleOverride> for RuleVersion {
    fn from(local: RuleOverride) -> Self {
        RuleVersion::Set(local)
    }
}

impl RuleVersion {
    /// The value, where one was set.
    pub fn set(&self) -> Option<&RuleOverride> {
        match self {
            RuleVersion::Set(local) => Some(local),
            RuleVersion::GivenUp(_) => None,
        }
    }

    /// The rule.
    pub fn code(&self) -> &RuleCode {
        match self {
            RuleVersion::Set(local) => &local.code,
            RuleVersion::GivenUp(end) => &end.code,
        }
    }

    /// The unit.
    pub fn at(&self) -> &UnitPath {
        match self {
            RuleVersion::Set(local) => &local.at,
            RuleVersion::GivenUp(end) => &end.at,
        }
    }

    /// Its number among the versions of the rule at the unit.
    pub fn number(&self) -> u32 {
        match self {
            RuleVersion::Set(local) => local.number,
            RuleVersion::GivenUp(end) => end.number,
        }
    }

    /// The first day it speaks of.
    pub fn from(&self) -> Date {
        match self {
            RuleVersion::Set(local) => local.valid_from,
            RuleVersion::GivenUp(end) => end.from,
        }
    }
}

/// Which of the versions set at one unit holds on a day: of those that have begun and were not given up since, the one with
/// the latest first day; of two with the same first day, the younger.
pub fn holding(versions: &[RuleVersion], on: Date) -> Option<&RuleOverride> {
    let begun = || versions.iter().filter(|version| version.from() <= on);
    let given_up = begun().filter(|version| version.set().is_none()).map(RuleVersion::number).max();
    begun()
        .filter_map(RuleVersion::set)
        .filter(|local| Some(local.number) > given_up)
        .max_by_key(|local| (local.valid_from, local.number))
}

/// The days on which a version of those set at one unit holds, in order; none where another took its place before it began.
pub fn held(versions: &[RuleVersion], number: u32) -> Vec<Held> {
    // Whatever holds changes only on a day a version speaks of.
    let days: BTreeSet<Date> = versions.iter().map(RuleVersion::from).collect();
    let mut spans: Vec<Held> = Vec::new();
    for day in days {
        let holds = holding(versions, day).is_some_and(|local| local.number == number);
        let open = spans.last_mut().filter(|span| span.until.is_none());
        match open {
            None if holds => spans.push(Held { from: day, until: None }),
            Some(span) if !holds => span.until = Some(day),
            _ => {}
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::RuleOverrideId;
    use crate::rules::{Mark, Value, code};
    use jiff::ToSpan;
    use proptest::prelude::*;
    use uuid::Uuid;

    const FIRST: Date = Date::constant(2026, 1, 1);

    fn day(offset: u8) -> Date {
        FIRST.checked_add(i64::from(offset).days()).unwrap()
    }

    fn set(number: u32, from: u8) -> RuleVersion {
        RuleVersion::Set(RuleOverride {
            id: RuleOverrideId::from_uuid(Uuid::from_u128(number.into())),
            code: code::HOURS_YEARLY,
            at: "0001".parse().unwrap(),
            unit_name: "某市".into(),
            number,
            values: [("hours".to_owned(), Value::Number(90))].into(),
            mark: Mark::Secondary,
            source: "通知".into(),
            valid_from: day(from),
        })
    }

    fn given_up(number: u32, from: u8) -> RuleVersion {
        let (code, at) = (code::HOURS_YEARLY, "0001".parse().unwrap());
        RuleVersion::GivenUp(GivenUp { code, at, number, from: day(from) })
    }

    type Days = Vec<(Date, Option<Date>)>;

    fn told(versions: &[RuleVersion]) -> Vec<(u32, Days)> {
        let spans = |number| held(versions, number).iter().map(|span| (span.from, span.until)).collect();
        versions.iter().map(|version| (version.number(), spans(version.number()))).collect()
    }

    #[test]
    fn each_version_knows_from_when_to_when_it_held() {
        let versions = [set(1, 0), set(2, 30), set(3, 30), set(4, 10), given_up(5, 50), set(6, 60)];
        assert_eq!(
            told(&versions),
            [
                (1, vec![(day(0), Some(day(10)))]),
                (2, vec![]),
                (3, vec![(day(30), Some(day(50)))]),
                (4, vec![(day(10), Some(day(30)))]),
                (5, vec![]),
                (6, vec![(day(60), None)]),
            ]
        );
    }

    #[test]
    fn what_is_given_up_takes_with_it_what_had_not_begun() {
        let versions = [set(1, 0), set(2, 40), given_up(3, 20)];
        assert_eq!(holding(&versions, day(10)).unwrap().number, 1, "a day before keeps its version");
        assert_eq!(holding(&versions, day(20)), None);
        assert_eq!(holding(&versions, day(50)), None, "the value planned before never comes into force");
    }

    proptest! {
        /// The spans of all versions cover exactly the days on which one holds, each day once and by the right one.
        #[test]
        fn spans_say_the_same_as_the_days(entries in proptest::collection::vec((any::<bool>(), 0u8..20), 0..8)) {
            let make = |(at, &(is_set, from)): (usize, &(bool, u8))| {
                let number = at as u32 + 1;
                if is_set { set(number, from) } else { given_up(number, from) }
            };
            let versions: Vec<RuleVersion> = entries.iter().enumerate().map(make).collect();
            for offset in 0..25 {
                let on = day(offset);
                let within = |span: &Held| span.from <= on && span.until.is_none_or(|until| on < until);
                let by_spans: Vec<u32> = versions.iter().map(RuleVersion::number)
                    .filter(|number| held(&versions, *number).iter().any(within)).collect();
                let by_day: Vec<u32> = holding(&versions, on).iter().map(|local| local.number).collect();
                prop_assert_eq!(by_spans, by_day);
            }
        }
    }
}
