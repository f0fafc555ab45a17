//! One binary: serve, demo, import, match, timetable.

fn main() {}
