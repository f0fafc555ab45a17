//! The annealing loop of the general search.

use std::sync::Mutex;

use super::class_moves::{Moves, Terms};
use super::schedule::{Curve, Range};
use super::start::{improve, start};
use super::student_moves::StudentMoves;
use crate::cost::{Energy, Impossible, Layout, Place, State};
use crate::model::{Problem, Timetable};
use crate::random::Random;
use crate::run::{Pace, Run};

/// A finished search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub timetable: Timetable,
    pub hard: i64,
    /// What leaving the anchor costs is counted here and not in a recount.
    pub cost: i64,
    pub steps: u64,
    /// How often placing the first class pushed out the second, most often first.
    pub pushes: Vec<(usize, usize, u64)>,
}

/// A timetable to start from, and what moving each class away from it costs.
#[derive(Debug, Clone, Copy)]
pub struct Anchor<'a> {
    pub timetable: &'a Timetable,
    /// Cost of each class that moves. One that must not move is pinned by leaving it one time and one room.
    pub stay: i64,
}

/// Share of the run that goes to coolings from nothing; the rest goes to short ones from the best.
const COOLINGS: f64 = 0.7;
const REHEATS: u32 = 3;
/// Steps for each choice (a class counts as several) that one cooling from nothing should have at least.
const STEPS_FOR_A_CHOICE: f64 = 300.0;
const CHOICES_OF_A_CLASS: usize = 8;
/// Batches at the first temperature that tell how fast the search is.
const SPEED_BATCHES: u64 = 4;
/// A search that starts from a timetable begins at this share of the first temperature.
const WARM_SHARE: f64 = 0.12;
const BATCH: u64 = 1_024;
/// One proposal in three is a student's, where students have a choice.
const STUDENT_SHARE: f64 = 0.35;
/// Of the class moves so many go to a class known to break something, while anything is broken.
const REPAIR_SHARE: f64 = 0.4;

/// Searches until the run's limit; returns the best timetable seen: fewest hard violations, then least cost.
///
/// # Errors
/// The classes that cannot be held at all.
pub fn solve(
    problem: &Problem,
    run: &Run<'_>,
    anchor: Option<Anchor<'_>>,
) -> Result<Outcome, Vec<Impossible>> {
    let layout = Layout::new(problem)?;
    let shared = Mutex::new(None);
    let search = |pace: Pace<'_>| Anneal::new(&layout, pace, anchor, &shared).run();
    Ok(run.best_of(search, |o| (o.hard, o.cost)))
}

struct Anneal<'a, 'r> {
    state: State<'a>,
    best: State<'a>,
    /// The best of all threads.
    shared: &'r Mutex<Option<State<'a>>>,
    random: Random,
    pace: Pace<'r>,
    moves: Moves,
    students: StudentMoves,
    hard_weight: i64,
    least_weight: i64,
    broken: Vec<u32>,
    anchored: bool,
    /// Copying a timetable costs as much as many steps: in large problems lower costs are kept now and
    /// then, fewer violations at once.
    copy_every: usize,
    since_copy: usize,
}

impl<'a, 'r> Anneal<'a, 'r> {
    fn new(
        layout: &'a Layout<'a>,
        pace: Pace<'r>,
        anchor: Option<Anchor<'_>>,
        shared: &'r Mutex<Option<State<'a>>>,
    ) -> Self {
        let mut random = Random::seeded(pace.seed);
        let students = StudentMoves::new(layout.problem);
        let mut state = match anchor {
            None => start(layout, &mut random),
            Some(anchor) => anchored(layout, anchor),
        };
        students.section(&mut state, &mut random);
        Self {
            best: state.clone(),
            state,
            shared,
            random,
            pace,
            moves: Moves::default(),
            students,
            hard_weight: 1,
            least_weight: 1,
            broken: Vec::new(),
            anchored: anchor.is_some(),
            copy_every: layout.classes.len() / 16 + layout.problem.students.len(),
            since_copy: 0,
        }
    }

    fn run(mut self) -> Outcome {
        let loss = self.scale();
        self.least_weight = (loss * 4.0).ceil() as i64;
        self.hard_weight = self.least_weight;
        let mut range = Range::whole(loss);
        if self.anchored {
            range.hot *= WARM_SHARE;
            self.cool(range, 0.0, COOLINGS);
        } else {
            range = self.coolings(range);
        }
        let share = (1.0 - COOLINGS) / f64::from(REHEATS);
        for reheat in 0..REHEATS {
            self.exchange();
            self.state.clone_from(&self.best);
            let from = COOLINGS + share * f64::from(reheat);
            self.cool(range, from, from + share);
        }
        let Energy { hard, soft } = self.best.energy;
        let pushes = self.moves.pushes();
        Outcome { timetable: self.best.timetable(), hard, cost: soft, steps: self.pace.steps, pushes }
    }

    /// Coolings from nothing, as many as the time allows; returns the temperatures for reheats.
    fn coolings(&mut self, mut whole: Range) -> Range {
        let lengths = self.lengths(whole.hot);
        let mut warm = Range { hot: whole.hot * WARM_SHARE, cold: whole.cold };
        // Too short a time for a whole cooling is better spent where violations go than where they come.
        whole.hot *= lengths.clamp(WARM_SHARE, 1.0);
        // With the time there is they grow longer, and more.
        let count = lengths.powf(0.25).round().clamp(1.0, 64.0) as u32;
        let mut range = whole;
        for cooling in 0..count {
            if cooling > 0 {
                self.restart();
            }
            let before = self.best.energy;
            let share = COOLINGS / f64::from(count);
            let curve = self.cool(range, share * f64::from(cooling), share * f64::from(cooling + 1));
            if cooling == 0 {
                range = curve.useful().unwrap_or(whole);
            }
            if self.best.energy < before {
                warm = curve.warm().unwrap_or(warm);
            }
        }
        warm
    }

    /// How many coolings of the least length the time would do for.
    fn lengths(&mut self, hot: f64) -> f64 {
        for _ in 0..SPEED_BATCHES {
            self.batch(hot);
        }
        let steps = self.pace.steps as f64 / self.pace.spent().max(1e-9);
        let choices = self.state.places.len() * CHOICES_OF_A_CLASS + self.students.choices();
        steps / (choices as f64 * STEPS_FOR_A_CHOICE)
    }

    fn restart(&mut self) {
        self.state = start(self.state.layout, &mut self.random);
        self.students.section(&mut self.state, &mut self.random);
        self.hard_weight = self.least_weight;
    }

    /// Takes the best of all threads, or gives it.
    fn exchange(&mut self) {
        let Ok(mut shared) = self.shared.lock() else { return };
        match shared.as_ref() {
            Some(theirs) if theirs.energy < self.best.energy => self.best.clone_from(theirs),
            Some(theirs) if theirs.energy == self.best.energy => {}
            _ => *shared = Some(self.best.clone()),
        }
    }

    /// A temperature of the size of what a move typically costs, found by looking at random moves.
    fn scale(&mut self) -> f64 {
        const LOOKS: usize = 2_000;
        let anchor = std::mem::take(&mut self.state.anchor);
        let classes = self.state.layout.classes.len();
        let mut losses = Vec::new();
        for _ in 0..LOOKS {
            let class = self.random.below(classes.max(1));
            let Some(layout) = self.state.layout.classes.get(class) else { break };
            let place = Place {
                time: self.random.below(layout.times.len()) as u32,
                room: self.random.below(layout.rooms.len()) as u32,
            };
            let now = self.state.exposure(class, self.state.places[class], i64::MAX, 0);
            let there = self.state.exposure(class, place, i64::MAX, 0);
            let loss = there.soft - now.soft;
            if loss > 0 {
                losses.push(loss);
            }
        }
        self.state.anchor = anchor;
        losses.sort_unstable();
        losses.get(losses.len() / 2).map_or(1.0, |&l| l as f64).max(1.0)
    }

    fn done(&self) -> bool {
        self.best.energy == Energy::default() || self.state.layout.classes.is_empty()
    }

    /// Cools while the spent share of the run goes from `from` to `to`.
    fn cool(&mut self, range: Range, from: f64, to: f64) -> Curve {
        let mut curve = Curve::default();
        while !self.done() {
            let part = (self.pace.spent() - from) / (to - from);
            if part >= 1.0 {
                break;
            }
            let temperature = range.at(part);
            self.batch(temperature);
            let Energy { hard, soft } = self.state.energy;
            curve.note(temperature, hard, soft);
        }
        curve
    }

    fn batch(&mut self, temperature: f64) {
        self.adapt();
        for _ in 0..BATCH {
            self.step(temperature);
        }
        self.pace.steps += BATCH;
        self.remember();
        let (now, best) = (self.state.energy, self.best.energy);
        self.pace.tell(now.hard, now.soft, (best.hard, best.soft));
    }

    /// Violations that stay become dearer; once none is left their price falls back.
    fn adapt(&mut self) {
        if (self.pace.steps / BATCH).is_multiple_of(8) {
            self.students.look(&self.state);
        }
        if self.state.energy.hard == 0 {
            self.broken.clear();
            self.hard_weight = (self.hard_weight - self.hard_weight / 200 - 1).max(self.least_weight);
            return;
        }
        self.hard_weight += (self.hard_weight / 100).max(1);
        self.hard_weight = self.hard_weight.min(self.least_weight * 50);
        // Looking everywhere costs as much as a batch: a list a few batches old does.
        if !(self.pace.steps / BATCH).is_multiple_of(8) {
            return;
        }
        self.broken.clear();
        for class in 0..self.state.places.len() {
            let place = self.state.places[class];
            if self.state.exposure(class, place, i64::MAX, 1).hard > 0 {
                self.broken.push(class as u32);
            }
        }
    }

    fn step(&mut self, temperature: f64) {
        let terms = Terms { tolerance: self.random.tolerance(temperature), hard_weight: self.hard_weight };
        let moved = if !self.students.is_empty() && self.random.chance(STUDENT_SHARE) {
            self.students.propose(&mut self.state, &mut self.random, terms)
        } else {
            let class = if !self.broken.is_empty() && self.random.chance(REPAIR_SHARE) {
                self.broken[self.random.below(self.broken.len())] as usize
            } else {
                self.random.below(self.state.places.len())
            };
            self.moves.propose(&mut self.state, class, &mut self.random, terms)
        };
        self.since_copy += 1;
        let better = moved && self.state.energy < self.best.energy;
        let fewer = self.state.energy.hard < self.best.energy.hard;
        if better && (fewer || self.since_copy >= self.copy_every) {
            self.remember();
        }
    }

    fn remember(&mut self) {
        if self.state.energy < self.best.energy {
            self.best.clone_from(&self.state);
            self.since_copy = 0;
        }
    }
}

/// The given timetable, with what leaving it costs; classes it does not place go where they fit best.
fn anchored<'a>(layout: &'a Layout<'a>, anchor: Anchor<'_>) -> State<'a> {
    let home = |class: usize| {
        let seat = anchor.timetable.seats.get(class).copied().flatten()?;
        Some(layout.place(class, seat))
    };
    let homes: Vec<Option<Place>> = (0..layout.classes.len()).map(home).collect();
    let nowhere = Place { time: 0, room: 0 };
    let mut state = State::new(layout, homes.iter().map(|h| h.unwrap_or(nowhere)).collect());
    state.anchor = homes.iter().map(|h| h.map_or((nowhere, 0), |home| (home, anchor.stay))).collect();
    state.seat_students(anchor.timetable);
    let mut random = Random::seeded(0);
    for (class, home) in homes.iter().enumerate() {
        if home.is_none() {
            improve(&mut state, class, &mut random);
        }
    }
    state
}
