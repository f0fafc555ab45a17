//! Reading a problem: every fault of the file is named, not only the first.

use std::collections::HashMap;

use super::lines::{Line, lines};
use crate::curriculum::{Course, Curriculum, Problem, Room};
use crate::fault::{Fault, Faults};

/// Which of the two formats a file is in. The extended one adds buildings, room constraints,
/// double lectures and daily loads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Ctt,
    Ectt,
}

impl Dialect {
    fn header(self) -> &'static [&'static str] {
        match self {
            Dialect::Ctt => {
                &["Name", "Courses", "Rooms", "Days", "Periods_per_day", "Curricula", "Constraints"]
            }
            Dialect::Ectt => &[
                "Name",
                "Courses",
                "Rooms",
                "Days",
                "Periods_per_day",
                "Curricula",
                "Min_Max_Daily_Lectures",
                "UnavailabilityConstraints",
                "RoomConstraints",
            ],
        }
    }

    fn sections(self) -> &'static [&'static str] {
        match self {
            Dialect::Ctt => &["COURSES", "ROOMS", "CURRICULA", "UNAVAILABILITY_CONSTRAINTS"],
            Dialect::Ectt => {
                &["COURSES", "ROOMS", "CURRICULA", "UNAVAILABILITY_CONSTRAINTS", "ROOM_CONSTRAINTS"]
            }
        }
    }
}

/// Largest count a header may announce: far above any real problem, low enough to protect memory.
const COUNT_MAX: usize = 100_000;
/// Days × periods: a term of half-hours; protects the tables that are laid out by period.
const PERIODS_MAX: usize = 10_000;
/// A day is a word of bits in the search.
const PERIODS_PER_DAY_MAX: usize = 32;
/// Lectures of one course; counted in a byte in the search.
const LECTURES_MAX: usize = 255;
/// Lectures of all courses; numbered in two bytes in the search.
const LECTURES_TOTAL_MAX: usize = 60_000;
/// Cells of the tables course × period and course × room.
const TABLE_MAX: usize = 50_000_000;

/// Reads a problem.
///
/// # Errors
/// Every fault of the file: truncated sections, wrong counts, unknown references, duplicate ids,
/// times outside the week, courses without enough available periods.
pub fn read(text: &str, dialect: Dialect) -> Result<Problem, Faults> {
    let mut reader = Reader { dialect, faults: Vec::new(), header: HashMap::new() };
    let sections = reader.split(text);
    let problem = reader.build(&sections);
    Faults(reader.faults).none_or(problem)
}

type Sections<'a> = HashMap<&'static str, Vec<Line<'a>>>;

struct Reader<'a> {
    dialect: Dialect,
    faults: Vec<Fault>,
    header: HashMap<&'static str, (usize, Vec<&'a str>)>,
}

impl<'a> Reader<'a> {
    fn fault(&mut self, line: usize, element: &str, value: &str, expected: &str) {
        self.faults.push(Fault::new(line, element, value, expected));
    }

    /// Header lines are kept by key, rows by section.
    fn split(&mut self, text: &'a str) -> Sections<'a> {
        let mut sections: Sections<'a> = HashMap::new();
        let mut current: Option<&'static str> = None;
        let mut ended = false;
        for line in lines(text) {
            if ended {
                self.fault(line.number, "END.", line.text, "nothing after END.");
                break;
            }
            let known = self.dialect.sections().iter().find(|s| line.text.strip_suffix(':') == Some(**s));
            if line.text == "END." {
                ended = true;
            } else if let Some(section) = known {
                if sections.contains_key(section) {
                    self.fault(line.number, section, line.text, "each section once");
                }
                sections.entry(section).or_default();
                current = Some(section);
            } else if let Some(section) = current {
                sections.entry(section).or_default().push(line);
            } else {
                self.header_line(&line);
            }
        }
        if !ended {
            self.fault(text.lines().count(), "END.", "end of file", "the line END. (is the file truncated?)");
        }
        for section in self.dialect.sections() {
            if !sections.contains_key(section) {
                self.fault(0, section, "", "this section");
            }
        }
        sections
    }

    fn header_line(&mut self, line: &Line<'a>) {
        let key = line.fields[0].strip_suffix(':').unwrap_or(line.fields[0]);
        match self.dialect.header().iter().find(|k| **k == key) {
            None => {
                let expected = format!("one of {}, or a section", self.dialect.header().join(", "));
                self.fault(line.number, "header", line.text, &expected);
            }
            Some(known) => {
                let values = line.fields[1..].to_vec();
                if self.header.insert(known, (line.number, values)).is_some() {
                    self.fault(line.number, known, line.text, "each header line once");
                }
            }
        }
    }

    fn header_number(&mut self, key: &'static str, index: usize, least: usize) -> usize {
        let (line, values) = self.header.get(key).cloned().unwrap_or((0, Vec::new()));
        let text = values.get(index).copied().unwrap_or("");
        match text.parse::<usize>() {
            Ok(n) if (least..=COUNT_MAX).contains(&n) => n,
            _ => {
                let expected = format!("a whole number, {least} to {COUNT_MAX}");
                self.fault(line, key, text, &expected);
                least
            }
        }
    }

    fn rows(&mut self, sections: &Sections<'a>, section: &'static str, key: &'static str) -> Vec<Line<'a>> {
        let announced = self.header_number(key, 0, 0);
        let rows = sections.get(section).cloned().unwrap_or_default();
        if rows.len() != announced {
            let line = rows.last().map_or(0, |l| l.number);
            let expected = format!("{announced} rows, as the header line {key} announces");
            self.fault(line, section, &format!("{} rows", rows.len()), &expected);
        }
        rows
    }

    fn build(&mut self, sections: &Sections<'a>) -> Problem {
        let name = match self.header.get("Name") {
            Some((_, words)) if !words.is_empty() => words.join(" "),
            _ => {
                self.fault(0, "Name", "", "a name");
                String::new()
            }
        };
        let (mut days, mut per_day) =
            (self.header_number("Days", 0, 1), self.header_number("Periods_per_day", 0, 1));
        if days.saturating_mul(per_day) > PERIODS_MAX {
            let value = format!("{days} × {per_day}");
            self.fault(0, "Days × Periods_per_day", &value, &format!("at most {PERIODS_MAX} periods"));
            (days, per_day) = (1, 1);
        }
        if per_day > PERIODS_PER_DAY_MAX {
            let expected = format!("at most {PERIODS_PER_DAY_MAX}");
            self.fault(0, "Periods_per_day", &per_day.to_string(), &expected);
            per_day = 1;
        }
        let daily_lectures = match self.dialect {
            Dialect::Ctt => None,
            Dialect::Ectt => Some((
                self.header_number("Min_Max_Daily_Lectures", 0, 0),
                self.header_number("Min_Max_Daily_Lectures", 1, 0),
            )),
        };
        let rooms = self.rooms_section(sections);
        let courses = self.courses_section(sections, days * per_day, rooms.len());
        let mut problem = Problem {
            name,
            days,
            periods_per_day: per_day,
            courses,
            rooms,
            curricula: Vec::new(),
            daily_lectures,
        };
        let ids = index(problem.courses.iter().map(|c| c.id.as_str()));
        problem.curricula = self.curricula_section(sections, &ids);
        let closed = self.unavailability_section(sections, &problem, &ids);
        let unsuitable = self.room_section(sections, &problem, &ids);
        for (course, period) in closed {
            problem.courses[course].unavailable[period] = true;
        }
        for (course, room) in unsuitable {
            problem.courses[course].unsuitable[room] = true;
        }
        self.possible(&problem, sections);
        problem
    }

    /// Says where a row has the wrong number of fields.
    fn width(&mut self, line: &Line<'_>, section: &str, fields: &str) -> bool {
        let right = line.fields.len() == fields.split(' ').count();
        if !right {
            self.fault(line.number, section, line.text, &format!("the fields {fields}"));
        }
        right
    }

    fn unique(&mut self, seen: &mut HashMap<&'a str, usize>, line: &Line<'a>, section: &str) {
        if let Some(first) = seen.insert(line.fields[0], line.number) {
            let expected = format!("an id not used before (line {first} has it)");
            self.fault(line.number, section, line.fields[0], &expected);
        }
    }

    fn courses_section(&mut self, sections: &Sections<'a>, periods: usize, rooms: usize) -> Vec<Course> {
        let fields = match self.dialect {
            Dialect::Ctt => "id teacher lectures min_days students",
            Dialect::Ectt => "id teacher lectures min_days students double_lectures",
        };
        let mut seen = HashMap::new();
        let mut courses = Vec::new();
        let rows = self.rows(sections, "COURSES", "Courses");
        if rows.len().saturating_mul(periods + rooms) > TABLE_MAX {
            let expected = format!("at most {TABLE_MAX} pairs of a course with a period or room");
            self.fault(0, "COURSES", &format!("{} rows", rows.len()), &expected);
            return Vec::new();
        }
        for line in rows {
            if !self.width(&line, "COURSES", fields) {
                continue;
            }
            self.unique(&mut seen, &line, "COURSES id");
            let faults = &mut self.faults;
            let lectures = line.number(2, "COURSES lectures", periods.min(LECTURES_MAX), faults);
            let days_min = line.number(3, "COURSES min_days", periods, faults);
            let students = line.number(4, "COURSES students", 1_000_000, faults);
            let double = match self.dialect {
                Dialect::Ctt => Some(0),
                Dialect::Ectt => line.number(5, "COURSES double_lectures", 1, faults),
            };
            courses.push(Course {
                id: line.fields[0].to_owned(),
                teacher: line.fields[1].to_owned(),
                lectures: lectures.unwrap_or(0),
                days_min: days_min.unwrap_or(0),
                students: students.unwrap_or(0) as i64,
                double_lectures: double == Some(1),
                unavailable: vec![false; periods],
                unsuitable: vec![false; rooms],
            });
        }
        courses
    }

    fn rooms_section(&mut self, sections: &Sections<'a>) -> Vec<Room> {
        let fields = match self.dialect {
            Dialect::Ctt => "id capacity",
            Dialect::Ectt => "id capacity building",
        };
        let mut seen = HashMap::new();
        let mut rooms = Vec::new();
        for line in self.rows(sections, "ROOMS", "Rooms") {
            if self.width(&line, "ROOMS", fields) {
                self.unique(&mut seen, &line, "ROOMS id");
                let capacity = line.number(1, "ROOMS capacity", 1_000_000, &mut self.faults).unwrap_or(0);
                let building = line.fields.get(2).copied().unwrap_or_default().to_owned();
                rooms.push(Room { id: line.fields[0].to_owned(), capacity: capacity as i64, building });
            }
        }
        rooms
    }

    fn curricula_section(
        &mut self,
        sections: &Sections<'a>,
        ids: &HashMap<String, usize>,
    ) -> Vec<Curriculum> {
        let mut seen = HashMap::new();
        let mut curricula = Vec::new();
        for line in self.rows(sections, "CURRICULA", "Curricula") {
            self.unique(&mut seen, &line, "CURRICULA id");
            let members = line.fields.get(2..).unwrap_or_default();
            let announced = line.number(1, "CURRICULA number of courses", COUNT_MAX, &mut self.faults);
            if announced.is_some_and(|n| n != members.len()) {
                let value = format!("{} courses", members.len());
                self.fault(line.number, "CURRICULA", &value, &format!("{} courses", line.fields[1]));
            }
            let mut courses = Vec::new();
            for member in members {
                match ids.get(*member) {
                    None => self.fault(line.number, "CURRICULA course", member, "the id of a course"),
                    Some(id) if courses.contains(id) => {
                        self.fault(line.number, "CURRICULA course", member, "each course once");
                    }
                    Some(id) => courses.push(*id),
                }
            }
            curricula.push(Curriculum { id: line.fields[0].to_owned(), courses });
        }
        curricula
    }

    fn unavailability_section(
        &mut self,
        sections: &Sections<'a>,
        problem: &Problem,
        ids: &HashMap<String, usize>,
    ) -> Vec<(usize, usize)> {
        let key = match self.dialect {
            Dialect::Ctt => "Constraints",
            Dialect::Ectt => "UnavailabilityConstraints",
        };
        let section = "UNAVAILABILITY_CONSTRAINTS";
        let mut closed = Vec::new();
        for line in self.rows(sections, section, key) {
            if !self.width(&line, section, "course day period") {
                continue;
            }
            let course = ids.get(line.fields[0]).copied();
            if course.is_none() {
                self.fault(
                    line.number,
                    "UNAVAILABILITY_CONSTRAINTS course",
                    line.fields[0],
                    "the id of a course",
                );
            }
            let faults = &mut self.faults;
            let day = line.number(1, "UNAVAILABILITY_CONSTRAINTS day", problem.days - 1, faults);
            let most = problem.periods_per_day - 1;
            let period = line.number(2, "UNAVAILABILITY_CONSTRAINTS period", most, faults);
            if let (Some(course), Some(day), Some(period)) = (course, day, period) {
                closed.push((course, day * problem.periods_per_day + period));
            }
        }
        closed
    }

    fn room_section(
        &mut self,
        sections: &Sections<'a>,
        problem: &Problem,
        ids: &HashMap<String, usize>,
    ) -> Vec<(usize, usize)> {
        if self.dialect == Dialect::Ctt {
            return Vec::new();
        }
        let rooms = index(problem.rooms.iter().map(|r| r.id.as_str()));
        let mut unsuitable = Vec::new();
        for line in self.rows(sections, "ROOM_CONSTRAINTS", "RoomConstraints") {
            if !self.width(&line, "ROOM_CONSTRAINTS", "course room") {
                continue;
            }
            match (ids.get(line.fields[0]), rooms.get(line.fields[1])) {
                (Some(&course), Some(&room)) => unsuitable.push((course, room)),
                _ => self.fault(line.number, "ROOM_CONSTRAINTS", line.text, "the ids of a course and a room"),
            }
        }
        unsuitable
    }

    /// A course with fewer open periods than lectures, or more lectures than cells, has no timetable.
    fn possible(&mut self, problem: &Problem, sections: &Sections<'a>) {
        let rows = sections.get("COURSES").cloned().unwrap_or_default();
        for course in &problem.courses {
            let open = course.unavailable.iter().filter(|closed| !**closed).count();
            if open < course.lectures {
                let line = rows.iter().find(|l| l.fields[0] == course.id).map_or(0, |l| l.number);
                let expected = format!("at least {} periods in which it is available", course.lectures);
                self.fault(
                    line,
                    "COURSES lectures",
                    &format!("{} with {open} open periods", course.id),
                    &expected,
                );
            }
        }
        let lectures: usize = problem.courses.iter().map(|c| c.lectures).sum();
        let cells = (problem.rooms.len() * problem.periods()).min(LECTURES_TOTAL_MAX);
        if lectures > cells {
            let (rooms, periods) = (problem.rooms.len(), problem.periods());
            let expected = format!("at most {cells} ({rooms} rooms × {periods} periods)");
            self.fault(0, "all lectures", &lectures.to_string(), &expected);
        }
    }
}

fn index<'b>(ids: impl Iterator<Item = &'b str>) -> HashMap<String, usize> {
    ids.enumerate().map(|(index, id)| (id.to_owned(), index)).collect()
}
