//! Work shared by threads whose result does not depend on how many there are.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::solve::Over;

/// Into how many blocks the work is cut for each thread: whoever is done early takes one more.
const BLOCKS: usize = 16;
/// Less than this is not worth a thread.
const FEW: usize = 48;

/// How often it is asked whether it is over: so many times for each thread's work, but not for less than one item.
const LOOKS: usize = 4096;

/// Never over.
pub(crate) fn never() -> bool {
    false
}

/// Those who work, and when they stop.
#[derive(Clone, Copy)]
pub(crate) struct Crew<'a> {
    pub threads: usize,
    pub over: Over<'a>,
}

impl Crew<'_> {
    /// Threads that work to the end.
    pub fn tireless(threads: usize) -> Self {
        Crew { threads, over: &never }
    }
}

/// `make(0), make(1), …` on several threads, in order, without the `None`s; each thread has its own tools. Once it is
/// `over` the rest is left out.
pub(crate) fn parallel<S, T: Send>(
    crew: Crew<'_>,
    count: usize,
    tools: impl Fn() -> S + Sync,
    make: impl Fn(&mut S, usize) -> Option<T> + Sync,
) -> Vec<T> {
    let Crew { threads, over } = crew;
    let step = count.div_ceil(LOOKS).max(1);
    let part = |own: &mut S, mut range: Range<usize>| {
        let mut made = Vec::new();
        while !range.is_empty() && !over() {
            let some = range.start..range.end.min(range.start + step);
            range.start = some.end;
            made.extend(some.filter_map(|at| make(own, at)));
        }
        made
    };
    if threads == 1 || count < FEW {
        return part(&mut tools(), 0..count);
    }
    let blocks = (threads * BLOCKS).min(count);
    let next = AtomicUsize::new(0);
    let work = || {
        let (mut own, mut done) = (tools(), Vec::new());
        loop {
            let block = next.fetch_add(1, Ordering::Relaxed);
            if block >= blocks {
                return done;
            }
            let range = count * block / blocks..count * (block + 1) / blocks;
            done.push((block, part(&mut own, range)));
        }
    };
    let mut done: Vec<(usize, Vec<T>)> = on_threads(threads, work).into_iter().flatten().collect();
    done.sort_unstable_by_key(|entry| entry.0);
    done.into_iter().flat_map(|entry| entry.1).collect()
}

/// Hands the items out to threads, each with its own tools; returns the tools. What they hold must add up to the same
/// whoever got which item. Once it is over the rest is left out.
pub(crate) fn share<S: Send, T: Send>(
    crew: Crew<'_>,
    items: Vec<T>,
    tools: impl Fn() -> S + Sync,
    take: impl Fn(&mut S, T) + Sync,
) -> Vec<S> {
    let items = Mutex::new(items.into_iter());
    let next = || if (crew.over)() { None } else { items.lock().ok()?.next() };
    let work = || {
        let mut own = tools();
        while let Some(item) = next() {
            take(&mut own, item);
        }
        own
    };
    on_threads(crew.threads, work)
}

/// What the work gives on each thread.
fn on_threads<T: Send>(threads: usize, work: impl Fn() -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(&work)).collect();
        let mut all = vec![work()];
        all.extend(others.into_iter().map(|handle| handle.join().expect("shared work does not panic")));
        all
    })
}
