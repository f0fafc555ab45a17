//! A complete timetable whose energy follows every move.

use std::cell::RefCell;

use super::layout::{Layout, NOWHERE};
use super::pairs::broken;
use super::students::{Path, Sectioning};
use crate::model::{Seat, Time, Timetable};

/// Units of hard violation and soft cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub struct Energy {
    pub hard: i64,
    pub soft: i64,
}

impl Energy {
    #[inline]
    pub fn weighed(self, hard_weight: i64) -> i64 {
        self.hard * hard_weight + self.soft
    }
}

impl std::ops::Add for Energy {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        Self { hard: self.hard + other.hard, soft: self.soft + other.soft }
    }
}

impl std::ops::Sub for Energy {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        Self { hard: self.hard - other.hard, soft: self.soft - other.soft }
    }
}

/// Scratch space for constraints on whole sets: times of the members, meetings of a day.
type Buffer = (Vec<Time>, Vec<(u16, u16)>);

/// Indices into a class's time and room options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub time: u32,
    pub room: u32,
}

#[derive(Debug, Clone)]
pub struct State<'a> {
    pub layout: &'a Layout<'a>,
    pub places: Vec<Place>,
    pub times: Vec<Time>,
    /// Room of each class, `NOWHERE` where it needs none.
    pub rooms: Vec<u32>,
    in_room: Vec<Vec<u32>>,
    pub sectioning: Sectioning,
    pub energy: Energy,
    /// What leaving the starting timetable costs, by class; empty when there is none.
    pub anchor: Vec<(Place, i64)>,
    buffer: RefCell<Buffer>,
}

impl<'a> State<'a> {
    /// A timetable with every class where `places` says and no student in any class.
    pub fn new(layout: &'a Layout<'a>, places: Vec<Place>) -> Self {
        let times = places.iter().zip(&layout.classes).map(|(p, c)| c.times[p.time as usize].time).collect();
        let rooms: Vec<u32> =
            places.iter().zip(&layout.classes).map(|(p, c)| c.rooms[p.room as usize].room).collect();
        let mut in_room = vec![Vec::new(); layout.problem.rooms.len()];
        for (class, &room) in rooms.iter().enumerate() {
            if room != NOWHERE {
                in_room[room as usize].push(class as u32);
            }
        }
        let sectioning = Sectioning::empty(layout.problem);
        let mut state = Self {
            layout,
            places,
            times,
            rooms,
            in_room,
            sectioning,
            energy: Energy::default(),
            anchor: Vec::new(),
            buffer: RefCell::default(),
        };
        state.energy = state.recount();
        state
    }

    /// The energy from nothing but the places; what `energy` must always equal.
    pub fn recount(&self) -> Energy {
        let mut twice = Energy::default();
        let mut once = Energy::default();
        for class in 0..self.places.len() {
            let place = self.places[class];
            let alone = self.alone(class, place);
            once = once + alone;
            twice = twice + (self.exposure(class, place, i64::MAX, 1) - alone - self.groups_at(class, place));
        }
        for group in &self.layout.groups {
            let times: Vec<Time> = group.members.iter().map(|&m| self.times[m as usize]).collect();
            let (hard, soft) = group.price(group.excess(&times, &mut Vec::new()), self.layout.problem.weeks);
            once = once + Energy { hard: hard.into(), soft: soft.into() };
        }
        for (class, &n) in self.sectioning.attendees.iter().enumerate() {
            once.hard += (n as usize).saturating_sub(self.layout.classes[class].limit) as i64;
        }
        for paths in &self.sectioning.paths {
            let classes: Vec<u32> = paths.iter().flatten().copied().collect();
            for (index, &a) in classes.iter().enumerate() {
                let same = classes[index + 1..].iter().filter(|&&b| b == a).count() as i64;
                once.soft += same * i64::from(self.layout.student_weight);
            }
        }
        once + Energy { hard: twice.hard / 2, soft: twice.soft / 2 }
    }

    /// What the class costs by itself: penalties, a closed room, the distance from its anchor.
    #[inline]
    fn alone(&self, class: usize, place: Place) -> Energy {
        let layout = &self.layout.classes[class];
        let (t, r) = (place.time as usize, place.room as usize);
        let mut soft = i64::from(layout.times[t].cost) + i64::from(layout.rooms[r].cost);
        if let Some((home, stay)) = self.anchor.get(class)
            && *home != place
        {
            soft += stay;
        }
        Energy { hard: i64::from(!layout.is_open(t, r)), soft }
    }

    /// Everything the class takes part in, were it at `place`: never negative, so that it may stop as soon
    /// as it exceeds `bound`. The difference of two exposures is what a move changes.
    pub fn exposure(&self, class: usize, place: Place, bound: i64, hard_weight: i64) -> Energy {
        let layout = &self.layout.classes[class];
        let time = &layout.times[place.time as usize].time;
        let room = layout.rooms[place.room as usize].room;
        let mut sum = self.alone(class, place);
        if room != NOWHERE {
            for &other in &self.in_room[room as usize] {
                if other as usize != class && self.times[other as usize].overlaps(time) {
                    sum.hard += 1;
                }
            }
        }
        if sum.weighed(hard_weight) > bound {
            return sum;
        }
        for rule in &layout.rules {
            let other = rule.other as usize;
            let there = self.rooms[other];
            let way = || self.way(room, there);
            if broken(rule.kind, rule.first, time, &self.times[other], way, room == there) {
                sum.hard += i64::from(rule.hard);
                sum.soft += i64::from(rule.soft);
                if sum.weighed(hard_weight) > bound {
                    return sum;
                }
            }
        }
        sum = sum + self.groups_at(class, place);
        let weight = i64::from(self.layout.student_weight);
        if weight > 0 && sum.weighed(hard_weight) <= bound {
            for &(other, common) in &self.sectioning.shared[class] {
                let other = other as usize;
                let theirs = &self.times[other];
                if other != class
                    && time.shares_a_day(theirs)
                    && time.near(theirs, self.way(room, self.rooms[other]))
                {
                    sum.soft += weight * i64::from(common);
                }
            }
        }
        sum
    }

    #[inline]
    fn way(&self, a: u32, b: u32) -> u16 {
        if a == NOWHERE || b == NOWHERE {
            0
        } else {
            self.layout.problem.travel.between(a as usize, b as usize)
        }
    }

    /// Whether nobody can attend both classes where they stand.
    #[inline]
    pub fn clash(&self, a: u32, b: u32) -> bool {
        let (a, b) = (a as usize, b as usize);
        let (first, second) = (&self.times[a], &self.times[b]);
        first.shares_a_day(second) && first.near(second, self.way(self.rooms[a], self.rooms[b]))
    }

    fn groups_at(&self, class: usize, place: Place) -> Energy {
        let layout = &self.layout.classes[class];
        let mut sum = Energy::default();
        for &g in &layout.groups {
            let group = &self.layout.groups[g as usize];
            let (times, meetings) = &mut *self.buffer.borrow_mut();
            times.clear();
            times.extend(group.members.iter().map(|&m| {
                if m as usize == class {
                    layout.times[place.time as usize].time
                } else {
                    self.times[m as usize]
                }
            }));
            let (hard, soft) = group.price(group.excess(times, meetings), self.layout.problem.weeks);
            sum = sum + Energy { hard: hard.into(), soft: soft.into() };
        }
        sum
    }

    /// Moves a class; `delta` is the difference of its exposures.
    pub fn relocate(&mut self, class: usize, place: Place, delta: Energy) {
        let layout = &self.layout.classes[class];
        let (old, new) = (self.rooms[class], layout.rooms[place.room as usize].room);
        if old != new {
            if old != NOWHERE {
                let list = &mut self.in_room[old as usize];
                if let Some(at) = list.iter().position(|&c| c as usize == class) {
                    list.swap_remove(at);
                }
            }
            if new != NOWHERE {
                self.in_room[new as usize].push(class as u32);
            }
            self.rooms[class] = new;
        }
        self.places[class] = place;
        self.times[class] = layout.times[place.time as usize].time;
        self.energy = self.energy + delta;
    }

    /// Classes in `room` that meet at `time`.
    pub fn occupants(&self, room: u32, time: Time) -> impl Iterator<Item = usize> + '_ {
        let list: &[u32] = if room == NOWHERE { &[] } else { &self.in_room[room as usize] };
        list.iter().map(|&c| c as usize).filter(move |&c| self.times[c].overlaps(&time))
    }

    /// What a student's conflicts change by when one path replaces another, limits included.
    pub fn path_delta(&self, student: usize, place: usize, new: &[u32]) -> Energy {
        let paths = &self.sectioning.paths[student];
        let old = &paths[place];
        let clashes = |path: &[u32]| {
            let mut n = 0;
            for (index, &c) in path.iter().enumerate() {
                n += path[index + 1..].iter().filter(|&&d| self.clash(c, d)).count();
                for (other, classes) in paths.iter().enumerate() {
                    if other != place {
                        n += classes.iter().filter(|&&d| self.clash(c, d)).count();
                    }
                }
            }
            n as i64
        };
        let mut hard = 0;
        for &c in new.iter().filter(|c| !old.contains(c)) {
            hard += i64::from(
                self.sectioning.attendees[c as usize] as usize >= self.layout.classes[c as usize].limit,
            );
        }
        for &c in old.iter().filter(|c| !new.contains(c)) {
            hard -= i64::from(
                self.sectioning.attendees[c as usize] as usize > self.layout.classes[c as usize].limit,
            );
        }
        Energy { hard, soft: i64::from(self.layout.student_weight) * (clashes(new) - clashes(old)) }
    }

    /// Whether some class of the student's way through a course clashes with another of their classes.
    pub fn is_troubled(&self, student: usize, place: usize) -> bool {
        let paths = &self.sectioning.paths[student];
        paths[place].iter().any(|&c| paths.iter().flatten().any(|&d| d != c && self.clash(c, d)))
    }

    /// Gives a student another path; `delta` is what `path_delta` said.
    pub fn resection(&mut self, student: usize, place: usize, path: Path, delta: Energy) -> Path {
        self.energy = self.energy + delta;
        self.sectioning.replace(student, place, path)
    }

    /// Classes this one breaks a hard rule with where it stands, ascending.
    pub fn hard_against(&self, class: usize) -> Vec<usize> {
        let (time, room) = (self.times[class], self.rooms[class]);
        let mut against: Vec<usize> = self.occupants(room, time).filter(|&c| c != class).collect();
        for rule in self.layout.classes[class].rules.iter().filter(|r| r.hard > 0) {
            let other = rule.other as usize;
            let there = self.rooms[other];
            let way = || self.way(room, there);
            if broken(rule.kind, rule.first, &time, &self.times[other], way, room == there) {
                against.push(other);
            }
        }
        against.sort_unstable();
        against.dedup();
        against
    }

    /// Sections the students as a timetable does. Courses it leaves them out of stay empty.
    pub fn seat_students(&mut self, timetable: &Timetable) {
        let problem = self.layout.problem;
        let mut classes_of: Vec<Vec<u32>> = vec![Vec::new(); problem.students.len()];
        for (class, attendees) in timetable.attendees.iter().enumerate() {
            for &student in attendees {
                classes_of[student].push(class as u32);
            }
        }
        for (s, student) in problem.students.iter().enumerate() {
            for (k, &course) in student.courses.iter().enumerate() {
                let of_course = |c: &&u32| {
                    let configs = &problem.courses[course].configs;
                    configs.iter().flat_map(|g| &g.subparts).any(|p| p.classes.contains(&(**c as usize)))
                };
                let path: Path = classes_of[s].iter().filter(of_course).copied().collect();
                if path.is_empty() {
                    continue;
                }
                let delta = self.path_delta(s, k, &path);
                self.resection(s, k, path, delta);
            }
        }
    }

    pub fn timetable(&self) -> Timetable {
        let classes = self.places.iter().zip(&self.rooms);
        let seats = classes.map(|(place, &room)| {
            Some(Seat { time: place.time as usize, room: (room != NOWHERE).then_some(room as usize) })
        });
        let mut attendees = vec![Vec::new(); self.places.len()];
        for (student, paths) in self.sectioning.paths.iter().enumerate() {
            for &class in paths.iter().flatten() {
                attendees[class as usize].push(student);
            }
        }
        Timetable { seats: seats.collect(), attendees }
    }
}
