//! How long a search may run, who may stop it and whom it tells.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What ends a search. Steps give the same timetable for the same seed on any machine; time adapts to the machine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    Time(Duration),
    Steps(u64),
}

/// Which clock `Limit::Time` is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    Wall,
    /// Processor time of the searching thread; falls back to the wall where the system does not tell.
    Processor,
}

/// A running watch of one thread.
#[derive(Debug)]
pub struct Stopwatch {
    clock: Clock,
    wall: Instant,
    processor: Option<Duration>,
}

impl Stopwatch {
    pub fn start(clock: Clock) -> Self {
        let processor = match clock {
            Clock::Wall => None,
            Clock::Processor => thread_processor_time(),
        };
        Self { clock, wall: Instant::now(), processor }
    }

    pub fn elapsed(&self) -> Duration {
        match (self.clock, self.processor) {
            (Clock::Processor, Some(from)) => {
                thread_processor_time().map_or_else(|| self.wall.elapsed(), |now| now.saturating_sub(from))
            }
            _ => self.wall.elapsed(),
        }
    }
}

/// The first field of schedstat is the nanoseconds this thread has spent on a processor.
fn thread_processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split_ascii_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

/// What a search tells while it runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    pub thread: usize,
    pub elapsed: Duration,
    pub steps: u64,
    /// Hard violations and cost where the search stands now.
    pub hard: i64,
    pub cost: i64,
    /// Hard violations and cost of the best timetable so far.
    pub best: (i64, i64),
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.elapsed.as_secs_f64();
        let (hard, cost) = self.best;
        write!(
            f,
            "{seconds:7.1}s  线程 thread {}  硬冲突 hard {}  代价 cost {}  最好 best {hard}/{cost}  步 steps {}",
            self.thread, self.hard, self.cost, self.steps
        )
    }
}

/// The terms of one run: its limit, its clock, its seed, its stop button and its listener.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    pub limit: Limit,
    pub clock: Clock,
    pub seed: u64,
    pub threads: usize,
    pub cancel: &'a AtomicBool,
    pub listen: &'a (dyn Fn(Progress) + Sync),
}

impl<'a> Run<'a> {
    /// One thread, wall clock, told to nobody.
    pub fn quiet(limit: Limit, seed: u64, cancel: &'a AtomicBool) -> Self {
        Self { limit, clock: Clock::Wall, seed, threads: 1, cancel, listen: &|_| {} }
    }

    /// Starts `search` once per thread, each with its own seed, and keeps the first of the best results.
    pub fn best_of<S: Send, K: Ord>(
        &self,
        search: impl Fn(Pace<'_>) -> S + Sync,
        rank: impl Fn(&S) -> K,
    ) -> S {
        let results: Vec<S> = std::thread::scope(|scope| {
            let others: Vec<_> = (1..self.threads.max(1))
                .map(|thread| {
                    let search = &search;
                    scope.spawn(move || search(Pace::start(self, thread)))
                })
                .collect();
            let first = search(Pace::start(self, 0));
            let others = others.into_iter().map(|handle| match handle.join() {
                Ok(result) => result,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            std::iter::once(first).chain(others).collect()
        });
        let mut results = results.into_iter();
        let Some(first) = results.next() else { unreachable!("the first search always runs") };
        results.fold(first, |best, next| if rank(&next) < rank(&best) { next } else { best })
    }
}

/// One thread's view of its run: how much of the limit is spent.
pub struct Pace<'a> {
    run: Run<'a>,
    watch: Stopwatch,
    pub thread: usize,
    pub seed: u64,
    pub steps: u64,
    told: Duration,
}

impl<'a> Pace<'a> {
    pub fn start(run: &Run<'a>, thread: usize) -> Self {
        let seed = run.seed.wrapping_add((thread as u64).wrapping_mul(0x0005_851f_42d4_c957));
        Self { run: *run, watch: Stopwatch::start(run.clock), thread, seed, steps: 0, told: Duration::ZERO }
    }

    /// The share of the limit that is spent; one or more means stop. A cancelled run is spent.
    pub fn spent(&self) -> f64 {
        if self.run.cancel.load(Ordering::Relaxed) {
            return f64::INFINITY;
        }
        match self.run.limit {
            Limit::Time(limit) => self.watch.elapsed().as_secs_f64() / limit.as_secs_f64().max(1e-9),
            Limit::Steps(limit) => self.steps as f64 / limit.max(1) as f64,
        }
    }

    pub fn elapsed(&self) -> Duration {
        self.watch.elapsed()
    }

    /// Tells the listener, at most once a second.
    pub fn tell(&mut self, hard: i64, cost: i64, best: (i64, i64)) {
        let elapsed = self.watch.elapsed();
        if elapsed >= self.told + Duration::from_secs(1) {
            self.told = elapsed;
            let (thread, steps) = (self.thread, self.steps);
            (self.run.listen)(Progress { thread, elapsed, steps, hard, cost, best });
        }
    }
}
