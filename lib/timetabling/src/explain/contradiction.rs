//! Is it possible at all? Small sets of classes and constraints that cannot hold together.

use std::collections::HashMap;
use std::fmt;

use super::matching::too_few;
use crate::check::{Placed, pair_holds};
use crate::model::{Class, Distribution, Kind, Problem, Strength, Time};

/// A small set of classes that cannot all be held, and what stands against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// The constraint's name, or the room's.
    pub constraint: String,
    pub classes: Vec<String>,
    pub reason: String,
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.constraint, self.reason, self.classes.join(", "))
    }
}

/// Pairs of places looked at for one pair of classes before it is taken for possible.
const PAIRS_MAX: usize = 2_000_000;

/// The contradictions that show without search: classes with no open place, pairs no places of which agree,
/// and sets that have fewer cells between them than classes. An empty answer does not prove possibility.
pub fn contradictions(problem: &Problem) -> Vec<Contradiction> {
    let mut found: Vec<Contradiction> = problem.classes.iter().filter_map(|c| closed(problem, c)).collect();
    for distribution in problem.distributions.iter().filter(|d| d.strength == Strength::Hard) {
        let pair = first_impossible_pair(problem, distribution);
        found.extend(pair.or_else(|| crowded(problem, distribution)));
    }
    found.extend(crowded_rooms(problem));
    found
}

fn open(problem: &Problem, time: &Time, room: usize) -> bool {
    !problem.rooms[room].unavailable.iter().any(|u| u.overlaps(time))
}

fn closed(problem: &Problem, class: &Class) -> Option<Contradiction> {
    let place = |t: &Time| class.rooms.is_empty() || class.rooms.iter().any(|r| open(problem, t, r.room));
    if class.times.iter().any(|o| place(&o.time)) {
        return None;
    }
    let rooms: Vec<&str> = class.rooms.iter().map(|r| problem.rooms[r.room].id.as_str()).collect();
    Some(Contradiction {
        constraint: "RoomUnavailable".to_owned(),
        classes: vec![class.id.clone()],
        reason: format!(
            "每个时间都没有开放的教室 (no room of {} is open at any of its times)",
            rooms.join(", ")
        ),
    })
}

/// Rooms only matter to the types that look at them; the others are judged by times alone.
fn places(problem: &Problem, class: &Class, kind: Kind) -> Vec<Placed> {
    let mut places = Vec::new();
    for option in &class.times {
        let time = option.time;
        if !kind.concerns_rooms() || class.rooms.is_empty() {
            places.push(Placed { time, room: None });
            continue;
        }
        let rooms = class.rooms.iter().filter(|r| open(problem, &time, r.room));
        places.extend(rooms.map(|r| Placed { time, room: Some(r.room) }));
    }
    places
}

fn first_impossible_pair(problem: &Problem, d: &Distribution) -> Option<Contradiction> {
    if !d.kind.is_pairwise() {
        return None;
    }
    let options: Vec<Vec<Placed>> =
        d.classes.iter().map(|&c| places(problem, &problem.classes[c], d.kind)).collect();
    for (i, a) in options.iter().enumerate() {
        for (j, b) in options.iter().enumerate().skip(i + 1) {
            if a.len().saturating_mul(b.len()) > PAIRS_MAX {
                continue;
            }
            let possible = a.iter().any(|p| b.iter().any(|q| pair_holds(d.kind, p, q, &problem.travel)));
            if !possible {
                let id = |n: usize| problem.classes[d.classes[n]].id.clone();
                return Some(Contradiction {
                    constraint: d.name.clone(),
                    classes: vec![id(i), id(j)],
                    reason: "两课没有可以同时成立的安排 (no two of their places agree)".to_owned(),
                });
            }
        }
    }
    None
}

/// Classes that may not overlap need a first meeting (week, day, start) each of their own.
fn crowded(problem: &Problem, d: &Distribution) -> Option<Contradiction> {
    if !matches!(d.kind, Kind::SameAttendees | Kind::NotOverlap) {
        return None;
    }
    let times = |&c: &usize| problem.classes[c].times.iter().map(|o| (0, o.time)).collect();
    let rows = d.classes.iter().map(times).collect();
    let classes = short_of_cells(rows)?;
    Some(Contradiction {
        constraint: d.name.clone(),
        reason: format!("{} 课争用过少的时间 (more lessons than times between them)", classes.len()),
        classes: classes.into_iter().map(|n| problem.classes[d.classes[n]].id.clone()).collect(),
    })
}

fn crowded_rooms(problem: &Problem) -> Option<Contradiction> {
    let members: Vec<usize> =
        (0..problem.classes.len()).filter(|&c| !problem.classes[c].rooms.is_empty()).collect();
    let cells: usize =
        members.iter().map(|&c| problem.classes[c].times.len() * problem.classes[c].rooms.len()).sum();
    if cells > PAIRS_MAX {
        return None;
    }
    let all = |&c: &usize| {
        let class = &problem.classes[c];
        let places = class.times.iter().flat_map(|o| class.rooms.iter().map(move |r| (r.room, o.time)));
        places.filter(|(room, time)| open(problem, time, *room)).collect()
    };
    let classes = short_of_cells(members.iter().map(all).collect())?;
    Some(Contradiction {
        constraint: "RoomOccupancy".to_owned(),
        reason: format!("{} 课争用过少的教室时段 (more lessons than open rooms between them)", classes.len()),
        classes: classes.into_iter().map(|n| problem.classes[members[n]].id.clone()).collect(),
    })
}

fn short_of_cells(rows: Vec<Vec<(usize, Time)>>) -> Option<Vec<usize>> {
    let mut index: HashMap<(usize, u32, u32, u16), usize> = HashMap::new();
    let columns_of: Vec<Vec<usize>> = rows
        .iter()
        .map(|row| {
            let cell = |(room, t): &(usize, Time)| {
                let key = (*room, t.weeks.trailing_zeros(), t.days.trailing_zeros(), t.start);
                let next = index.len();
                *index.entry(key).or_insert(next)
            };
            let mut cells: Vec<usize> = row.iter().map(cell).collect();
            cells.sort_unstable();
            cells.dedup();
            cells
        })
        .collect();
    too_few(&columns_of, index.len())
}
