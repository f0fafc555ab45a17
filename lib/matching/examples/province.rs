//! Generates a province in memory and seats it, a line of progress at a time.
//!
//! `cargo run --release -p matching --example province -- 25000`

use matching::{CancelToken, Instance, Options, Recipe, check, generate, solve};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arg =
        |at: usize, default: f64| std::env::args().nth(at).and_then(|a| a.parse().ok()).unwrap_or(default);
    let recipe = Recipe {
        people: arg(1, 25_000.0) as usize,
        scarcity: arg(2, 1.0),
        release: arg(3, 1.0),
        seed: arg(6, 7.0) as u64,
    };
    let threads = arg(5, 1.0) as usize;
    let instance = Instance::from_tables_on(generate(&recipe), threads)?;
    println!(
        "{} people, {} classes, {} open pairs",
        instance.people_count(),
        instance.class_count(),
        instance.pair_count()
    );
    let mut last = 0;
    let mut report = |p: &matching::Progress| {
        if p.elapsed.as_secs() > last || p.iterations.is_multiple_of(10) {
            last = p.elapsed.as_secs();
            println!(
                "{:7.2} s  sweep {:4}  bound {:.0}  objective {:?}  gap {:?}",
                p.elapsed.as_secs_f64(),
                p.iterations,
                p.bound,
                p.objective,
                p.gap
            );
        }
    };
    let options = Options { gap: arg(4, 0.001), threads, ..Options::default() };
    let outcome = solve(&instance, &options, &mut report, &CancelToken::new());
    let report = check(&instance, &outcome.solution);
    assert!(report.keeps_the_rules());
    println!(
        "{:?}\nbound {} gap {:.4} % {:?}",
        outcome.totals,
        outcome.bound,
        outcome.gap() * 100.0,
        outcome.ending
    );
    Ok(())
}
