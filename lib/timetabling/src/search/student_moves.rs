//! Moves of students: another way through a course, or an exchange with somebody of the same course.

use super::class_moves::Terms;
use crate::cost::{Energy, State, draw_path};
use crate::model::Problem;
use crate::random::Random;

/// The (student, course) pairs that have a choice at all.
#[derive(Debug)]
pub struct StudentMoves {
    choosers: Vec<(u32, u32)>,
    /// Those of them whose way through the course clashes with another of the student's classes, as last looked up.
    troubled: Vec<(u32, u32)>,
}

/// Of the students' moves so many go to one in trouble.
const TROUBLED_SHARE: f64 = 0.3;

impl StudentMoves {
    pub fn new(problem: &Problem) -> Self {
        let has_choice = |course: usize| {
            let configs = &problem.courses[course].configs;
            configs.len() > 1 || configs.iter().flat_map(|c| &c.subparts).any(|s| s.classes.len() > 1)
        };
        let mut choosers = Vec::new();
        for (s, student) in problem.students.iter().enumerate() {
            for (k, &course) in student.courses.iter().enumerate() {
                if has_choice(course) {
                    choosers.push((s as u32, k as u32));
                }
            }
        }
        Self { choosers, troubled: Vec::new() }
    }

    pub fn is_empty(&self) -> bool {
        self.choosers.is_empty()
    }

    /// How many choices there are to be made.
    pub fn choices(&self) -> usize {
        self.choosers.len()
    }

    /// Looks up who is in trouble.
    pub fn look(&mut self, state: &State<'_>) {
        self.troubled.clear();
        self.troubled
            .extend(self.choosers.iter().filter(|&&(s, k)| state.is_troubled(s as usize, k as usize)));
    }

    /// First sectioning: each student without a way through a course takes the best of a few ways through each course.
    pub fn section(&self, state: &mut State<'_>, random: &mut Random) {
        const WAYS: usize = 12;
        let problem = state.layout.problem;
        for (s, student) in problem.students.iter().enumerate() {
            for (k, &course) in student.courses.iter().enumerate() {
                if !state.sectioning.paths[s][k].is_empty() {
                    continue;
                }
                let configs = &problem.courses[course].configs;
                let mut best: Option<(i64, Energy, Vec<u32>)> = None;
                for _ in 0..WAYS {
                    let config = &configs[random.below(configs.len())];
                    let Some(path) = draw_path(problem, config, &[], None, random) else { continue };
                    let delta = state.path_delta(s, k, &path);
                    let key = delta.weighed(1_000_000);
                    if best.as_ref().is_none_or(|(least, ..)| key < *least) {
                        best = Some((key, delta, path));
                    }
                }
                if let Some((_, delta, path)) = best {
                    state.resection(s, k, path, delta);
                }
            }
        }
    }

    /// Takes a random change of one student, or an exchange of two, if the terms allow it.
    pub fn propose(&self, state: &mut State<'_>, random: &mut Random, terms: Terms) -> bool {
        let targeted = !self.troubled.is_empty() && random.chance(TROUBLED_SHARE);
        let from = if targeted { &self.troubled } else { &self.choosers };
        let (s, k) = from[random.below(from.len())];
        let (s, k) = (s as usize, k as usize);
        let problem = state.layout.problem;
        let course = &problem.courses[problem.students[s].courses[k]];
        let config = &course.configs[random.below(course.configs.len())];
        let subpart = &config.subparts[random.below(config.subparts.len())];
        let wanted = subpart.classes[random.below(subpart.classes.len())] as u32;
        let old = &state.sectioning.paths[s][k];
        if old.contains(&wanted) {
            return false;
        }
        let full = state.sectioning.attendees[wanted as usize] as usize
            >= state.layout.classes[wanted as usize].limit;
        if full && (state.energy.hard == 0 || random.chance(0.7)) {
            return self.exchange(state, (s, k), wanted, random, terms);
        }
        let Some(path) = draw_path(problem, config, old, Some(wanted), random) else { return false };
        let delta = state.path_delta(s, k, &path);
        if delta.weighed(terms.hard_weight) as f64 > terms.tolerance {
            return false;
        }
        state.resection(s, k, path, delta);
        true
    }

    /// Two students of a course exchange their whole ways through it: no limit changes.
    fn exchange(
        &self,
        state: &mut State<'_>,
        (s, k): (usize, usize),
        wanted: u32,
        random: &mut Random,
        terms: Terms,
    ) -> bool {
        let roster = &state.sectioning.roster[wanted as usize];
        if roster.is_empty() {
            return false;
        }
        let (other, place) = roster[random.below(roster.len())];
        let (other, place) = (other as usize, place as usize);
        if other == s {
            return false;
        }
        let mine = state.sectioning.paths[s][k].clone();
        let theirs = state.sectioning.paths[other][place].clone();
        let soft = state.path_delta(s, k, &theirs).soft + state.path_delta(other, place, &mine).soft;
        if soft as f64 > terms.tolerance {
            return false;
        }
        state.resection(s, k, theirs, Energy { hard: 0, soft });
        state.resection(other, place, mine, Energy::default());
        true
    }
}
