//! A term as a general problem, and a timetable back as dated sessions.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;

use super::calendar::Quarter;
use super::model::{Lesson, LessonKind, Term, Where};
use crate::fault::{Fault, Faults};
use crate::model::{
    Class, Distribution, Kind, Problem, Room, RoomOption, Seat, Strength, Time, TimeOption, Timetable,
    Travel, Weights,
};

/// Minutes in one slot of the general model.
const SLOT_MINUTES: u16 = 5;

/// A problem whose class `i` is lesson `i`; its rooms are the halls, then each site's places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation {
    pub problem: Problem,
    /// Site of each room beyond the halls.
    site_of: Vec<usize>,
    halls: usize,
}

/// Where and when a lesson is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub lesson: usize,
    /// One date, or each day of an extension leg.
    pub dates: Vec<Date>,
    /// Minutes after midnight.
    pub start: u16,
    pub end: u16,
    pub place: String,
}

/// Translates a term.
///
/// # Errors
/// Every lesson without a time or without a place, and the reason as far as one person or rule explains it.
pub fn translate(term: &Term) -> Result<Translation, Faults> {
    let mut faults = Vec::new();
    let (rooms, travel, site_of) = places(term);
    let classes: Vec<Class> =
        term.lessons.iter().map(|lesson| class(term, lesson, &site_of, &mut faults)).collect();
    let problem = Problem {
        name: term.name.clone(),
        weeks: term.calendar.weeks(),
        days: 7,
        slots_per_day: 24 * 60 / usize::from(SLOT_MINUTES),
        weights: Weights { time: 1, room: 1, distribution: 1, student: 0 },
        rooms,
        travel,
        courses: Vec::new(),
        classes,
        distributions: distributions(term),
        students: Vec::new(),
    };
    if problem.weeks > Time::WEEKS_MAX {
        let expected = format!("at most {} weeks", Time::WEEKS_MAX);
        faults.push(Fault::new(0, "term", format!("{} weeks", problem.weeks), expected));
    }
    Faults(faults).none_or(Translation { problem, site_of, halls: term.halls.len() })
}

fn places(term: &Term) -> (Vec<Room>, Travel, Vec<usize>) {
    let day = |date: Date| {
        let (week, day) = term.calendar.place(date);
        Time { weeks: 1 << week, days: 1 << day, start: 0, end: 24 * 60 / SLOT_MINUTES }
    };
    let mut rooms: Vec<Room> = term
        .halls
        .iter()
        .map(|hall| Room {
            id: hall.name.clone(),
            capacity: hall.seats as i64,
            unavailable: hall.closed.iter().filter(|d| **d >= term.calendar.first).map(|d| day(*d)).collect(),
        })
        .collect();
    let mut site_of = Vec::new();
    for (index, site) in term.sites.iter().enumerate() {
        for place in 1..=site.classes_at_once {
            let id = if place == 1 { site.name.clone() } else { format!("{} {place}", site.name) };
            rooms.push(Room { id, capacity: site.seats as i64, unavailable: Vec::new() });
            site_of.push(index);
        }
    }
    let mut travel = Travel::new(rooms.len());
    let halls = term.halls.len();
    for (a, &site) in site_of.iter().enumerate() {
        // Getting there or back within a day leaves time for lunch: the way only fits over noon.
        let way = (term.sites[site].bus_minutes + term.lunch_minutes).div_ceil(SLOT_MINUTES);
        for hall in 0..halls {
            travel.set(halls + a, hall, way);
        }
        for (b, &other) in site_of.iter().enumerate().filter(|(b, _)| *b > a) {
            if other != site {
                let between =
                    term.sites[site].bus_minutes + term.sites[other].bus_minutes + term.lunch_minutes;
                travel.set(halls + a, halls + b, between.div_ceil(SLOT_MINUTES));
            }
        }
    }
    (rooms, travel, site_of)
}

fn class(term: &Term, lesson: &Lesson, site_of: &[usize], faults: &mut Vec<Fault>) -> Class {
    let times = times(term, lesson);
    let rooms = rooms(term, lesson, site_of);
    if times.is_empty() {
        faults.push(no_time(term, lesson));
    }
    if rooms.is_empty() && lesson.place != Where::Elsewhere {
        let expected = format!("a place with {} seats and its equipment", term.heads(lesson));
        faults.push(Fault::new(0, "课地点 (lesson place)", &lesson.id, expected));
    }
    Class { id: lesson.id.clone(), limit: None, parent: None, rooms, times }
}

/// Why a lesson has no time: its own pin where that is what blocks it, else whoever teaches it.
fn no_time(term: &Term, lesson: &Lesson) -> Fault {
    let open = times(term, &Lesson { pin: None, ..lesson.clone() }).len();
    if let (Some(pin), 1..) = (lesson.pin, open) {
        let value = format!("{} {} 第 {} 节 (quarter)", lesson.id, pin.date, pin.quarter + 1);
        let expected = format!("a pin at one of the {open} times that are open to it, or none");
        return Fault::new(0, "锁定 (pin)", value, expected);
    }
    let who: Vec<&str> = lesson.lecturers.iter().map(|&l| term.lecturers[l].name.as_str()).collect();
    let expected = format!(
        "a working day of its classes on which {} can teach {} quarters",
        if who.is_empty() { "somebody".to_owned() } else { who.join(", ") },
        lesson.quarters
    );
    Fault::new(0, "课时间 (lesson time)", &lesson.id, expected)
}

/// The dates all classes of the lesson share.
fn dates(term: &Term, lesson: &Lesson) -> Vec<Date> {
    let classes = lesson.classes.iter().map(|&c| &term.classes[c]);
    let from = classes.clone().map(|c| c.from).max().unwrap_or(term.calendar.first);
    let to = classes.map(|c| c.to).min().unwrap_or(term.calendar.last);
    let mut dates = term.calendar.workdays(from, to);
    match lesson.kind {
        LessonKind::Opening => dates.truncate(1),
        LessonKind::Closing => dates = dates.split_off(dates.len().saturating_sub(1)),
        _ => {}
    }
    dates
}

fn times(term: &Term, lesson: &Lesson) -> Vec<TimeOption> {
    let dates = dates(term, lesson);
    if lesson.kind == LessonKind::Extension {
        return legs(term, lesson, &dates);
    }
    let mut options = Vec::new();
    for date in dates {
        if let Where::Site(site) = lesson.place
            && !term.sites[site].open[usize::from(date.weekday().to_monday_zero_offset() as u8)]
        {
            continue;
        }
        for start in Quarter::starts(&term.quarters, lesson.quarters) {
            let span = start..start + lesson.quarters;
            let can = lesson.lecturers.iter().all(|&l| term.lecturers[l].can(date, span.clone()));
            let pinned = lesson.pin.is_none_or(|p| p.date == date && p.quarter == start);
            if can && pinned {
                let wishes = lesson.lecturers.iter().flat_map(|&l| &term.lecturers[l].wishes);
                let penalty = wishes.filter(|w| w.touches(date, span.clone())).map(|w| w.weight).sum();
                options.push(TimeOption { time: time(term, &[date], span), penalty });
            }
        }
    }
    options
}

/// Blocks of consecutive days within a week, working days all.
fn legs(term: &Term, lesson: &Lesson, dates: &[Date]) -> Vec<TimeOption> {
    let days = lesson.quarters.div_ceil(term.quarters.len()).max(1);
    let one_week = |run: &&[Date]| {
        let (first, last) = (term.calendar.place(run[0]), term.calendar.place(run[run.len() - 1]));
        first.0 == last.0 && last.1 - first.1 == days - 1
    };
    let free = |run: &&[Date]| {
        let all = 0..term.quarters.len();
        lesson.lecturers.iter().all(|&l| run.iter().all(|d| term.lecturers[l].can(*d, all.clone())))
            && lesson.pin.is_none_or(|p| p.date == run[0])
    };
    let option = |run: &[Date]| TimeOption { time: time(term, run, 0..term.quarters.len()), penalty: 0 };
    dates.windows(days).filter(one_week).filter(free).map(option).collect()
}

fn time(term: &Term, dates: &[Date], span: std::ops::Range<usize>) -> Time {
    let (mut weeks, mut days) = (0u64, 0u8);
    for date in dates {
        let (week, day) = term.calendar.place(*date);
        weeks |= 1 << (week % Time::WEEKS_MAX);
        days |= 1 << day;
    }
    let (first, last) = (term.quarters[span.start], term.quarters[span.end - 1]);
    Time { weeks, days, start: first.start / SLOT_MINUTES, end: last.end.div_ceil(SLOT_MINUTES) }
}

fn rooms(term: &Term, lesson: &Lesson, site_of: &[usize]) -> Vec<RoomOption> {
    let heads = term.heads(lesson);
    match &lesson.place {
        Where::Elsewhere => Vec::new(),
        Where::Site(site) => {
            let places = site_of.iter().enumerate().filter(|(_, s)| *s == site);
            let fits = term.sites[*site].seats >= heads;
            let option = |(place, _)| RoomOption { room: term.halls.len() + place, penalty: 0 };
            places.filter(|_| fits).map(option).collect()
        }
        Where::Hall { equipment } => {
            let halls = term.halls.iter().enumerate();
            let suits = |h: &super::model::Hall| {
                h.seats >= heads && equipment.iter().all(|e| h.equipment.contains(e))
            };
            let pinned = lesson.pin.and_then(|p| p.hall);
            halls
                .filter(|(index, hall)| suits(hall) && pinned.is_none_or(|p| p == *index))
                .map(|(room, hall)| {
                    let empty = (hall.seats - heads).saturating_sub(hall.seats / 4) / 10;
                    RoomOption { room, penalty: empty as i64 * term.empty_seats_weight }
                })
                .collect()
        }
    }
}

fn distributions(term: &Term) -> Vec<Distribution> {
    let mut list = Vec::new();
    let mut add = |name: String, kind: Kind, strength: Strength, classes: Vec<usize>| {
        if classes.len() > 1 || !kind.is_pairwise() && !classes.is_empty() {
            list.push(Distribution { name, kind, strength, classes });
        }
    };
    let quarter = term.quarters.first().map_or(90, |q| q.end - q.start) / SLOT_MINUTES;
    for (index, class) in term.classes.iter().enumerate() {
        // Parallel groups meet at one time, so the first group stands for all.
        let of_class =
            |l: &&(usize, &Lesson)| l.1.classes.contains(&index) && l.1.group.is_none_or(|g| g == 0);
        let lessons: Vec<(usize, &Lesson)> = term.lessons.iter().enumerate().collect();
        let attended: Vec<usize> = lessons.iter().filter(of_class).map(|(l, _)| *l).collect();
        let name = format!("班次 {}: 一时一课", class.name);
        add(name, Kind::SameAttendees, Strength::Hard, attended.clone());
        let most = class.quarters_per_day as u16 * quarter;
        let name = format!("班次 {}: 每日课量", class.name);
        add(name, Kind::MaxDayLoad(most), Strength::Soft(class.overload_weight), attended.clone());
        for (ceremony, first) in [(LessonKind::Opening, true), (LessonKind::Closing, false)] {
            for &c in attended.iter().filter(|&&l| term.lessons[l].kind == ceremony) {
                for &other in attended.iter().filter(|&&l| l != c) {
                    let (pair, what) =
                        if first { (vec![c, other], "开班") } else { (vec![other, c], "结业") };
                    add(format!("班次 {}: {what}", class.name), Kind::Precedence, Strength::Hard, pair);
                }
            }
        }
    }
    for (index, lecturer) in term.lecturers.iter().enumerate() {
        let lessons = term.lessons.iter().enumerate().filter(|(_, l)| l.lecturers.contains(&index));
        let taught: Vec<usize> = lessons.map(|(l, _)| l).collect();
        let name = format!("师资 {}: 一时一地", lecturer.name);
        add(name, Kind::SameAttendees, Strength::Hard, taught.clone());
        let most = lecturer.quarters_per_day_max;
        if most < term.quarters.len() {
            let name = format!("师资 {}: 每日课时", lecturer.name);
            add(name, Kind::MaxDayLoad(most as u16 * quarter), Strength::Hard, taught);
        }
    }
    for (index, lesson) in term.lessons.iter().enumerate() {
        for &before in &lesson.after {
            let name = format!("次序 {} → {}", term.lessons[before].id, lesson.id);
            add(name, Kind::Precedence, Strength::Hard, vec![before, index]);
        }
        for &other in lesson.parallel.iter().filter(|&&o| o > index) {
            for kind in [Kind::SameStart, Kind::SameDays, Kind::SameWeeks] {
                add(
                    format!("分组同时 {} ∥ {}", lesson.id, term.lessons[other].id),
                    kind,
                    Strength::Hard,
                    vec![index, other],
                );
            }
        }
    }
    list
}

impl Translation {
    /// The timetable as dated sessions, in the order of the lessons.
    pub fn sessions(&self, term: &Term, timetable: &Timetable) -> Vec<Session> {
        let placed = timetable.seats.iter().enumerate().filter_map(|(l, s)| Some((l, (*s)?)));
        placed.map(|(lesson, seat)| self.session(term, lesson, seat)).collect()
    }

    fn session(&self, term: &Term, lesson: usize, seat: Seat) -> Session {
        let time = self.problem.classes[lesson].times[seat.time].time;
        let place = match seat.room {
            None => String::new(),
            Some(room) if room < self.halls => term.halls[room].name.clone(),
            Some(room) => term.sites[self.site_of[room - self.halls]].name.clone(),
        };
        Session {
            lesson,
            dates: time.meetings().map(|(week, day)| term.calendar.date(week, day)).collect(),
            start: time.start * SLOT_MINUTES,
            end: time.end * SLOT_MINUTES,
            place,
        }
    }
}

/// A timetable of one problem as far as it holds in another, matched by class and room ids and by times:
/// what a changed term keeps of its published timetable.
pub fn carry(old: &Problem, timetable: &Timetable, new: &Problem) -> Timetable {
    let classes: HashMap<&str, usize> =
        old.classes.iter().enumerate().map(|(i, c)| (c.id.as_str(), i)).collect();
    let rooms: HashMap<&str, usize> = new.rooms.iter().enumerate().map(|(i, r)| (r.id.as_str(), i)).collect();
    let seats = new.classes.iter().map(|class| {
        let before = *classes.get(class.id.as_str())?;
        let seat = timetable.seats.get(before).copied().flatten()?;
        let time = old.classes[before].times[seat.time].time;
        let time = class.times.iter().position(|o| o.time == time)?;
        let room = match seat.room {
            None => None,
            Some(room) => {
                let room = *rooms.get(old.rooms[room].id.as_str())?;
                Some(class.rooms.iter().find(|o| o.room == room)?.room)
            }
        };
        Some(Seat { time, room })
    });
    let seats: Vec<Option<Seat>> = seats.collect();
    let attendees = vec![Vec::new(); seats.len()];
    Timetable { seats, attendees }
}

/// Everybody who must know when a lesson changes: names of classes and lecturers.
pub fn people(term: &Term, lesson: usize) -> BTreeSet<String> {
    let lesson = &term.lessons[lesson];
    let classes = lesson.classes.iter().map(|&c| term.classes[c].name.clone());
    classes.chain(lesson.lecturers.iter().map(|&l| term.lecturers[l].name.clone())).collect()
}
