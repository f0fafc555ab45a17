//! The independent recount of a general problem: slow, literal, and the oracle of every test.

mod rules;
mod sectioning;

use crate::model::{Kind, Problem, Seat, Strength, Time, Timetable};
use crate::report::{Justification, Report};
pub use rules::{Placed, excess, pair_holds};

/// Every hard violation and every penalty of a timetable.
pub fn check(problem: &Problem, timetable: &Timetable) -> Report {
    let mut recount = Recount { problem, timetable, report: Report::default() };
    recount.placements();
    recount.occupancy();
    recount.distributions();
    recount.student_conflicts();
    sectioning::check(problem, timetable, &mut recount.report);
    recount.report
}

struct Recount<'a> {
    problem: &'a Problem,
    timetable: &'a Timetable,
    report: Report,
}

impl Recount<'_> {
    fn seat(&self, class: usize) -> Option<Seat> {
        self.timetable.seats.get(class).copied().flatten()
    }

    fn time(&self, class: usize) -> Option<Time> {
        self.seat(class).map(|s| self.problem.classes[class].times[s.time].time)
    }

    fn placed(&self, class: usize) -> Option<Placed> {
        Some(Placed { time: self.time(class)?, room: self.seat(class)?.room })
    }

    fn note(&mut self, criterion: &'static str, classes: &[usize], place: String, amount: i64, hard: bool) {
        self.named(criterion, criterion, classes, place, amount, hard);
    }

    fn named(
        &mut self,
        criterion: &'static str,
        constraint: &str,
        classes: &[usize],
        place: String,
        amount: i64,
        hard: bool,
    ) {
        let lessons = classes.iter().map(|&c| self.problem.classes[c].id.clone()).collect();
        let constraint = constraint.to_owned();
        self.report.add(Justification { criterion, constraint, lessons, place, amount, hard });
    }

    fn describe(&self, class: usize) -> String {
        let Some(seat) = self.seat(class) else { return String::new() };
        let time = self.problem.classes[class].times[seat.time].time;
        let room = seat.room.map_or("-", |r| self.problem.rooms[r].id.as_str());
        describe_time(&time, room)
    }

    fn placements(&mut self) {
        let (problem, weights) = (self.problem, self.problem.weights);
        for (index, class) in problem.classes.iter().enumerate() {
            let Some(seat) = self.seat(index) else {
                self.note("Unplaced", &[index], String::new(), 1, true);
                continue;
            };
            let place = self.describe(index);
            let option = class.times[seat.time];
            self.note("TimePenalty", &[index], place.clone(), option.penalty * weights.time, false);
            match (seat.room, class.rooms.is_empty()) {
                (None, true) => {}
                (Some(room), false) => match class.rooms.iter().find(|o| o.room == room) {
                    Some(o) => self.note("RoomPenalty", &[index], place, o.penalty * weights.room, false),
                    None => self.note("RoomOption", &[index], place, 1, true),
                },
                _ => self.note("RoomOption", &[index], place, 1, true),
            }
        }
    }

    fn occupancy(&mut self) {
        let problem = self.problem;
        let mut by_room: Vec<Vec<usize>> = vec![Vec::new(); problem.rooms.len()];
        for class in 0..problem.classes.len() {
            if let Some(room) = self.seat(class).and_then(|s| s.room) {
                by_room[room].push(class);
            }
        }
        for (room, classes) in by_room.iter().enumerate() {
            for (index, &a) in classes.iter().enumerate() {
                let Some(time) = self.time(a) else { continue };
                let closed = problem.rooms[room].unavailable.iter().any(|u| u.overlaps(&time));
                self.note("RoomUnavailable", &[a], self.describe(a), closed.into(), true);
                for &b in &classes[index + 1..] {
                    let twice = self.time(b).is_some_and(|other| time.overlaps(&other));
                    self.note("RoomOccupancy", &[a, b], self.describe(a), twice.into(), true);
                }
            }
        }
    }

    fn distributions(&mut self) {
        let problem = self.problem;
        for distribution in &problem.distributions {
            let placed: Vec<(usize, Placed)> =
                distribution.classes.iter().filter_map(|&c| Some((c, self.placed(c)?))).collect();
            let criterion = criterion(distribution.kind);
            if !distribution.kind.is_pairwise() {
                let alone: Vec<Placed> = placed.iter().map(|(_, p)| *p).collect();
                let excess = excess(distribution.kind, &alone, problem.weeks, problem.days);
                let (amount, hard) = match distribution.strength {
                    Strength::Hard => (excess, true),
                    Strength::Soft(penalty) => {
                        (soft_total(distribution.kind, excess, penalty, problem.weeks), false)
                    }
                };
                let amount = if hard { amount } else { amount * problem.weights.distribution };
                let classes = distribution.classes.clone();
                self.named(criterion, &distribution.name, &classes, String::new(), amount, hard);
                continue;
            }
            for (index, (a, at)) in placed.iter().enumerate() {
                for (b, bt) in &placed[index + 1..] {
                    if pair_holds(distribution.kind, at, bt, &problem.travel) {
                        continue;
                    }
                    let (amount, hard) = match distribution.strength {
                        Strength::Hard => (1, true),
                        Strength::Soft(penalty) => (penalty * problem.weights.distribution, false),
                    };
                    let place = format!("{} / {}", self.describe(*a), self.describe(*b));
                    self.named(criterion, &distribution.name, &[*a, *b], place, amount, hard);
                }
            }
        }
    }

    fn student_conflicts(&mut self) {
        let problem = self.problem;
        let mut classes_of: Vec<Vec<usize>> = vec![Vec::new(); problem.students.len()];
        for (class, attendees) in self.timetable.attendees.iter().enumerate() {
            for &student in attendees {
                classes_of[student].push(class);
            }
        }
        for (student, classes) in classes_of.iter().enumerate() {
            for (index, &a) in classes.iter().enumerate() {
                for &b in &classes[index + 1..] {
                    let (Some(at), Some(bt)) = (self.placed(a), self.placed(b)) else { continue };
                    if !pair_holds(Kind::SameAttendees, &at, &bt, &problem.travel) {
                        let place = format!("student {}", problem.students[student].id);
                        self.note("StudentConflict", &[a, b], place, problem.weights.student, false);
                    }
                }
            }
        }
    }
}

/// The soft cost of a constraint that is counted as a whole. Days are counted once a term; the other
/// three are averaged over the weeks, the penalty multiplied first, the division an integer one.
pub(crate) fn soft_total(kind: Kind, excess: i64, penalty: i64, weeks: usize) -> i64 {
    match kind {
        Kind::MaxDays(_) => excess * penalty,
        _ => excess * penalty / weeks as i64,
    }
}

fn describe_time(time: &Time, room: &str) -> String {
    let bits = |mask: u64| -> String {
        let list: Vec<String> = (0..64).filter(|b| mask >> b & 1 == 1).map(|b| b.to_string()).collect();
        list.join(",")
    };
    format!(
        "{room} weeks {} days {} slots {}–{}",
        bits(time.weeks),
        bits(time.days.into()),
        time.start,
        time.end
    )
}

fn criterion(kind: Kind) -> &'static str {
    match kind {
        Kind::SameStart => "SameStart",
        Kind::SameTime => "SameTime",
        Kind::DifferentTime => "DifferentTime",
        Kind::SameDays => "SameDays",
        Kind::DifferentDays => "DifferentDays",
        Kind::SameWeeks => "SameWeeks",
        Kind::DifferentWeeks => "DifferentWeeks",
        Kind::Overlap => "Overlap",
        Kind::NotOverlap => "NotOverlap",
        Kind::SameRoom => "SameRoom",
        Kind::DifferentRoom => "DifferentRoom",
        Kind::SameAttendees => "SameAttendees",
        Kind::Precedence => "Precedence",
        Kind::WorkDay(_) => "WorkDay",
        Kind::MinGap(_) => "MinGap",
        Kind::MaxDays(_) => "MaxDays",
        Kind::MaxDayLoad(_) => "MaxDayLoad",
        Kind::MaxBreaks { .. } => "MaxBreaks",
        Kind::MaxBlock { .. } => "MaxBlock",
    }
}
