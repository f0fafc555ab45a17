//! Repairs of a timetable that lost some places: true prices, fewest moves first, locks named.

mod support;

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

use timetabling::check::check;
use timetabling::cost::Layout;
use timetabling::explain::{Lock, Repairs, repairs};
use timetabling::model::{Problem, Seat, Timetable};
use timetabling::run::{Limit, Run};
use timetabling::search;
use timetabling::term::{Pin, Size, carry, generate, translate};

fn small() -> Size {
    Size {
        classes: 3,
        lessons_per_class: 20,
        lecturers: 12,
        guests: 3,
        halls: 6,
        sites: 2,
        weeks: 6,
        class_weeks: 3,
    }
}

fn solve(problem: &Problem, steps: u64) -> Timetable {
    let cancel = AtomicBool::new(false);
    let run = Run::quiet(Limit::Steps(steps), 1, &cancel);
    search::solve(problem, &run, None).expect("every lesson has a place").timetable
}

/// Each repair's price is the recount's, and its moves are exactly what differs from what was kept.
fn assert_true(problem: &Problem, kept: &Timetable, found: &Repairs) {
    for repair in &found.ranked {
        let report = check(problem, &repair.timetable);
        assert_eq!((repair.hard, repair.cost), (report.hard(), report.cost()));
        let differs: Vec<usize> =
            (0..kept.seats.len()).filter(|&c| kept.seats[c] != repair.timetable.seats[c]).collect();
        assert_eq!(repair.moves.iter().map(|m| m.0).collect::<Vec<_>>(), differs);
    }
    let key = |n: usize| {
        let repair = &found.ranked[n];
        (repair.hard, repair.moves.len(), repair.cost)
    };
    assert!((1..found.ranked.len()).all(|n| key(n - 1) <= key(n)));
    let distinct = |n: usize| found.ranked[..n].iter().all(|r| r.timetable != found.ranked[n].timetable);
    assert!((0..found.ranked.len()).all(distinct));
}

#[test]
fn one_lost_lesson_goes_to_the_place_that_trying_everything_finds() {
    let (mut possible, mut pushed) = (0, 0);
    for seed in 0..120 {
        let mut problem = support::problem(seed, 5);
        problem.students.clear();
        let Ok(layout) = Layout::new(&problem) else { continue };
        let published = solve(&problem, 20_000);
        if check(&problem, &published).hard() > 0 {
            continue;
        }
        let lost = seed as usize % problem.classes.len();
        let mut kept = published.clone();
        kept.seats[lost] = None;
        let found = repairs(&layout, &kept, 10);
        assert_true(&problem, &kept, &found);
        let class = &problem.classes[lost];
        let rooms: Vec<Option<usize>> = if class.rooms.is_empty() {
            vec![None]
        } else {
            class.rooms.iter().map(|r| Some(r.room)).collect()
        };
        let mut least = None;
        for time in 0..class.times.len() {
            for &room in &rooms {
                let mut tried = kept.clone();
                tried.seats[lost] = Some(Seat { time, room });
                let report = check(&problem, &tried);
                if report.hard() == 0 {
                    least = Some(least.unwrap_or(i64::MAX).min(report.cost()));
                }
            }
        }
        let first = &found.ranked[0];
        assert_eq!((first.hard, first.moves.len(), Some(first.cost)), (0, 1, least), "seed {seed}");
        possible += 1;
        pushed += usize::from(found.ranked.iter().any(|r| r.moves.len() > 1));
    }
    assert!(possible > 10 && pushed > 3, "{possible} {pushed}");
}

#[test]
fn an_ill_lecturer_gets_a_ranked_list_of_repairs() {
    let mut term = generate(small(), 2);
    let before = translate(&term).expect("the term translates");
    let published = solve(&before.problem, 300_000);
    assert_eq!(check(&before.problem, &published).hard(), 0);
    let sessions = before.sessions(&term, &published);
    let taught = sessions.iter().find(|s| !term.lessons[s.lesson].lecturers.is_empty()).expect("a lecture");
    let ill = term.lessons[taught.lesson].lecturers[0];
    let first = taught.dates[0];
    term.lecturers[ill].absent = (0..3).map(|d| first.saturating_add(jiff::Span::new().days(d))).collect();
    let after = translate(&term).expect("the lessons have other days");
    let kept = carry(&before.problem, &published, &after.problem);
    let lost: BTreeSet<usize> = (0..kept.seats.len()).filter(|&l| kept.seats[l].is_none()).collect();
    let layout = Layout::new(&after.problem).expect("possible");
    let found = repairs(&layout, &kept, 10);
    assert_true(&after.problem, &kept, &found);
    assert_eq!(found.ranked.len(), 10);
    assert!(found.locks.is_empty());
    for repair in &found.ranked {
        assert_eq!(repair.hard, 0);
        let moved: BTreeSet<usize> = repair.moves.iter().map(|m| m.0).collect();
        assert!(moved.is_superset(&lost) && moved.len() <= 3 * lost.len(), "{moved:?}");
    }
}

#[test]
fn a_lock_in_the_way_is_named() {
    let mut term = generate(small(), 9);
    let translation = translate(&term).expect("the term translates");
    let published = solve(&translation.problem, 200_000);
    let sessions = translation.sessions(&term, &published);
    for (index, session) in sessions.iter().enumerate() {
        let quarter = term.quarters.iter().position(|q| q.start == session.start).expect("a quarter");
        let hall = term.halls.iter().position(|h| h.name == session.place);
        term.lessons[index].pin = Some(Pin { date: session.dates[0], quarter, hall });
    }
    // One lesson is unpinned, and its lecturer comes only when another lesson of its class is pinned.
    let lectures = |l: &usize| term.lessons[*l].lecturers.len() == 1 && term.lessons[*l].classes == [0];
    let mut two = (0..term.lessons.len()).filter(lectures);
    let (free, held) = (two.next().expect("a lecture"), two.next().expect("another"));
    let pin = term.lessons[held].pin.expect("pinned above");
    let lecturer = term.lessons[free].lecturers[0];
    for lesson in &mut term.lessons {
        lesson.lecturers.retain(|&l| l != lecturer);
    }
    term.lessons[free].quarters = term.lessons[held].quarters;
    (term.lessons[free].pin, term.lessons[free].lecturers) = (None, vec![lecturer]);
    let quarters = (pin.quarter..pin.quarter + term.lessons[held].quarters).collect();
    term.lecturers[lecturer].available = Some([(pin.date, quarters)].into());
    let after = translate(&term).expect("every lesson has a time");
    let mut kept = carry(&translation.problem, &published, &after.problem);
    kept.seats[free] = None;
    let layout = Layout::new(&after.problem).expect("open");
    let found = repairs(&layout, &kept, 10);
    assert_true(&after.problem, &kept, &found);
    assert!(found.ranked[0].hard > 0);
    let names_the_lock = |l: &Lock| l.lesson == free && l.pinned.contains(&held);
    assert!(!found.locks.is_empty() && found.locks.iter().all(names_the_lock), "{:?}", found.locks);
}

#[test]
fn a_pin_at_a_closed_time_is_named() {
    let mut term = generate(small(), 9);
    let lecture = (0..term.lessons.len())
        .find(|&l| term.lessons[l].lecturers.len() == 1 && term.lessons[l].quarters < 3)
        .expect("a lecture");
    let day = term.calendar.workdays(term.classes[0].from, term.classes[0].to)[1];
    term.lessons[lecture].pin = Some(Pin { date: day, quarter: 0, hall: None });
    let lecturer = term.lessons[lecture].lecturers[0];
    term.lecturers[lecturer].absent = vec![day];
    let faults = translate(&term).expect_err("the pin is in the way").to_string();
    assert!(faults.contains("锁定 (pin)") && faults.contains(&term.lessons[lecture].id), "{faults}");
    assert!(faults.contains(&day.to_string()), "{faults}");
    term.lessons[lecture].pin = None;
    assert!(translate(&term).is_ok());
}
