//! A lecturer falls ill for three days: what could be done, what moves, and whom to tell.
//!
//!     cargo run --release -p timetabling --example repair

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use timetabling::cost::Layout;
use timetabling::explain::repairs;
use timetabling::model::Timetable;
use timetabling::release::{Diff, Held, Release};
use timetabling::run::{Limit, Run};
use timetabling::search;
use timetabling::term::{Size, Term, Translation, carry, generate, people, translate};

fn release(name: &str, term: &Term, translation: &Translation, timetable: &Timetable) -> Release {
    let sessions = translation.sessions(term, timetable);
    let held = |s: &timetabling::term::Session| Held {
        when: format!("{} {}:{:02}", s.dates[0], s.start / 60, s.start % 60),
        place: s.place.clone(),
        people: people(term, s.lesson),
    };
    let lessons: BTreeMap<String, Held> =
        sessions.iter().map(|s| (term.lessons[s.lesson].id.clone(), held(s))).collect();
    Release { name: name.to_owned(), lessons }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut term = generate(Size::WEEK, 1);
    let before = translate(&term)?;
    let cancel = AtomicBool::new(false);
    let run = Run::quiet(Limit::Time(Duration::from_secs(1)), 1, &cancel);
    let published = search::solve(&before.problem, &run, None).map_err(|f| f[0].clone())?.timetable;
    let first = release("第一版", &term, &before, &published);

    let sessions = before.sessions(&term, &published);
    let taught =
        sessions.iter().find(|s| !term.lessons[s.lesson].lecturers.is_empty()).ok_or("no lecture")?;
    let ill = term.lessons[taught.lesson].lecturers[0];
    let days = taught.dates[0].series(jiff::Span::new().days(1)).take(3);
    term.lecturers[ill].absent = days.collect();
    let after = translate(&term)?;
    let start = carry(&before.problem, &published, &after.problem);
    let layout = Layout::new(&after.problem).map_err(|f| f[0].clone())?;
    let found = repairs(&layout, &start, 5);
    for (index, repair) in found.ranked.iter().enumerate() {
        let told: BTreeSet<String> = repair.moves.iter().flat_map(|m| people(&term, m.0)).collect();
        let (moved, cost) = (repair.moves.len(), repair.cost);
        println!(
            "方案 {}: 移动 {moved} 课, 通知 {} 方, 硬冲突 {}, 代价 {cost}",
            index + 1,
            told.len(),
            repair.hard
        );
    }
    let repaired = &found.ranked.first().ok_or("no repair")?.timetable;

    let diff = Diff::between(&first, &release("第二版", &term, &after, repaired));
    println!("{} 病假三天", term.lecturers[ill].name);
    for (lesson, change) in &diff.changes {
        println!("{lesson}: {change:?}");
    }
    for (person, lessons) in diff.letters() {
        println!("通知 {person}: {}", lessons.join("、"));
    }
    Ok(())
}
