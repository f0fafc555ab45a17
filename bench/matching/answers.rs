//! How long answers take: one at a time, all of them (the census), and what to open next.
//!
//! `cargo run --release -p matching --example answers -- INSTANCE RESULT`

use std::time::{Duration, Instant};

use matching::{Explainer, Instance, Prices, Solution, openings};

/// Every so many-th person is asked about, about every class open to them.
const STRIDE: usize = 997;
const TRIES: usize = 5;

/// Seconds this thread has run on a processor, whatever else the machine does.
fn now() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folders: Vec<String> = std::env::args().skip(1).collect();
    let [instance, result] = &folders[..] else { return Err("INSTANCE RESULT".into()) };
    let instance = Instance::read(instance)?;
    let solution = Solution::read(&instance, result)?;
    let prices = Prices::read(&instance, result)?;
    let limits = Explainer::limits(&instance);

    let begin = now();
    let mut explainer = Explainer::new(&instance, &limits, &solution, &prices);
    println!("made ready in {:.3} CPU s", now() - begin);

    let begin = now();
    let mut times: Vec<(Duration, &str)> = Vec::new();
    for person in instance.people().step_by(STRIDE) {
        for class in instance.open_to(person) {
            // The shortest of a few tries: on a shared machine the others have waited.
            let tries = (0..TRIES).map(|_| {
                let begin = Instant::now();
                let answer = explainer.explain(person, class).answer;
                (begin.elapsed(), answer.kind())
            });
            times.extend(tries.min());
        }
    }
    let mean = (now() - begin) / (times.len() * TRIES) as f64;
    times.sort();
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
    println!("{} explanations with the cost of forcing: {:.3} CPU ms on average", times.len(), mean * 1000.0);
    for (name, part) in [("median", 0.5), ("99 %", 0.99), ("99.9 %", 0.999), ("longest", 1.0)] {
        println!("  {name}: {:.3} ms by the clock ({})", at(part).0.as_secs_f64() * 1000.0, at(part).1);
    }

    let begin = now();
    let census = explainer.census(1);
    println!("census in {:.2} CPU s: {:?}", now() - begin, census.counts);
    println!("unexplained {}", census.unexplained());

    let begin = now();
    let found = openings(&instance, &solution, &prices, 1);
    println!("openings in {:.2} CPU s for {} classes", now() - begin, found.len());
    Ok(())
}
