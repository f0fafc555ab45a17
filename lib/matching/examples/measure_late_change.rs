//! Measures a late change: one class in a hundred of a solved province is cancelled, then it is solved from where it
//! was.
//!
//! `cargo run --release -p matching --example measure_late_change -- 25000 4000` (people, points for staying)

use matching::{CancelToken, Earlier, Instance, Options, Previous, Recipe, Seat, check, generate, solve};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arg =
        |at: usize, default: usize| std::env::args().nth(at).and_then(|a| a.parse().ok()).unwrap_or(default);
    let people = arg(1, 25_000);
    let mut tables = generate(&Recipe { people, ..Recipe::default() });
    let before = Instance::from_tables(tables.clone())?;
    let options = Options { gap: 0.001, ..Options::default() };
    let first = solve(&before, &options, &mut |_| {}, &CancelToken::new());
    println!("before: gap {:.4} %, {:.1} CPU s", first.gap() * 100.0, cpu_seconds());

    let gone: Vec<String> =
        tables.classes.iter().skip(50).step_by(100).map(|row| row.class.clone()).collect();
    tables.classes.retain(|row| !gone.contains(&row.class));
    tables.coverage.retain(|row| !gone.contains(&row.class));
    tables.quotas.retain(|row| !gone.contains(&row.class));
    tables.groups.retain(|row| !gone.contains(&row.class));
    tables.mandatory.retain(|row| tables.groups.iter().any(|group| group.group == row.group));
    tables.preferences.retain(|row| !gone.contains(&row.class));
    let after = Instance::from_tables(tables)?;
    let key = |seat: &Seat| (before.person_key(seat.person).into(), before.class_key(seat.class).into());
    let earlier = Earlier { seats: first.solution.seats().iter().map(key).collect() };
    let previous = earlier.solution(&after);
    let lost = earlier.seats.len() - previous.seats().len();

    let begin = cpu_seconds();
    let options = Options {
        gap: 0.002,
        prices: Some(first.prices.carried(&before, &after)),
        previous: Some(Previous { solution: previous.clone(), stay: arg(2, 4_000) as i64 }),
        ..Options::default()
    };
    let second = solve(&after, &options, &mut |_| {}, &CancelToken::new());
    let cpu = cpu_seconds() - begin;
    assert!(check(&after, &second.solution).keeps_the_rules());
    let taken = previous.without(&second.solution).len();
    println!(
        "after {} classes with {lost} seats were cancelled: gap {:.4} %, {cpu:.1} CPU s, {taken} of {} other seats taken away ({:.2} %), {:?}",
        gone.len(),
        second.gap() * 100.0,
        previous.seats().len(),
        taken as f64 * 100.0 / previous.seats().len() as f64,
        second.ending
    );
    Ok(())
}

/// User and system seconds of this process (Linux; 0 elsewhere).
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.split_whitespace().skip(13).take(2).filter_map(|field| field.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}
