//! The general search: simulated annealing over complete timetables and complete sectionings, hard
//! violations as an adaptive penalty, neighbourhoods for classes, rooms, tied classes and students.

mod anneal;
mod class_moves;
mod schedule;
mod start;
mod student_moves;

pub use anneal::{Anchor, Outcome, solve};
