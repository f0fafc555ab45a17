//! The annealing loop: a lecture is drawn, a cell is drawn, the lecture goes there and whoever was there
//! comes back the other way.

use super::flat::{Anchor, Flat, ISOLATED, MISSING_DAY};
use super::kempe::Kempe;
use super::start::start;
use super::state::{Delta, NONE, State};
use crate::curriculum::{Problem, Timetable};
use crate::random::Random;
use crate::run::{Pace, Run};

/// A finished search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub timetable: Timetable,
    pub hard: i64,
    /// What leaving the anchor costs is counted here and not in a recount.
    pub cost: i64,
    /// Moves evaluated by the thread that found it.
    pub steps: u64,
}

/// Cost of one hard violation. Less loses feasibility on tight instances, more freezes the search.
const HARD: i32 = 30;
/// A violation outweighs so many lectures that leave the anchor.
const MOVES_FOR_A_VIOLATION: i32 = 4;
/// The first cooling starts hot enough to forget the construction.
const HOT: f64 = 15.0;
/// Below this nothing that costs is taken; ending warmer leaves cost on the table.
const COLD: f64 = 0.12;
/// Reheats start from the best timetable at this temperature.
const WARM: f64 = 1.2;
/// Share of the run the first cooling takes; the rest is split among reheats.
const FIRST_COOLING: f64 = 0.8;
const REHEATS: u32 = 2;
/// Moves between looks at the clock.
const BATCH: u64 = 16_384;
/// One proposal in this many is a Kempe chain.
const KEMPE_EVERY: usize = 64;

/// Searches until the run's limit and returns the best timetable seen: fewest hard violations, then
/// least cost. From an anchor it sets out warm, so that little of it need change.
pub fn solve(problem: &Problem, run: &Run<'_>, anchor: Option<Anchor<'_>>) -> Outcome {
    let flat = Flat::new(problem);
    let flat = match anchor {
        Some(anchor) if anchor.stay > 0 => flat.anchored(anchor),
        _ => flat,
    };
    let from = anchor.map(|anchor| anchor.timetable);
    run.best_of(|pace| Anneal::new(&flat, pace, from).run(), |o| (o.hard, o.cost))
}

struct Anneal<'a, 'r> {
    state: State<'a>,
    best: State<'a>,
    random: Random,
    pace: Pace<'r>,
    kempe: Kempe,
    hot: f64,
    /// What one hard violation costs.
    hard_weight: i32,
}

impl<'a, 'r> Anneal<'a, 'r> {
    fn new(flat: &'a Flat, pace: Pace<'r>, from: Option<&Timetable>) -> Self {
        let mut random = Random::seeded(pace.seed);
        let state = start(flat, from, &mut random);
        let hot = if from.is_some() { WARM } else { HOT };
        let hard_weight = HARD + MOVES_FOR_A_VIOLATION * flat.stay;
        Self { best: state.clone(), state, random, pace, kempe: Kempe::default(), hot, hard_weight }
    }

    fn run(mut self) -> Outcome {
        let movable = !self.state.flat.lecture_course.is_empty();
        self.cool(self.hot, 0.0, FIRST_COOLING, movable);
        let share = (1.0 - FIRST_COOLING) / f64::from(REHEATS);
        for reheat in 0..REHEATS {
            self.state.clone_from(&self.best);
            let from = FIRST_COOLING + share * f64::from(reheat);
            self.cool(WARM, from, from + share, movable);
        }
        let Delta { hard, soft } = self.best.total;
        Outcome {
            timetable: self.best.timetable(),
            hard: hard.into(),
            cost: soft.into(),
            steps: self.pace.steps,
        }
    }

    /// Geometric cooling from `hot` to `COLD` while the spent share of the run goes from `from` to `to`.
    fn cool(&mut self, hot: f64, from: f64, to: f64, movable: bool) {
        while movable && self.best.total != (Delta { hard: 0, soft: 0 }) {
            let part = (self.pace.spent() - from) / (to - from);
            if part >= 1.0 {
                return;
            }
            let temperature = hot * (COLD / hot).powf(part.max(0.0));
            for _ in 0..BATCH {
                self.step(temperature);
            }
            self.pace.steps += BATCH;
            let (now, best) = (self.state.total, self.best.total);
            self.pace.tell(now.hard.into(), now.soft.into(), (best.hard.into(), best.soft.into()));
        }
    }

    #[inline]
    fn step(&mut self, temperature: f64) {
        let flat = self.state.flat;
        let tolerance = self.random.tolerance(temperature);
        let lecture = self.random.below(flat.lecture_course.len());
        let draw = self.random.below(KEMPE_EVERY);
        let open = &flat.open_periods[self.state.course(lecture)];
        if open.is_empty() {
            return;
        }
        let period = open[self.random.below(open.len())] as usize;
        if draw == 0 {
            if self.kempe.propose(&mut self.state, lecture, period, tolerance, self.hard_weight) {
                self.remember();
            }
            return;
        }
        let from = self.state.cell(lecture);
        let to = match draw % 8 {
            0 => (from.0, self.random.below(flat.rooms)),
            1..=3 => (period, from.1),
            _ => (period, self.random.below(flat.rooms)),
        };
        self.move_or_swap(lecture, from, to, tolerance);
    }

    #[inline]
    fn move_or_swap(&mut self, lecture: usize, from: (usize, usize), to: (usize, usize), tolerance: f64) {
        let flat = self.state.flat;
        let course = self.state.course(lecture);
        let there = self.state.at[to.0 * flat.rooms + to.1];
        let weight = self.hard_weight;
        let taken = |delta: Delta| f64::from(delta.hard * weight + delta.soft) <= tolerance;
        if there == NONE {
            if self.hopeless(course, from, to, None, tolerance) {
                return;
            }
            let delta = self.state.delta(course, from, to, None);
            if taken(delta) {
                self.state.relocate(lecture, to, delta);
                self.remember();
            }
            return;
        }
        let other = self.state.course(there as usize);
        if other == course
            || !flat.open[other * flat.periods + from.0]
            || self.hopeless(course, from, to, Some(other), tolerance)
        {
            return;
        }
        let delta =
            self.state.delta(course, from, to, Some(other)) + self.state.delta(other, to, from, Some(course));
        if taken(delta) {
            self.state.exchange(lecture, there as usize, delta);
            self.remember();
        }
    }

    /// Whether the hard violations and the seats alone cost more than the move could ever win back.
    #[inline]
    fn hopeless(
        &self,
        course: usize,
        from: (usize, usize),
        to: (usize, usize),
        other: Option<usize>,
        tolerance: f64,
    ) -> bool {
        let flat = self.state.flat;
        let row = course * flat.rooms;
        let mut seats = flat.seats_short[row + to.1] - flat.seats_short[row + from.1] - 1 - MISSING_DAY;
        let mut gain = flat.curricula_of[course].len() as i32;
        let homecoming = flat.stay * (1 + i32::from(other.is_some()));
        if let Some(other) = other {
            let row = other * flat.rooms;
            seats += flat.seats_short[row + from.1] - flat.seats_short[row + to.1] - 1 - MISSING_DAY;
            gain += flat.curricula_of[other].len() as i32;
        }
        let room = seats - 3 * ISOLATED * gain - homecoming;
        if f64::from(room) > tolerance {
            return true;
        }
        if from.0 == to.0 {
            return false;
        }
        let mut hard = self.state.conflicts(course, to.0, other) - self.state.conflicts_now(course, from.0);
        if let Some(other) = other {
            hard += self.state.conflicts(other, from.0, Some(course)) - self.state.conflicts_now(other, to.0);
        }
        f64::from(hard * self.hard_weight + room) > tolerance
    }

    #[inline]
    fn remember(&mut self) {
        let (now, best) = (self.state.total, self.best.total);
        if (now.hard, now.soft) < (best.hard, best.soft) {
            self.best.clone_from(&self.state);
        }
    }
}
