//! A class is cancelled after the call-up went out: as few others as possible move, and each is told why.
//!
//! `cargo run --release -p matching --example late_change`

use matching::{
    CancelToken, Earlier, Instance, Language, Options, Previous, Recipe, Review, generate, solve,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut tables = generate(&Recipe { people: 1000, ..Recipe::default() });
    let before = Instance::from_tables(tables.clone())?;
    let first = solve(&before, &Options::default(), &mut |_| {}, &CancelToken::new());
    let seats = first.solution.seats().iter();
    let key =
        |seat: &matching::Seat| (before.person_key(seat.person).into(), before.class_key(seat.class).into());
    let earlier = Earlier { seats: seats.map(key).collect() };

    let gone = earlier.seats.first().ok_or("nobody has a seat")?.1.clone();
    tables.classes.retain(|row| row.class != gone);
    tables.coverage.retain(|row| row.class != gone);
    tables.quotas.retain(|row| row.class != gone);
    tables.groups.retain(|row| row.class != gone);
    tables.preferences.retain(|row| row.class != gone);
    let after = Instance::from_tables(tables)?;

    let options = Options {
        prices: Some(first.prices.carried(&before, &after)),
        previous: Some(Previous { solution: earlier.solution(&after), stay: 4000 }),
        ..Options::default()
    };
    let second = solve(&after, &options, &mut |_| {}, &CancelToken::new());
    for moved in Review::new(&after, &second, options.previous.as_ref(), &earlier, 1).moves {
        let (from, to) = (moved.from.unwrap_or_default(), moved.to.unwrap_or_default());
        println!("{}  {from} → {to}  {}", moved.person, moved.cause.words(&after, Language::Chinese));
    }
    Ok(())
}
