//! The first complete timetable: tightest classes first, each into the best of a sample of its places.

use super::class_moves::open_place;
use crate::cost::{Energy, Layout, Place, State};
use crate::random::Random;

/// Places looked at for each class.
const SAMPLE: usize = 400;
const PASSES: usize = 3;
/// While placing, one violation outweighs any cost.
const HARD_WEIGHT: i64 = 1_000_000;

pub fn start<'a>(layout: &'a Layout<'a>, random: &mut Random) -> State<'a> {
    let places = (0..layout.classes.len()).map(|c| open_place(layout, c, random)).collect();
    let mut state = State::new(layout, places);
    let mut order: Vec<usize> = (0..layout.classes.len()).collect();
    order.sort_by_key(|&c| layout.classes[c].times.len() * layout.classes[c].rooms.len());
    for _ in 0..PASSES {
        for &class in &order {
            improve(&mut state, class, random);
        }
    }
    state
}

/// Moves a class to the best of a sample of its places (all of them when they are few).
pub fn improve(state: &mut State<'_>, class: usize, random: &mut Random) {
    let layout = &state.layout.classes[class];
    let all = layout.times.len() * layout.rooms.len();
    let now = state.exposure(class, state.places[class], i64::MAX, HARD_WEIGHT);
    let mut best: (Energy, Place) = (now, state.places[class]);
    for n in 0..all.min(SAMPLE) {
        let cell = if all <= SAMPLE { n } else { random.below(all) };
        let place =
            Place { time: (cell / layout.rooms.len()) as u32, room: (cell % layout.rooms.len()) as u32 };
        let bound = best.0.weighed(HARD_WEIGHT);
        let there = state.exposure(class, place, bound, HARD_WEIGHT);
        if there.weighed(HARD_WEIGHT) < bound {
            best = (there, place);
        }
    }
    if best.1 != state.places[class] {
        state.relocate(class, best.1, best.0 - now);
    }
}
