//! Kempe chains: two periods exchange a set of lectures that is closed under conflict, so that no new
//! conflict arises where a plain move would meet several.

use super::state::{Delta, NONE, State};

/// Longest chain worth trying.
const LECTURES_MAX: usize = 24;

/// Buffers of the move, kept between proposals.
#[derive(Debug, Default)]
pub struct Kempe {
    chain: Vec<usize>,
    journal: Vec<(usize, (usize, usize))>,
}

impl Kempe {
    /// Tries the chain that starts with `lecture` going to `period`; keeps it within the tolerance.
    pub fn propose(
        &mut self,
        state: &mut State<'_>,
        lecture: usize,
        period: usize,
        tolerance: f64,
        hard_weight: i32,
    ) -> bool {
        let from = state.cell(lecture).0;
        if from == period || !self.grow(state, lecture, from, period) {
            return false;
        }
        let before = state.total;
        self.journal.clear();
        let seated = self.exchange(state, from, period);
        let delta = Delta { hard: state.total.hard - before.hard, soft: state.total.soft - before.soft };
        if seated && f64::from(delta.hard * hard_weight + delta.soft) <= tolerance {
            return true;
        }
        self.undo(state, before);
        false
    }

    /// Collects the chain; false when it is too long, alone (a plain move does that) or meets a closed period.
    fn grow(&mut self, state: &State<'_>, lecture: usize, a: usize, b: usize) -> bool {
        let flat = state.flat;
        self.chain.clear();
        self.chain.push(lecture);
        let mut next = 0;
        while next < self.chain.len() {
            let l = self.chain[next];
            next += 1;
            let course = state.course(l);
            let here = state.cell(l).0;
            let there = if here == a { b } else { a };
            if !flat.open[course * flat.periods + there] || self.chain.len() > LECTURES_MAX {
                return false;
            }
            for &other in &state.at[there * flat.rooms..][..flat.rooms] {
                if other == NONE {
                    continue;
                }
                let other = other as usize;
                let clash = state.course(other) == course || flat.conflicting(course, state.course(other));
                if clash && !self.chain.contains(&other) {
                    self.chain.push(other);
                }
            }
        }
        self.chain.len() > 1
    }

    /// Every lecture of the chain changes sides; each takes its own room again, or the free one that
    /// suits it best. Cells of the chain are exchanged pairwise where both sides have one in the room.
    fn exchange(&mut self, state: &mut State<'_>, a: usize, b: usize) -> bool {
        for index in 0..self.chain.len() {
            let lecture = self.chain[index];
            let (here, room) = state.cell(lecture);
            // A partner of the same room may have brought it over already.
            if self.journal.iter().any(|(moved, _)| *moved == lecture) {
                continue;
            }
            let there = if here == a { b } else { a };
            let occupant = state.at[there * state.flat.rooms + room];
            let moved = if occupant == NONE {
                self.relocate(state, lecture, (there, room));
                true
            } else if self.chain[index..].contains(&(occupant as usize)) {
                self.swap(state, lecture, occupant as usize)
            } else {
                self.seat_in_free_room(state, lecture, there)
            };
            if !moved {
                return false;
            }
        }
        true
    }

    fn seat_in_free_room(&mut self, state: &mut State<'_>, lecture: usize, period: usize) -> bool {
        let flat = state.flat;
        let (course, room) = (state.course(lecture), state.cell(lecture).1);
        let free = (0..flat.rooms).filter(|r| state.at[period * flat.rooms + r] == NONE);
        match free.min_by_key(|&r| state.delta_rooms(course, room, r)) {
            None => false,
            Some(r) => {
                self.relocate(state, lecture, (period, r));
                true
            }
        }
    }

    fn relocate(&mut self, state: &mut State<'_>, lecture: usize, to: (usize, usize)) {
        let from = state.cell(lecture);
        let delta = state.delta(state.course(lecture), from, to, None);
        self.journal.push((lecture, from));
        state.relocate(lecture, to, delta);
    }

    fn swap(&mut self, state: &mut State<'_>, a: usize, b: usize) -> bool {
        let (course_a, course_b) = (state.course(a), state.course(b));
        if course_a == course_b {
            return false;
        }
        let (from_a, from_b) = (state.cell(a), state.cell(b));
        let delta = state.delta(course_a, from_a, from_b, Some(course_b))
            + state.delta(course_b, from_b, from_a, Some(course_a));
        self.journal.push((a, from_a));
        self.journal.push((b, from_b));
        state.exchange(a, b, delta);
        true
    }

    /// Back to where everything was, last move first; the total is restored rather than recounted.
    fn undo(&mut self, state: &mut State<'_>, before: Delta) {
        while let Some((lecture, cell)) = self.journal.pop() {
            let occupant = state.at[cell.0 * state.flat.rooms + cell.1];
            if occupant == NONE {
                state.relocate(lecture, cell, Delta::default());
            } else {
                state.exchange(lecture, occupant as usize, Delta::default());
                self.journal.pop();
            }
        }
        state.total = before;
    }
}
