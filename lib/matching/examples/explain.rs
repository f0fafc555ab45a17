//! Seats a small made-up province and tells one person about every class open to them.
//!
//! `cargo run --release -p matching --example explain`

use matching::{CancelToken, Explainer, Instance, Language, Options, Recipe, generate, solve};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let instance = Instance::from_tables(generate(&Recipe { people: 1000, ..Recipe::default() }))?;
    let outcome = solve(&instance, &Options::default(), &mut |_| {}, &CancelToken::new());
    let limits = Explainer::limits(&instance);
    let mut explainer = Explainer::new(&instance, &limits, &outcome.solution, &outcome.prices);
    let person = instance.person("R0000007").ok_or("nobody of that key")?;
    for class in instance.open_to(person) {
        let explanation = explainer.explain(person, class);
        println!("{}  {}", instance.class_key(class), explanation.words(&instance, Language::Chinese));
    }
    println!("{:#?}", explainer.census(1).counts);
    Ok(())
}
