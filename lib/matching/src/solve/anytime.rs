//! Whenever the time is over: valid seats, soon, with a reason for everybody. Looks at the clock are counted instead of
//! seconds.

use std::sync::atomic::{AtomicI64, Ordering};

use super::run::Run;
use super::watch::Watch;
use super::{CancelToken, Ending, Options, Outcome, Progress};
use crate::prices::Limits;
use crate::{Explainer, Instance, Recipe, check, generate};

const PEOPLE: usize = 1_000;

fn province() -> Instance {
    let recipe = Recipe { people: PEOPLE, release: 0.6, ..Recipe::default() };
    Instance::from_tables(generate(&recipe)).expect("a good instance")
}

/// A run whose search is over after so many looks; returns how many were left, below 0 how many too many.
fn run(
    instance: &Instance,
    looks: i64,
    threads: usize,
    progress: &mut dyn FnMut(&Progress),
) -> (Outcome, i64) {
    let left = AtomicI64::new(looks);
    let (options, cancel) = (Options { gap: 0.0, threads, ..Options::default() }, CancelToken::new());
    let limits = Limits::new(instance);
    let watch = Watch::counting(&left, &cancel);
    let outcome = Run::new(instance, &limits, &options, progress, watch).finish();
    (outcome, left.load(Ordering::Relaxed))
}

#[test]
fn every_phase_ends_soon_after_the_time_and_leaves_nobody_without_a_reason() {
    let instance = province();
    let whole = i64::MAX - run(&instance, i64::MAX, 1, &mut |_| {}).1;
    // Each look stands for a small part of the work, so none is far from the next.
    assert!(whole > 10_000, "{whole} looks");
    for part in 0..10 {
        let looks = whole * part / 10;
        let (outcome, left) = run(&instance, looks, 1 + part as usize % 2, &mut |_| {});
        assert!(left > -200, "{left} looks after the end at {looks} of {whole}");
        assert_eq!(outcome.ending, Ending::Time);
        let report = check(&instance, &outcome.solution);
        assert!(report.keeps_the_rules(), "after {looks} looks: {:?}", report.violations.first());
        assert!(outcome.bound >= report.totals.objective as f64);
        let limits = Explainer::limits(&instance);
        let mut explainer = Explainer::new(&instance, &limits, &outcome.solution, &outcome.prices);
        assert_eq!(explainer.census(1).unexplained(), 0, "after {looks} looks");
    }
}

#[test]
fn first_seats_come_after_a_few_sweeps_and_never_get_worse() {
    let instance = province();
    let (mut first, mut best) = (None, i64::MIN);
    run(&instance, i64::MAX, 1, &mut |at| {
        if let Some(objective) = at.objective {
            first.get_or_insert(at.iterations);
            assert!(objective >= best, "{objective} after {best}");
            best = objective;
        }
    });
    assert!(first.is_some_and(|first| first <= 10), "first seats after {first:?} iterations");
}
