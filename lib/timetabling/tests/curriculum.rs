//! The curriculum-based problem: its files, its recount and its search against each other.

use std::sync::atomic::AtomicBool;

use timetabling::curriculum::{
    Formulation, Placement, Problem, RoomSuitability, Timetable, check, contradictions, search,
};
use timetabling::format::ctt::{Dialect, read, read_solution, write, write_solution};
use timetabling::run::{Limit, Run};

const TOY: &str = include_str!("data/toy.ctt");
const TOY_EXTENDED: &str = include_str!("data/toy.ectt");

fn toy() -> Problem {
    read(TOY, Dialect::Ctt).expect("the toy reads")
}

fn place(problem: &Problem, rows: &[(&str, &str, usize, usize)]) -> Timetable {
    let course = |id: &str| problem.courses.iter().position(|c| c.id == id).expect("a course");
    let room = |id: &str| problem.rooms.iter().position(|r| r.id == id).expect("a room");
    let placements = rows
        .iter()
        .map(|(c, r, d, p)| Placement {
            course: course(c),
            room: room(r),
            period: d * problem.periods_per_day + p,
        })
        .collect();
    Timetable { placements }
}

#[test]
fn problems_survive_a_round_trip() {
    let problem = toy();
    assert_eq!(read(&write(&problem, Dialect::Ctt), Dialect::Ctt), Ok(problem));
    let extended = read(TOY_EXTENDED, Dialect::Ectt).expect("the extended toy reads");
    assert_eq!(read(&write(&extended, Dialect::Ectt), Dialect::Ectt), Ok(extended));
}

#[test]
fn solutions_survive_a_round_trip() {
    let problem = toy();
    let cancel = AtomicBool::new(false);
    let found = search::solve(&problem, &Run::quiet(Limit::Steps(50_000), 1, &cancel), None).timetable;
    assert_eq!(read_solution(&write_solution(&problem, &found), &problem), Ok(found));
}

#[test]
fn every_fault_is_named_with_its_line() {
    let cases = [
        ("Courses: 4", "Courses: 5", "COURSES = “4 rows”"),
        ("Rooms: 3", "Rooms: x", "Rooms = “x”"),
        ("SceCosC Ocra 3 3 30", "SceCosC Ocra 3 3", "the fields id teacher lectures min_days students"),
        ("SceCosC Ocra", "ArcTec Ocra", "an id not used before"),
        ("TecCos 1 2", "TecCos 5 2", "day = “5”"),
        ("TecCos 1 2", "Tec 1 2", "the id of a course"),
        ("Cur1 3 SceCosC", "Cur1 3 Sce", "the id of a course"),
        ("Cur1 3 SceCosC", "Cur1 2 SceCosC", "“3 courses”"),
        ("END.", "", "is the file truncated?"),
        ("ROOMS:", "RAUMS:", "this section"),
        ("TecCos Rosa 5", "TecCos Rosa 500", "lectures = “500”"),
    ];
    for (from, to, expected) in cases {
        assert!(TOY.contains(from), "{from}");
        let faults = read(&TOY.replacen(from, to, 1), Dialect::Ctt).expect_err(to);
        assert!(faults.to_string().contains(expected), "{from} → {to}:\n{faults}");
    }
}

#[test]
fn a_course_without_enough_open_periods_is_refused() {
    let text = "Name: x\nCourses: 1\nRooms: 1\nDays: 1\nPeriods_per_day: 2\nCurricula: 0\nConstraints: 1\n\
        COURSES:\na t 2 1 5\nROOMS:\nr 9\nCURRICULA:\nUNAVAILABILITY_CONSTRAINTS:\na 0 0\nEND.\n";
    let faults = read(text, Dialect::Ctt).expect_err("two lectures, one period");
    assert!(faults.to_string().contains("a with 1 open periods"), "{faults}");
}

#[test]
fn lectures_that_cannot_all_be_held_are_named() {
    assert!(contradictions(&toy()).is_empty());
    let closed_but = |open: std::ops::Range<usize>| (0..20).map(|p| !open.contains(&p)).collect::<Vec<_>>();

    // Two courses of five lectures each, one curriculum, nine periods between them; ten would do.
    let mut problem = toy();
    for course in [2, 3] {
        problem.courses[course].unavailable = closed_but(0..9);
    }
    let found = contradictions(&problem);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].constraint.ends_with("Cur2"), "{found:?}");
    assert_eq!(found[0].classes, ["TecCos", "Geotec"]);
    for course in [2, 3] {
        problem.courses[course].unavailable = closed_but(0..10);
    }
    assert!(contradictions(&problem).is_empty());

    // The same two with one teacher, and no curriculum to say it.
    problem.curricula.clear();
    for course in [2, 3] {
        problem.courses[course].unavailable = closed_but(0..9);
        problem.courses[course].teacher = "Rosa".to_owned();
    }
    let found = contradictions(&problem);
    assert!(found.len() == 1 && found[0].constraint.ends_with("Rosa"), "{found:?}");

    // Sixteen lectures, one room, fifteen periods.
    let mut problem = toy();
    problem.curricula.clear();
    problem.rooms.truncate(1);
    for course in &mut problem.courses {
        course.unavailable = closed_but(0..15);
    }
    let found = contradictions(&problem);
    assert!(found.len() == 1 && found[0].constraint == "RoomOccupancy", "{found:?}");
    assert_eq!(found[0].classes.len(), 4);
}

#[test]
fn a_solution_of_another_problem_is_refused() {
    let faults = read_solution("Foo rA 0 0\nSceCosC rX 0 9\n", &toy()).expect_err("unknown ids");
    assert_eq!(faults.0.len(), 3, "{faults}");
}

#[test]
fn each_criterion_counts_by_its_definition() {
    let problem = read(TOY_EXTENDED, Dialect::Ectt).expect("the extended toy reads");
    let timetable = place(
        &problem,
        &[
            ("SceCosC", "rB", 0, 0),
            ("SceCosC", "rB", 0, 1),
            ("SceCosC", "rC", 0, 3),
            ("ArcTec", "rA", 0, 0),
            ("ArcTec", "rA", 1, 0),
            ("ArcTec", "rA", 2, 2),
            ("TecCos", "rC", 1, 2),
            ("TecCos", "rB", 3, 0),
            ("TecCos", "rB", 3, 1),
            ("TecCos", "rB", 3, 3),
            ("Geotec", "rB", 0, 0),
            ("Geotec", "rB", 1, 1),
            ("Geotec", "rB", 1, 2),
            ("Geotec", "rB", 4, 2),
            ("Geotec", "rB", 4, 3),
        ],
    );
    let sum = |formulation: Formulation, name: &str| {
        check(&problem, &timetable, &formulation).by_criterion().get(name).copied().unwrap_or_default()
    };
    // SceCosC and ArcTec share Cur1 in period 0, TecCos and Geotec share Cur2 on day 1.
    assert_eq!(sum(Formulation::UD2, "Conflicts"), (2, 0));
    // Geotec sits in the room of SceCosC; TecCos in a closed period.
    assert_eq!(sum(Formulation::UD2, "RoomOccupancy"), (1, 0));
    assert_eq!(sum(Formulation::UD2, "Availability"), (1, 0));
    // TecCos has four of five lectures.
    assert_eq!(sum(Formulation::UD2, "Lectures"), (1, 0));
    // ArcTec: 42 students in 32 seats, three times; TecCos: 40 in 40.
    assert_eq!(sum(Formulation::UD2, "RoomCapacity"), (0, 30));
    // SceCosC one day of three, TecCos two of four, Geotec three of four.
    assert_eq!(sum(Formulation::UD2, "MinWorkingDays"), (0, (2 + 2 + 1) * 5));
    assert_eq!(sum(Formulation::UD2, "RoomStability"), (0, 2));
    assert_eq!(sum(Formulation::UD1, "RoomStability"), (0, 0));
    // SceCosC is in rC once, which does not suit it.
    assert_eq!(sum(Formulation::UD4, "RoomSuitability"), (1, 0));
    assert_eq!(Formulation::UD3.room_suitability, RoomSuitability::Soft(3));
    assert_eq!(sum(Formulation::UD3, "RoomSuitability"), (0, 3));
    // SceCosC day 0: the third lecture stands alone in its room.
    assert_eq!(sum(Formulation::UD4, "DoubleLectures"), (0, 1));
    // Cur1: day 0 has slots 0 1 3, day 1 has 0 2, day 3 has 0 1 3; Cur2: day 1 has 1 2, day 3 has 0 1 3.
    assert_eq!(sum(Formulation::UD3, "Windows"), (0, 4 * 4));
    let report = check(&problem, &timetable, &Formulation::UD5);
    let by_criterion: i64 = report.by_criterion().values().map(|v| v.1).sum();
    assert_eq!(by_criterion, report.cost());
}

#[test]
fn the_search_agrees_with_the_recount_and_repeats_itself() {
    let problem = toy();
    let cancel = AtomicBool::new(false);
    for seed in 0..20 {
        let run = Run::quiet(Limit::Steps(100_000), seed, &cancel);
        let found = search::solve(&problem, &run, None);
        let report = check(&problem, &found.timetable, &Formulation::UD2);
        assert_eq!((report.hard(), report.cost()), (found.hard, found.cost), "seed {seed}");
        assert_eq!(search::solve(&problem, &run, None), found, "seed {seed}");
    }
}

#[test]
fn what_is_published_moves_no_more_than_it_must() {
    let cancel = AtomicBool::new(false);
    for seed in 0..10 {
        let mut problem = toy();
        let run = Run::quiet(Limit::Steps(200_000), seed, &cancel);
        let published = search::solve(&problem, &run, None).timetable;
        // The first lecture's course may no longer be held then.
        let Placement { course, period, .. } = published.placements[0];
        problem.courses[course].unavailable[period] = true;
        let stay = 500;
        let anchor = search::Anchor { timetable: &published, stay };
        let found = search::solve(&problem, &run, Some(anchor));
        let moved = found.timetable.placements.iter().filter(|p| !published.placements.contains(p)).count();
        let report = check(&problem, &found.timetable, &Formulation::UD2);
        assert_eq!(report.hard(), 0, "seed {seed}");
        assert_eq!(found.cost, report.cost() + i64::from(stay) * moved as i64, "seed {seed}");
        assert!((1..=2).contains(&moved), "seed {seed}: {moved} lectures moved for one");
    }
}

#[test]
fn a_cancelled_search_returns_a_complete_timetable() {
    let problem = toy();
    let cancel = AtomicBool::new(true);
    let found = search::solve(&problem, &Run::quiet(Limit::Steps(u64::MAX), 1, &cancel), None);
    assert_eq!(found.timetable.placements.len(), 16);
}
