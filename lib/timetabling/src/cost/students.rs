//! Who attends what, and how many students two classes have in common.

use crate::model::{Config, Problem};
use crate::random::Random;

/// One way to attend a course: a class of each subpart of a configuration.
pub type Path = Vec<u32>;

/// The students' present choices with the counts that the cost of moving a class needs.
#[derive(Debug, Clone)]
pub struct Sectioning {
    /// By student, by their course: the classes.
    pub paths: Vec<Vec<Path>>,
    pub attendees: Vec<u32>,
    /// By class: the (student, place of the course in the student's list) who attend.
    pub roster: Vec<Vec<(u32, u32)>>,
    /// By class: (other class, students in common), sorted by class, never zero.
    pub shared: Vec<Vec<(u32, u32)>>,
}

impl Sectioning {
    pub fn empty(problem: &Problem) -> Self {
        Self {
            paths: problem.students.iter().map(|s| vec![Vec::new(); s.courses.len()]).collect(),
            attendees: vec![0; problem.classes.len()],
            roster: vec![Vec::new(); problem.classes.len()],
            shared: vec![Vec::new(); problem.classes.len()],
        }
    }

    /// Replaces one path of a student and returns the old one.
    pub fn replace(&mut self, student: usize, place: usize, path: Path) -> Path {
        let old = std::mem::take(&mut self.paths[student][place]);
        let others: Vec<u32> = self.paths[student].iter().flatten().copied().collect();
        self.count(&old, &others, -1);
        self.count(&path, &others, 1);
        let entry = (student as u32, place as u32);
        for &class in &old {
            let roster = &mut self.roster[class as usize];
            if let Some(at) = roster.iter().position(|e| *e == entry) {
                roster.swap_remove(at);
            }
        }
        for &class in &path {
            self.roster[class as usize].push(entry);
        }
        self.paths[student][place] = path;
        old
    }

    fn count(&mut self, path: &[u32], others: &[u32], step: i32) {
        for (index, &c) in path.iter().enumerate() {
            self.attendees[c as usize] = self.attendees[c as usize].wrapping_add_signed(step);
            for &d in others.iter().chain(&path[index + 1..]) {
                bump(&mut self.shared[c as usize], d, step);
                bump(&mut self.shared[d as usize], c, step);
            }
        }
    }
}

fn bump(shared: &mut Vec<(u32, u32)>, other: u32, step: i32) {
    match shared.binary_search_by_key(&other, |e| e.0) {
        Ok(at) => {
            shared[at].1 = shared[at].1.wrapping_add_signed(step);
            if shared[at].1 == 0 {
                shared.remove(at);
            }
        }
        Err(at) => shared.insert(at, (other, step as u32)),
    }
}

/// A random path through a configuration that keeps parents; `keep` is followed where it can be.
/// `wanted` must be attended when it belongs to the configuration.
pub fn draw_path(
    problem: &Problem,
    config: &Config,
    keep: &[u32],
    wanted: Option<u32>,
    random: &mut Random,
) -> Option<Path> {
    let mut forced: Vec<u32> = Vec::new();
    let mut next = wanted;
    while let Some(class) = next {
        forced.push(class);
        next = problem.classes[class as usize].parent.map(|p| p as u32);
    }
    let mut chosen: Vec<Option<u32>> = vec![None; config.subparts.len()];
    // Parents may stand in any subpart; a subpart is decided once the parents of its classes are.
    for _ in 0..=config.subparts.len() {
        for (place, subpart) in config.subparts.iter().enumerate() {
            if chosen[place].is_some() {
                continue;
            }
            let mut waiting = false;
            let mut fitting: Vec<u32> = Vec::new();
            for &class in &subpart.classes {
                match problem.classes[class].parent {
                    None => fitting.push(class as u32),
                    Some(parent) => {
                        let home = config.subparts.iter().position(|s| s.classes.contains(&parent));
                        match home.and_then(|h| chosen[h]) {
                            Some(c) if c as usize == parent => fitting.push(class as u32),
                            Some(_) => {}
                            None => waiting |= home.is_some(),
                        }
                    }
                }
            }
            if waiting {
                continue;
            }
            let pick = |list: &[u32]| fitting.iter().copied().find(|c| list.contains(c));
            let choice = pick(&forced).or_else(|| pick(keep));
            chosen[place] = match (choice, fitting.is_empty()) {
                (Some(c), _) => Some(c),
                (None, false) => Some(fitting[random.below(fitting.len())]),
                (None, true) => return None,
            };
        }
    }
    chosen.into_iter().collect()
}
