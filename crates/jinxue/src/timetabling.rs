//! `jinxue timetable`: solve, check and generate timetables.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ::timetabling::curriculum::Formulation;
use ::timetabling::run::{Clock, Limit, Run};
use anyhow::Context as _;
use clap::{Subcommand, ValueEnum};

mod files;
mod generate;

use files::{Input, read_input};

/// Timetables: 排课.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 求解: search for a timetable of a .ctt, .ectt or ITC-2019 .xml file.
    Solve(Solve),
    /// 核对: recount every hard violation and the cost by criterion; exit 1 if any is hard.
    Check(Check),
    /// 生成: make up a Party-school term, plan it, and write its timetable and pictures.
    Generate(generate::Generate),
}

#[derive(Clone, Copy, ValueEnum)]
enum ClockName {
    Wall,
    Processor,
}

/// How long to search, and on what.
#[derive(clap::Args)]
struct Terms {
    /// Time to search: 60s, 10m, 500ms.
    #[arg(long, default_value = "60s", value_parser = duration)]
    time: Duration,
    /// Search so many steps instead: the same seed then gives the same timetable on any machine.
    #[arg(long)]
    steps: Option<u64>,
    /// The clock `--time` is read from.
    #[arg(long, value_enum, default_value = "wall")]
    clock: ClockName,
    /// Searches side by side; they tell each other their best.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: u16,
    /// What the search draws from; the same seed, one thread and `--steps` give the same timetable.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(clap::Args)]
struct Solve {
    /// The problem: .ctt, .ectt or ITC-2019 .xml.
    file: PathBuf,
    /// Where the solution is written, in the format's own way.
    #[arg(long)]
    out: PathBuf,
    #[command(flatten)]
    terms: Terms,
    /// A solution to start from.
    #[arg(long)]
    start: Option<PathBuf>,
    /// Cost of every lecture or class that leaves its place in `--start`: how dear it is to move what is published.
    #[arg(long, default_value_t = 0, requires = "start", value_parser = clap::value_parser!(i32).range(0..=1_000_000))]
    stay: i32,
}

#[derive(clap::Args)]
struct Check {
    /// The problem: .ctt, .ectt or ITC-2019 .xml.
    file: PathBuf,
    /// Its solution, in the format's own way.
    solution: PathBuf,
    /// Which criteria count, for .ctt and .ectt: UD1 to UD5.
    #[arg(long, default_value = "UD2")]
    formulation: Formulation,
    /// Lists the reason of every violation and every cost.
    #[arg(long)]
    reasons: bool,
}

/// Runs the command. Bad input, and a file that cannot be read or written, end with code 2 and every fault on standard
/// error: code 1 says that a hard constraint is broken, and nothing else.
pub fn run(args: Args) -> ExitCode {
    let ended = match args.command {
        Command::Solve(args) => solve(&args),
        Command::Check(args) => check(&args),
        Command::Generate(args) => generate::run(&args),
    };
    ended.unwrap_or_else(|error| refuse(&format!("{error:#}")))
}

fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = text.strip_prefix(digits).unwrap_or_default();
    let seconds = match unit {
        "ms" => 0.001,
        "s" | "" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return Err(format!("unit “{unit}”; expected ms, s, m or h")),
    };
    let amount: f64 = digits.parse().map_err(|_| format!("“{text}”; expected a time such as 60s or 10m"))?;
    Duration::try_from_secs_f64(amount * seconds)
        .map_err(|_| format!("“{text}”; expected a time such as 60s"))
}

impl Terms {
    /// Calls `search` with the run these terms describe; Ctrl-C ends it with the best so far.
    fn with_run<T>(&self, search: impl FnOnce(&Run<'_>) -> T) -> anyhow::Result<T> {
        let cancel = Arc::new(AtomicBool::new(false));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let pressed = Arc::clone(&cancel);
        runtime.spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                pressed.store(true, Ordering::Relaxed);
            }
        });
        let run = Run {
            limit: self.steps.map_or(Limit::Time(self.time), Limit::Steps),
            clock: match self.clock {
                ClockName::Wall => Clock::Wall,
                ClockName::Processor => Clock::Processor,
            },
            seed: self.seed,
            threads: usize::from(self.threads),
            cancel: &cancel,
            listen: &|progress| eprintln!("{progress}"),
        };
        let result = search(&run);
        runtime.shutdown_background();
        Ok(result)
    }
}

fn refuse(faults: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("{faults}");
    ExitCode::from(2)
}

/// The exit code says whether every hard constraint is kept.
fn verdict(hard: i64) -> ExitCode {
    if hard == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

fn solve(args: &Solve) -> anyhow::Result<ExitCode> {
    files::can_hold(&args.out)?;
    let input = match read_input(&args.file)? {
        Ok(input) => input,
        Err(faults) => return Ok(refuse(&faults)),
    };
    let start = match &args.start {
        None => None,
        Some(path) => match input.read_solution(&files::text(path)?) {
            Ok(solution) => Some(solution),
            Err(faults) => return Ok(refuse(&faults)),
        },
    };
    for contradiction in input.contradictions() {
        eprintln!("不可能同时成立 (cannot hold): {contradiction}");
    }
    let began = Instant::now();
    let found = args.terms.with_run(|run| input.solve(run, start.as_ref(), args.stay))?;
    let solution = match found {
        Ok(solution) => solution,
        Err(impossible) => {
            for class in impossible {
                eprintln!("{class}");
            }
            return Ok(ExitCode::from(2));
        }
    };
    let text = input.write_solution(&solution, began.elapsed(), usize::from(args.terms.threads));
    std::fs::write(&args.out, text).with_context(|| format!("写入 (write) {}", args.out.display()))?;
    let report = input.check(&solution, &Formulation::UD2);
    print!("{}", files::summary(&report));
    Ok(verdict(report.hard()))
}

fn check(args: &Check) -> anyhow::Result<ExitCode> {
    let input: Input = match read_input(&args.file)? {
        Ok(input) => input,
        Err(faults) => return Ok(refuse(&faults)),
    };
    let solution = match input.read_solution(&files::text(&args.solution)?) {
        Ok(solution) => solution,
        Err(faults) => return Ok(refuse(&faults)),
    };
    let report = input.check(&solution, &args.formulation);
    if args.reasons {
        for reason in &report.justifications {
            println!("{reason}");
        }
    }
    print!("{}", files::summary(&report));
    Ok(verdict(report.hard()))
}
