//! `jinxue match`: seats for an instance's folder, and what can be asked of the result.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Subcommand;
use matching::{
    CancelToken, Effort, Explainer, Instance, Language, Options, Previous, Prices, Progress, Recipe,
    Solution, Strangers,
};

/// 排班选学：为每个人安排班次 / seats for a year's classes
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Args {
    #[command(subcommand)]
    command: Option<MatchCommand>,
    #[command(flatten)]
    solve: Option<SolveArgs>,
}

#[derive(Debug, clap::Args)]
struct SolveArgs {
    /// The instance's folder
    instance: PathBuf,
    /// Where the result is written
    #[arg(long)]
    out: PathBuf,
    /// Wall time, for instance 60s, 5m
    #[arg(long, default_value = "60s", value_parser = duration)]
    time: Duration,
    /// End when this gap is proven, for instance 0.1%
    #[arg(long, default_value = "0.1%", value_parser = percent)]
    gap: Percent,
    /// Threads; all processors if left out
    #[arg(long)]
    threads: Option<usize>,
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// An earlier result's folder, to be changed as little as possible
    #[arg(long)]
    previous: Option<PathBuf>,
    /// Points given up to leave one person in a seat they had
    #[arg(long, default_value_t = 0, requires = "previous")]
    stay: i64,
}

#[derive(Debug, Subcommand)]
enum MatchCommand {
    /// Recompute a result from the files alone
    Check { instance: PathBuf, result: PathBuf },
    /// Why does somebody sit in a class, or not?
    Explain {
        instance: PathBuf,
        result: PathBuf,
        #[arg(long)]
        person: String,
        /// One class; all open ones if left out
        #[arg(long)]
        class: Option<String>,
        #[arg(long)]
        json: bool,
        /// zh or en
        #[arg(long, default_value = "zh", value_parser = language)]
        language: Language,
    },
    /// Count the answers for every person and class
    Census {
        instance: PathBuf,
        result: PathBuf,
        #[arg(long, default_value_t = 1)]
        threads: usize,
    },
    /// Write a made-up province
    Generate {
        folder: PathBuf,
        #[arg(long, default_value_t = 2500)]
        people: usize,
        #[arg(long, default_value_t = 7)]
        seed: u64,
        /// Seats are divided by this
        #[arg(long, default_value_t = 1.0)]
        scarcity: f64,
        /// Release caps are multiplied by this
        #[arg(long, default_value_t = 1.0)]
        release: f64,
    },
}

/// A part of one, written as a percentage or a fraction.
#[derive(Debug, Clone, Copy)]
pub struct Percent(f64);

impl Percent {
    /// As a number of hundredths.
    pub fn of_hundred(self) -> f64 {
        self.0 * 100.0
    }
}

/// A percentage or a fraction, zero or more.
///
/// # Errors
/// What was expected.
pub fn percent(text: &str) -> Result<Percent, String> {
    let (number, unit) = match text.strip_suffix('%') {
        Some(number) => (number, 100.0),
        None => (text, 1.0),
    };
    let value: f64 = number.parse().map_err(|_| format!("“{text}”: expected 0.1% or 0.001"))?;
    if value.is_finite() && value >= 0.0 {
        Ok(Percent(value / unit))
    } else {
        Err(format!("“{text}”: expected 0% or more"))
    }
}

/// A wall time: 500ms, 60s, 5m, 1h; a bare number is seconds.
///
/// # Errors
/// What was expected.
pub fn duration(text: &str) -> Result<Duration, String> {
    let units = [("ms", 0.001), ("s", 1.0), ("m", 60.0), ("h", 3600.0)];
    let unit =
        units.iter().find_map(|(name, seconds)| text.strip_suffix(name).map(|number| (number, *seconds)));
    let (number, seconds) = unit.unwrap_or((text, 1.0));
    let number: f64 = number.parse().map_err(|_| format!("“{text}”: expected 60s, 5m or 1h"))?;
    Duration::try_from_secs_f64(number * seconds).map_err(|_| format!("“{text}”: expected 60s, 5m or 1h"))
}

fn language(text: &str) -> Result<Language, String> {
    match text {
        "zh" | "zh-CN" => Ok(Language::Chinese),
        "en" => Ok(Language::English),
        _ => Err(format!("“{text}”: expected zh or en")),
    }
}

/// Runs the subcommand; faults of the input are printed and end with code 1.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let done = match (args.command, args.solve) {
        (Some(MatchCommand::Check { instance, result }), _) => check(&instance, &result),
        (Some(MatchCommand::Explain { instance, result, person, class, json, language }), _) => {
            explain(&instance, &result, &person, class.as_deref(), json, language)
        }
        (Some(MatchCommand::Census { instance, result, threads }), _) => census(&instance, &result, threads),
        (Some(MatchCommand::Generate { folder, people, seed, scarcity, release }), _) => {
            anyhow::ensure!(
                people > 0 && scarcity > 0.0 && release > 0.0,
                "people, scarcity, release: expected more than 0"
            );
            matching::generate(&Recipe { people, seed, scarcity, release }).write(folder)?;
            Ok(ExitCode::SUCCESS)
        }
        (None, Some(args)) => solve(&args),
        (None, None) => anyhow::bail!("INSTANCE and --out are needed"),
    };
    match done {
        Err(error) if error.is::<matching::Faults>() => {
            if let Some(faults) = error.downcast_ref::<matching::Faults>() {
                eprintln!("{}", faults.words(Language::Chinese));
            }
            Ok(ExitCode::FAILURE)
        }
        done => done,
    }
}

fn solve(args: &SolveArgs) -> anyhow::Result<ExitCode> {
    let begin = Instant::now();
    let instance = Instance::read(&args.instance)?;
    let threads = args.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let mut options = Options {
        time: Some(args.time.saturating_sub(begin.elapsed())),
        gap: args.gap.0,
        threads,
        seed: args.seed,
        ..Options::default()
    };
    if let Some(folder) = &args.previous {
        let solution = Solution::read(&instance, folder, Strangers::LeftOut)?;
        options.prices = Some(Prices::read(&instance, folder)?);
        options.previous = Some(Previous { solution, stay: args.stay });
    }
    let cancel = CancelToken::new();
    cancel_on_interrupt(cancel.clone())?;
    let mut line = ProgressLine::new();
    let outcome = matching::solve(&instance, &options, &mut |progress| line.show(progress), &cancel);
    line.end();
    let effort = Effort {
        seconds: begin.elapsed().as_secs_f64(),
        cpu_seconds: cpu_seconds(),
        peak_mib: peak_mib(),
        seed: args.seed,
    };
    outcome.write(&instance, &effort, &args.out)?;
    let totals = &outcome.totals;
    println!(
        "objective {}  bound {}  gap {:.4}%  seats {}  classes held {}  moved {}",
        totals.objective,
        outcome.bound,
        outcome.gap() * 100.0,
        totals.seats,
        totals.classes_held,
        outcome.moved
    );
    Ok(ExitCode::SUCCESS)
}

/// Ctrl-C ends the run, which then writes the best seats found so far; a second one ends the program.
fn cancel_on_interrupt(cancel: CancelToken) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::spawn(move || {
        let _ = runtime.block_on(tokio::signal::ctrl_c());
        cancel.cancel();
        let _ = runtime.block_on(tokio::signal::ctrl_c());
        std::process::exit(130);
    });
    Ok(())
}

/// One line a second, or on a terminal a line that renews itself.
struct ProgressLine {
    terminal: bool,
    shown: Option<Duration>,
}

impl ProgressLine {
    fn new() -> Self {
        Self { terminal: std::io::stderr().is_terminal(), shown: None }
    }

    fn show(&mut self, progress: &Progress) {
        let pause = if self.terminal { Duration::from_millis(100) } else { Duration::from_secs(1) };
        if self.shown.is_some_and(|shown| progress.elapsed < shown + pause) {
            return;
        }
        self.shown = Some(progress.elapsed);
        let objective = progress.objective.map_or("–".into(), |objective| objective.to_string());
        let gap = progress.gap.map_or("–".into(), |gap| format!("{:.4}%", gap * 100.0));
        let line = format!(
            "{:6.1} s  objective {objective}  bound {:.0}  gap {gap}  seats {}",
            progress.elapsed.as_secs_f64(),
            progress.bound,
            progress.seats
        );
        let mut stderr = std::io::stderr();
        let _ = if self.terminal { write!(stderr, "\r\x1b[K{line}") } else { writeln!(stderr, "{line}") };
        let _ = stderr.flush();
    }

    fn end(&self) {
        if self.terminal && self.shown.is_some() {
            eprintln!();
        }
    }
}

fn check(instance: &PathBuf, result: &PathBuf) -> anyhow::Result<ExitCode> {
    let instance = Instance::read(instance)?;
    let solution = Solution::read(&instance, result, Strangers::Refused)?;
    let report = matching::check(&instance, &solution);
    for violation in &report.violations {
        println!("{}", violation.words(&instance, Language::Chinese));
    }
    if !report.keeps_the_rules() {
        return Ok(ExitCode::FAILURE);
    }
    println!("{}", report.totals.objective);
    Ok(ExitCode::SUCCESS)
}

fn explain(
    instance: &PathBuf,
    result: &PathBuf,
    person: &str,
    class: Option<&str>,
    json: bool,
    language: Language,
) -> anyhow::Result<ExitCode> {
    let instance = Instance::read(instance)?;
    let solution = Solution::read(&instance, result, Strangers::Refused)?;
    let prices = Prices::read(&instance, result)?;
    let id = instance.person(person).ok_or_else(|| anyhow::anyhow!("“{person}” is not in people.csv"))?;
    let classes: Vec<_> = match class {
        Some(key) => {
            vec![instance.class(key).ok_or_else(|| anyhow::anyhow!("“{key}” is not in classes.csv"))?]
        }
        None => instance.open_to(id).collect(),
    };
    let limits = Explainer::limits(&instance);
    let mut explainer = Explainer::new(&instance, &limits, &solution, &prices);
    for class in classes {
        let explanation = explainer.explain(id, class);
        let words = explanation.words(&instance, language);
        let key = instance.class_key(class);
        if json {
            println!("{}", explanation.json(&instance));
        } else {
            println!("{key}  {words}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn census(instance: &PathBuf, result: &PathBuf, threads: usize) -> anyhow::Result<ExitCode> {
    let instance = Instance::read(instance)?;
    let solution = Solution::read(&instance, result, Strangers::Refused)?;
    let prices = Prices::zero(&instance);
    let limits = Explainer::limits(&instance);
    let census = Explainer::new(&instance, &limits, &solution, &prices).census(threads.max(1));
    println!("{}", serde_json::to_string_pretty(&census.counts)?);
    for e in &census.exceptions {
        let (person, class) = (instance.person_key(e.person), instance.class_key(e.class));
        println!("{person},{class},{},{}", e.gain, e.marginal.map_or(String::new(), |m| m.to_string()));
    }
    Ok(ExitCode::SUCCESS)
}

/// User and system time of this process so far.
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    // Linux counts process times in hundredths of a second.
    (ticks(11) + ticks(12)) / 100.0
}

/// The most memory this process ever held.
fn peak_mib() -> f64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("VmHWM"));
    let kib =
        line.and_then(|line| line.split_whitespace().nth(1)).and_then(|number| number.parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}
