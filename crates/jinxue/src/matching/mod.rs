//! `jinxue match`: seats for an instance's folder, and what can be asked of the result.

mod ask;
mod effort;
mod progress;
mod solve;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Subcommand;
use matching::{Faults, Language, Recipe};

const CODES: &str = "退出码 / exit codes: 0 完成 done · 1 输入有误或违反规则 faulty input or a broken rule · \
2 用法错误 wrong usage · 130 第二次 Ctrl-C a second Ctrl-C\n\
Ctrl-C 结束求解并写出当前最好的结果 / ends the run and writes the best seats found so far.";

/// 排班选学：为每个人安排班次 / seats for a year's classes
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true, after_help = CODES)]
pub struct Args {
    #[command(subcommand)]
    command: Option<MatchCommand>,
    #[command(flatten)]
    solve: Option<SolveArgs>,
}

#[derive(Debug, clap::Args)]
struct SolveArgs {
    /// 实例文件夹 / the instance's folder
    instance: PathBuf,
    /// 结果文件夹，完整出现或不出现 / the result's folder, which appears whole or not at all
    #[arg(long)]
    out: PathBuf,
    /// 时限 / wall time: 60s, 5m, 1h
    #[arg(long, default_value = "60s", value_parser = duration)]
    time: Duration,
    /// 证明差距不超过此值即结束 / end when this gap is proven: 0.1% or 0.001
    #[arg(long, default_value = "0.1%", value_parser = percent)]
    gap: Percent,
    /// 线程数，不影响结果 / threads, which do not change the seats; all processors if left out
    #[arg(long)]
    threads: Option<usize>,
    /// 随机种子 / breaks ties; the same seed gives the same seats
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// 先前结果，尽量少变动 / an earlier result's folder, to be changed as little as possible
    #[arg(long)]
    previous: Option<PathBuf>,
    /// 留在原班的分值 / points given up to leave one person in a seat they had
    #[arg(long, default_value_t = 0, requires = "previous", value_parser = clap::value_parser!(i64).range(0..=1_000_000_000))]
    stay: i64,
    /// 语言 / language: zh, en
    #[arg(long, default_value = "zh", value_parser = language)]
    language: Language,
}

/// A result, the instance it belongs to, and the earlier result it stayed near.
#[derive(Debug, clap::Args)]
struct Asked {
    #[command(flatten)]
    folders: Folders,
    /// 求解时的先前结果 / the earlier result the run stayed near
    #[arg(long)]
    previous: Option<PathBuf>,
    /// 求解时留在原班的分值 / what leaving one person in a seat was worth in that run
    #[arg(long, default_value_t = 0, requires = "previous")]
    stay: i64,
}

/// A result and the instance it belongs to.
#[derive(Debug, clap::Args)]
struct Folders {
    /// 实例文件夹 / the instance's folder
    instance: PathBuf,
    /// 结果文件夹 / the result's folder
    result: PathBuf,
    /// 语言 / language: zh, en
    #[arg(long, default_value = "zh", value_parser = language)]
    language: Language,
}

#[derive(Debug, Subcommand)]
enum MatchCommand {
    /// 只凭文件重新核对 / recompute a result from the files alone: each violation and code 1, or the objective
    Check {
        #[command(flatten)]
        folders: Folders,
    },
    /// 为何在班或不在班 / why somebody sits in a class, or not
    Explain {
        #[command(flatten)]
        asked: Asked,
        /// 人员编号 / the person's key
        #[arg(long)]
        person: String,
        /// 班次编号，缺省为全部可选班次 / one class; all that are open to the person if left out
        #[arg(long)]
        class: Option<String>,
        /// 每行一个 JSON / one JSON object a line, with all figures and both languages
        #[arg(long)]
        json: bool,
    },
    /// 统计每个人与每个班次的答复 / count the answers for every person and class, as JSON
    Census {
        #[command(flatten)]
        asked: Asked,
        /// 线程数 / threads; all processors if left out
        #[arg(long)]
        threads: Option<usize>,
    },
    /// 生成虚构的全省数据 / write a made-up province
    Generate {
        /// 写到哪里 / where to
        folder: PathBuf,
        #[arg(long, default_value_t = 2500)]
        people: usize,
        #[arg(long, default_value_t = 7)]
        seed: u64,
        /// 名额除以此数 / seats are divided by this
        #[arg(long, default_value_t = 1.0)]
        scarcity: f64,
        /// 离岗上限乘以此数 / release caps are multiplied by this
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
    match number.trim().parse::<f64>() {
        Ok(value) if value.is_finite() && value >= 0.0 => Ok(Percent(value / unit)),
        _ => Err("expected 0% or more: 0.1% or 0.001".into()),
    }
}

/// A wall time: 500ms, 60s, 5m, 1h; a bare number is seconds.
///
/// # Errors
/// What was expected.
pub fn duration(text: &str) -> Result<Duration, String> {
    let expected = || "expected a time: 60s, 5m or 1h".to_string();
    let units = [("ms", 0.001), ("s", 1.0), ("m", 60.0), ("h", 3600.0)];
    let unit =
        units.iter().find_map(|(name, seconds)| text.strip_suffix(name).map(|number| (number, *seconds)));
    let (number, seconds) = unit.unwrap_or((text, 1.0));
    let number: f64 = number.trim().parse().map_err(|_| expected())?;
    Duration::try_from_secs_f64(number * seconds).map_err(|_| expected())
}

fn language(text: &str) -> Result<Language, String> {
    match text {
        "zh" | "zh-CN" => Ok(Language::Chinese),
        "en" => Ok(Language::English),
        _ => Err("expected zh or en".into()),
    }
}

/// Runs the subcommand; faults of the input are printed and end with code 1.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let (done, language) = match (args.command, args.solve) {
        (Some(MatchCommand::Check { folders }), _) => (ask::check(&folders), folders.language),
        (Some(MatchCommand::Explain { asked, person, class, json }), _) => {
            (ask::explain(&asked, &person, class.as_deref(), json), asked.folders.language)
        }
        (Some(MatchCommand::Census { asked, threads }), _) => {
            (ask::census(&asked, threads_or_all(threads)), asked.folders.language)
        }
        (Some(MatchCommand::Generate { folder, people, seed, scarcity, release }), _) => {
            let positive = |part: f64| part.is_finite() && part > 0.0;
            anyhow::ensure!(people > 0, "--people {people}: expected more than 0");
            anyhow::ensure!(positive(scarcity), "--scarcity {scarcity}: expected more than 0");
            anyhow::ensure!(positive(release), "--release {release}: expected more than 0");
            matching::generate(&Recipe { people, seed, scarcity, release }).write(folder)?;
            return Ok(ExitCode::SUCCESS);
        }
        (None, Some(args)) => (solve::solve(&args), args.language),
        (None, None) => anyhow::bail!("INSTANCE --out FOLDER，或子命令 / or a subcommand; see --help"),
    };
    match done {
        Err(error) if error.is::<Faults>() => {
            if let Some(faults) = error.downcast_ref::<Faults>() {
                eprintln!("{}", faults.words(language));
            }
            Ok(ExitCode::FAILURE)
        }
        // Whoever reads the first lines only has what they want.
        Err(error) if reader_is_gone(&error) => Ok(ExitCode::SUCCESS),
        done => done,
    }
}

fn reader_is_gone(error: &anyhow::Error) -> bool {
    error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

fn threads_or_all(threads: Option<usize>) -> usize {
    threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).max(1)
}
