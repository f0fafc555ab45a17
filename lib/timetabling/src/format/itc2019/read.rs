//! Reading a problem: every fault is named with its line.

use super::structure::{Index, Reading, Term};
use super::tree::{Element, parse};
use crate::fault::Faults;
use crate::model::{
    Class, Config, Course, Distribution, Kind, Problem, Room, RoomOption, Strength, Student, Subpart, Time,
    TimeOption, Travel, Weights,
};

/// Largest penalty, weight, capacity or limit.
const AMOUNT_MAX: usize = 1_000_000;
/// Rooms × rooms is laid out as a table.
const ROOMS_MAX: usize = 10_000;

/// Reads a problem document.
///
/// # Errors
/// Every fault of the document; the first only where it is not XML.
pub fn read(text: &str) -> Result<Problem, Faults> {
    let root = parse(text)?;
    let mut reader = Reader::default();
    let problem = reader.problem(&root);
    reader.reading.finish(problem)
}

#[derive(Default)]
struct Reader {
    reading: Reading,
    rooms: Index,
    courses: Index,
    classes: Index,
}

fn children<'e>(element: &'e Element, name: &'static str) -> impl Iterator<Item = &'e Element> {
    element.children.iter().filter(move |c| c.name == name)
}

impl Reader {
    fn problem(&mut self, root: &Element) -> Problem {
        if root.name != "problem" {
            self.reading.fault(root, "", &root.name, "the root element <problem>");
        }
        let sections = ["optimization", "rooms", "courses", "distributions", "students"];
        self.reading.known(root, &["name", "nrDays", "slotsPerDay", "nrWeeks"], &sections);
        for section in sections {
            let count = children(root, section).count();
            if count > 1 || (count == 0 && section != "students") {
                self.reading.fault(root, section, &count.to_string(), "exactly one such element");
            }
        }
        let term = Term {
            weeks: self.reading.number(root, "nrWeeks", 1, Time::WEEKS_MAX).unwrap_or(1),
            days: self.reading.number(root, "nrDays", 1, Time::DAYS_MAX).unwrap_or(1),
            slots_per_day: self.reading.number(root, "slotsPerDay", 1, 60_000).unwrap_or(1),
        };
        let mut problem = Problem {
            name: self.reading.text(root, "name").unwrap_or_default().to_owned(),
            weeks: term.weeks,
            days: term.days,
            slots_per_day: term.slots_per_day,
            weights: self.weights(root),
            rooms: Vec::new(),
            travel: Travel::default(),
            courses: Vec::new(),
            classes: Vec::new(),
            distributions: Vec::new(),
            students: Vec::new(),
        };
        self.read_rooms(root, term, &mut problem);
        self.read_courses(root, term, &mut problem);
        self.read_distributions(root, &mut problem);
        self.read_students(root, &mut problem);
        problem
    }

    fn weights(&mut self, root: &Element) -> Weights {
        let mut weights = Weights { time: 0, room: 0, distribution: 0, student: 0 };
        for element in children(root, "optimization") {
            self.reading.known(element, &["time", "room", "distribution", "student"], &[]);
            let mut weight =
                |key| self.reading.number(element, key, 0, AMOUNT_MAX).unwrap_or_default() as i64;
            weights = Weights {
                time: weight("time"),
                room: weight("room"),
                distribution: weight("distribution"),
                student: weight("student"),
            };
        }
        weights
    }

    fn read_rooms(&mut self, root: &Element, term: Term, problem: &mut Problem) {
        let elements: Vec<&Element> = children(root, "rooms").flat_map(|s| &s.children).collect();
        for section in children(root, "rooms") {
            self.reading.known(section, &[], &["room"]);
        }
        if elements.len() > ROOMS_MAX {
            self.reading.fault(root, "rooms", &elements.len().to_string(), &format!("at most {ROOMS_MAX}"));
            return;
        }
        for (index, element) in elements.iter().enumerate() {
            self.reading.known(element, &["id", "capacity"], &["travel", "unavailable"]);
            let id = self.rooms.register(&mut self.reading, element, index);
            let capacity = self.reading.number(element, "capacity", 0, AMOUNT_MAX).unwrap_or_default() as i64;
            let mut unavailable = Vec::new();
            for closed in children(element, "unavailable") {
                self.reading.known(closed, &["days", "start", "length", "weeks"], &[]);
                unavailable.extend(self.reading.time(closed, term, None));
            }
            problem.rooms.push(Room { id, capacity, unavailable });
        }
        problem.travel = Travel::new(problem.rooms.len());
        for (index, element) in elements.iter().enumerate() {
            for travel in children(element, "travel") {
                self.reading.known(travel, &["room", "value"], &[]);
                let other = self.rooms.find(&mut self.reading, travel, "room", "room");
                let slots = self.reading.number(travel, "value", 0, term.slots_per_day);
                if let (Some(other), Some(slots)) = (other, slots) {
                    problem.travel.set(index, other, slots as u16);
                }
            }
        }
    }

    fn read_courses(&mut self, root: &Element, term: Term, problem: &mut Problem) {
        let (mut configs, mut subparts) = (Index::default(), Index::default());
        let mut parents: Vec<(&Element, usize)> = Vec::new();
        for section in children(root, "courses") {
            self.reading.known(section, &[], &["course"]);
            for course in children(section, "course") {
                self.reading.known(course, &["id"], &["config"]);
                let id = self.courses.register(&mut self.reading, course, problem.courses.len());
                let mut read = Course { id, configs: Vec::new() };
                for config in children(course, "config") {
                    self.reading.known(config, &["id"], &["subpart"]);
                    let id = configs.register(&mut self.reading, config, 0);
                    let mut parts = Vec::new();
                    for subpart in children(config, "subpart") {
                        self.reading.known(subpart, &["id"], &["class"]);
                        let id = subparts.register(&mut self.reading, subpart, 0);
                        let mut classes = Vec::new();
                        for class in children(subpart, "class") {
                            let index = problem.classes.len();
                            classes.push(index);
                            problem.classes.push(self.class(class, index, term));
                            if self.reading.optional(class, "parent").is_some() {
                                parents.push((class, index));
                            }
                        }
                        self.not_empty(subpart, classes.len(), "class");
                        parts.push(Subpart { id, classes });
                    }
                    self.not_empty(config, parts.len(), "subpart");
                    read.configs.push(Config { id, subparts: parts });
                }
                self.not_empty(course, read.configs.len(), "config");
                problem.courses.push(read);
            }
        }
        for (element, index) in parents {
            let parent = self.classes.find(&mut self.reading, element, "parent", "class");
            problem.classes[index].parent = parent;
        }
        self.no_circles(problem);
    }

    fn not_empty(&mut self, element: &Element, count: usize, child: &str) {
        if count == 0 {
            self.reading.fault(element, "", "empty", &format!("at least one <{child}>"));
        }
    }

    /// A class that is its own ancestor could never be attended.
    fn no_circles(&mut self, problem: &Problem) {
        for class in &problem.classes {
            let mut ancestor = class.parent;
            let mut steps = 0;
            while let Some(a) = ancestor {
                steps += 1;
                if steps > 16 {
                    let expected = "a chain of parents that ends, at most 16 long";
                    self.reading.faults.push(crate::fault::Fault::new(
                        0,
                        "class parent",
                        &class.id,
                        expected,
                    ));
                    break;
                }
                ancestor = problem.classes[a].parent;
            }
        }
    }

    fn class(&mut self, element: &Element, index: usize, term: Term) -> Class {
        self.reading.known(element, &["id", "limit", "parent", "room"], &["room", "time"]);
        let id = self.classes.register(&mut self.reading, element, index);
        let limit = match self.reading.optional(element, "limit") {
            None => None,
            Some(_) => self.reading.number(element, "limit", 0, AMOUNT_MAX),
        };
        let mut times = Vec::new();
        for option in children(element, "time") {
            self.reading.known(option, &["days", "start", "length", "weeks", "penalty"], &[]);
            let penalty = self.reading.number(option, "penalty", 0, AMOUNT_MAX);
            if let (Some(time), Some(penalty)) = (self.reading.time(option, term, None), penalty) {
                times.push(TimeOption { time, penalty: penalty as i64 });
            }
        }
        let mut rooms: Vec<RoomOption> = Vec::new();
        for option in children(element, "room") {
            self.reading.known(option, &["id", "penalty"], &[]);
            let room = self.rooms.find(&mut self.reading, option, "id", "room");
            let penalty = self.reading.number(option, "penalty", 0, AMOUNT_MAX);
            if let (Some(room), Some(penalty)) = (room, penalty) {
                if rooms.iter().any(|o| o.room == room) {
                    self.reading.fault(option, "id", "twice", "each room once");
                }
                rooms.push(RoomOption { room, penalty: penalty as i64 });
            }
        }
        self.not_empty(element, children(element, "time").count(), "time");
        match self.reading.optional(element, "room") {
            Some("false") if rooms.is_empty() => {}
            Some("false") => self.reading.fault(element, "room", "false", "no <room> where room is false"),
            None | Some("true") => self.not_empty(element, children(element, "room").count(), "room"),
            Some(other) => self.reading.fault(element, "room", other, "true or false"),
        }
        Class { id, limit, parent: None, rooms, times }
    }

    fn read_distributions(&mut self, root: &Element, problem: &mut Problem) {
        for section in children(root, "distributions") {
            self.reading.known(section, &[], &["distribution"]);
            for element in children(section, "distribution") {
                self.reading.known(element, &["type", "required", "penalty"], &["class"]);
                let kind = self.kind(element);
                let strength = self.strength(element);
                let mut classes = Vec::new();
                for class in children(element, "class") {
                    self.reading.known(class, &["id"], &[]);
                    classes.extend(self.classes.find(&mut self.reading, class, "id", "class"));
                }
                if let (Some(kind), Some(strength)) = (kind, strength) {
                    let name = format!("{kind} #{}", problem.distributions.len() + 1);
                    problem.distributions.push(Distribution { name, kind, strength, classes });
                }
            }
        }
    }

    fn kind(&mut self, element: &Element) -> Option<Kind> {
        let text = self.reading.text(element, "type")?;
        match text.parse() {
            Ok(kind) => Some(kind),
            Err(_) => {
                let expected = "one of the nineteen types with its parameters, e.g. MaxBreaks(1,6)";
                self.reading.fault(element, "type", text, expected);
                None
            }
        }
    }

    fn strength(&mut self, element: &Element) -> Option<Strength> {
        let required = self.reading.optional(element, "required");
        match (required, self.reading.optional(element, "penalty")) {
            (Some("true"), None) => Some(Strength::Hard),
            (None | Some("false"), Some(_)) => {
                let penalty = self.reading.number(element, "penalty", 0, AMOUNT_MAX)?;
                Some(Strength::Soft(penalty as i64))
            }
            (required, penalty) => {
                let value = format!("{} / {}", required.unwrap_or("-"), penalty.unwrap_or("-"));
                self.reading.fault(element, "required / penalty", &value, "required=\"true\" or a penalty");
                None
            }
        }
    }

    fn read_students(&mut self, root: &Element, problem: &mut Problem) {
        let mut students = Index::default();
        for section in children(root, "students") {
            self.reading.known(section, &[], &["student"]);
            for element in children(section, "student") {
                self.reading.known(element, &["id"], &["course"]);
                let id = students.register(&mut self.reading, element, problem.students.len());
                let mut courses = Vec::new();
                for course in children(element, "course") {
                    self.reading.known(course, &["id"], &[]);
                    let found = self.courses.find(&mut self.reading, course, "id", "course");
                    if found.is_some_and(|c| courses.contains(&c)) {
                        self.reading.fault(course, "id", "twice", "each course once");
                    }
                    courses.extend(found);
                }
                problem.students.push(Student { id, courses });
            }
        }
    }
}
