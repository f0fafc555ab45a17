//! A class is cancelled after the call-up went out: as few others as possible move.
//!
//! `cargo run --release -p matching --example late_change`

use matching::{CancelToken, Instance, Options, Previous, Prices, Recipe, Solution, generate, solve};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut tables = generate(&Recipe { people: 1000, ..Recipe::default() });
    let before = Instance::from_tables(tables.clone())?;
    let first = solve(&before, &Options::default(), &mut |_| {}, &CancelToken::new());

    let gone = tables.classes.remove(2).class;
    tables.coverage.retain(|row| row.class != gone);
    tables.quotas.retain(|row| row.class != gone);
    tables.groups.retain(|row| row.class != gone);
    tables.preferences.retain(|row| row.class != gone);
    let after = Instance::from_tables(tables)?;

    let keys = first.solution.seats().iter();
    let keys = keys.map(|seat| (before.person_key(seat.person), before.class_key(seat.class)));
    let (solution, lost) = Solution::from_keys(&after, keys);
    let known = before.classes();
    let known = known.filter_map(|c| Some((after.class(before.class_key(c))?, first.prices.of_class(c))));
    let options = Options {
        prices: Some(Prices::from_classes(&after, known)),
        previous: Some(Previous { solution: solution.clone(), stay: 4000 }),
        ..Options::default()
    };
    let second = solve(&after, &options, &mut |_| {}, &CancelToken::new());
    let taken = solution.without(&second.solution).len();
    println!("{lost} seats went with the class; {taken} of the other {} were moved", solution.seats().len());
    Ok(())
}
