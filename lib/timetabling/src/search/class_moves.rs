//! Moves of classes: elsewhere, pushing somebody out, or together with the classes they are tied to.

use std::collections::HashMap;

use crate::cost::{Energy, Layout, Path, Place, State, draw_path};
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

/// The most classes one chain moves.
const CHAIN: usize = 8;
/// A chain costs as much as a hundred single moves; of the moves that could be one so many are.
const CHAIN_SHARE: f64 = 0.10;

/// A sequence of moves that can be taken back.
#[derive(Debug, Default)]
pub struct Moves {
    journal: Vec<(usize, Place)>,
    /// (student, place of the course in their list, the way they took before).
    resectioned: Vec<(usize, usize, Path)>,
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
            0 if !layout.tied.is_empty() || random.chance(CHAIN_SHARE) => {
                self.chain(state, class, to, random, terms)
            }
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
        while let Some((student, course, path)) = self.resectioned.pop() {
            state.resection(student, course, path, Energy::default());
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
        self.resectioned.clear();
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

    /// The class moves; whoever it breaks a hard rule with then goes to the place that suits best, and so on.
    fn chain(
        &mut self,
        state: &mut State<'_>,
        class: usize,
        to: Place,
        random: &mut Random,
        terms: Terms,
    ) -> bool {
        let before = state.energy;
        self.journal.clear();
        self.force(state, class, to, terms.hard_weight);
        let mut next = 0;
        while next < self.journal.len() && self.journal.len() < CHAIN {
            for other in state.hard_against(self.journal[next].0) {
                if state.layout.classes[other].is_fixed() {
                    self.resectioned.clear();
                    return self.judge(state, before, terms);
                }
                if self.journal.len() < CHAIN && !self.journal.iter().any(|&(moved, _)| moved == other) {
                    self.settle(state, other, random, terms.hard_weight);
                }
            }
            next += 1;
        }
        self.resectioned.clear();
        for index in 0..self.journal.len() {
            self.divert(state, self.journal[index].0, random, terms.hard_weight);
        }
        self.judge(state, before, terms)
    }

    /// Students whom the class now keeps from another class take another way through its course, if one is better.
    fn divert(&mut self, state: &mut State<'_>, class: usize, random: &mut Random, w: i64) {
        const STUDENTS: usize = 24;
        const WAYS: usize = 3;
        let problem = state.layout.problem;
        let roster = state.sectioning.roster[class].clone();
        let first = random.below(roster.len().max(1));
        for n in 0..roster.len().min(STUDENTS) {
            let (student, place) = roster[(first + n) % roster.len()];
            let (student, place) = (student as usize, place as usize);
            let mut others = state.sectioning.paths[student].iter().flatten();
            if !others.any(|&c| c as usize != class && state.clash(class as u32, c)) {
                continue;
            }
            let course = &problem.courses[problem.students[student].courses[place]];
            let mut best: Option<(Energy, Path)> = None;
            for _ in 0..WAYS {
                let config = &course.configs[random.below(course.configs.len())];
                let Some(path) = draw_path(problem, config, &[], None, random) else { continue };
                let delta = state.path_delta(student, place, &path);
                if delta.weighed(w) < best.as_ref().map_or(0, |(least, _)| least.weighed(w)) {
                    best = Some((delta, path));
                }
            }
            if let Some((delta, path)) = best {
                let before = state.resection(student, place, path, delta);
                self.resectioned.push((student, place, before));
            }
        }
    }

    /// Moves a class to the best of a sample of its places, its other rooms at its present time among them.
    fn settle(&mut self, state: &mut State<'_>, class: usize, random: &mut Random, w: i64) {
        const LOOKS: usize = 24;
        let layout = &state.layout.classes[class];
        let (times, rooms) = (layout.times.len(), layout.rooms.len());
        let home = state.places[class];
        let now = state.exposure(class, home, i64::MAX, w);
        let mut best = (now, home);
        let (first_time, first_room) = (random.below(times), random.below(rooms));
        for n in 0..rooms.min(LOOKS) + times.min(LOOKS) {
            let place = if n < rooms.min(LOOKS) {
                Place { time: home.time, room: ((first_room + n) % rooms) as u32 }
            } else {
                let room = if n % 2 == 0 { best.1.room } else { random.below(rooms) as u32 };
                Place { time: ((first_time + n) % times) as u32, room }
            };
            if place == home || !layout.is_open(place.time as usize, place.room as usize) {
                continue;
            }
            let bound = best.0.weighed(w);
            let there = state.exposure(class, place, bound, w);
            if there.weighed(w) < bound {
                best = (there, place);
            }
        }
        if best.1 != home {
            self.journal.push((class, home));
            state.relocate(class, best.1, best.0 - now);
        }
    }
}
