//! What holds for every run: the rules, the same seats on any number of threads, an answer at any moment.

#[allow(dead_code)]
mod common;

use std::time::Duration;

use common::{Size, random, small_size};
use matching::*;

fn province(people: usize, recipe: Recipe) -> Instance {
    Instance::from_tables(generate(&Recipe { people, ..recipe })).expect("a good instance")
}

#[test]
fn the_same_seed_gives_the_same_seats_on_any_number_of_threads() {
    let tables = generate(&Recipe { people: 3000, ..Recipe::default() });
    let alone = common::run(&Instance::from_tables(tables.clone()).expect("a good instance"), 1);
    for threads in [2, 4] {
        let instance = Instance::from_tables_on(tables.clone(), threads).expect("a good instance");
        let together = common::run(&instance, threads);
        assert_eq!(alone.solution, together.solution);
        assert_eq!(alone.prices, together.prices);
        assert_eq!(alone.bound, together.bound);
    }
}

/// Every kind of rule at once, promised seats included, on many small instances.
#[test]
fn every_rule_is_kept_and_no_number_of_threads_changes_a_seat() {
    for seed in 0..40 {
        let size = Size { promised: 0.1, ..small_size() };
        let instance = Instance::from_tables(random(seed, &size)).expect("a good instance");
        let alone = common::run(&instance, 1);
        let report = check(&instance, &alone.solution);
        let broken: Vec<_> = report.by_search().collect();
        assert!(broken.is_empty(), "seed {seed}: {broken:?}");
        assert!(alone.bound >= alone.totals.objective as f64, "seed {seed}");
        for threads in [2, 4] {
            let together = common::run(&instance, threads);
            assert_eq!(bytes(&instance, &alone), bytes(&instance, &together), "seed {seed}");
        }
    }
}

/// The files of a result.
fn bytes(instance: &Instance, outcome: &Outcome) -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().expect("a folder");
    let review = Review::new(instance, outcome, None, &Earlier::default(), 2);
    outcome.write(instance, &Effort::default(), &review, folder.path().join("out")).expect("files");
    let files = ["seats.csv", "classes.csv", "prices.csv", "openings.csv", "moves.csv", "report.json"];
    files.iter().map(|file| std::fs::read(folder.path().join("out").join(file)).expect("a file")).collect()
}

/// Cancelled from another thread at moments nobody chose.
#[test]
fn cancelled_from_outside_the_seats_keep_the_rules() {
    let instance = province(2500, Recipe { release: 0.6, ..Recipe::default() });
    for wait in [0, 1, 7, 30, 80, 200, 450] {
        let cancel = CancelToken::new();
        let outcome = std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(Duration::from_millis(wait));
                cancel.cancel();
            });
            let options = Options { gap: 0.0, threads: 2, ..Options::default() };
            solve(&instance, &options, &mut |_| {}, &cancel)
        });
        let report = check(&instance, &outcome.solution);
        assert!(report.keeps_the_rules(), "after {wait} ms: {:?}", report.violations.first());
        assert_eq!(report.totals, outcome.totals);
        assert!(outcome.bound >= outcome.totals.objective as f64);
    }
}

#[test]
fn rules_are_kept_where_seats_and_days_are_scarce() {
    for (scarcity, release, most) in [(1.0, 1.0, 0.08), (1.4, 1.0, 0.08), (1.0, 0.4, 0.0228), (2.0, 0.3, 0.3)]
    {
        let instance = province(2500, Recipe { scarcity, release, seed: 11, ..Recipe::default() });
        let outcome = common::run(&instance, 2);
        let report = check(&instance, &outcome.solution);
        assert!(report.keeps_the_rules(), "{:?}", report.violations.first());
        assert!(outcome.bound >= report.totals.objective as f64);
        println!("scarcity {scarcity} release {release}: gap {:.4}", outcome.gap());
        assert!(outcome.gap() < most, "scarcity {scarcity} release {release}: gap {}", outcome.gap());
    }
}

#[test]
fn stopped_at_any_moment_the_seats_keep_the_rules() {
    let instance = province(2500, Recipe::default());
    for stop in [0, 1, 5, 40, 90, 165, 170] {
        let cancel = CancelToken::new();
        let mut seen = 0;
        let mut count = |_: &Progress| {
            seen += 1;
            if seen >= stop {
                cancel.cancel();
            }
        };
        let options = Options { gap: 0.0, ..Options::default() };
        let outcome = solve(&instance, &options, &mut count, &cancel);
        assert!(check(&instance, &outcome.solution).keeps_the_rules(), "stopped after {stop}");
        assert!(outcome.bound >= outcome.totals.objective as f64);
    }
    let options = Options { time: Some(Duration::ZERO), ..Options::default() };
    let outcome = solve(&instance, &options, &mut |_| {}, &CancelToken::new());
    assert!(check(&instance, &outcome.solution).keeps_the_rules());
    assert_eq!(outcome.ending, Ending::Time);
}

/// Prices come back from a result's files as they were.
#[test]
fn prices_are_kept_by_name() {
    for recipe in [Recipe::default(), Recipe { release: 0.5, ..Recipe::default() }] {
        let instance = province(1500, recipe);
        let outcome = common::run(&instance, 2);
        let folder = tempfile::tempdir().expect("a folder");
        let review = Review::new(&instance, &outcome, None, &Earlier::default(), 2);
        let out = folder.path().join("out");
        outcome.write(&instance, &Effort::default(), &review, &out).expect("files");
        assert_eq!(Prices::read(&instance, &out).expect("good files"), outcome.prices);
        assert_eq!(outcome.prices.carried(&instance, &instance), outcome.prices);
    }
}

#[test]
fn a_cancelled_class_moves_few_others_and_leaves_nobody_without_a_cause() {
    let mut tables = generate(&Recipe { people: 5000, ..Recipe::default() });
    let before = Instance::from_tables(tables.clone()).expect("a good instance");
    let first = common::run(&before, 2);
    let gone = tables.classes.remove(20).class;
    tables.coverage.retain(|row| row.class != gone);
    tables.quotas.retain(|row| row.class != gone);
    tables.groups.retain(|row| row.class != gone);
    tables.preferences.retain(|row| row.class != gone);
    let after = Instance::from_tables(tables).expect("a good instance");
    let keys: Vec<(String, String)> = first
        .solution
        .seats()
        .iter()
        .map(|seat| (before.person_key(seat.person).into(), before.class_key(seat.class).into()))
        .collect();
    let (previous, lost) = Solution::from_keys(&after, keys.iter().map(|(p, c)| (p.as_str(), c.as_str())));
    assert!(lost > 0);
    let options = Options {
        gap: 0.002,
        prices: Some(first.prices.carried(&before, &after)),
        previous: Some(Previous { solution: previous.clone(), stay: 4000 }),
        ..Options::default()
    };
    let second = solve(&after, &options, &mut |_| {}, &CancelToken::new());
    assert!(check(&after, &second.solution).keeps_the_rules());
    assert!(second.gap() <= 0.002, "gap {}", second.gap());
    let together =
        solve(&after, &Options { threads: 3, ..options.clone() }, &mut |_| {}, &CancelToken::new());
    assert_eq!((&together.solution, together.bound), (&second.solution, second.bound));
    let limits = Explainer::limits(&after);
    let explainer = Explainer::new(&after, &limits, &second.solution, &second.prices);
    let census = explainer.staying(options.previous.as_ref()).census(1);
    assert_eq!(census.unexplained(), 0, "{:?}", census.counts);
    let taken = previous.without(&second.solution).len();
    println!("{taken} of {} seats taken away", previous.seats().len());
    assert!(taken * 100 <= previous.seats().len() * 5, "{taken} of {}", previous.seats().len());
}

/// A price is what a seat more and a seat less change the bound by, found anew each time.
#[test]
fn a_price_is_the_worth_of_one_more_seat() {
    const SWEEPS: usize = 200;
    let tables = generate(&Recipe { people: 1_000, ..Recipe::default() });
    let bound = |class: usize, more: i64| {
        let mut tables = tables.clone();
        let row = &mut tables.classes[class];
        row.max += more;
        row.min = row.min.min(row.max);
        relax(&Instance::from_tables(tables).expect("a good instance"), SWEEPS, 2).bound
    };
    let instance = Instance::from_tables(tables.clone()).expect("a good instance");
    let now = relax(&instance, SWEEPS, 1);
    assert_eq!(now.bound, relax(&instance, SWEEPS, 2).bound);
    let dear = instance.classes().filter(|&class| now.prices.of_class(class) > 5_000.0);
    let mut asked = 0;
    for class in dear.take(3) {
        let (more, less) = (bound(class.index(), 1) - now.bound, now.bound - bound(class.index(), -1));
        let price = now.prices.of_class(class);
        let key = instance.class_key(class);
        assert!(more * 0.95 <= price && price <= less * 1.05, "{key}: {more} {price} {less}");
        asked += 1;
    }
    assert_eq!(asked, 3);
}
