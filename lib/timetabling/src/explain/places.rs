//! The best places of one class in a timetable that otherwise stays.

use crate::cost::{Energy, Place, State};

/// One violation outweighs any cost when places are compared.
pub const HARD_WEIGHT: i64 = 1_000_000_000;

/// The `count` best open places of a class other than where it stands, best first, with what each changes.
pub fn best_places(state: &State<'_>, class: usize, count: usize) -> Vec<(Energy, Place)> {
    let own = &state.layout.classes[class];
    let home = state.places[class];
    let now = state.exposure(class, home, i64::MAX, HARD_WEIGHT);
    let mut best: Vec<(i64, Energy, Place)> = Vec::with_capacity(count + 1);
    for time in 0..own.times.len() as u32 {
        for room in 0..own.rooms.len() as u32 {
            let place = Place { time, room };
            if place == home || !own.is_open(time as usize, room as usize) {
                continue;
            }
            let bound = if best.len() < count { i64::MAX } else { best.last().map_or(i64::MAX, |b| b.0 - 1) };
            let there = state.exposure(class, place, bound, HARD_WEIGHT);
            let key = there.weighed(HARD_WEIGHT);
            if key <= bound {
                let at = best.partition_point(|b| b.0 <= key);
                best.insert(at, (key, there - now, place));
                best.truncate(count);
            }
        }
    }
    best.into_iter().map(|(_, delta, place)| (delta, place)).collect()
}

/// Moves a class to its best place if that is better than where it stands; tells whether it was.
pub fn settle(state: &mut State<'_>, class: usize) -> bool {
    let better = best_places(state, class, 1).into_iter().find(|(delta, _)| delta.weighed(HARD_WEIGHT) < 0);
    if let Some((delta, place)) = better {
        state.relocate(class, place, delta);
    }
    better.is_some()
}

/// Moves a class and returns where it stood.
pub fn displace(state: &mut State<'_>, class: usize, place: Place) -> Place {
    let home = state.places[class];
    let now = state.exposure(class, home, i64::MAX, HARD_WEIGHT);
    let there = state.exposure(class, place, i64::MAX, HARD_WEIGHT);
    state.relocate(class, place, there - now);
    home
}
