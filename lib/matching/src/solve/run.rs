//! The phases of a run and when they end.

use std::time::Duration;

use super::outcome::gap;
use super::watch::Watch;
use super::{Ending, Options, Outcome, Over, Progress};
use crate::check;
use crate::explain::{Standing, mend};
use crate::model::Instance;
use crate::parallel::{Crew, never};
use crate::prices::{Ascent, Chunk, Limits, Prices, SCALE, chunks, starting_prices};
use crate::seats::{Exchange, Seating, close_short_classes};
use crate::solution::Solution;

/// The sweeps after which first seats are taken at the prices so far.
const FIRST_SEATS: [usize; 2] = [8, 32];
/// The sweeps before the first campaign, and before each further one.
const FIRST_SWEEPS: usize = 60;
const MORE_SWEEPS: usize = 40;
/// These are repeated so often while each time the bound falls by this part of what is missing.
const ROUNDS: usize = 4;
const WORTH_A_ROUND: i64 = 50;
/// The steps of those sweeps: wide while it is new which classes are held.
const STEPS: [(f32, f32); 3] = [(0.016, 0.000_5), (0.004, 0.000_25), (0.001, 0.000_125)];
/// The sweeps before the first campaign that starts from earlier prices.
const WARM_SWEEPS: usize = 12;
/// Where few people are asked sweeps cost little, and few buyers make prices slow to settle: so many more for one person,
/// half as many for two, but never more than the most.
const SWEEPS_FOR_ONE: usize = 250_000;
const MOST_EXTRA_SWEEPS: usize = 400;
/// How often seats are sought anew from better prices, and how often in vain.
const CAMPAIGNS: usize = 16;
const PATIENCE: usize = 2;
/// The last phase takes about as long as so many sweeps; so much is left for it, but no more than this part of the time.
const MEND_SWEEPS: u32 = 30;
const MEND_PART: f64 = 0.25;

pub(super) struct Run<'a> {
    pub(super) instance: &'a Instance,
    pub(super) limits: &'a Limits,
    pub(super) options: &'a Options,
    progress: &'a mut dyn FnMut(&Progress),
    watch: Watch<'a>,
    /// The time left for the last phase.
    reserve: Duration,
    pub(super) chunks: Vec<Chunk>,
    pub(super) bound: i64,
    iterations: u64,
    /// The best seats so far, judged with the bonus of staying.
    best: Option<(i64, Solution)>,
    /// The objective of the best seats, without that bonus.
    objective: i64,
    /// Whether no exchange is left that would make the best seats better.
    mended: bool,
}

impl<'a> Run<'a> {
    pub fn new(
        instance: &'a Instance,
        limits: &'a Limits,
        options: &'a Options,
        progress: &'a mut dyn FnMut(&Progress),
        watch: Watch<'a>,
    ) -> Self {
        Self {
            instance,
            limits,
            options,
            progress,
            watch,
            reserve: Duration::ZERO,
            chunks: chunks(instance),
            bound: i64::MAX,
            iterations: 0,
            best: None,
            objective: 0,
            mended: false,
        }
    }

    /// Runs all phases.
    pub fn finish(mut self) -> Outcome {
        let (warm, start) = match &self.options.prices {
            Some(prices) if prices.fits(self.instance) => (true, prices.clone()),
            _ => (false, starting_prices(self.instance, self.limits)),
        };
        let (instance, limits, chunks) = (self.instance, self.limits, self.chunks.clone());
        let mut ascent = Ascent::new(instance, limits, &chunks, self.threads(), start);
        let mut seating = self.first_seating();
        let mut ending = if warm {
            self.climb_again(&mut ascent, &seating)
        } else {
            self.first_climb(&mut ascent, &seating)
        };
        let mut patience = PATIENCE;
        for campaign in 0..CAMPAIGNS {
            if ending.is_some() || patience == 0 {
                break;
            }
            let known = self.best_known();
            ending = self.campaign(&mut seating, &ascent.best);
            if ending.is_none() {
                ending = self.reprice(&mut ascent, &mut seating, campaign);
            }
            patience = if self.best_known() > known { PATIENCE } else { patience - 1 };
        }
        self.outcome(seating, ascent.best, ending.unwrap_or(Ending::Settled))
    }

    /// The promised seats, and those of the previous result as far as the rules still admit them.
    fn first_seating(&self) -> Seating<'a> {
        let mut seating = Seating::new(self.instance, self.limits);
        if let Some(previous) = &self.options.previous {
            for seat in previous.solution.seats() {
                let (p, class) = (seat.person.index(), seat.class.0);
                let own = seating.classes(p);
                let open = self.instance.pairs.classes(p).binary_search(&class).is_ok();
                let fits = own.len() < seating.most(p)
                    && own.iter().all(|&other| !self.instance.clash(other, class));
                if open && fits && seating.block(p, class).is_none() {
                    seating.seat(p, class);
                }
            }
        }
        seating
    }

    /// What keeping a previous seat is worth.
    pub(super) fn bonus(&self) -> impl Fn(u32, u32) -> i64 + Sync + use<'a> {
        let previous = self.options.previous.as_ref();
        move |person, class| match previous {
            Some(previous) if previous.has(person, class) => previous.stay,
            _ => 0,
        }
    }

    pub(super) fn threads(&self) -> usize {
        self.options.threads.max(1)
    }

    /// Whether the search must end, so that the last phase has its time.
    pub(super) fn over(&self) -> impl Fn() -> bool + Sync + use<'a> {
        let (watch, reserve) = (self.watch, self.reserve);
        move || watch.ending_before(reserve).is_some()
    }

    /// Sweeps to the first prices, with first seats on the way.
    fn first_climb(&mut self, ascent: &mut Ascent<'_>, seating: &Seating<'a>) -> Option<Ending> {
        ascent.plan(0.16, 0.000_5, FIRST_SWEEPS + self.extra_sweeps());
        let mut done = 0;
        for sweeps in FIRST_SEATS {
            let ending = self.climb(ascent, sweeps - done);
            self.reserve = self.watch.part(MEND_PART, self.watch.elapsed() / sweeps as u32 * MEND_SWEEPS);
            done = sweeps;
            self.quick(seating, &ascent.best);
            if let Some(ending) = ending.or_else(|| self.ending()) {
                return Some(ending);
            }
        }
        self.climb(ascent, FIRST_SWEEPS + self.extra_sweeps() - done)
    }

    /// A few sweeps from the prices of an earlier run: most of them still hold. Its seats are the first ones.
    fn climb_again(&mut self, ascent: &mut Ascent<'_>, seating: &Seating<'a>) -> Option<Ending> {
        let mut first = seating.clone();
        close_short_classes(&mut first);
        self.keep(&first);
        ascent.plan(0.02, 0.000_5, WARM_SWEEPS);
        let ending = self.climb(ascent, WARM_SWEEPS);
        self.reserve = self.watch.part(MEND_PART, self.watch.elapsed() / WARM_SWEEPS as u32 * MEND_SWEEPS);
        ending
    }

    fn extra_sweeps(&self) -> usize {
        (SWEEPS_FOR_ONE / self.instance.people_count().max(1)).min(MOST_EXTRA_SWEEPS)
    }

    /// Better prices after so many campaigns: which classes are held is decided anew and sweeps follow, as long as the
    /// bound falls by it.
    fn reprice(
        &mut self,
        ascent: &mut Ascent<'_>,
        seating: &mut Seating<'a>,
        campaigns: usize,
    ) -> Option<Ending> {
        for round in 0..ROUNDS {
            let before = self.bound;
            self.decide_short_classes(ascent, seating);
            let (first, last) = STEPS[(campaigns + round).min(STEPS.len() - 1)];
            ascent.plan(first, last, MORE_SWEEPS);
            let ending = self.climb(ascent, MORE_SWEEPS);
            self.prove(&ascent.best, seating);
            let missing = self.bound - self.best_known() * SCALE;
            let ending = ending.or_else(|| self.ending());
            if ending.is_some() || before - self.bound < missing / WORTH_A_ROUND {
                return ending;
            }
        }
        None
    }

    /// Sweeps until the bound hardly moves any more.
    fn climb(&mut self, ascent: &mut Ascent<'_>, sweeps: usize) -> Option<Ending> {
        let over = self.over();
        for _ in 0..sweeps {
            // The first sweep is never cut short: without it there is no bound.
            let over: Over<'_> = if self.bound == i64::MAX { &never } else { &over };
            if ascent.step(over).is_some() && ascent.is_whole() {
                self.bound = self.bound.min(ascent.bound);
            }
            self.count_iteration();
            if let Some(ending) = self.ending() {
                return Some(ending);
            }
        }
        None
    }

    /// Everybody, unit by unit, the units shuffled by the seed.
    pub(super) fn people_in_turn(&self) -> Vec<u32> {
        let units = &self.instance.units;
        let mut order: Vec<usize> = (0..units.parent.len()).collect();
        order.sort_by_key(|&unit| shuffled(self.options.seed, unit as u64));
        order.into_iter().flat_map(|unit| units.people[unit]..units.people[unit + 1]).collect()
    }

    /// Takes every exchange that shows a refusal to be wrong, until it is over, and keeps the seats.
    pub(super) fn mend(&mut self, seating: &mut Seating<'a>, crew: Crew<'_>) {
        let mut standing = Standing::of(seating.clone(), self.options.previous.as_ref());
        mend(&mut standing, crew);
        for (class, closed) in standing.seating.closed.iter_mut().enumerate() {
            // Not held by decision is only what was given up or has ended.
            *closed = seating.closed[class] || *closed && !seating.roster[class].is_empty();
        }
        *seating = standing.seating;
        if self.keep(seating) {
            self.mended = !(crew.over)();
        }
    }

    /// The last phase: no refusal is left that an exchange shows to be wrong.
    fn finish_seats(&mut self, ending: Ending) {
        let Some((_, solution)) = &self.best else { return };
        if self.mended {
            return;
        }
        let watch = self.watch;
        let over = move || watch.ending().is_some();
        let mut seating = Standing::new(self.instance, self.limits, solution).seating;
        let (bonus, crew) = (self.bonus(), Crew { threads: self.threads(), over: &over });
        if matches!(ending, Ending::Time | Ending::Cancelled) {
            // What follows is thorough, and slow where much is left to do.
            Exchange::new(&mut seating, &bonus, crew).pass();
        }
        self.mend(&mut seating, crew);
        self.report();
    }

    /// Remembers the seats if they are the best so far; returns whether they are.
    pub(super) fn keep(&mut self, seating: &Seating<'_>) -> bool {
        let bonus = self.bonus();
        let stay: i64 = (0..self.instance.people_count())
            .map(|p| seating.classes(p).iter().map(|&class| bonus(p as u32, class)).sum::<i64>())
            .sum();
        let objective = seating.objective();
        if self.best.as_ref().is_none_or(|best| objective + stay > best.0) {
            self.best = Some((objective + stay, seating.solution()));
            self.objective = objective;
            self.mended = false;
            return true;
        }
        false
    }

    /// Keeps the seats after a phase and says whether the run goes on.
    pub(super) fn note(&mut self, seating: &Seating<'_>) -> Option<Ending> {
        self.keep(seating);
        self.count_iteration();
        self.ending()
    }

    /// The best so far, with the bonus of staying.
    pub(super) fn best_known(&self) -> i64 {
        self.best.as_ref().map_or(i64::MIN, |best| best.0)
    }

    pub(super) fn objective(&self) -> Option<i64> {
        self.best.as_ref().map(|_| self.objective)
    }

    fn ending(&self) -> Option<Ending> {
        let reached =
            || self.objective().is_some_and(|value| gap(self.whole_bound(), value) <= self.options.gap);
        self.watch.ending_before(self.reserve).or_else(|| reached().then_some(Ending::Gap))
    }

    /// The objective is a whole number, so the bound may be rounded down to one.
    fn whole_bound(&self) -> f64 {
        self.bound.div_euclid(SCALE) as f64
    }

    pub(super) fn count_iteration(&mut self) {
        self.iterations += 1;
        self.report();
    }

    pub(super) fn report(&mut self) {
        let objective = self.objective();
        let bound = self.whole_bound();
        (self.progress)(&Progress {
            elapsed: self.watch.elapsed(),
            objective,
            bound,
            gap: objective.map(|objective| gap(bound, objective)),
            seats: self.best.as_ref().map_or(0, |best| best.1.seats().len()),
            iterations: self.iterations,
        });
    }

    fn outcome(mut self, mut seating: Seating<'a>, prices: Prices, ending: Ending) -> Outcome {
        if self.best.is_none() {
            close_short_classes(&mut seating);
            self.keep(&seating);
        }
        self.finish_seats(ending);
        let bound = self.whole_bound();
        let solution = self.best.map(|best| best.1).unwrap_or_default();
        let totals = check::totals(self.instance, &solution);
        let moved = self.options.previous.as_ref().map_or(0, |previous| {
            previous.solution.without(&solution).len() + solution.without(&previous.solution).len()
        });
        let prices = prices.of_further_seats();
        Outcome { solution, prices, totals, bound, ending, iterations: self.iterations, moved }
    }
}

/// A number that looks like chance and is always the same (splitmix64).
fn shuffled(seed: u64, at: u64) -> u64 {
    let mut z = seed.wrapping_add(at.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
