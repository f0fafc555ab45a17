//! A complete timetable with everything the cost needs, kept up to date move by move.

use super::flat::{Flat, ISOLATED, MISSING_DAY};
use crate::curriculum::{Placement, Timetable};

/// No lecture in a cell.
pub const NONE: u16 = u16::MAX;

/// What a move changes: hard violations and cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Delta {
    pub hard: i32,
    pub soft: i32,
}

impl std::ops::Add for Delta {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        Self { hard: self.hard + other.hard, soft: self.soft + other.soft }
    }
}

/// A timetable in which every lecture has a cell (period × room) of its own.
#[derive(Debug, Clone)]
pub struct State<'a> {
    pub flat: &'a Flat,
    pub period_of: Vec<u16>,
    pub room_of: Vec<u16>,
    /// `period * rooms + room`: the lecture there, or `NONE`.
    pub at: Vec<u16>,
    pub total: Delta,
    /// `period * words ..`: bits of the courses that have a lecture there.
    pub present: Vec<u64>,
    /// `course * periods + period`: lectures of the course there.
    count: Vec<u8>,
    /// `course * rooms + room`: lectures of the course there.
    room_count: Vec<u8>,
    /// `course * days + day`.
    day_count: Vec<u8>,
    days_used: Vec<i32>,
    /// `curriculum * periods + period`.
    curriculum_count: Vec<u8>,
    /// `curriculum * days + day`: bits of the slots that hold a lecture.
    curriculum_mask: Vec<u32>,
}

/// Lectures of a day that have neither neighbour.
#[inline]
fn isolated(mask: u32) -> i32 {
    (mask & !(mask << 1) & !(mask >> 1)).count_ones() as i32
}

impl<'a> State<'a> {
    /// An empty timetable. Lectures are seated one by one with `seat`.
    pub fn empty(flat: &'a Flat) -> Self {
        let lectures = flat.lecture_course.len();
        let missing: i32 = flat.days_min.iter().sum();
        Self {
            flat,
            period_of: vec![NONE; lectures],
            room_of: vec![NONE; lectures],
            at: vec![NONE; flat.periods * flat.rooms],
            total: Delta { hard: 0, soft: missing * MISSING_DAY },
            present: vec![0; flat.periods * flat.words],
            count: vec![0; flat.courses * flat.periods],
            room_count: vec![0; flat.courses * flat.rooms],
            day_count: vec![0; flat.courses * flat.days],
            days_used: vec![0; flat.courses],
            curriculum_count: vec![0; flat.curricula * flat.periods],
            curriculum_mask: vec![0; flat.curricula * flat.days],
        }
    }

    #[inline]
    pub fn course(&self, lecture: usize) -> usize {
        self.flat.lecture_course[lecture] as usize
    }

    /// Hard violations a lecture of `course` meets in `period`, lectures of `without` not counted.
    #[inline]
    pub fn conflicts(&self, course: usize, period: usize, without: Option<usize>) -> i32 {
        let flat = self.flat;
        let (a, b) = (course * flat.words, period * flat.words);
        let mut sum = 0;
        for w in 0..flat.words {
            sum += (flat.conflict[a + w] & self.present[b + w]).count_ones() as i32;
        }
        sum += i32::from(self.count[course * flat.periods + period]);
        sum += i32::from(!flat.open[course * flat.periods + period]);
        if let Some(other) = without
            && self.count[other * flat.periods + period] == 1
            && flat.conflicting(course, other)
        {
            sum -= 1;
        }
        sum
    }

    /// Hard violations the lecture meets where it stands.
    #[inline]
    pub fn conflicts_now(&self, course: usize, period: usize) -> i32 {
        // A second lecture of the same course in the period carries the conflicts with other courses.
        let twin = i32::from(self.count[course * self.flat.periods + period]) - 1;
        if twin > 0 {
            return twin.min(1) + i32::from(!self.flat.open[course * self.flat.periods + period]);
        }
        self.conflicts(course, period, None) - 1
    }

    /// Change when a lecture of `course` goes from one cell to another that is, or has just become, free.
    /// Curricula that also hold `other` are left out: a swap with it leaves their masks as they are.
    #[inline]
    pub fn delta(
        &self,
        course: usize,
        from: (usize, usize),
        to: (usize, usize),
        other: Option<usize>,
    ) -> Delta {
        let mut delta = Delta { hard: 0, soft: self.delta_rooms(course, from.1, to.1) };
        delta.soft += self.flat.away(course, to) - self.flat.away(course, from);
        if from.0 != to.0 {
            let entering = match self.count[course * self.flat.periods + to.0] {
                0 => self.conflicts(course, to.0, other),
                _ => 1 + i32::from(!self.flat.open[course * self.flat.periods + to.0]),
            };
            delta.hard = entering - self.conflicts_now(course, from.0);
            delta.soft += self.delta_days(course, from.0, to.0);
            delta.soft += self.delta_compactness(course, from.0, to.0, other);
        }
        delta
    }

    #[inline]
    pub fn delta_rooms(&self, course: usize, from: usize, to: usize) -> i32 {
        if from == to {
            return 0;
        }
        let row = course * self.flat.rooms;
        let seats = self.flat.seats_short[row + to] - self.flat.seats_short[row + from];
        seats + i32::from(self.room_count[row + to] == 0) - i32::from(self.room_count[row + from] == 1)
    }

    #[inline]
    fn delta_days(&self, course: usize, from: usize, to: usize) -> i32 {
        let flat = self.flat;
        let (old, new) = (flat.day_of[from] as usize, flat.day_of[to] as usize);
        if old == new {
            return 0;
        }
        let row = course * flat.days;
        let used = self.days_used[course];
        let after =
            used + i32::from(self.day_count[row + new] == 0) - i32::from(self.day_count[row + old] == 1);
        let least = flat.days_min[course];
        MISSING_DAY * ((least - after).max(0) - (least - used).max(0))
    }

    #[inline]
    fn delta_compactness(&self, course: usize, from: usize, to: usize, other: Option<usize>) -> i32 {
        let flat = self.flat;
        let (old, new) = (flat.day_of[from] as usize, flat.day_of[to] as usize);
        let (out, into) = (1u32 << flat.slot_of[from], 1u32 << flat.slot_of[to]);
        let mut sum = 0;
        for &q in &flat.curricula_of[course] {
            let q = q as usize;
            if other.is_some_and(|c| flat.in_curriculum(c, q)) {
                continue;
            }
            let before = self.curriculum_mask[q * flat.days + old];
            let left =
                if self.curriculum_count[q * flat.periods + from] == 1 { before & !out } else { before };
            if old == new {
                sum += isolated(left | into) - isolated(before);
            } else {
                let there = self.curriculum_mask[q * flat.days + new];
                sum += isolated(left) - isolated(before) + isolated(there | into) - isolated(there);
            }
        }
        ISOLATED * sum
    }

    /// Puts a lecture that has no cell into a free one.
    pub fn seat(&mut self, lecture: usize, period: usize, room: usize) {
        let course = self.course(lecture);
        let flat = self.flat;
        let twin = self.count[course * flat.periods + period] > 0;
        self.total.hard += if twin {
            1 + i32::from(!flat.open[course * flat.periods + period])
        } else {
            self.conflicts(course, period, None)
        };
        self.total.soft += flat.seats_short[course * flat.rooms + room] + flat.away(course, (period, room));
        let used = self.room_count[course * flat.rooms..][..flat.rooms].iter().any(|&n| n > 0);
        self.total.soft += i32::from(used && self.room_count[course * flat.rooms + room] == 0);
        let missing = flat.days_min[course] - self.days_used[course];
        let day = flat.day_of[period] as usize;
        if missing > 0 && self.day_count[course * flat.days + day] == 0 {
            self.total.soft -= MISSING_DAY;
        }
        for &q in &flat.curricula_of[course] {
            let mask = self.curriculum_mask[q as usize * flat.days + day];
            self.total.soft += ISOLATED * (isolated(mask | 1 << flat.slot_of[period]) - isolated(mask));
        }
        self.enter(lecture, course, period, room);
    }

    /// Moves a lecture to a free cell; `delta` is what `State::delta` said.
    #[inline]
    pub fn relocate(&mut self, lecture: usize, to: (usize, usize), delta: Delta) {
        let course = self.course(lecture);
        self.leave(lecture, course);
        self.enter(lecture, course, to.0, to.1);
        self.total = self.total + delta;
    }

    /// Exchanges the cells of two lectures of different courses.
    #[inline]
    pub fn exchange(&mut self, a: usize, b: usize, delta: Delta) {
        let (to_a, to_b) = (self.cell(b), self.cell(a));
        let (course_a, course_b) = (self.course(a), self.course(b));
        self.leave(a, course_a);
        self.leave(b, course_b);
        self.enter(a, course_a, to_a.0, to_a.1);
        self.enter(b, course_b, to_b.0, to_b.1);
        self.total = self.total + delta;
    }

    #[inline]
    pub fn cell(&self, lecture: usize) -> (usize, usize) {
        (self.period_of[lecture] as usize, self.room_of[lecture] as usize)
    }

    #[inline]
    fn leave(&mut self, lecture: usize, course: usize) {
        let flat = self.flat;
        let (period, room) = self.cell(lecture);
        self.at[period * flat.rooms + room] = NONE;
        let count = &mut self.count[course * flat.periods + period];
        *count -= 1;
        if *count == 0 {
            self.present[period * flat.words + course / 64] &= !(1 << (course % 64));
        }
        self.room_count[course * flat.rooms + room] -= 1;
        let day = flat.day_of[period] as usize;
        let days = &mut self.day_count[course * flat.days + day];
        *days -= 1;
        self.days_used[course] -= i32::from(*days == 0);
        for &q in &flat.curricula_of[course] {
            let count = &mut self.curriculum_count[q as usize * flat.periods + period];
            *count -= 1;
            if *count == 0 {
                self.curriculum_mask[q as usize * flat.days + day] &= !(1 << flat.slot_of[period]);
            }
        }
    }

    #[inline]
    fn enter(&mut self, lecture: usize, course: usize, period: usize, room: usize) {
        let flat = self.flat;
        self.at[period * flat.rooms + room] = lecture as u16;
        self.period_of[lecture] = period as u16;
        self.room_of[lecture] = room as u16;
        self.count[course * flat.periods + period] += 1;
        self.present[period * flat.words + course / 64] |= 1 << (course % 64);
        self.room_count[course * flat.rooms + room] += 1;
        let day = flat.day_of[period] as usize;
        let days = &mut self.day_count[course * flat.days + day];
        self.days_used[course] += i32::from(*days == 0);
        *days += 1;
        for &q in &flat.curricula_of[course] {
            self.curriculum_count[q as usize * flat.periods + period] += 1;
            self.curriculum_mask[q as usize * flat.days + day] |= 1 << flat.slot_of[period];
        }
    }

    pub fn timetable(&self) -> Timetable {
        let placements = (0..self.period_of.len()).map(|l| {
            let (period, room) = self.cell(l);
            Placement { course: self.course(l), room, period }
        });
        Timetable { placements: placements.collect() }
    }
}
