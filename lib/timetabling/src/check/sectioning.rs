//! Whether every student attends what they asked for, and no class is over its limit.

use std::collections::BTreeSet;

use crate::model::{Problem, Timetable};
use crate::report::{Justification, Report};

pub fn check(problem: &Problem, timetable: &Timetable, report: &mut Report) {
    let mut note = |criterion: &'static str, lessons: Vec<String>, place: String, amount: usize| {
        let constraint = criterion.to_owned();
        report.add(Justification {
            criterion,
            constraint,
            lessons,
            place,
            amount: amount as i64,
            hard: true,
        });
    };
    let mut attends: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); problem.students.len()];
    for (class, attendees) in timetable.attendees.iter().enumerate() {
        for &student in attendees {
            attends[student].insert(class);
        }
        let limit = problem.classes[class].limit.unwrap_or(usize::MAX);
        let over = attendees.len().saturating_sub(limit);
        let place = format!("{} of {limit}", attendees.len());
        note("ClassLimit", vec![problem.classes[class].id.clone()], place, over);
    }
    for (student, classes) in problem.students.iter().zip(&attends) {
        let place = format!("student {}", student.id);
        let mut known = BTreeSet::new();
        for &course in &student.courses {
            let wrong = !sectioned(problem, course, classes, &mut known);
            note("Sectioning", vec![problem.courses[course].id.clone()], place.clone(), wrong.into());
        }
        for &class in classes {
            let lessons = || vec![problem.classes[class].id.clone()];
            note("Sectioning", lessons(), place.clone(), usize::from(!known.contains(&class)));
            let parent = problem.classes[class].parent;
            let orphan = parent.is_some_and(|p| !classes.contains(&p));
            note("ParentClass", lessons(), place.clone(), orphan.into());
        }
    }
}

/// Exactly one configuration, with exactly one class of each of its subparts.
fn sectioned(
    problem: &Problem,
    course: usize,
    classes: &BTreeSet<usize>,
    known: &mut BTreeSet<usize>,
) -> bool {
    let mut configs = 0;
    let mut whole = true;
    for config in &problem.courses[course].configs {
        let counts: Vec<usize> = config
            .subparts
            .iter()
            .map(|s| s.classes.iter().filter(|c| classes.contains(c)).count())
            .collect();
        known.extend(config.subparts.iter().flat_map(|s| &s.classes));
        if counts.iter().any(|&n| n > 0) {
            configs += 1;
            whole &= counts.iter().all(|&n| n == 1);
        }
    }
    configs == 1 && whole
}
