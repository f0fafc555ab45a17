//! A small curriculum-based problem, solved for a second and recounted.
//!
//!     cargo run --release -p timetabling --example curriculum

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use timetabling::curriculum::{Formulation, check, search};
use timetabling::fault::Faults;
use timetabling::format::ctt::{Dialect, read, write_solution};
use timetabling::run::{Limit, Run};

fn main() -> Result<(), Faults> {
    let problem = read(include_str!("../tests/data/toy.ctt"), Dialect::Ctt)?;
    let cancel = AtomicBool::new(false);
    let run = Run::quiet(Limit::Time(Duration::from_secs(1)), 1, &cancel);
    let found = search::solve(&problem, &run, None);
    print!("{}", write_solution(&problem, &found.timetable));
    for reason in check(&problem, &found.timetable, &Formulation::UD2).justifications {
        println!("{reason}");
    }
    Ok(())
}
