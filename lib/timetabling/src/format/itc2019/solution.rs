//! The `<solution>` document.

use std::collections::HashMap;
use std::fmt::Write;
use std::time::Duration;

use quick_xml::escape::escape;

use super::structure::{Index, Reading, Term};
use super::tree::{Element, parse};
use super::write::mask;
use crate::fault::Faults;
use crate::model::{Problem, Seat, Timetable};

/// What the competition wants to know about the making of a solution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    pub technique: String,
    pub author: String,
    pub institution: String,
    pub country: String,
    pub runtime: Duration,
    pub cores: usize,
}

/// Reads a solution of `problem`. Classes may be missing; the check names them.
///
/// # Errors
/// Every fault: another problem's name, unknown ids, a time or room that is no option of its class.
pub fn read_solution(text: &str, problem: &Problem) -> Result<Timetable, Faults> {
    let root = parse(text)?;
    let mut reading = Reading::default();
    if root.name != "solution" {
        reading.fault(&root, "", &root.name, "the root element <solution>");
    }
    let known = ["name", "runtime", "cores", "technique", "author", "institution", "country"];
    reading.known(&root, &known, &["class"]);
    if reading.text(&root, "name").is_some_and(|name| name != problem.name) {
        let name = reading.optional(&root, "name").unwrap_or_default();
        reading.fault(&root, "name", name, &format!("{}, the problem's name", problem.name));
    }
    let mut timetable = Timetable {
        seats: vec![None; problem.classes.len()],
        attendees: vec![Vec::new(); problem.classes.len()],
    };
    let mut reader = Reader::new(problem, reading);
    for element in root.children.iter().filter(|c| c.name == "class") {
        reader.class(element, &mut timetable);
    }
    reader.reading.finish(timetable)
}

struct Reader<'a> {
    problem: &'a Problem,
    reading: Reading,
    classes: HashMap<&'a str, usize>,
    rooms: HashMap<&'a str, usize>,
    students: HashMap<&'a str, usize>,
    seen: Index,
}

impl<'a> Reader<'a> {
    fn new(problem: &'a Problem, reading: Reading) -> Self {
        let classes = problem.classes.iter().enumerate().map(|(i, c)| (c.id.as_str(), i)).collect();
        let rooms = problem.rooms.iter().enumerate().map(|(i, r)| (r.id.as_str(), i)).collect();
        let students = problem.students.iter().enumerate().map(|(i, s)| (s.id.as_str(), i)).collect();
        Self { problem, reading, classes, rooms, students, seen: Index::default() }
    }

    fn class(&mut self, element: &Element, timetable: &mut Timetable) {
        self.reading.known(element, &["id", "days", "start", "weeks", "room"], &["student"]);
        let id = self.seen.register(&mut self.reading, element, 0);
        let Some(&index) = self.classes.get(id.as_str()) else {
            self.reading.fault(element, "id", &id, "the id of a class of this problem");
            return;
        };
        timetable.seats[index] = self.seat(element, index);
        for student in element.children.iter().filter(|c| c.name == "student") {
            self.reading.known(student, &["id"], &[]);
            let Some(id) = self.reading.text(student, "id") else { continue };
            match self.students.get(id) {
                Some(&s) if !timetable.attendees[index].contains(&s) => timetable.attendees[index].push(s),
                Some(_) => self.reading.fault(student, "id", id, "each student once"),
                None => self.reading.fault(student, "id", id, "the id of a student of this problem"),
            }
        }
        timetable.attendees[index].sort_unstable();
    }

    fn seat(&mut self, element: &Element, index: usize) -> Option<Seat> {
        let class = &self.problem.classes[index];
        let term = Term {
            weeks: self.problem.weeks,
            days: self.problem.days,
            slots_per_day: self.problem.slots_per_day,
        };
        let found = self.reading.time(element, term, Some(1))?;
        let same =
            |t: &crate::model::Time| (t.weeks, t.days, t.start) == (found.weeks, found.days, found.start);
        let time = class.times.iter().position(|o| same(&o.time));
        if time.is_none() {
            let value = format!("{} slot {}", class.id, found.start);
            self.reading.fault(element, "days start weeks", &value, "one of the class's times");
        }
        let room = match (self.reading.optional(element, "room"), class.rooms.is_empty()) {
            (None, true) => None,
            (Some(id), false) => {
                let room = self.rooms.get(id).copied();
                let option = room.filter(|r| class.rooms.iter().any(|o| o.room == *r));
                if option.is_none() {
                    self.reading.fault(element, "room", id, "one of the class's rooms");
                }
                option
            }
            (Some(id), true) => {
                self.reading.fault(element, "room", id, "no room: the class needs none");
                None
            }
            (None, false) => {
                self.reading.fault(element, "room", "", "one of the class's rooms");
                None
            }
        };
        Some(Seat { time: time?, room })
    }
}

/// The solution document; classes that are not placed are left out.
pub fn write_solution(problem: &Problem, timetable: &Timetable, author: &Author) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        text,
        "<solution name=\"{}\" runtime=\"{:.1}\" cores=\"{}\" technique=\"{}\" author=\"{}\" \
         institution=\"{}\" country=\"{}\">",
        escape(problem.name.as_str()),
        author.runtime.as_secs_f64(),
        author.cores,
        escape(author.technique.as_str()),
        escape(author.author.as_str()),
        escape(author.institution.as_str()),
        escape(author.country.as_str()),
    );
    for (index, class) in problem.classes.iter().enumerate() {
        let Some(seat) = timetable.seats[index] else { continue };
        let time = class.times[seat.time].time;
        let room = seat.room.map(|r| format!(" room=\"{}\"", escape(problem.rooms[r].id.as_str())));
        let _ = write!(
            text,
            "  <class id=\"{}\" days=\"{}\" start=\"{}\" weeks=\"{}\"{}",
            escape(class.id.as_str()),
            mask(time.days.into(), problem.days),
            time.start,
            mask(time.weeks, problem.weeks),
            room.unwrap_or_default()
        );
        if timetable.attendees[index].is_empty() {
            text.push_str("/>\n");
            continue;
        }
        text.push_str(">\n");
        for &student in &timetable.attendees[index] {
            let _ = writeln!(text, "    <student id=\"{}\"/>", escape(problem.students[student].id.as_str()));
        }
        text.push_str("  </class>\n");
    }
    text.push_str("</solution>\n");
    text
}
