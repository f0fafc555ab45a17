//! The general problem: its files, its recount and its search against each other.

mod support;

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use timetabling::check::check;
use timetabling::cost::{Layout, Place, State, draw_path};
use timetabling::format::itc2019::{Author, read, read_solution, write, write_solution};
use timetabling::model::{Problem, Seat, Timetable};
use timetabling::random::Random;
use timetabling::run::{Limit, Run};
use timetabling::search;

fn author() -> Author {
    Author {
        technique: "annealing <&>".into(),
        author: "进学".into(),
        institution: "x".into(),
        country: "China".into(),
        runtime: Duration::from_secs(1),
        cores: 1,
    }
}

fn open(problem: &Problem) -> Option<Layout<'_>> {
    Layout::new(problem).ok()
}

#[test]
fn problems_and_solutions_survive_a_round_trip() {
    for seed in 0..50 {
        let problem = support::problem(seed, 12);
        assert_eq!(read(&write(&problem)).as_ref(), Ok(&problem), "seed {seed}");
        let cancel = AtomicBool::new(false);
        let Ok(found) = search::solve(&problem, &Run::quiet(Limit::Steps(2_000), 1, &cancel), None) else {
            continue;
        };
        // Times that differ in length or penalty only are one time in the solution's format.
        let again = read_solution(&write_solution(&problem, &found.timetable, &author()), &problem)
            .unwrap_or_else(|faults| panic!("seed {seed}: {faults}"));
        assert_eq!(again.attendees, found.timetable.attendees, "seed {seed}");
    }
}

#[test]
fn every_move_agrees_with_the_recount() {
    for seed in 0..40 {
        let problem = support::problem(seed, 10);
        let Some(layout) = open(&problem) else { continue };
        let random = &mut Random::seeded(seed);
        let places = vec![Place { time: 0, room: 0 }; problem.classes.len()];
        let mut state = State::new(&layout, places);
        for (s, student) in problem.students.iter().enumerate() {
            for (k, &course) in student.courses.iter().enumerate() {
                let config = &problem.courses[course].configs[0];
                let path = draw_path(&problem, config, &[], None, random).expect("a path exists");
                let delta = state.path_delta(s, k, &path);
                state.resection(s, k, path, delta);
            }
        }
        for step in 0..150 {
            let class = random.below(problem.classes.len());
            let own = &layout.classes[class];
            let place = Place {
                time: random.below(own.times.len()) as u32,
                room: random.below(own.rooms.len()) as u32,
            };
            let now = state.exposure(class, state.places[class], i64::MAX, 1);
            let there = state.exposure(class, place, i64::MAX, 1);
            state.relocate(class, place, there - now);
            let student = random.below(problem.students.len());
            let courses = &problem.students[student].courses;
            if !courses.is_empty() {
                let place = random.below(courses.len());
                let config = &problem.courses[courses[place]].configs[0];
                let path = draw_path(&problem, config, &[], None, random).expect("a path exists");
                let delta = state.path_delta(student, place, &path);
                state.resection(student, place, path, delta);
            }
            let report = check(&problem, &state.timetable());
            let energy = (state.energy.hard, state.energy.soft);
            assert_eq!(energy, (report.hard(), report.cost()), "seed {seed} step {step}");
            assert_eq!(state.recount(), state.energy, "seed {seed} step {step}");
        }
    }
}

/// The least (hard, cost) of all placements of a problem without students.
fn brute_force(problem: &Problem) -> (i64, i64) {
    let mut best = (i64::MAX, i64::MAX);
    let options: Vec<Vec<Seat>> = problem
        .classes
        .iter()
        .map(|class| {
            let rooms: Vec<Option<usize>> = match class.rooms.is_empty() {
                true => vec![None],
                false => class.rooms.iter().map(|o| Some(o.room)).collect(),
            };
            (0..class.times.len())
                .flat_map(|time| rooms.iter().map(move |&room| Seat { time, room }))
                .collect()
        })
        .collect();
    let mut odometer = vec![0; options.len()];
    loop {
        let seats = odometer.iter().zip(&options).map(|(&n, list)| Some(list[n])).collect();
        let report = check(problem, &Timetable { seats, attendees: vec![Vec::new(); options.len()] });
        best = best.min((report.hard(), report.cost()));
        let Some(wheel) = (0..options.len()).find(|&w| odometer[w] + 1 < options[w].len()) else {
            return best;
        };
        odometer[wheel] += 1;
        odometer[..wheel].fill(0);
    }
}

#[test]
fn tiny_problems_are_solved_as_well_as_by_trying_everything() {
    let mut possible = 0;
    for seed in 0..40 {
        let mut problem = support::problem(seed, 3);
        problem.students.clear();
        let cancel = AtomicBool::new(false);
        let Ok(found) = search::solve(&problem, &Run::quiet(Limit::Steps(60_000), 1, &cancel), None) else {
            continue;
        };
        // Where no timetable keeps every hard rule only the number of broken ones is promised.
        let (hard, cost) = brute_force(&problem);
        assert_eq!(found.hard, hard, "seed {seed}");
        if hard == 0 {
            possible += 1;
            assert_eq!(found.cost, cost, "seed {seed}");
        }
    }
    assert!(possible > 5, "{possible}");
}

#[test]
fn the_same_seed_gives_the_same_timetable_and_the_sum_of_reasons_is_the_cost() {
    for seed in 0..10 {
        let problem = support::problem(seed, 14);
        let cancel = AtomicBool::new(false);
        let run = Run::quiet(Limit::Steps(20_000), seed, &cancel);
        let (Ok(a), Ok(b)) = (search::solve(&problem, &run, None), search::solve(&problem, &run, None))
        else {
            continue;
        };
        assert_eq!(a, b);
        let report = check(&problem, &a.timetable);
        assert_eq!((report.hard(), report.cost()), (a.hard, a.cost));
        let sum: i64 = report.by_criterion().values().map(|(hard, cost)| hard + cost).sum();
        assert_eq!(sum, a.hard + a.cost);
    }
}

#[test]
fn a_cancelled_search_still_places_and_sections_everybody() {
    let cancel = AtomicBool::new(true);
    let problem = support::problem(3, 14);
    let found =
        search::solve(&problem, &Run::quiet(Limit::Steps(u64::MAX), 1, &cancel), None).expect("possible");
    let sums = check(&problem, &found.timetable).by_criterion();
    assert!(!sums.contains_key("Unplaced") && !sums.contains_key("Sectioning"), "{sums:?}");
}

#[test]
fn every_fault_is_named_with_its_line() {
    let text = write(&support::problem(1, 8));
    assert!(read(&text).is_ok());
    let cases = [
        ("nrDays=\"4\"", "nrDays=\"9\"", "<problem nrDays>"),
        ("slotsPerDay=\"20\"", "slotsPerDay=\"0\"", "<problem slotsPerDay>"),
        ("<class id=\"c1\" ", "<class id=\"c0\" ", "an id not used before (line"),
        ("<class id=\"c1\"/>", "<class id=\"zz\"/>", "the id of a class"),
        ("<room id=\"r0\" penalty", "<room id=\"r9\" penalty", "the id of a room"),
        ("<student id=\"p0\">", "<student id=\"p0\" age=\"3\">", "only the attributes id"),
        ("<courses>", "<courses><lecture/>", "only <course> inside <courses>"),
        ("penalty=\"0\"", "penalty=\"-1\"", "a whole number"),
        ("</problem>", "", "closing tag"),
        ("</problem>", "</problem><problem/>", "exactly one root"),
        ("<rooms>", "<rooms>text", "elements and attributes only"),
        ("<problem", "<!DOCTYPE p [<!ENTITY a \"b\">]><problem", "no declarations inside"),
        ("name=\"random 1\"", "name=\"&lol;\"", "well-formed XML"),
        ("parent=\"c0\"", "parent=\"c2\"", "a chain of parents that ends"),
    ];
    for (from, to, expected) in cases {
        assert!(text.contains(from), "{from} not in\n{text}");
        let faults = read(&text.replacen(from, to, 1)).expect_err(to).to_string();
        assert!(faults.contains(expected), "{from} → {to}:\n{faults}");
    }
}

#[test]
fn a_class_without_time_options_is_refused_by_name() {
    let text = "<problem name=\"p\" nrDays=\"2\" slotsPerDay=\"9\" nrWeeks=\"2\">\n\
        <optimization time=\"1\" room=\"1\" distribution=\"1\" student=\"1\"/><rooms/>\n\
        <courses><course id=\"k\"><config id=\"g\"><subpart id=\"s\">\n<class id=\"c\" room=\"false\"/>\n\
        </subpart></config></course></courses><distributions/><students/></problem>";
    let faults = read(text).expect_err("no time").to_string();
    assert!(faults.contains("line 4") && faults.contains("at least one <time>"), "{faults}");
}

#[test]
fn a_solution_of_another_problem_is_refused() {
    let problem = support::problem(1, 8);
    let text = "<solution name=\"other\">\n<class id=\"zz\" days=\"1000\" start=\"1\" weeks=\"1000\"/>\n\
        <class id=\"c0\" days=\"1000\" start=\"19\" weeks=\"10\" room=\"r0\"><student id=\"q\"/></class></solution>";
    let faults = read_solution(text, &problem).expect_err("nothing fits").to_string();
    for expected in
        ["random 1, the problem's name", "the id of a class", "zeros and ones", "the id of a student"]
    {
        assert!(faults.contains(expected), "{expected}:\n{faults}");
    }
}
