//! Is it possible at all? Small sets of courses that have too few periods, or too few cells, between them.

use super::model::Problem;
use crate::explain::{Contradiction, too_few};

/// Lectures times cells that are matched at most.
const CELLS_MAX: usize = 4_000_000;

/// The contradictions that show without search: conflicting courses (one teacher, one curriculum) with more lectures
/// than open periods between them, and more lectures than cells. An empty answer does not prove possibility.
pub fn contradictions(problem: &Problem) -> Vec<Contradiction> {
    let mut found = Vec::new();
    for (name, courses) in cliques(problem) {
        let (lectures, rows) = lectures(problem, &courses, |period| vec![period]);
        if let Some(rows) = too_few(&rows, problem.periods()) {
            let reason = format!(
                "{} 讲争用过少的可用时段 ({} lectures, too few open periods between them)",
                rows.len(),
                rows.len()
            );
            found.push(named(problem, name, reason, rows.iter().map(|&r| lectures[r])));
        }
    }
    found.extend(crowded_rooms(problem));
    found
}

/// Lectures, whosever they are, that have fewer cells (period × room) between them than they are many.
fn crowded_rooms(problem: &Problem) -> Option<Contradiction> {
    let rooms = problem.rooms.len();
    let count: usize = problem.courses.iter().map(|c| c.lectures).sum();
    if count.saturating_mul(problem.periods() * rooms) > CELLS_MAX {
        return None;
    }
    let all: Vec<usize> = (0..problem.courses.len()).collect();
    let cells = |period: usize| (0..rooms).map(|room| period * rooms + room).collect();
    let (lectures, rows) = lectures(problem, &all, cells);
    let rows = too_few(&rows, problem.periods() * rooms)?;
    let reason = format!("{} 讲争用过少的教室时段 (too few rooms at their open periods)", rows.len());
    Some(named(problem, "RoomOccupancy".to_owned(), reason, rows.iter().map(|&r| lectures[r])))
}

/// Sets of courses no two of which may meet at once: each teacher's, each curriculum's. The reader has seen to it that
/// every course by itself has periods enough.
fn cliques(problem: &Problem) -> Vec<(String, Vec<usize>)> {
    let courses = &problem.courses;
    let mut cliques: Vec<(String, Vec<usize>)> = Vec::new();
    let mut teachers: Vec<&str> = courses.iter().map(|c| c.teacher.as_str()).collect();
    teachers.sort_unstable();
    teachers.dedup();
    for teacher in teachers {
        let taught: Vec<usize> = (0..courses.len()).filter(|&c| courses[c].teacher == teacher).collect();
        if taught.len() > 1 {
            cliques.push((format!("教师 (teacher) {teacher}"), taught));
        }
    }
    let curricula = problem.curricula.iter().filter(|q| q.courses.len() > 1);
    cliques.extend(curricula.map(|q| (format!("课程组 (curriculum) {}", q.id), q.courses.clone())));
    cliques
}

/// The course of every lecture, and the cells each lecture could have.
fn lectures(
    problem: &Problem,
    courses: &[usize],
    cells: impl Fn(usize) -> Vec<usize>,
) -> (Vec<usize>, Vec<Vec<usize>>) {
    let mut of = Vec::new();
    let mut rows = Vec::new();
    for &c in courses {
        let course = &problem.courses[c];
        let open = (0..problem.periods()).filter(|&p| !course.unavailable[p]);
        let row: Vec<usize> = open.flat_map(&cells).collect();
        of.extend(std::iter::repeat_n(c, course.lectures));
        rows.extend(std::iter::repeat_n(row, course.lectures));
    }
    (of, rows)
}

fn named(
    problem: &Problem,
    constraint: String,
    reason: String,
    courses: impl Iterator<Item = usize>,
) -> Contradiction {
    let mut courses: Vec<usize> = courses.collect();
    courses.dedup();
    Contradiction {
        constraint,
        classes: courses.into_iter().map(|c| problem.courses[c].id.clone()).collect(),
        reason,
    }
}
