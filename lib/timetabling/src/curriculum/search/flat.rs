//! The problem laid out in flat arrays for the inner loop.

use crate::curriculum::{Problem, Timetable};

/// Weights of UD2.
pub const MISSING_DAY: i32 = 5;
pub const ISOLATED: i32 = 2;

/// Tables that never change during a search. Courses, rooms, periods and lectures are numbers.
#[derive(Debug)]
pub struct Flat {
    pub courses: usize,
    pub rooms: usize,
    pub periods: usize,
    pub days: usize,
    pub per_day: usize,
    pub curricula: usize,
    /// Course of each lecture; lectures of a course stand together.
    pub lecture_course: Vec<u16>,
    /// `course * words ..`: bits of the courses it conflicts with.
    pub conflict: Vec<u64>,
    pub words: usize,
    /// `course * rooms + room`: missing seats.
    pub seats_short: Vec<i32>,
    /// `course * periods + period`.
    pub open: Vec<bool>,
    /// Open periods of each course.
    pub open_periods: Vec<Vec<u16>>,
    pub days_min: Vec<i32>,
    /// Curricula of each course.
    pub curricula_of: Vec<Vec<u16>>,
    /// `course * curriculum_words ..`: bits of the curricula of a course.
    pub curriculum_bits: Vec<u64>,
    pub curriculum_words: usize,
    /// Day of each period.
    pub day_of: Vec<u16>,
    /// Place of each period within its day.
    pub slot_of: Vec<u16>,
    /// What one lecture away from the anchor costs.
    pub stay: i32,
    /// `(course * periods + period) * rooms + room`: what a lecture of the course there costs for being away from the
    /// anchor. Empty without one.
    away: Vec<i32>,
}

/// A timetable to start from, and what moving each lecture away from it costs. Lectures of a course are alike: one has
/// moved when it stands where the anchor has none of its course.
#[derive(Debug, Clone, Copy)]
pub struct Anchor<'a> {
    pub timetable: &'a Timetable,
    pub stay: i32,
}

impl Flat {
    pub fn new(problem: &Problem) -> Self {
        let courses = problem.courses.len();
        let words = courses.div_ceil(64).max(1);
        let curriculum_words = problem.curricula.len().div_ceil(64).max(1);
        let mut flat = Self {
            courses,
            rooms: problem.rooms.len(),
            periods: problem.periods(),
            days: problem.days,
            per_day: problem.periods_per_day,
            curricula: problem.curricula.len(),
            lecture_course: Vec::new(),
            conflict: vec![0; courses * words],
            words,
            seats_short: Vec::with_capacity(courses * problem.rooms.len()),
            open: Vec::with_capacity(courses * problem.periods()),
            open_periods: Vec::with_capacity(courses),
            days_min: problem.courses.iter().map(|c| c.days_min as i32).collect(),
            curricula_of: vec![Vec::new(); courses],
            curriculum_bits: vec![0; courses * curriculum_words],
            curriculum_words,
            day_of: (0..problem.periods()).map(|p| (p / problem.periods_per_day) as u16).collect(),
            slot_of: (0..problem.periods()).map(|p| (p % problem.periods_per_day) as u16).collect(),
            stay: 0,
            away: Vec::new(),
        };
        flat.lay_out_courses(problem);
        flat.lay_out_conflicts(problem);
        flat
    }

    /// The same tables with what leaving the anchor costs.
    pub fn anchored(mut self, anchor: Anchor<'_>) -> Self {
        self.stay = anchor.stay;
        self.away = vec![anchor.stay; self.courses * self.periods * self.rooms];
        for home in &anchor.timetable.placements {
            self.away[(home.course * self.periods + home.period) * self.rooms + home.room] = 0;
        }
        self
    }

    /// What a lecture of the course costs in a cell (period, room) for being away from the anchor.
    #[inline]
    pub fn away(&self, course: usize, (period, room): (usize, usize)) -> i32 {
        if self.away.is_empty() { 0 } else { self.away[(course * self.periods + period) * self.rooms + room] }
    }

    fn lay_out_courses(&mut self, problem: &Problem) {
        for (index, course) in problem.courses.iter().enumerate() {
            self.lecture_course.extend(std::iter::repeat_n(index as u16, course.lectures));
            self.seats_short
                .extend(problem.rooms.iter().map(|r| (course.students - r.capacity).max(0) as i32));
            self.open.extend(course.unavailable.iter().map(|closed| !closed));
            let open = (0..self.periods).filter(|&p| !course.unavailable[p]);
            self.open_periods.push(open.map(|p| p as u16).collect());
        }
        for (q, curriculum) in problem.curricula.iter().enumerate() {
            for &c in &curriculum.courses {
                self.curricula_of[c].push(q as u16);
                self.curriculum_bits[c * self.curriculum_words + q / 64] |= 1 << (q % 64);
            }
        }
    }

    fn lay_out_conflicts(&mut self, problem: &Problem) {
        let mut teachers: std::collections::HashMap<&str, Vec<usize>> = std::collections::HashMap::new();
        for (index, course) in problem.courses.iter().enumerate() {
            teachers.entry(&course.teacher).or_default().push(index);
        }
        let groups = teachers.values().chain(problem.curricula.iter().map(|q| &q.courses));
        for group in groups {
            for &a in group {
                for &b in group.iter().filter(|&&b| b != a) {
                    self.conflict[a * self.words + b / 64] |= 1 << (b % 64);
                }
            }
        }
    }

    #[inline]
    pub fn conflicting(&self, a: usize, b: usize) -> bool {
        self.conflict[a * self.words + b / 64] >> (b % 64) & 1 == 1
    }

    #[inline]
    pub fn in_curriculum(&self, course: usize, q: usize) -> bool {
        self.curriculum_bits[course * self.curriculum_words + q / 64] >> (q % 64) & 1 == 1
    }
}
