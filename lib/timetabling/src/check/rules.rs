//! The nineteen distribution types, each by the competition's published wording.

use crate::model::{Kind, Time, Travel};

/// A class where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    pub time: Time,
    pub room: Option<usize>,
}

fn subset(a: u64, b: u64) -> bool {
    a | b == a || a | b == b
}

fn apart(a: &Time, b: &Time) -> bool {
    a.days & b.days == 0 || a.weeks & b.weeks == 0
}

/// The first meeting as (week, day).
fn first(time: &Time) -> (u32, u32) {
    (time.weeks.trailing_zeros(), time.days.trailing_zeros())
}

/// Whether a pairwise constraint holds between a class and one that follows it in the constraint's order.
///
/// # Panics
/// For the four types that are not pairwise.
pub fn pair_holds(kind: Kind, i: &Placed, j: &Placed, travel: &Travel) -> bool {
    let (a, b) = (&i.time, &j.time);
    match kind {
        Kind::SameStart => a.start == b.start,
        Kind::SameTime => (a.start <= b.start && b.end <= a.end) || (b.start <= a.start && a.end <= b.end),
        Kind::DifferentTime => a.end <= b.start || b.end <= a.start,
        Kind::SameDays => subset(a.days.into(), b.days.into()),
        Kind::DifferentDays => a.days & b.days == 0,
        Kind::SameWeeks => subset(a.weeks, b.weeks),
        Kind::DifferentWeeks => a.weeks & b.weeks == 0,
        Kind::Overlap => b.start < a.end && a.start < b.end && !apart(a, b),
        Kind::NotOverlap => a.end <= b.start || b.end <= a.start || apart(a, b),
        Kind::SameRoom => i.room == j.room,
        Kind::DifferentRoom => i.room != j.room,
        Kind::SameAttendees => {
            let way = u32::from(travel.between_places(i.room, j.room));
            u32::from(a.end) + way <= u32::from(b.start)
                || u32::from(b.end) + way <= u32::from(a.start)
                || apart(a, b)
        }
        Kind::Precedence => first(a) < first(b) || (first(a) == first(b) && a.end <= b.start),
        Kind::WorkDay(slots) => apart(a, b) || a.end.max(b.end) - a.start.min(b.start) <= slots,
        Kind::MinGap(gap) => {
            apart(a, b)
                || u32::from(a.end) + u32::from(gap) <= u32::from(b.start)
                || u32::from(b.end) + u32::from(gap) <= u32::from(a.start)
        }
        Kind::MaxDays(_) | Kind::MaxDayLoad(_) | Kind::MaxBreaks { .. } | Kind::MaxBlock { .. } => {
            panic!("{kind} is not counted by pairs")
        }
    }
}

/// By how much a constraint on a whole set is exceeded: days for MaxDays; over all days of the term, slots
/// for MaxDayLoad, breaks for MaxBreaks, blocks for MaxBlock.
pub fn excess(kind: Kind, placed: &[Placed], weeks: usize, days: usize) -> i64 {
    if let Kind::MaxDays(most) = kind {
        let used = placed.iter().fold(0u8, |mask, p| mask | p.time.days).count_ones();
        return (i64::from(used) - i64::from(most)).max(0);
    }
    let days_of_term = (0..weeks).flat_map(|w| (0..days).map(move |d| (w, d)));
    days_of_term.map(|(week, day)| day_excess(kind, &meetings(placed, week, day))).sum()
}

fn meetings(placed: &[Placed], week: usize, day: usize) -> Vec<(i64, i64)> {
    let meets = |p: &&Placed| p.time.weeks >> week & 1 == 1 && p.time.days >> day & 1 == 1;
    let mut list: Vec<(i64, i64)> =
        placed.iter().filter(meets).map(|p| (p.time.start.into(), p.time.end.into())).collect();
    list.sort_unstable();
    list
}

fn day_excess(kind: Kind, meetings: &[(i64, i64)]) -> i64 {
    match kind {
        Kind::MaxDayLoad(most) => {
            let load: i64 = meetings.iter().map(|(start, end)| end - start).sum();
            (load - i64::from(most)).max(0)
        }
        Kind::MaxBreaks { breaks, gap } => {
            (blocks(meetings, gap.into()).len() as i64 - i64::from(breaks) - 1).max(0)
        }
        Kind::MaxBlock { length, gap } => {
            let long = |b: &&Block| b.classes >= 2 && b.end - b.start > i64::from(length);
            blocks(meetings, gap.into()).iter().filter(long).count() as i64
        }
        _ => 0,
    }
}

struct Block {
    start: i64,
    end: i64,
    classes: usize,
}

/// Meetings of a day, in order of their start, merged where at most `gap` slots lie between.
fn blocks(meetings: &[(i64, i64)], gap: i64) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for &(start, end) in meetings {
        match blocks.last_mut() {
            Some(block) if block.end + gap >= start => {
                block.end = block.end.max(end);
                block.classes += 1;
            }
            _ => blocks.push(Block { start, end, classes: 1 }),
        }
    }
    blocks
}
