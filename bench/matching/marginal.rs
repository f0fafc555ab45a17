//! Whether a class's price is what one more seat is worth: held against solving again with a seat more and a seat less.
//!
//! `cargo run --release -p matching --example marginal -- PEOPLE CLASSES SEED`
//!
//! The price is the one a run reports. Each time it is solved again it begins from nothing and knows no price. What is
//! compared is the bound, not the seats: between two runs the seats differ by more than one of them is worth, the bound
//! after so many sweeps by some tens of points.

use matching::{CancelToken, Instance, Options, Recipe, Tables, generate, relax, solve};

/// After so many sweeps, with steps ever smaller, the bound no longer depends on how it was reached.
const SWEEPS: usize = 300;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arg =
        |at: usize, default: usize| std::env::args().nth(at).and_then(|a| a.parse().ok()).unwrap_or(default);
    let (people, classes) = (arg(1, 5_000), arg(2, 50));
    let tables = generate(&Recipe { people, seed: arg(3, 7) as u64, ..Recipe::default() });
    let instance = Instance::from_tables(tables.clone())?;
    let options = Options { gap: 0.000_1, ..Options::default() };
    let prices = solve(&instance, &options, &mut |_| {}, &CancelToken::new()).prices;
    let now = relax(&instance, SWEEPS, 1).bound;

    let priced: Vec<_> = instance.classes().filter(|&class| prices.of_class(class) > 0.0).collect();
    let mut errors = Vec::new();
    println!("| class | seats | price | one more | one less | error |\n|---|---|---|---|---|---|");
    for class in priced.iter().step_by((priced.len() / classes).max(1)).take(classes) {
        let seats = tables.classes[class.index()].max;
        let (more, less) = (
            bound_with(&tables, class.index(), seats + 1)? - now,
            now - bound_with(&tables, class.index(), seats - 1)?,
        );
        let (price, again) = (prices.of_class(*class), (more + less) / 2.0);
        let error = (price - again).abs() / again.abs().max(1.0);
        println!(
            "| {} | {seats} | {price:.0} | {more:.0} | {less:.0} | {:.2} % |",
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
    Ok(relax(&Instance::from_tables(tables)?, SWEEPS, 1).bound)
}
