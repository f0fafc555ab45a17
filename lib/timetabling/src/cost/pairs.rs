//! Pairwise rules as the search evaluates them: symmetric, branch-light, on packed times.

use crate::model::{Kind, Time};

/// What a pair of classes must or should keep.
#[derive(Debug, Clone, Copy)]
pub struct PairRule {
    pub other: u32,
    pub kind: Kind,
    /// Whether the class that holds the rule comes first in the constraint's order.
    pub first: bool,
    /// Units of hard violation; zero when soft.
    pub hard: i32,
    pub soft: i32,
}

#[inline]
fn comparable(a: u64, b: u64) -> bool {
    let both = a & b;
    both == a || both == b
}

/// Whether the rule is broken; `way` tells the travel time between the two rooms, which few pairs need, and `same_room`
/// whether they are one.
#[inline]
pub fn broken(
    kind: Kind,
    first: bool,
    a: &Time,
    b: &Time,
    way: impl FnOnce() -> u16,
    same_room: bool,
) -> bool {
    match kind {
        Kind::SameAttendees => a.shares_a_day(b) && a.near(b, way()),
        Kind::NotOverlap => a.overlaps(b),
        Kind::SameStart => a.start != b.start,
        Kind::SameTime => {
            let (inner, outer) = (a.start >= b.start && a.end <= b.end, b.start >= a.start && b.end <= a.end);
            !inner && !outer
        }
        Kind::DifferentTime => a.start < b.end && b.start < a.end,
        Kind::SameDays => !comparable(a.days.into(), b.days.into()),
        Kind::DifferentDays => a.days & b.days != 0,
        Kind::SameWeeks => !comparable(a.weeks, b.weeks),
        Kind::DifferentWeeks => a.weeks & b.weeks != 0,
        Kind::Overlap => !a.overlaps(b),
        Kind::SameRoom => !same_room,
        Kind::DifferentRoom => same_room,
        Kind::Precedence => {
            let (a, b) = if first { (a, b) } else { (b, a) };
            let day = |t: &Time| t.weeks.trailing_zeros() * 8 + t.days.trailing_zeros();
            let (da, db) = (day(a), day(b));
            da > db || (da == db && a.end > b.start)
        }
        Kind::WorkDay(slots) => a.end.max(b.end) - a.start.min(b.start) > slots && a.shares_a_day(b),
        Kind::MinGap(gap) => a.clashes(b, gap),
        Kind::MaxDays(_) | Kind::MaxDayLoad(_) | Kind::MaxBreaks { .. } | Kind::MaxBlock { .. } => false,
    }
}
