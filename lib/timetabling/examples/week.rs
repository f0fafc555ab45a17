//! One class's timetable, its first week as SVG on standard output, and the best other places of a lesson.
//!
//!     cargo run --release -p timetabling --example week > week.svg

use std::error::Error;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use timetabling::cost::Layout;
use timetabling::draw::{View, week};
use timetabling::explain::Suggester;
use timetabling::run::{Limit, Run};
use timetabling::search;
use timetabling::term::{Size, generate, translate};

fn main() -> Result<(), Box<dyn Error>> {
    let term = generate(Size::WEEK, 1);
    let translation = translate(&term)?;
    let layout = Layout::new(&translation.problem).map_err(|faults| faults[0].clone())?;
    let cancel = AtomicBool::new(false);
    let run = Run::quiet(Limit::Time(Duration::from_secs(1)), 1, &cancel);
    let found = search::solve(&translation.problem, &run, None).map_err(|faults| faults[0].clone())?;
    let sessions = translation.sessions(&term, &found.timetable);
    print!("{}", week(&term, &sessions, &View::Class(0), term.classes[0].from));
    for suggestion in Suggester::new(&layout, &found.timetable).suggest(3, 5) {
        let (seat, moves) = (suggestion.seat, suggestion.moves.len());
        eprintln!(
            "{seat:?}: {:+} hard, {:+} cost, {moves} moved",
            suggestion.delta.hard, suggestion.delta.soft
        );
    }
    Ok(())
}
