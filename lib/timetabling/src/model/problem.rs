//! The problem: rooms, courses with their structure, classes, distributions, students.

use super::distribution::Distribution;
use super::time::Time;

/// What one unit of each part of the cost weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weights {
    pub time: i64,
    pub room: i64,
    pub distribution: i64,
    pub student: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    pub id: String,
    pub capacity: i64,
    /// When it cannot be used.
    pub unavailable: Vec<Time>,
}

/// Slots it takes to get from room to room; symmetric, zero from a room to itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Travel {
    rooms: usize,
    slots: Vec<u16>,
}

impl Travel {
    pub fn new(rooms: usize) -> Self {
        Self { rooms, slots: vec![0; rooms * rooms] }
    }

    pub fn set(&mut self, a: usize, b: usize, slots: u16) {
        self.slots[a * self.rooms + b] = slots;
        self.slots[b * self.rooms + a] = slots;
    }

    #[inline]
    pub fn between(&self, a: usize, b: usize) -> u16 {
        self.slots[a * self.rooms + b]
    }

    /// As `between`; an event without a room is everywhere.
    #[inline]
    pub fn between_places(&self, a: Option<usize>, b: Option<usize>) -> u16 {
        match (a, b) {
            (Some(a), Some(b)) => self.between(a, b),
            _ => 0,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOption {
    pub time: Time,
    pub penalty: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoomOption {
    pub room: usize,
    pub penalty: i64,
}

/// One event to be given a time and, unless it needs none, a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    pub id: String,
    /// Most students; none means any number.
    pub limit: Option<usize>,
    /// Who attends this class attends that one too.
    pub parent: Option<usize>,
    /// Empty exactly when the class needs no room.
    pub rooms: Vec<RoomOption>,
    pub times: Vec<TimeOption>,
}

/// Alternatives: a student of the configuration attends one class of each subpart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subpart {
    pub id: String,
    pub classes: Vec<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    pub id: String,
    pub subparts: Vec<Subpart>,
}

/// A student of the course attends one of its configurations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    pub id: String,
    pub configs: Vec<Config>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Student {
    pub id: String,
    pub courses: Vec<usize>,
}

/// A whole problem. Indices point into the vectors of this struct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub name: String,
    pub weeks: usize,
    pub days: usize,
    pub slots_per_day: usize,
    pub weights: Weights,
    pub rooms: Vec<Room>,
    pub travel: Travel,
    pub courses: Vec<Course>,
    pub classes: Vec<Class>,
    pub distributions: Vec<Distribution>,
    pub students: Vec<Student>,
}
