//! Lessons, classes, lecturers, halls and sites as a school states them.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::calendar::{Calendar, Quarter};

/// A cohort trained together (班次) on its own dates, perhaps split into groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingClass {
    pub name: String,
    pub trainees: usize,
    pub groups: usize,
    pub from: Date,
    pub to: Date,
    /// More quarters than this on one day cost `overload_weight` for every quarter beyond.
    pub quarters_per_day: usize,
    pub overload_weight: i64,
}

/// A time somebody would rather not teach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub name: String,
    pub weight: i64,
    /// None means any date.
    pub date: Option<Date>,
    /// None means the whole day.
    pub quarter: Option<usize>,
}

impl Wish {
    pub fn touches(&self, date: Date, quarters: std::ops::Range<usize>) -> bool {
        self.date.is_none_or(|d| d == date) && self.quarter.is_none_or(|q| quarters.contains(&q))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lecturer {
    pub name: String,
    /// Guests: the only quarters they gave, by date. None means every working day.
    pub available: Option<BTreeMap<Date, Vec<usize>>>,
    /// Days on which they cannot teach: leave, illness.
    pub absent: Vec<Date>,
    pub quarters_per_day_max: usize,
    pub wishes: Vec<Wish>,
}

impl Lecturer {
    pub fn can(&self, date: Date, mut quarters: std::ops::Range<usize>) -> bool {
        let given =
            |q: usize| self.available.as_ref().is_none_or(|a| a.get(&date).is_some_and(|l| l.contains(&q)));
        !self.absent.contains(&date) && quarters.all(given)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hall {
    pub name: String,
    pub seats: usize,
    pub equipment: Vec<String>,
    pub closed: Vec<Date>,
}

/// A place outside the school (现场教学点).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    pub name: String,
    /// Weekdays it is open, Monday first.
    pub open: [bool; 7],
    pub seats: usize,
    /// Classes it can receive at once.
    pub classes_at_once: usize,
    /// Bus from the school, one way.
    pub bus_minutes: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LessonKind {
    /// First of its classes.
    Opening,
    Lecture,
    Seminar,
    FieldVisit,
    /// Whole days outside the province; `quarters` of the lesson counts four a day.
    Extension,
    SelfStudy,
    /// Last of its classes.
    Closing,
}

/// What kind of room a lesson needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// A hall with seats for everybody and this equipment.
    Hall {
        equipment: Vec<String>,
    },
    Site(usize),
    /// No room of the school.
    Elsewhere,
}

/// Published: it stays where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pin {
    pub date: Date,
    pub quarter: usize,
    /// Hall, when the lesson is in one.
    pub hall: Option<usize>,
}

/// One teaching event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    pub id: String,
    pub title: String,
    pub kind: LessonKind,
    /// Several for a joint lecture (合班).
    pub classes: Vec<usize>,
    /// The group of the one class it is for; none means everybody.
    pub group: Option<usize>,
    pub lecturers: Vec<usize>,
    /// Length in quarters of a day.
    pub quarters: usize,
    /// Credited hours (学时).
    pub hours: u32,
    pub place: Where,
    /// Lessons that come before it: theory before its seminar, a lecture before its field visit.
    pub after: Vec<usize>,
    /// Lessons of other groups that run at the same time.
    pub parallel: Vec<usize>,
    /// Content families for the shares: theory, Party spirit, professional.
    pub theory: bool,
    pub party_spirit: bool,
    pub by_leading_cadre: bool,
    pub pin: Option<Pin>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    pub name: String,
    pub calendar: Calendar,
    pub quarters: Vec<Quarter>,
    pub classes: Vec<TrainingClass>,
    pub lecturers: Vec<Lecturer>,
    pub halls: Vec<Hall>,
    pub sites: Vec<Site>,
    pub lessons: Vec<Lesson>,
    /// Minutes every class must have for lunch between its last morning and first afternoon place.
    pub lunch_minutes: u16,
    /// Cost of each empty seat beyond a quarter of the hall, per ten seats.
    pub empty_seats_weight: i64,
}

impl Term {
    /// People a lesson must seat.
    pub fn heads(&self, lesson: &Lesson) -> usize {
        let class = |&c: &usize| match lesson.group {
            Some(_) => self.classes[c].trainees.div_ceil(self.classes[c].groups.max(1)),
            None => self.classes[c].trainees,
        };
        lesson.classes.iter().map(class).sum()
    }
}
