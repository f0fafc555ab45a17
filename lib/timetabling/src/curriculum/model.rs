//! The problem as the file states it.

/// A course: some lectures of one teacher, attended by some students.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    pub id: String,
    pub teacher: String,
    pub lectures: usize,
    /// Days over which the lectures should be spread at least.
    pub days_min: usize,
    pub students: i64,
    /// Wants its lectures of one day back to back in one room (`.ectt` only).
    pub double_lectures: bool,
    /// By period, `day * periods_per_day + period`.
    pub unavailable: Vec<bool>,
    /// By room (`.ectt` only).
    pub unsuitable: Vec<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    pub id: String,
    pub capacity: i64,
    /// Where it stands (`.ectt` only; empty otherwise).
    pub building: String,
}

/// A group of courses with students in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Curriculum {
    pub id: String,
    pub courses: Vec<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub name: String,
    pub days: usize,
    pub periods_per_day: usize,
    pub courses: Vec<Course>,
    pub rooms: Vec<Room>,
    pub curricula: Vec<Curriculum>,
    /// Least and most lectures a curriculum should have on a day it has any (`.ectt` only).
    pub daily_lectures: Option<(usize, usize)>,
}

impl Problem {
    pub fn periods(&self) -> usize {
        self.days * self.periods_per_day
    }

    /// Whether lectures of the two courses must not share a period: same teacher or a curriculum in common.
    pub fn conflict(&self, a: usize, b: usize) -> bool {
        self.courses[a].teacher == self.courses[b].teacher
            || self.curricula.iter().any(|q| q.courses.contains(&a) && q.courses.contains(&b))
    }
}

/// One lecture of a course in a room and period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placement {
    pub course: usize,
    pub room: usize,
    /// `day * periods_per_day + period`.
    pub period: usize,
}

/// Lectures as placed; complete only when the check says so.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timetable {
    pub placements: Vec<Placement>,
}
