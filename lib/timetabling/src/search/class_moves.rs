//! Moves of classes: elsewhere, pushing somebody out, or together with the classes they are tied to.

use std::collections::HashMap;

use crate::cost::{Energy, Layout, Place, State};
use crate::random::Random;

/// A random place at which the room is open, if a few tries find one.
pub fn open_place(layout: &Layout<'_>, class: usize, random: &mut Random) -> Place {
    let class = &layout.classes[class];
    let mut place = Place { time: 0, room: 0 };
    for _ in 0..50 {
        let (time, room) = (random.below(class.times.len()), random.below(class.rooms.len()));
        place = Place { time: time as u32, room: room as u32 };
        if class.is_open(time, room) {
            break;
        }
    }
    place
}

/// The terms on which a proposal is taken.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    pub tolerance: f64,
    pub hard_weight: i64,
}

impl Terms {
    fn bound(self) -> i64 {
        self.tolerance as i64
    }
}

/// A sequence of moves that can be taken back.
#[derive(Debug, Default)]
pub struct Moves {
    journal: Vec<(usize, Place)>,
    /// How often placing one class pushed out another.
    pushed: HashMap<(u32, u32), u64>,
}

impl Moves {
    /// (placed, pushed out, how often), most often first.
    pub fn pushes(&self) -> Vec<(usize, usize, u64)> {
        let mut list: Vec<_> = self.pushed.iter().map(|(&(a, b), &n)| (a as usize, b as usize, n)).collect();
        list.sort_unstable_by_key(|&(a, b, n)| (std::cmp::Reverse(n), a, b));
        list
    }

    /// Takes a random move of the class if the terms allow it.
    pub fn propose(
        &mut self,
        state: &mut State<'_>,
        class: usize,
        random: &mut Random,
        terms: Terms,
    ) -> bool {
        let layout = &state.layout.classes[class];
        let now = state.places[class];
        let (times, rooms) = (layout.times.len(), layout.rooms.len());
        let draw = random.below(16);
        let mut to = now;
        if times > 1 && (draw < 11 || rooms == 1) {
            to.time = random.below(times) as u32;
        }
        if rooms > 1 && (draw >= 6 || times == 1 || !layout.is_open(to.time as usize, to.room as usize)) {
            to.room = random.below(rooms) as u32;
        }
        if to == now || !layout.is_open(to.time as usize, to.room as usize) {
            return false;
        }
        match draw % 4 {
            0 if !layout.tied.is_empty() => self.together(state, class, to, random, terms),
            1 => self.push_out(state, class, to, random, terms),
            _ => self.single(state, class, to, terms),
        }
    }

    fn single(&mut self, state: &mut State<'_>, class: usize, to: Place, terms: Terms) -> bool {
        let w = terms.hard_weight;
        let now = state.exposure(class, state.places[class], i64::MAX, w);
        let bound = now.weighed(w) + terms.bound();
        let there = state.exposure(class, to, bound, w);
        if there.weighed(w) > bound {
            return false;
        }
        state.relocate(class, to, there - now);
        true
    }

    /// Moves without asking, and remembers how to take it back.
    fn force(&mut self, state: &mut State<'_>, class: usize, to: Place, w: i64) {
        let now = state.exposure(class, state.places[class], i64::MAX, w);
        let there = state.exposure(class, to, i64::MAX, w);
        self.journal.push((class, state.places[class]));
        state.relocate(class, to, there - now);
    }

    fn judge(&mut self, state: &mut State<'_>, before: Energy, terms: Terms) -> bool {
        let delta = (state.energy - before).weighed(terms.hard_weight);
        if delta <= terms.bound() {
            return true;
        }
        while let Some((class, place)) = self.journal.pop() {
            state.relocate(class, place, Energy::default());
        }
        state.energy = before;
        false
    }

    /// Whoever is in the room then gets the cell left behind, or another room at its own time.
    fn push_out(
        &mut self,
        state: &mut State<'_>,
        class: usize,
        to: Place,
        random: &mut Random,
        terms: Terms,
    ) -> bool {
        let layout = state.layout;
        let own = &layout.classes[class];
        let (time, room) = (own.times[to.time as usize].time, own.rooms[to.room as usize].room);
        let mut there = state.occupants(room, time).filter(|&c| c != class);
        let (Some(other), None) = (there.next(), there.next()) else {
            drop(there);
            return self.single(state, class, to, terms);
        };
        drop(there);
        let (old_time, old_room) = (state.times[class], state.rooms[class]);
        let before = state.energy;
        self.journal.clear();
        self.force(state, class, to, terms.hard_weight);
        let theirs = &layout.classes[other];
        let same_room = theirs.rooms.iter().position(|r| r.room == old_room);
        let same_time = if theirs.times.len() > 64 && random.chance(0.5) {
            None
        } else {
            theirs.times.iter().position(|t| t.time.shares_a_day(&old_time) && t.time.start == old_time.start)
        };
        let time = same_time.map_or(state.places[other].time, |t| t as u32);
        let room = same_room.unwrap_or_else(|| random.below(theirs.rooms.len())) as u32;
        if theirs.is_open(time as usize, room as usize) {
            self.force(state, other, Place { time, room }, terms.hard_weight);
        }
        let taken = self.judge(state, before, terms);
        if taken {
            *self.pushed.entry((class as u32, other as u32)).or_default() += 1;
        }
        taken
    }

    /// The class moves and each class tied to it follows to the place that suits best.
    fn together(
        &mut self,
        state: &mut State<'_>,
        class: usize,
        to: Place,
        random: &mut Random,
        terms: Terms,
    ) -> bool {
        let layout = state.layout;
        let before = state.energy;
        self.journal.clear();
        self.force(state, class, to, terms.hard_weight);
        for &other in &layout.classes[class].tied {
            self.follow(state, other as usize, random, terms.hard_weight);
        }
        self.judge(state, before, terms)
    }

    fn follow(&mut self, state: &mut State<'_>, class: usize, random: &mut Random, w: i64) {
        const LOOKS: usize = 24;
        let layout = &state.layout.classes[class];
        let now = state.exposure(class, state.places[class], i64::MAX, w);
        if now.hard == 0 {
            return;
        }
        let mut best = (now, state.places[class]);
        let times = layout.times.len();
        let offset = random.below(times);
        for n in 0..times.min(LOOKS) {
            let time = ((offset + n) % times) as u32;
            let room = if n % 2 == 0 { best.1.room } else { random.below(layout.rooms.len()) as u32 };
            let place = Place { time, room };
            if !layout.is_open(time as usize, room as usize) {
                continue;
            }
            let bound = best.0.weighed(w);
            let there = state.exposure(class, place, bound, w);
            if there.weighed(w) < bound {
                best = (there, place);
            }
        }
        if best.1 != state.places[class] {
            self.journal.push((class, state.places[class]));
            state.relocate(class, best.1, best.0 - now);
        }
    }
}
