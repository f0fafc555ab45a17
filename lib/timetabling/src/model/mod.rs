//! The general model, that of the International Timetabling Competition 2019 (Müller, Rudová, Müllerová:
//! *University course timetabling and International Timetabling Competition 2019*, PATAT 2018): events with
//! time options and room options, distribution constraints, and students who choose among them.

mod distribution;
mod problem;
mod time;
mod timetable;

pub use distribution::{Distribution, Kind, Strength, UnknownKind};
pub use problem::{
    Class, Config, Course, Problem, Room, RoomOption, Student, Subpart, TimeOption, Travel, Weights,
};
pub use time::Time;
pub use timetable::{Seat, Timetable};
