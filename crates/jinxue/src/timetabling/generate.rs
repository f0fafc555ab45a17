//! A made-up term, planned and written out.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use ::timetabling::draw::{View, week};
use ::timetabling::explain::contradictions;
use ::timetabling::term::{self, Session, ShareRule, Size, Term};
use ::timetabling::{check, search};
use anyhow::Context as _;
use clap::ValueEnum;

use super::{Terms, files, refuse, verdict};

#[derive(Clone, Copy, ValueEnum)]
enum SizeName {
    /// 40 classes in a quarter of a year, 2,000 lessons.
    Term,
    /// One class, 60 lessons.
    Week,
}

#[derive(clap::Args)]
pub struct Generate {
    #[arg(long, value_enum, default_value = "term")]
    size: SizeName,
    /// Folder for timetable.csv, shares.csv and the pictures.
    #[arg(long)]
    out: PathBuf,
    #[command(flatten)]
    terms: Terms,
}

pub fn run(args: &Generate) -> anyhow::Result<ExitCode> {
    std::fs::create_dir_all(&args.out)
        .with_context(|| format!("--out {}: 应为 (expected) a folder", args.out.display()))?;
    let size = match args.size {
        SizeName::Term => Size::TERM,
        SizeName::Week => Size::WEEK,
    };
    let made = term::generate(size, args.terms.seed);
    let translation = match term::translate(&made) {
        Ok(translation) => translation,
        Err(faults) => return Ok(refuse(&faults)),
    };
    for contradiction in contradictions(&translation.problem) {
        eprintln!("不可能同时成立 (cannot hold): {contradiction}");
    }
    let found = match args.terms.with_run(|run| search::solve(&translation.problem, run, None))? {
        Ok(found) => found,
        Err(impossible) => {
            let names: Vec<String> = impossible.iter().map(ToString::to_string).collect();
            return Ok(refuse(&names.join("\n")));
        }
    };
    let sessions = translation.sessions(&made, &found.timetable);
    let write = |name: &str, text: String| {
        let path = args.out.join(name);
        std::fs::write(&path, text).with_context(|| format!("写入 (write) {}", path.display()))
    };
    write("timetable.csv", timetable_csv(&made, &sessions))?;
    write("shares.csv", shares_csv(&made))?;
    let monday = made.calendar.date(made.calendar.place(made.classes[0].from).0, 0);
    write("class.svg", week(&made, &sessions, &View::Class(0), monday))?;
    write("lecturer.svg", week(&made, &sessions, &View::Lecturer(0), monday))?;
    write("room.svg", week(&made, &sessions, &View::Room(made.halls[0].name.clone()), monday))?;
    let report = check::check(&translation.problem, &found.timetable);
    print!("{}", files::summary(&report));
    Ok(verdict(report.hard()))
}

fn timetable_csv(term: &Term, sessions: &[Session]) -> String {
    let mut text = String::from("课,题目,班次,师资,日期,开始,结束,地点\n");
    for session in sessions {
        let lesson = &term.lessons[session.lesson];
        let names = |list: Vec<&str>| list.join("、");
        let classes = names(lesson.classes.iter().map(|&c| term.classes[c].name.as_str()).collect());
        let lecturers = names(lesson.lecturers.iter().map(|&l| term.lecturers[l].name.as_str()).collect());
        for date in &session.dates {
            let (start, end) = (clock(session.start), clock(session.end));
            let _ = writeln!(
                text,
                "{},{},{classes},{lecturers},{date},{start},{end},{}",
                lesson.id, lesson.title, session.place
            );
        }
    }
    text
}

fn clock(minutes: u16) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

fn shares_csv(term: &Term) -> String {
    let mut text = String::from("班次,规定,依据,学时,总学时,不足学时\n");
    for held in term::shares(term, &ShareRule::usual()) {
        let class = &term.classes[held.class].name;
        let (name, source) = (&held.rule.name, &held.rule.source);
        let (hours, of_hours, short) = (held.hours, held.of_hours, held.short_hours());
        let _ = writeln!(text, "{class},{name},{source},{hours},{of_hours},{short}");
    }
    text
}
