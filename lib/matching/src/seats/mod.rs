//! Seats: who sits where while the search is under way, and the moves that make it better.

mod greedy;
mod hold;
mod seating;

pub(crate) use greedy::greedy;
pub(crate) use hold::close_short_classes;
pub(crate) use seating::Seating;
