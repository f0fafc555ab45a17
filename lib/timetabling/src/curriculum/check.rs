//! The independent recount: slow, obvious, and the oracle of every test.

use std::collections::{BTreeMap, BTreeSet};

use super::formulation::{Formulation, RoomSuitability};
use super::model::{Placement, Problem, Timetable};
use crate::report::{Justification, Report};

/// Every hard violation and every penalty of `timetable` under `formulation`.
pub fn check(problem: &Problem, timetable: &Timetable, formulation: &Formulation) -> Report {
    let mut recount =
        Recount { problem, formulation, placed: &timetable.placements, report: Report::default() };
    recount.lectures();
    recount.availability();
    recount.conflicts_and_occupancy();
    recount.rooms();
    recount.courses();
    recount.curricula();
    recount.report
}

struct Recount<'a> {
    problem: &'a Problem,
    formulation: &'a Formulation,
    placed: &'a [Placement],
    report: Report,
}

impl Recount<'_> {
    fn note(
        &mut self,
        criterion: &'static str,
        lessons: Vec<String>,
        place: String,
        amount: i64,
        hard: bool,
    ) {
        let constraint = criterion.to_owned();
        self.report.add(Justification { criterion, constraint, lessons, place, amount, hard });
    }

    fn course(&self, p: &Placement) -> String {
        self.problem.courses[p.course].id.clone()
    }

    fn when(&self, period: usize) -> String {
        let per_day = self.problem.periods_per_day;
        format!("day {} period {}", period / per_day, period % per_day)
    }

    fn of_course(&self, course: usize) -> Vec<Placement> {
        self.placed.iter().copied().filter(|p| p.course == course).collect()
    }

    fn lectures(&mut self) {
        for (index, course) in self.problem.courses.iter().enumerate() {
            let placed = self.of_course(index);
            let periods: BTreeSet<usize> = placed.iter().map(|p| p.period).collect();
            let wrong = course.lectures.abs_diff(placed.len()) + (placed.len() - periods.len());
            let place =
                format!("{} of {} lectures in {} periods", placed.len(), course.lectures, periods.len());
            self.note("Lectures", vec![course.id.clone()], place, wrong as i64, true);
        }
    }

    fn availability(&mut self) {
        for p in self.placed {
            if self.problem.courses[p.course].unavailable[p.period] {
                self.note("Availability", vec![self.course(p)], self.when(p.period), 1, true);
            }
        }
    }

    fn conflicts_and_occupancy(&mut self) {
        for (index, a) in self.placed.iter().enumerate() {
            for b in &self.placed[index + 1..] {
                if a.period != b.period {
                    continue;
                }
                let lessons = vec![self.course(a), self.course(b)];
                if a.course != b.course && self.problem.conflict(a.course, b.course) {
                    self.note("Conflicts", lessons.clone(), self.when(a.period), 1, true);
                }
                if a.room == b.room {
                    let place = format!("{} {}", self.problem.rooms[a.room].id, self.when(a.period));
                    self.note("RoomOccupancy", lessons, place, 1, true);
                }
            }
        }
    }

    fn rooms(&mut self) {
        for p in self.placed {
            let (course, room) = (&self.problem.courses[p.course], &self.problem.rooms[p.room]);
            let place = format!("{} {}", room.id, self.when(p.period));
            let short = (course.students - room.capacity).max(0) * self.formulation.room_capacity;
            self.note("RoomCapacity", vec![course.id.clone()], place.clone(), short, false);
            if course.unsuitable[p.room] {
                let (amount, hard) = match self.formulation.room_suitability {
                    RoomSuitability::Ignored => (0, false),
                    RoomSuitability::Soft(weight) => (weight, false),
                    RoomSuitability::Hard => (1, true),
                };
                self.note("RoomSuitability", vec![course.id.clone()], place, amount, hard);
            }
        }
    }

    fn courses(&mut self) {
        let per_day = self.problem.periods_per_day;
        for (index, course) in self.problem.courses.iter().enumerate() {
            let placed = self.of_course(index);
            let days: BTreeSet<usize> = placed.iter().map(|p| p.period / per_day).collect();
            let missing = course.days_min.saturating_sub(days.len()) as i64;
            let place = format!("{} of {} days", days.len(), course.days_min);
            let cost = missing * self.formulation.min_working_days;
            self.note("MinWorkingDays", vec![course.id.clone()], place, cost, false);

            let rooms: BTreeSet<usize> = placed.iter().map(|p| p.room).collect();
            let extra = rooms.len().saturating_sub(1) as i64;
            let names: Vec<&str> = rooms.iter().map(|&r| self.problem.rooms[r].id.as_str()).collect();
            let cost = extra * self.formulation.room_stability;
            self.note("RoomStability", vec![course.id.clone()], names.join(" "), cost, false);
            if course.double_lectures {
                self.double_lectures(&course.id, &placed, &days);
            }
        }
    }

    /// On a day with two or more lectures of the course each must touch another one in the same room.
    fn double_lectures(&mut self, id: &str, placed: &[Placement], days: &BTreeSet<usize>) {
        let per_day = self.problem.periods_per_day;
        for &day in days {
            let today: Vec<&Placement> = placed.iter().filter(|p| p.period / per_day == day).collect();
            if today.len() < 2 {
                continue;
            }
            let alone =
                |p: &&&Placement| !today.iter().any(|o| o.room == p.room && o.period.abs_diff(p.period) == 1);
            let count = today.iter().filter(alone).count() as i64;
            let cost = count * self.formulation.double_lectures;
            self.note("DoubleLectures", vec![id.to_owned()], format!("day {day}"), cost, false);
        }
    }

    fn curricula(&mut self) {
        for q in 0..self.problem.curricula.len() {
            for day in 0..self.problem.days {
                self.curriculum_day(q, day);
            }
        }
    }

    fn curriculum_day(&mut self, q: usize, day: usize) {
        let per_day = self.problem.periods_per_day;
        let curriculum = &self.problem.curricula[q];
        let mut by_period: BTreeMap<usize, Vec<Placement>> = BTreeMap::new();
        for p in self.placed {
            if p.period / per_day == day && curriculum.courses.contains(&p.course) {
                by_period.entry(p.period % per_day).or_default().push(*p);
            }
        }
        let (Some(&first), Some(&last)) = (by_period.keys().next(), by_period.keys().next_back()) else {
            return;
        };
        let place = |period: usize| format!("{} day {day} period {period}", curriculum.id);
        let mut notes = Vec::new();
        for (&period, lectures) in &by_period {
            let before = period > 0 && by_period.contains_key(&(period - 1));
            if !before && !by_period.contains_key(&(period + 1)) {
                let lessons = lectures.iter().map(|p| self.course(p)).collect();
                let cost = lectures.len() as i64 * self.formulation.isolated_lectures;
                notes.push(("CurriculumCompactness", lessons, place(period), cost));
            }
            if let Some(next) = by_period.get(&(period + 1)) {
                for (a, b) in lectures.iter().flat_map(|a| next.iter().map(move |b| (a, b))) {
                    let moved = self.problem.rooms[a.room].building != self.problem.rooms[b.room].building;
                    let cost = i64::from(moved) * self.formulation.travel_distance;
                    notes.push(("TravelDistance", vec![self.course(a), self.course(b)], place(period), cost));
                }
            }
        }
        let windows = (last - first + 1 - by_period.len()) as i64 * self.formulation.windows;
        notes.push(("Windows", Vec::new(), place(first), windows));
        if let Some((least, most)) = self.problem.daily_lectures {
            let load: usize = by_period.values().map(Vec::len).sum();
            let off = (least.saturating_sub(load) + load.saturating_sub(most)) as i64;
            let text = format!("{} day {day}: {load} lectures", curriculum.id);
            notes.push(("StudentMinMaxLoad", Vec::new(), text, off * self.formulation.daily_load));
        }
        for (criterion, lessons, place, cost) in notes {
            self.note(criterion, lessons, place, cost, false);
        }
    }
}
