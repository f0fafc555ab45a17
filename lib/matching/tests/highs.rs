//! The engine against HiGHS, a general solver, through a second reading of the files written in Python.
//!
//! It needs a Python with `highspy` (`./jinxue test` makes one in `target/highs`; `JINXUE_HIGHS_PYTHON` names
//! another). Where there is none the tests say so and pass, unless `JINXUE_REQUIRE_HIGHS` is set.

#[allow(dead_code)]
mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{run, small, tiny};
use matching::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// What HiGHS says of an instance, given every set of classes a person may have.
#[derive(Deserialize)]
struct Bundles {
    /// The optimum of the linear relaxation.
    linear: f64,
    /// The optimum.
    best: f64,
}

/// What it says given every person and class.
#[derive(Deserialize)]
struct Compact {
    /// The optimum.
    best: f64,
}

fn python() -> Option<PathBuf> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let named = std::env::var_os("JINXUE_HIGHS_PYTHON").map(PathBuf::from);
    let python = named.unwrap_or_else(|| repository.join("target/highs/bin/python"));
    let runs = Command::new(&python).args(["-c", "import highspy"]).stderr(Stdio::null()).status();
    if runs.is_ok_and(|status| status.success()) {
        return Some(python);
    }
    assert!(
        std::env::var_os("JINXUE_REQUIRE_HIGHS").is_none(),
        "{} with highspy is required and does not run",
        python.display()
    );
    println!("skipped: no Python with highspy at {}", python.display());
    None
}

fn ask<T: DeserializeOwned>(python: &Path, script: &str, tables: &Tables) -> T {
    let folder = tempfile::tempdir().expect("a folder");
    tables.write(folder.path()).expect("files");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/highs").join(script);
    let said = Command::new(python).arg(script).arg(folder.path()).output().expect("runs");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    serde_json::from_slice(&said.stdout).expect("figures")
}

/// The bound is a proof: never below the optimum, which the seats never pass.
#[test]
fn the_bound_and_the_seats_enclose_the_optimum() {
    let Some(python) = python() else { return };
    const SEEDS: u64 = 48;
    let (mut above, mut below) = (Vec::new(), 0.0);
    for seed in 0..SEEDS {
        let tables = small(seed);
        let highs: Bundles = ask(&python, "bundles.py", &tables);
        let instance = Instance::from_tables(tables).expect("a good instance");
        let outcome = run(&instance, 2);
        assert!(check(&instance, &outcome.solution).keeps_the_rules(), "seed {seed}");
        let objective = outcome.totals.objective as f64;
        println!(
            "seed {seed}: seats {objective} optimum {:.0} linear {:.0} bound {:.0}",
            highs.best, highs.linear, outcome.bound
        );
        assert!(outcome.bound >= highs.best - 0.5, "seed {seed}: bound below the optimum");
        assert!(objective <= highs.best + 0.5, "seed {seed}: seats above the optimum");
        above.push((outcome.bound - highs.linear) / highs.linear.abs());
        below += (highs.best - objective) / highs.best.abs() / SEEDS as f64;
    }
    let sharp = above.iter().filter(|&&above| above <= 0.005).count() as u64;
    println!("above the linear bound by {above:.4?}, seats {below:.5} below the optimum on average");
    // On one of them a duty that few can meet keeps the bound above.
    assert!(sharp + 1 >= SEEDS, "{sharp} of {SEEDS} bounds within 0.5 % of the linear one: {above:?}");
    assert!(below <= 0.01, "seats {below} below the optimum");
}

/// The exhaustive search of these tests and HiGHS agree: two readings of the same description.
#[test]
fn exhaustive_search_and_highs_agree() {
    let Some(python) = python() else { return };
    for seed in 0..20 {
        let mut tables = tiny(seed);
        tables.fixed.clear();
        let highs: Bundles = ask(&python, "bundles.py", &tables);
        let instance = Instance::from_tables(tables).expect("a good instance");
        let best = common::exhaustive(&instance);
        assert_eq!(best, highs.best.round() as i64, "seed {seed}");
    }
}

/// The rows with one more class like the given one.
fn with_one_more(tables: &Tables, like: &str) -> Tables {
    let mut more = tables.clone();
    let name = || "one more".to_string();
    let rows = tables.classes.iter().filter(|row| row.class == like);
    more.classes.extend(rows.map(|row| ClassRow { class: name(), ..row.clone() }));
    let rows = tables.coverage.iter().filter(|row| row.class == like);
    more.coverage.extend(rows.map(|row| CoverageRow { class: name(), ..row.clone() }));
    let rows = tables.groups.iter().filter(|row| row.class == like);
    more.groups.extend(rows.map(|row| GroupRow { class: name(), ..row.clone() }));
    let rows = tables.preferences.iter().filter(|row| row.class == like);
    more.preferences.extend(rows.map(|row| PreferenceRow { class: name(), ..row.clone() }));
    more
}

/// What one more class would be worth, held against the optimum with the class less the optimum without.
#[test]
fn an_opening_is_worth_what_solving_again_gives() {
    let Some(python) = python() else { return };
    let mut errors: Vec<f64> = Vec::new();
    for seed in [7, 3] {
        let tables = generate(&Recipe { people: 600, scarcity: 1.2, seed, ..Recipe::default() });
        let instance = Instance::from_tables(tables.clone()).expect("a good instance");
        let outcome = run(&instance, 2);
        let best = |tables: &Tables| ask::<Compact>(&python, "compact.py", tables).best;
        let before = best(&tables);
        let mut found = openings(&instance, &outcome.solution, &outcome.prices, 2);
        found.sort_by_key(|opening| std::cmp::Reverse(opening.worth));
        for Opening { like, people, worth } in found.into_iter().take(3).filter(|found| found.worth > 0) {
            let like = instance.class_key(like);
            let gained = best(&with_one_more(&tables, like)) - before;
            println!("seed {seed}, {like} for {people}: expected {worth}, gained {gained:.0}");
            errors.push((worth as f64 - gained) / gained.abs().max(1.0));
        }
    }
    errors.sort_by(|a, b| a.abs().total_cmp(&b.abs()));
    println!("{errors:.3?}");
    assert!(errors[errors.len() / 2].abs() <= 0.15, "{errors:?}");
}
