//! A problem laid out for the search: weights applied, rules by class, room closures looked up.

use super::groups::Group;
use super::pairs::PairRule;
use super::state::Place;
use crate::model::{Kind, Problem, Seat, Strength, Time};

/// No room.
pub const NOWHERE: u32 = u32::MAX;

/// A class cannot be held at all: each of its rooms is closed at each of its times.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "课 (class) “{class}”: 每个时间的每个教室都不开放; 应为 (expected): a time at which one of its rooms is open"
)]
pub struct Impossible {
    pub class: String,
}

/// One way to hold a class, weighted.
#[derive(Debug, Clone, Copy)]
pub struct TimeChoice {
    pub time: Time,
    pub cost: i32,
}

#[derive(Debug, Clone, Copy)]
pub struct RoomChoice {
    pub room: u32,
    pub cost: i32,
}

/// Everything about a class that stays as it is during a search.
#[derive(Debug)]
pub struct ClassLayout {
    pub times: Vec<TimeChoice>,
    /// One entry `NOWHERE` when it needs no room.
    pub rooms: Vec<RoomChoice>,
    /// `time * rooms + room`, one bit each: the room is open then. Empty when no room ever closes.
    open: Vec<u64>,
    /// Sorted by the other class.
    pub rules: Vec<PairRule>,
    pub groups: Vec<u32>,
    pub limit: usize,
    /// Classes tied to this one by a hard rule that is kept by moving both.
    pub tied: Vec<u32>,
}

impl ClassLayout {
    /// Whether it has but one place.
    pub fn is_fixed(&self) -> bool {
        self.times.len() == 1 && self.rooms.len() == 1
    }

    #[inline]
    pub fn is_open(&self, time: usize, room: usize) -> bool {
        let bit = time * self.rooms.len() + room;
        self.open.is_empty() || self.open[bit / 64] >> (bit % 64) & 1 == 1
    }
}

#[derive(Debug)]
pub struct Layout<'a> {
    pub problem: &'a Problem,
    pub classes: Vec<ClassLayout>,
    pub groups: Vec<Group>,
    pub student_weight: i32,
}

impl<'a> Layout<'a> {
    /// # Errors
    /// Every class that has no open room at any of its times.
    pub fn new(problem: &'a Problem) -> Result<Self, Vec<Impossible>> {
        let classes: Vec<ClassLayout> = (0..problem.classes.len()).map(|c| class(problem, c)).collect();
        let impossible: Vec<Impossible> = classes
            .iter()
            .zip(&problem.classes)
            .filter(|(layout, _)| !layout.open.is_empty() && layout.open.iter().all(|w| *w == 0))
            .map(|(_, class)| Impossible { class: class.id.clone() })
            .collect();
        if !impossible.is_empty() {
            return Err(impossible);
        }
        let student_weight = problem.weights.student as i32;
        let mut layout = Self { problem, classes, groups: Vec::new(), student_weight };
        layout.lay_out_distributions();
        Ok(layout)
    }

    /// A place as a seat of the answer.
    pub fn seat(&self, class: usize, place: Place) -> Seat {
        let room = self.classes[class].rooms[place.room as usize].room;
        Seat { time: place.time as usize, room: (room != NOWHERE).then_some(room as usize) }
    }

    /// A seat as a place; a room that is no option of the class counts as its first.
    pub fn place(&self, class: usize, seat: Seat) -> Place {
        let options = &self.classes[class].rooms;
        let room = options.iter().position(|r| seat.room.is_some_and(|s| s as u32 == r.room));
        Place { time: seat.time as u32, room: room.unwrap_or(0) as u32 }
    }

    fn lay_out_distributions(&mut self) {
        let problem = self.problem;
        let weight = problem.weights.distribution;
        for d in &problem.distributions {
            let (hard, penalty) = match d.strength {
                Strength::Hard => (1, 0),
                Strength::Soft(penalty) => (0, penalty),
            };
            if !d.kind.is_pairwise() {
                let members: Vec<u32> = d.classes.iter().map(|&c| c as u32).collect();
                for &c in &members {
                    self.classes[c as usize].groups.push(self.groups.len() as u32);
                }
                self.groups.push(Group { kind: d.kind, members, hard, penalty, weight });
                continue;
            }
            let soft = (penalty * weight) as i32;
            for (index, &a) in d.classes.iter().enumerate() {
                for &b in d.classes[index + 1..].iter().filter(|&&b| b != a) {
                    let rule = |other: usize, first| PairRule {
                        other: other as u32,
                        kind: d.kind,
                        first,
                        hard,
                        soft,
                    };
                    self.classes[a].rules.push(rule(b, true));
                    self.classes[b].rules.push(rule(a, false));
                    if hard > 0 && ties(d.kind) {
                        self.classes[a].tied.push(b as u32);
                        self.classes[b].tied.push(a as u32);
                    }
                }
            }
        }
        for class in &mut self.classes {
            class.rules.sort_by_key(|r| r.other);
            class.tied.sort_unstable();
            class.tied.dedup();
        }
    }
}

/// Kinds that single moves can only break.
fn ties(kind: Kind) -> bool {
    use Kind::{Overlap, SameDays, SameRoom, SameStart, SameTime, SameWeeks};
    matches!(kind, SameStart | SameTime | SameDays | SameWeeks | SameRoom | Overlap)
}

fn class(problem: &Problem, index: usize) -> ClassLayout {
    let class = &problem.classes[index];
    let times: Vec<TimeChoice> = class
        .times
        .iter()
        .map(|o| TimeChoice { time: o.time, cost: (o.penalty * problem.weights.time) as i32 })
        .collect();
    let mut rooms: Vec<RoomChoice> = class
        .rooms
        .iter()
        .map(|o| RoomChoice { room: o.room as u32, cost: (o.penalty * problem.weights.room) as i32 })
        .collect();
    let closes = rooms.iter().any(|r| !problem.rooms[r.room as usize].unavailable.is_empty());
    let mut open = Vec::new();
    if closes {
        open = vec![0u64; (times.len() * rooms.len()).div_ceil(64)];
        for (t, time) in times.iter().enumerate() {
            for (r, room) in rooms.iter().enumerate() {
                let closed = &problem.rooms[room.room as usize].unavailable;
                if !closed.iter().any(|u| u.overlaps(&time.time)) {
                    let bit = t * rooms.len() + r;
                    open[bit / 64] |= 1 << (bit % 64);
                }
            }
        }
    }
    if rooms.is_empty() {
        rooms.push(RoomChoice { room: NOWHERE, cost: 0 });
    }
    let limit = class.limit.unwrap_or(usize::MAX);
    ClassLayout { times, rooms, open, rules: Vec::new(), groups: Vec::new(), limit, tied: Vec::new() }
}
