//! On tiny instances the engine is held against every possible assignment.

#[allow(dead_code)]
mod common;

use common::{exhaustive, run, tiny};
use matching::*;

const INSTANCES: u64 = 4000;

#[test]
fn bound_and_result_enclose_the_optimum() {
    let mut optimal = 0;
    let mut asked = 0;
    for seed in 0..INSTANCES {
        let instance = Instance::from_tables(tiny(seed)).unwrap_or_else(|f| panic!("seed {seed}: {f}"));
        let best = exhaustive(&instance);
        if best == i64::MIN {
            continue; // promised seats break a rule that others cannot mend
        }
        asked += 1;
        let outcome = run(&instance, 1);
        let report = check(&instance, &outcome.solution);
        let broken: Vec<_> = report.by_search().collect();
        assert!(broken.is_empty(), "seed {seed}: {broken:?}");
        assert!(
            outcome.bound >= best as f64,
            "seed {seed}: bound {} below the optimum {best}",
            outcome.bound
        );
        assert!(relax(&instance, 10, 1).bound >= best as f64, "seed {seed}: relaxed below the optimum");
        assert!(report.totals.objective <= best, "seed {seed}");
        assert_eq!(report.totals, outcome.totals, "seed {seed}");
        optimal += (report.totals.objective == best) as u64;
    }
    println!("{optimal} of {asked} optimal");
    assert!(asked > INSTANCES * 9 / 10);
    assert!(optimal * 100 >= asked * 95, "{optimal} of {asked} optimal");
}

#[test]
fn no_refusal_is_without_a_cause() {
    for seed in 0..400 {
        let instance = Instance::from_tables(tiny(seed)).expect("a good instance");
        let outcome = run(&instance, 1);
        let limits = Explainer::limits(&instance);
        let mut explainer = Explainer::new(&instance, &limits, &outcome.solution, &outcome.prices);
        let census = explainer.census(2);
        assert_eq!(census.unexplained(), 0, "seed {seed}: {:?} {:?}", census, outcome);
    }
}

/// Forcing a refused pair must never lead to a better result than the optimum found without force.
#[test]
fn forcing_a_refused_seat_gains_nothing() {
    for seed in 0..150 {
        let tables = tiny(seed);
        let instance = Instance::from_tables(tables.clone()).expect("a good instance");
        let best = exhaustive(&instance);
        let outcome = run(&instance, 1);
        if outcome.totals.objective != best {
            continue;
        }
        for person in instance.people() {
            for class in instance.open_to(person).filter(|&class| !outcome.solution.has(person, class)) {
                let mut forced = tables.clone();
                let (person, class) = (instance.person_key(person).into(), instance.class_key(class).into());
                forced.fixed.push(FixedRow { person, class });
                let forced = Instance::from_tables(forced).expect("a good instance");
                let report = check(&forced, &run(&forced, 1).solution);
                let kept = report.by_promise().next().is_none();
                assert!(!kept || report.totals.objective <= best, "seed {seed}");
            }
        }
    }
}
