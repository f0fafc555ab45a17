//! Made-up terms of a Party school, of any size, for measuring and for showing.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::calendar::{Calendar, Quarter};
use super::model::{Hall, Lecturer, Lesson, LessonKind, Site, Term, TrainingClass, Where, Wish};
use crate::random::Random;

/// How large the term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub classes: usize,
    /// Lessons of each class, ceremonies included, parallel groups counted one by one.
    pub lessons_per_class: usize,
    pub lecturers: usize,
    pub guests: usize,
    pub halls: usize,
    pub sites: usize,
    pub weeks: usize,
    /// Weeks each class lasts.
    pub class_weeks: usize,
}

impl Size {
    /// A quarter of a year: 40 classes, 2,000 lessons.
    pub const TERM: Self = Self {
        classes: 40,
        lessons_per_class: 50,
        lecturers: 120,
        guests: 40,
        halls: 25,
        sites: 12,
        weeks: 13,
        class_weeks: 5,
    };
    /// One class for three weeks' worth of quarters: 60 lessons.
    pub const WEEK: Self = Self {
        classes: 1,
        lessons_per_class: 60,
        lecturers: 16,
        guests: 4,
        halls: 8,
        sites: 3,
        weeks: 3,
        class_weeks: 3,
    };
}

/// A term that has a timetable: it is made from one that is thrown away.
pub fn generate(size: Size, seed: u64) -> Term {
    let mut random = Random::seeded(seed);
    let first = date(2026, 9, 7);
    let last = first.saturating_add((size.weeks as i64 * 7 - 1).days());
    let holidays = (1..=7).map(|d| date(2026, 10, d)).filter(|d| *d <= last).collect();
    let makeup_days = [date(2026, 9, 20), date(2026, 10, 10)].into_iter().filter(|d| *d <= last).collect();
    let calendar = Calendar { first, last, holidays, makeup_days };
    let classes = classes(size, &calendar);
    let mut term = Term {
        name: format!("made-up term {seed}"),
        quarters: Quarter::USUAL.to_vec(),
        lecturers: Vec::new(),
        halls: halls(size),
        sites: sites(size),
        lessons: Vec::new(),
        lunch_minutes: 40,
        empty_seats_weight: 1,
        classes,
        calendar,
    };
    term.lecturers = (0..size.lecturers).map(|l| lecturer(l, size, &term.calendar, &mut random)).collect();
    for class in 0..term.classes.len() {
        lessons(&mut term, class, size, &mut random);
    }
    joint_lectures(&mut term);
    term
}

fn classes(size: Size, calendar: &Calendar) -> Vec<TrainingClass> {
    let class = |c: usize| {
        let spare = size.weeks - size.class_weeks;
        let week = if size.classes > 1 { c * spare / (size.classes - 1) } else { 0 };
        let from = calendar.date(week, 0);
        TrainingClass {
            name: format!("{}期{}班", c / 4 + 1, c % 4 + 1),
            trainees: 40 + c % 3 * 10,
            groups: 3,
            from,
            to: from.saturating_add((size.class_weeks as i64 * 7 - 1).days()),
            quarters_per_day: 3,
            overload_weight: 4 * size.weeks as i64,
        }
    };
    (0..size.classes).map(class).collect()
}

fn halls(size: Size) -> Vec<Hall> {
    let hall = |h: usize| Hall {
        name: if h % 5 < 2 { format!("报告厅 {}", h + 1) } else { format!("研讨室 {}", h + 1) },
        seats: if h % 5 < 2 { 80 + h % 4 * 20 } else { 24 + h % 3 * 4 },
        equipment: if h.is_multiple_of(2) { vec!["同步课堂".to_owned()] } else { Vec::new() },
        closed: Vec::new(),
    };
    (0..size.halls).map(hall).collect()
}

fn sites(size: Size) -> Vec<Site> {
    let site = |s: usize| Site {
        name: format!("现场教学点 {}", s + 1),
        open: std::array::from_fn(|day| day != s % 5),
        seats: 120,
        classes_at_once: 1 + s % 2,
        bus_minutes: 20 + (s as u16 % 4) * 25,
    };
    (0..size.sites).map(site).collect()
}

fn lecturer(index: usize, size: Size, calendar: &Calendar, random: &mut Random) -> Lecturer {
    let guest = index >= size.lecturers - size.guests;
    let available = guest.then(|| guest_dates(calendar, random));
    let wish = Wish {
        name: format!("师资 {} 不愿上第一节", index + 1),
        weight: 2,
        date: None,
        quarter: Some(random.below(4)),
    };
    Lecturer {
        name: if guest { format!("外请 {}", index + 1) } else { format!("教师 {}", index + 1) },
        available,
        absent: Vec::new(),
        quarters_per_day_max: 2,
        wishes: if random.chance(0.5) { vec![wish] } else { Vec::new() },
    }
}

/// Two days in every week.
fn guest_dates(calendar: &Calendar, random: &mut Random) -> BTreeMap<Date, Vec<usize>> {
    let mut given = BTreeMap::new();
    for week in 0..calendar.weeks() {
        let days: Vec<Date> =
            calendar.workdays(calendar.date(week, 0), calendar.date(week, 6)).into_iter().collect();
        for _ in 0..2.min(days.len()) {
            given.insert(days[random.below(days.len())], vec![0, 1, 2, 3]);
        }
    }
    given
}

fn lessons(term: &mut Term, class: usize, size: Size, random: &mut Random) {
    let number = class + 1;
    let blank = |n: usize, title: &str, kind| Lesson {
        id: format!("B{number:02}-{n:02}"),
        title: title.to_owned(),
        kind,
        classes: vec![class],
        group: None,
        lecturers: Vec::new(),
        quarters: 1,
        hours: 2,
        place: Where::Hall { equipment: Vec::new() },
        after: Vec::new(),
        parallel: Vec::new(),
        theory: false,
        party_spirit: false,
        by_leading_cadre: false,
        pin: None,
    };
    let first = term.lessons.len();
    term.lessons.push(blank(0, "开班式", LessonKind::Opening));
    let mut lecture = first;
    while term.lessons.len() < first + size.lessons_per_class - 1 {
        let n = term.lessons.len() - first;
        let left = size.lessons_per_class - 1 - n;
        let groups = term.classes[class].groups;
        match n % 11 {
            8 if left >= groups => {
                let base = term.lessons.len();
                for group in 0..groups {
                    let mut seminar = blank(n + group, "分组研讨", LessonKind::Seminar);
                    seminar.group = Some(group);
                    seminar.theory = true;
                    seminar.after = vec![lecture];
                    seminar.parallel = (base..base + groups).filter(|o| *o != base + group).collect();
                    term.lessons.push(seminar);
                }
            }
            5 => {
                let mut visit = blank(n, "现场教学", LessonKind::FieldVisit);
                visit.quarters = 2;
                visit.hours = 4;
                visit.party_spirit = true;
                visit.place = Where::Site(random.below(term.sites.len()));
                visit.after = vec![lecture];
                term.lessons.push(visit);
            }
            7 => {
                let mut study = blank(n, "自学", LessonKind::SelfStudy);
                study.place = Where::Elsewhere;
                term.lessons.push(study);
            }
            k => {
                let mut talk = blank(n, "专题讲授", LessonKind::Lecture);
                talk.lecturers = vec![free_lecturer(term, class, random)];
                talk.theory = k % 3 != 0;
                talk.party_spirit = k % 3 == 0;
                talk.by_leading_cadre = k % 4 == 1;
                if k == 2 {
                    talk.place = Where::Hall { equipment: vec!["同步课堂".to_owned()] };
                }
                lecture = term.lessons.len();
                term.lessons.push(talk);
            }
        }
    }
    let n = term.lessons.len() - first;
    term.lessons.push(blank(n, "结业式", LessonKind::Closing));
}

/// A lecturer with fewer lessons than most, who has days within the class's dates.
fn free_lecturer(term: &Term, class: usize, random: &mut Random) -> usize {
    let load = |l: usize| term.lessons.iter().filter(|x| x.lecturers.contains(&l)).count();
    let class = &term.classes[class];
    let days = term.calendar.workdays(class.from, class.to);
    let can = |l: usize| days.iter().filter(|d| term.lecturers[l].can(**d, 0..1)).count() >= 4;
    let drawn = (0..6).map(|_| random.below(term.lecturers.len())).filter(|&l| can(l));
    drawn.min_by_key(|&l| load(l)).unwrap_or(0)
}

/// Every tenth lecture of a class is given to its neighbour too, where their dates agree.
fn joint_lectures(term: &mut Term) {
    for index in 0..term.lessons.len() {
        let lesson = &term.lessons[index];
        let class = lesson.classes[0];
        let Some(neighbour) = term.classes.get(class + 1) else { continue };
        let overlap = neighbour.from <= term.classes[class].to.saturating_sub(7.days());
        let heads = term.classes[class].trainees + neighbour.trainees;
        let seated = term.halls.iter().filter(|h| h.seats >= heads).count() >= 3;
        let plain = lesson.place == Where::Hall { equipment: Vec::new() };
        if lesson.kind == LessonKind::Lecture && index.is_multiple_of(10) && overlap && seated && plain {
            term.lessons[index].classes.push(class + 1);
        }
    }
}
