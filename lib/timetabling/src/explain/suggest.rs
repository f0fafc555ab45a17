//! For one lesson the best places, with what each would cost and whom it would move.

use super::places::{HARD_WEIGHT, best_places, settle};
use crate::cost::{Energy, Layout, Place, State};
use crate::model::{Seat, Timetable};

/// One way to place a lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub seat: Seat,
    /// What the whole timetable's hard violations and cost change by, the moves below included.
    pub delta: Energy,
    /// Other lessons that move to make room.
    pub moves: Vec<(usize, Seat)>,
    /// Lessons that still stand in the way.
    pub blockers: Vec<usize>,
}

/// Places with blockers that are looked at more closely.
const REPAIRS: usize = 16;
/// Lessons one suggestion may move.
const BLOCKERS_MAX: usize = 2;

/// A timetable ready to be asked about; laid out once, asked many times.
pub struct Suggester<'a> {
    state: State<'a>,
}

impl<'a> Suggester<'a> {
    /// Classes the timetable does not place stand at their first option.
    pub fn new(layout: &'a Layout<'a>, timetable: &Timetable) -> Self {
        let places = (0..layout.classes.len()).map(|class| {
            let seat = timetable.seats.get(class).copied().flatten();
            seat.map_or(Place { time: 0, room: 0 }, |seat| layout.place(class, seat))
        });
        let mut state = State::new(layout, places.collect());
        state.seat_students(timetable);
        Self { state }
    }

    /// The `count` best other places of a class, best first.
    pub fn suggest(&mut self, class: usize, count: usize) -> Vec<Suggestion> {
        let places = best_places(&self.state, class, count.max(REPAIRS));
        let mut list: Vec<Suggestion> =
            places.into_iter().map(|(delta, place)| self.repair(class, place, delta)).collect();
        list.sort_by_key(|s| (s.delta.weighed(HARD_WEIGHT), s.moves.len()));
        list.truncate(count);
        list
    }

    /// Tries to move one or two blockers away; the state is left as it was.
    fn repair(&mut self, class: usize, place: Place, delta: Energy) -> Suggestion {
        let layout = self.state.layout;
        let before = self.state.energy;
        let home = self.state.places[class];
        self.state.relocate(class, place, delta);
        let blockers = self.blockers(class);
        let mut moved: Vec<(usize, Place)> = Vec::new();
        if (1..=BLOCKERS_MAX).contains(&blockers.len()) {
            for &blocker in &blockers {
                let from = self.state.places[blocker];
                if settle(&mut self.state, blocker) {
                    moved.push((blocker, from));
                }
            }
        }
        let suggestion = Suggestion {
            seat: layout.seat(class, place),
            delta: self.state.energy - before,
            moves: moved.iter().map(|&(c, _)| (c, layout.seat(c, self.state.places[c]))).collect(),
            blockers: self.blockers(class),
        };
        for (blocker, from) in moved.into_iter().rev() {
            self.state.relocate(blocker, from, Energy::default());
        }
        self.state.relocate(class, home, Energy::default());
        self.state.energy = before;
        suggestion
    }

    /// Classes the class breaks a hard rule with: in its room, or by a pairwise constraint.
    fn blockers(&self, class: usize) -> Vec<usize> {
        self.state.hard_against(class)
    }
}
