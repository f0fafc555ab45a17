//! Whether a class's price is what one more seat is worth: held against solving again with a few seats more and a few less.
//!
//! `cargo run --release -p matching --example marginal -- PEOPLE CLASSES SEED`
//!
//! Each run again begins from nothing and knows no price. What is compared is its bound, not its seats: between two runs
//! the seats differ by more than a few of them are worth, the bound by less.

use matching::{CancelToken, Instance, Options, Progress, Recipe, Tables, generate, solve};

/// After so many sweeps the bound is taken: as many as a run of 25,000 people makes before its first campaign.
const SWEEPS: u64 = 70;
/// The seats more and less, as a part of the class's seats: enough that the sweeps' own noise is small beside them.
const PART: i64 = 5;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arg =
        |at: usize, default: usize| std::env::args().nth(at).and_then(|a| a.parse().ok()).unwrap_or(default);
    let (people, classes) = (arg(1, 25_000), arg(2, 50));
    let tables = generate(&Recipe { people, seed: arg(3, 7) as u64, ..Recipe::default() });
    let instance = Instance::from_tables(tables.clone())?;
    let options = Options { gap: 0.000_1, ..Options::default() };
    let prices = solve(&instance, &options, &mut |_| {}, &CancelToken::new()).prices;

    let priced: Vec<_> = instance.classes().filter(|&class| prices.of_class(class) > 0.0).collect();
    let mut errors = Vec::new();
    println!("| class | seats | more or less | price | solved again | error |\n|---|---|---|---|---|---|");
    for class in priced.iter().step_by((priced.len() / classes).max(1)).take(classes) {
        let seats = tables.classes[class.index()].max;
        let change = (seats / PART).max(1);
        let bound = |seats: i64| bound_with(&tables, class.index(), seats);
        let again = (bound(seats + change)? - bound(seats - change)?) / (2 * change) as f64;
        let price = prices.of_class(*class);
        let error = (price - again).abs() / again.abs().max(1.0);
        println!(
            "| {} | {seats} | {change} | {price:.0} | {again:.0} | {:.2} % |",
            instance.class_key(*class),
            error * 100.0
        );
        errors.push(error);
    }
    errors.sort_by(f64::total_cmp);
    let percent = |at: usize| errors[at] * 100.0;
    println!(
        "{} of {} classes with a price: median error {:.2} %, worst {:.2} %",
        errors.len(),
        priced.len(),
        percent(errors.len() / 2),
        percent(errors.len() - 1)
    );
    Ok(())
}

/// The bound where the class has so many seats, found from nothing.
fn bound_with(tables: &Tables, class: usize, seats: i64) -> Result<f64, Box<dyn std::error::Error>> {
    let mut tables = tables.clone();
    let row = &mut tables.classes[class];
    (row.max, row.min) = (seats, row.min.min(seats));
    let instance = Instance::from_tables(tables)?;
    let (cancel, mut bound) = (CancelToken::new(), f64::INFINITY);
    let mut note = |progress: &Progress| {
        bound = bound.min(progress.bound);
        if progress.iterations >= SWEEPS {
            cancel.cancel();
        }
    };
    solve(&instance, &Options { gap: 0.0, ..Options::default() }, &mut note, &cancel);
    Ok(bound)
}
