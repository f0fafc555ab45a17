//! Solutions: one lecture a line, `COURSE ROOM DAY PERIOD`.

use std::collections::HashMap;
use std::fmt::Write;

use super::lines::lines;
use crate::curriculum::{Placement, Problem, Timetable};
use crate::fault::{Fault, Faults};

/// Reads a solution of `problem`.
///
/// # Errors
/// Every line that does not name a course, a room and a period of this problem.
pub fn read_solution(text: &str, problem: &Problem) -> Result<Timetable, Faults> {
    let courses: HashMap<&str, usize> =
        problem.courses.iter().enumerate().map(|(i, c)| (c.id.as_str(), i)).collect();
    let rooms: HashMap<&str, usize> =
        problem.rooms.iter().enumerate().map(|(i, r)| (r.id.as_str(), i)).collect();
    let mut faults = Vec::new();
    let mut placements = Vec::new();
    for line in lines(text) {
        if line.fields.len() != 4 {
            faults.push(Fault::new(line.number, "solution", line.text, "COURSE ROOM DAY PERIOD"));
            continue;
        }
        let course = courses.get(line.fields[0]).copied();
        let room = rooms.get(line.fields[1]).copied();
        for (known, index, element) in [(course, 0, "course"), (room, 1, "room")] {
            if known.is_none() {
                let expected = format!("the id of a {element} of {}", problem.name);
                faults.push(Fault::new(line.number, element, line.fields[index], expected));
            }
        }
        let day = line.number(2, "day", problem.days - 1, &mut faults);
        let slot = line.number(3, "period", problem.periods_per_day - 1, &mut faults);
        if let (Some(course), Some(room), Some(day), Some(slot)) = (course, room, day, slot) {
            placements.push(Placement { course, room, period: day * problem.periods_per_day + slot });
        }
    }
    Faults(faults).none_or(Timetable { placements })
}

/// The solution as the competition's validator takes it.
pub fn write_solution(problem: &Problem, timetable: &Timetable) -> String {
    let mut text = String::new();
    for p in &timetable.placements {
        let (course, room) = (&problem.courses[p.course].id, &problem.rooms[p.room].id);
        let (day, slot) = (p.period / problem.periods_per_day, p.period % problem.periods_per_day);
        let _ = writeln!(text, "{course} {room} {day} {slot}");
    }
    text
}
