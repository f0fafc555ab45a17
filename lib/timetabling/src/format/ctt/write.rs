//! Writing a problem as its reader takes it.

use std::fmt::Write;

use super::read::Dialect;
use crate::curriculum::Problem;

/// The problem as text. The plain dialect drops what it cannot say (buildings, room constraints, loads).
pub fn write(problem: &Problem, dialect: Dialect) -> String {
    let mut text = String::new();
    header(&mut text, problem, dialect);
    text.push_str("\nCOURSES:\n");
    for c in &problem.courses {
        let double = match dialect {
            Dialect::Ctt => String::new(),
            Dialect::Ectt => format!(" {}", u8::from(c.double_lectures)),
        };
        put(
            &mut text,
            format_args!("{} {} {} {} {}{double}", c.id, c.teacher, c.lectures, c.days_min, c.students),
        );
    }
    text.push_str("\nROOMS:\n");
    for r in &problem.rooms {
        match dialect {
            Dialect::Ctt => put(&mut text, format_args!("{} {}", r.id, r.capacity)),
            Dialect::Ectt => put(&mut text, format_args!("{} {} {}", r.id, r.capacity, r.building)),
        }
    }
    text.push_str("\nCURRICULA:\n");
    for q in &problem.curricula {
        let ids: Vec<&str> = q.courses.iter().map(|&c| problem.courses[c].id.as_str()).collect();
        put(&mut text, format_args!("{} {} {}", q.id, ids.len(), ids.join(" ")));
    }
    text.push_str("\nUNAVAILABILITY_CONSTRAINTS:\n");
    for (id, period) in closed(problem) {
        let (day, slot) = (period / problem.periods_per_day, period % problem.periods_per_day);
        put(&mut text, format_args!("{id} {day} {slot}"));
    }
    if dialect == Dialect::Ectt {
        text.push_str("\nROOM_CONSTRAINTS:\n");
        for (course, room) in unsuitable(problem) {
            put(&mut text, format_args!("{course} {room}"));
        }
    }
    text.push_str("\nEND.\n");
    text
}

fn put(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}

fn header(text: &mut String, problem: &Problem, dialect: Dialect) {
    put(text, format_args!("Name: {}", problem.name));
    put(text, format_args!("Courses: {}", problem.courses.len()));
    put(text, format_args!("Rooms: {}", problem.rooms.len()));
    put(text, format_args!("Days: {}", problem.days));
    put(text, format_args!("Periods_per_day: {}", problem.periods_per_day));
    put(text, format_args!("Curricula: {}", problem.curricula.len()));
    let unavailable = closed(problem).count();
    match dialect {
        Dialect::Ctt => put(text, format_args!("Constraints: {unavailable}")),
        Dialect::Ectt => {
            let (least, most) = problem.daily_lectures.unwrap_or((0, problem.periods_per_day));
            put(text, format_args!("Min_Max_Daily_Lectures: {least} {most}"));
            put(text, format_args!("UnavailabilityConstraints: {unavailable}"));
            put(text, format_args!("RoomConstraints: {}", unsuitable(problem).count()));
        }
    }
}

fn closed(problem: &Problem) -> impl Iterator<Item = (&str, usize)> {
    problem.courses.iter().flat_map(|c| {
        let periods = c.unavailable.iter().enumerate().filter(|(_, closed)| **closed);
        periods.map(move |(period, _)| (c.id.as_str(), period))
    })
}

fn unsuitable(problem: &Problem) -> impl Iterator<Item = (&str, &str)> {
    problem.courses.iter().flat_map(move |c| {
        let rooms = c.unsuitable.iter().zip(&problem.rooms).filter(|(bad, _)| **bad);
        rooms.map(move |(_, room)| (c.id.as_str(), room.id.as_str()))
    })
}
