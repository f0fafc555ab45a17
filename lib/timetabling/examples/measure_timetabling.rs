//! The measurements recorded in `bench/timetabling/README.md`.
//!
//!     cargo run --release -p timetabling --example measure_timetabling -- files SECONDS SEED THREADS FILE…
//!     cargo run --release -p timetabling --example measure_timetabling -- term SECONDS SEED

use std::error::Error;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use timetabling::cost::Layout;
use timetabling::curriculum;
use timetabling::explain::{Suggester, repairs};
use timetabling::format::{ctt, itc2019};
use timetabling::run::{Clock, Limit, Run};
use timetabling::search::{self, Anchor};
use timetabling::term::{Session, Size, carry, generate, translate};

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let seconds = Duration::from_secs_f64(arguments.get(1).ok_or("SECONDS")?.parse()?);
    let seed = arguments.get(2).ok_or("SEED")?.parse()?;
    match arguments[0].as_str() {
        "files" => {
            let threads = arguments.get(3).ok_or("THREADS")?.parse()?;
            arguments[4..].iter().try_for_each(|file| measure_file(file, seconds, seed, threads))
        }
        "term" => [Size::TERM, Size::WEEK].into_iter().try_for_each(|size| measure_term(size, seconds, seed)),
        other => Err(format!("{other}; expected files or term").into()),
    }
}

fn measure_file(file: &str, seconds: Duration, seed: u64, threads: usize) -> Outcome {
    let cancel = AtomicBool::new(false);
    let listen = |_| {};
    let run = Run {
        limit: Limit::Time(seconds),
        clock: Clock::Processor,
        seed,
        threads,
        cancel: &cancel,
        listen: &listen,
    };
    let text = std::fs::read_to_string(file)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let (report, steps) = if file.ends_with(".xml") {
        let problem = itc2019::read(text)?;
        let found = search::solve(&problem, &run, None).map_err(|faults| faults[0].clone())?;
        (timetabling::check::check(&problem, &found.timetable), found.steps)
    } else {
        let problem = ctt::read(text, ctt::Dialect::Ctt)?;
        let found = curriculum::search::solve(&problem, &run, None);
        (curriculum::check(&problem, &found.timetable, &curriculum::Formulation::UD2), found.steps)
    };
    let rate = steps as f64 / seconds.as_secs_f64() / 1e6;
    println!(
        "{file} seed {seed}: hard {} cost {} at {rate:.2} million steps/s",
        report.hard(),
        report.cost()
    );
    for (criterion, (hard, cost)) in report.by_criterion() {
        println!("    {criterion}: hard {hard} cost {cost}");
    }
    Ok(())
}

fn measure_term(size: Size, seconds: Duration, seed: u64) -> Outcome {
    let mut term = generate(size, seed);
    let began = Instant::now();
    let before = translate(&term)?;
    println!("{} lessons, translated in {:?}", term.lessons.len(), began.elapsed());
    let cancel = AtomicBool::new(false);
    let told = Mutex::new(Vec::new());
    let listen = |p: timetabling::run::Progress| {
        if let Ok(mut told) = told.lock() {
            told.push((p.elapsed, p.best));
        }
    };
    let mut run = Run::quiet(Limit::Time(seconds), seed, &cancel);
    run.clock = Clock::Processor;
    run.listen = &listen;
    let found = search::solve(&before.problem, &run, None).map_err(|faults| faults[0].clone())?;
    let feasible = told.lock().ok().and_then(|t| t.iter().find(|(_, best)| best.0 == 0).copied());
    println!("planned: hard {} cost {}; first seen without hard {feasible:?}", found.hard, found.cost);

    let layout = Layout::new(&before.problem).map_err(|faults| faults[0].clone())?;
    let mut suggester = Suggester::new(&layout, &found.timetable);
    let mut slowest = Duration::ZERO;
    for lesson in 0..term.lessons.len() {
        let began = Instant::now();
        suggester.suggest(lesson, 10);
        slowest = slowest.max(began.elapsed());
    }
    println!("ten suggestions for each lesson: slowest {slowest:?}");

    let sessions = before.sessions(&term, &found.timetable);
    // The lecturer and the three days that touch most lessons.
    let days = |s: &Session| s.dates[0].series(jiff::Span::new().days(1)).take(3).collect::<Vec<_>>();
    let touches = |ill: usize, days: &[jiff::civil::Date]| {
        let theirs = sessions.iter().filter(|s| term.lessons[s.lesson].lecturers.contains(&ill));
        theirs.filter(|s| days.contains(&s.dates[0])).count()
    };
    let candidates =
        sessions.iter().flat_map(|s| term.lessons[s.lesson].lecturers.iter().map(move |&ill| (ill, days(s))));
    let (ill, absent) = candidates.max_by_key(|(ill, days)| touches(*ill, days)).ok_or("no lecture")?;
    term.lecturers[ill].absent = absent;
    let began = Instant::now();
    let after = translate(&term)?;
    let start = carry(&before.problem, &found.timetable, &after.problem);
    let touched = start.seats.iter().filter(|s| s.is_none()).count();
    let began_repairs = Instant::now();
    let changed = Layout::new(&after.problem).map_err(|faults| faults[0].clone())?;
    let list = repairs(&changed, &start, 10).ranked;
    let (taken, moved) = (began_repairs.elapsed(), list.iter().map(|r| r.moves.len()).collect::<Vec<_>>());
    let costs: Vec<(i64, i64)> = list.iter().map(|r| (r.hard, r.cost)).collect();
    println!("ten repairs in {taken:?}: lessons moved {moved:?}, (hard, cost) {costs:?}");
    run.limit = Limit::Time(seconds.min(Duration::from_secs(2)));
    let anchor = Anchor { timetable: &start, stay: 1_000 };
    let repaired = search::solve(&after.problem, &run, Some(anchor)).map_err(|faults| faults[0].clone())?;
    let now = after.sessions(&term, &repaired.timetable);
    let moved = sessions.iter().zip(&now).filter(|(a, b)| a != b).count();
    println!(
        "ill three days: {touched} touched, {moved} moved, hard {}, {:?}",
        repaired.hard,
        began.elapsed()
    );
    Ok(())
}
