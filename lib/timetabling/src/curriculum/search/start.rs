//! The first complete timetable: the lectures with the fewest open periods first, each into the cell that
//! breaks least.

use super::flat::Flat;
use super::state::{NONE, State};
use crate::curriculum::Timetable;
use crate::random::Random;

/// Seats every lecture; there is a free cell for each because the reader made sure of it. Lectures that
/// `from` places in cells of their own keep them.
pub fn start<'a>(flat: &'a Flat, from: Option<&Timetable>, random: &mut Random) -> State<'a> {
    let mut state = State::empty(flat);
    for placement in from.iter().flat_map(|t| &t.placements) {
        let unseated = |l: &usize| state.course(*l) == placement.course && state.period_of[*l] == NONE;
        let lecture = (0..flat.lecture_course.len()).find(unseated);
        if let Some(lecture) = lecture
            && state.at[placement.period * flat.rooms + placement.room] == NONE
        {
            state.seat(lecture, placement.period, placement.room);
        }
    }
    let mut order: Vec<(usize, u64, usize)> = (0..flat.lecture_course.len())
        .map(|l| (flat.open_periods[flat.lecture_course[l] as usize].len(), random.bits(), l))
        .collect();
    order.sort_unstable();
    for (_, _, lecture) in order {
        if state.period_of[lecture] != NONE {
            continue;
        }
        seat_best(&mut state, lecture);
    }
    state
}

fn seat_best(state: &mut State<'_>, lecture: usize) {
    let flat = state.flat;
    let course = state.course(lecture);
    let mut best: Option<((i32, i32), usize, usize)> = None;
    for period in 0..flat.periods {
        for room in 0..flat.rooms {
            if state.at[period * flat.rooms + room] != NONE {
                continue;
            }
            let key = (state.conflicts(course, period, None), flat.seats_short[course * flat.rooms + room]);
            if best.is_none_or(|(least, ..)| key < least) {
                best = Some((key, period, room));
            }
        }
    }
    if let Some((_, period, room)) = best {
        state.seat(lecture, period, room);
    }
}
