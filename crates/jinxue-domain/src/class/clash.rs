//! Classes that call up the same people at the same time (多头调训) or teach them the same again (重复培训).
//!
//! Two subtrees share people only when one unit lies above the other. So every class is compared with those invited at its own
//! unit and at the few units above it, never with the whole year.

use std::collections::HashMap;

use super::Audience;
use crate::code::TopicCode;
use crate::period::Period;
use crate::place::UnitPath;

/// A class of a plan as far as clashes go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedClass {
    /// Whom it is for.
    pub audience: Audience,
    /// Its dates.
    pub period: Period,
    /// Its main topic.
    pub topic: TopicCode,
}

/// Why two classes clash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClashKind {
    /// They share days.
    Overlap(Period),
    /// They share their main topic.
    Repetition(TopicCode),
}

/// Two classes for the same people that clash, by their places in the list; `first < second`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clash {
    /// Place of the one.
    pub first: usize,
    /// Place of the other.
    pub second: usize,
    /// Why.
    pub kind: ClashKind,
}

/// Every clash among the classes of a year, in order of their places.
pub fn clashes(classes: &[PlannedClass]) -> Vec<Clash> {
    let mut by_unit: HashMap<&UnitPath, Vec<usize>> = HashMap::new();
    for (at, class) in classes.iter().enumerate() {
        by_unit.entry(&class.audience.unit).or_default().push(at);
    }
    let mut found = Vec::new();
    for (at, class) in classes.iter().enumerate() {
        for unit in class.audience.unit.self_and_ancestors() {
            let same_unit = unit == class.audience.unit;
            for &other in by_unit.get(&unit).into_iter().flatten() {
                // Each pair is seen once: from below when the units differ, from the later place otherwise.
                if !same_unit || other < at {
                    found.extend(clash(other.min(at), other.max(at), class, &classes[other]));
                }
            }
        }
    }
    found.sort_unstable();
    found
}

/// The clashes of one class, perhaps moved and not yet in the plan, with the classes of a year: their places and why.
pub fn clashes_of(class: &PlannedClass, year: &[PlannedClass]) -> Vec<(usize, ClashKind)> {
    let with = |(at, other): (usize, &PlannedClass)| clash(0, 1, class, other).map(move |c| (at, c.kind));
    year.iter().enumerate().flat_map(with).collect()
}

fn clash(
    first: usize,
    second: usize,
    a: &PlannedClass,
    b: &PlannedClass,
) -> impl Iterator<Item = Clash> + use<> {
    let shared = a.period.shared(&b.period);
    let repeated = a.topic == b.topic;
    let same_people = (shared.is_some() || repeated) && a.audience.meets(&b.audience);
    let overlap = shared.map(ClashKind::Overlap);
    let repetition = repeated.then_some(ClashKind::Repetition(a.topic));
    let kinds = overlap.into_iter().chain(repetition).filter(move |_| same_people);
    kinds.map(move |kind| Clash { first, second, kind })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::audience::tests::{any_audience, audience};
    use jiff::ToSpan;
    use jiff::civil::Date;
    use proptest::prelude::*;

    fn class(audience: Audience, day: i8, days: i64, topic: &str) -> PlannedClass {
        let from = Date::constant(2026, 3, day);
        let period = Period::new(from, from.saturating_add((days - 1).days())).unwrap();
        PlannedClass { audience, period, topic: topic.parse().unwrap() }
    }

    #[test]
    fn classes_for_different_people_never_clash() {
        let for_heads = class(audience("0001", (5, 6), "head", ""), 2, 5, "T0101");
        let for_members = class(audience("0001.0001", (5, 6), "member", ""), 2, 5, "T0101");
        let elsewhere = class(audience("0001.0002", (5, 6), "head", ""), 6, 5, "T0102");
        let year = [for_heads.clone(), for_members, elsewhere];
        let day = Period::day(Date::constant(2026, 3, 6));
        assert_eq!(clashes(&year), [Clash { first: 0, second: 2, kind: ClashKind::Overlap(day) }]);
        assert_eq!(clashes_of(&for_heads, &year[1..]), [(1, ClashKind::Overlap(day))]);
    }

    fn any_class() -> impl Strategy<Value = PlannedClass> {
        let topic = prop_oneof![Just("T1"), Just("T2")];
        (any_audience(), 1i8..20, 1i64..6, topic).prop_map(|(a, day, days, topic)| class(a, day, days, topic))
    }

    proptest! {
        /// The index over units finds just what comparing all pairs finds.
        #[test]
        fn the_index_misses_nothing(year in proptest::collection::vec(any_class(), 0..12)) {
            let mut slow = Vec::new();
            for second in 0..year.len() {
                for first in 0..second {
                    slow.extend(clash(first, second, &year[first], &year[second]));
                }
            }
            slow.sort_unstable();
            prop_assert_eq!(clashes(&year), slow);
        }
    }
}
