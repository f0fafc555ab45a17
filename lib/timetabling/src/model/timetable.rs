//! An answer to a problem.

/// Where and when a class meets; the time is an index into the class's own options, the room a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    pub time: usize,
    pub room: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timetable {
    /// By class; none while it is not placed.
    pub seats: Vec<Option<Seat>>,
    /// By class: the students who attend it, ascending.
    pub attendees: Vec<Vec<usize>>,
}
