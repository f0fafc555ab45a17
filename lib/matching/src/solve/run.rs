//! The phases of a run and when they end.

use std::time::Instant;

use super::outcome::gap;
use super::{CancelToken, Ending, Options, Outcome, Progress};
use crate::check;
use crate::explain::{Standing, mend};
use crate::model::Instance;
use crate::prices::{Ascent, Chunk, Limits, Minima, Prices, SCALE, chunks, minima, starting_prices};
use crate::seats::{Auction, Chains, Exchange, Round, Seating, close_short_classes, exact_search};
use crate::solution::Solution;

/// The most sweeps before the first seats, and before each further campaign.
const FIRST_SWEEPS: usize = 100;
const MORE_SWEEPS: usize = 40;
/// How often seats are sought anew from better prices.
const CAMPAIGNS: usize = 4;

/// How much is tried for one person in each pass of chains.
const CHAIN_STEPS: [u32; 3] = [50, 100, 200];

/// The rounds of an auction: from large bids to small ones, from priced days to free ones, classes with room
/// ever cheaper.
const ROUNDS: [Round; 14] = [
    Round { least: 1600, days: 16, discount: 0 },
    Round { least: 1600, days: 16, discount: 4 },
    Round { least: 1600, days: 8, discount: 4 },
    Round { least: 800, days: 8, discount: 4 },
    Round { least: 800, days: 4, discount: 4 },
    Round { least: 400, days: 0, discount: 4 },
    Round { least: 400, days: 0, discount: 8 },
    Round { least: 200, days: 0, discount: 8 },
    Round { least: 200, days: 0, discount: 16 },
    Round { least: 100, days: 0, discount: 16 },
    Round { least: 50, days: 0, discount: 16 },
    Round { least: 20, days: 0, discount: 16 },
    Round { least: 8, days: 0, discount: 32 },
    Round { least: 8, days: 0, discount: 64 },
];

pub(super) struct Run<'a> {
    instance: &'a Instance,
    limits: &'a Limits,
    options: &'a Options,
    progress: &'a mut dyn FnMut(&Progress),
    cancel: &'a CancelToken,
    begin: Instant,
    chunks: Vec<Chunk>,
    bound: i64,
    iterations: u64,
    /// The best seats so far, judged with the bonus of staying.
    best: Option<(i64, Solution)>,
    /// The objective of the best seats, without that bonus.
    objective: i64,
}

impl<'a> Run<'a> {
    pub fn new(
        instance: &'a Instance,
        limits: &'a Limits,
        options: &'a Options,
        progress: &'a mut dyn FnMut(&Progress),
        cancel: &'a CancelToken,
    ) -> Self {
        Self {
            instance,
            limits,
            options,
            progress,
            cancel,
            begin: Instant::now(),
            chunks: chunks(instance),
            bound: i64::MAX,
            iterations: 0,
            best: None,
            objective: 0,
        }
    }

    /// Runs all phases.
    pub fn finish(mut self) -> Outcome {
        let (warm, start) = match &self.options.prices {
            Some(prices) if prices.fits(self.instance) => (true, prices.clone()),
            _ => (false, starting_prices(self.instance, self.limits)),
        };
        let mean = start.class.iter().sum::<i64>() / start.class.len().max(1) as i64;
        let mean = (mean as f64).max(SCALE as f64);
        let threads = self.options.threads.max(1);
        let (instance, limits, chunks) = (self.instance, self.limits, self.chunks.clone());
        let mut ascent = Ascent::new(instance, limits, &chunks, threads, start);
        ascent.plan(if warm { mean / 100.0 } else { mean / 6.0 }, mean / 2_000.0, FIRST_SWEEPS);
        let mut seating = self.first_seating();
        let mut ending = self.climb(&mut ascent, FIRST_SWEEPS);
        for _ in 0..CAMPAIGNS {
            if let Some(ending) = ending {
                return self.outcome(seating, ascent.best, ending);
            }
            ending = self.campaign(&mut seating, &ascent.best);
            if ending.is_none() {
                ascent.plan(mean / 1_000.0, mean / 8_000.0, MORE_SWEEPS);
                ascent.shut(&seating.closed);
                ending = self.climb(&mut ascent, MORE_SWEEPS);
                self.prove(&ascent.best, &seating);
                ending = ending.or_else(|| self.ending());
            }
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
    fn bonus(&self) -> impl Fn(u32, u32) -> i64 + Sync + use<'a> {
        let previous = self.options.previous.as_ref();
        move |person, class| match previous {
            Some(previous) if previous.has(person, class) => previous.stay,
            _ => 0,
        }
    }

    /// Sweeps until the bound hardly moves any more.
    fn climb(&mut self, ascent: &mut Ascent<'_>, sweeps: usize) -> Option<Ending> {
        for _ in 0..sweeps {
            ascent.step();
            if ascent.is_whole() {
                self.bound = self.bound.min(ascent.bound);
            }
            self.iterations += 1;
            self.report();
            if let Some(ending) = self.ending() {
                return Some(ending);
            }
        }
        None
    }

    /// The bound that knows the minima of the classes that were given up.
    fn prove(&mut self, prices: &Prices, seating: &Seating<'_>) -> Minima {
        let threads = self.options.threads.max(1);
        let found = minima(self.instance, self.limits, prices, &self.chunks, threads, &seating.closed);
        self.bound = self.bound.min(found.bound);
        self.report();
        found
    }

    /// Seats at the prices: an auction, the decision which classes are held, exchanges.
    fn campaign(&mut self, seating: &mut Seating<'a>, prices: &Prices) -> Option<Ending> {
        let bonus = self.bonus();
        let people = self.people_in_turn();
        let threads = self.options.threads.max(1);
        let (begin, options, cancel) = (self.begin, self.options, self.cancel);
        let over = move || cancel.is_cancelled() || options.time.is_some_and(|time| begin.elapsed() >= time);
        let mut auction = Auction::new(seating, prices, &bonus);
        for round in ROUNDS {
            auction.round(&people, round, &over);
            self.iterations += 1;
            self.report();
            if over() {
                return self.ending();
            }
        }
        let known = self.best.as_ref().map_or(i64::MIN, |best| best.0);
        if exact_search(seating, &bonus, known) {
            self.keep(seating, &bonus);
        }
        Exchange::new(seating, &bonus, threads).decide_short_classes(&over);
        self.keep(seating, &bonus);
        for steps in CHAIN_STEPS {
            if seating.closed.contains(&true) && !over() {
                let found = self.prove(prices, seating);
                Exchange::new(seating, &bonus, threads).open(&found.hopeful, &over);
                self.keep(seating, &bonus);
            }
            Chains::new(seating, prices, &bonus).pass(steps, &over);
            self.iterations += 1;
            self.keep(seating, &bonus);
            self.report();
        }
        let mut exchange = Exchange::new(seating, &bonus, threads);
        loop {
            // The exchanges run to their end even if the gap is reached: nobody shall be refused without a reason.
            let gained = exchange.pass(&over);
            self.iterations += 1;
            self.keep(exchange.seating, &bonus);
            self.report();
            if gained == 0 || over() {
                return self.ending();
            }
        }
    }

    /// Everybody, unit by unit, the units shuffled by the seed.
    fn people_in_turn(&self) -> Vec<u32> {
        let units = &self.instance.units;
        let mut order: Vec<usize> = (0..units.parent.len()).collect();
        order.sort_by_key(|&unit| shuffled(self.options.seed, unit as u64));
        order.into_iter().flat_map(|unit| units.people[unit]..units.people[unit + 1]).collect()
    }

    /// The last phase: no refusal is left that an exchange shows to be wrong.
    fn mend(&mut self) {
        let Some((objective, solution)) = self.best.take() else { return };
        let (begin, options, cancel) = (self.begin, self.options, self.cancel);
        let over = move || cancel.is_cancelled() || options.time.is_some_and(|time| begin.elapsed() >= time);
        let mut standing = Standing::new(self.instance, self.limits, &solution);
        standing.previous = options.previous.as_ref();
        let gained = mend(&mut standing, options.threads.max(1), &over);
        let solution = if gained > 0 { standing.seating.solution() } else { solution };
        self.objective = standing.seating.objective();
        self.best = Some((objective + gained, solution));
        self.report();
    }

    /// Remembers the seats if they are the best so far.
    fn keep(&mut self, seating: &Seating<'_>, bonus: &dyn Fn(u32, u32) -> i64) {
        let stay: i64 = (0..self.instance.people_count())
            .map(|p| seating.classes(p).iter().map(|&class| bonus(p as u32, class)).sum::<i64>())
            .sum();
        let objective = seating.objective();
        if self.best.as_ref().is_none_or(|best| objective + stay > best.0) {
            self.best = Some((objective + stay, seating.solution()));
            self.objective = objective;
        }
    }

    fn objective(&self) -> Option<i64> {
        self.best.as_ref().map(|_| self.objective)
    }

    fn ending(&self) -> Option<Ending> {
        if self.cancel.is_cancelled() {
            return Some(Ending::Cancelled);
        }
        if self.options.time.is_some_and(|time| self.begin.elapsed() >= time) {
            return Some(Ending::Time);
        }
        let reached =
            self.objective().is_some_and(|objective| gap(self.whole_bound(), objective) <= self.options.gap);
        reached.then_some(Ending::Gap)
    }

    /// The objective is a whole number, so the bound may be rounded down to one.
    fn whole_bound(&self) -> f64 {
        self.bound.div_euclid(SCALE) as f64
    }

    fn report(&mut self) {
        let objective = self.objective();
        let bound = self.whole_bound();
        (self.progress)(&Progress {
            elapsed: self.begin.elapsed(),
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
            let bonus = self.bonus();
            self.keep(&seating, &bonus);
        }
        self.mend();
        let bound = self.whole_bound();
        let solution = self.best.map(|best| best.1).unwrap_or_default();
        let totals = check::totals(self.instance, &solution);
        let moved = self.options.previous.as_ref().map_or(0, |previous| {
            previous.solution.without(&solution).len() + solution.without(&previous.solution).len()
        });
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
