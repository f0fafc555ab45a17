//! Problem and solution files of either kind behind one set of verbs.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use ::timetabling::cost::Impossible;
use ::timetabling::curriculum::search::Anchor;
use ::timetabling::curriculum::{self, Formulation};
use ::timetabling::explain::{Contradiction, contradictions};
use ::timetabling::fault::Faults;
use ::timetabling::format::{ctt, itc2019};
use ::timetabling::report::Report;
use ::timetabling::run::Run;
use ::timetabling::{model, search};
use anyhow::Context as _;

/// A problem as its file says.
pub enum Input {
    Curriculum(curriculum::Problem),
    General(Box<model::Problem>),
}

/// A solution of the same kind as its problem.
pub enum Solution {
    Curriculum(curriculum::Timetable),
    General(model::Timetable),
}

/// The file as text. A byte order mark is no part of it.
pub fn text(path: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("读取 (read) {}", path.display()))?;
    let text =
        String::from_utf8(bytes).with_context(|| format!("{}: 应为 (expected) UTF-8", path.display()))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Whether a file can be written there, asked before a long search and not after it.
pub fn can_hold(path: &Path) -> anyhow::Result<()> {
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty());
    anyhow::ensure!(
        folder.is_none_or(Path::is_dir) && !path.is_dir(),
        "--out {}: 应为 (expected) a file in a folder that exists",
        path.display()
    );
    Ok(())
}

/// Reads a problem; its format is told by the file's extension.
pub fn read_input(path: &Path) -> anyhow::Result<Result<Input, Faults>> {
    let text = text(path)?;
    let input = match path.extension().and_then(|e| e.to_str()) {
        Some("ctt") => ctt::read(&text, ctt::Dialect::Ctt).map(Input::Curriculum),
        Some("ectt") => ctt::read(&text, ctt::Dialect::Ectt).map(Input::Curriculum),
        Some("xml") => itc2019::read(&text).map(|p| Input::General(Box::new(p))),
        _ => anyhow::bail!("{}: 扩展名应为 (expected extension) .ctt, .ectt or .xml", path.display()),
    };
    Ok(input)
}

impl Input {
    pub fn read_solution(&self, text: &str) -> Result<Solution, Faults> {
        match self {
            Input::Curriculum(problem) => ctt::read_solution(text, problem).map(Solution::Curriculum),
            Input::General(problem) => itc2019::read_solution(text, problem).map(Solution::General),
        }
    }

    /// Small sets of the input that cannot hold together.
    pub fn contradictions(&self) -> Vec<Contradiction> {
        match self {
            Input::Curriculum(problem) => curriculum::contradictions(problem),
            Input::General(problem) => contradictions(problem),
        }
    }

    pub fn solve(
        &self,
        run: &Run<'_>,
        start: Option<&Solution>,
        stay: i32,
    ) -> Result<Solution, Vec<Impossible>> {
        match self {
            Input::Curriculum(problem) => {
                let anchor = match start {
                    Some(Solution::Curriculum(timetable)) => Some(Anchor { timetable, stay }),
                    _ => None,
                };
                Ok(Solution::Curriculum(curriculum::search::solve(problem, run, anchor).timetable))
            }
            Input::General(problem) => {
                let anchor = match start {
                    Some(Solution::General(timetable)) => {
                        Some(search::Anchor { timetable, stay: stay.into() })
                    }
                    _ => None,
                };
                Ok(Solution::General(search::solve(problem, run, anchor)?.timetable))
            }
        }
    }

    pub fn check(&self, solution: &Solution, formulation: &Formulation) -> Report {
        match (self, solution) {
            (Input::Curriculum(problem), Solution::Curriculum(timetable)) => {
                curriculum::check(problem, timetable, formulation)
            }
            (Input::General(problem), Solution::General(timetable)) => {
                ::timetabling::check::check(problem, timetable)
            }
            _ => unreachable!("a solution is read by its own problem"),
        }
    }

    pub fn write_solution(&self, solution: &Solution, runtime: Duration, cores: usize) -> String {
        match (self, solution) {
            (Input::Curriculum(problem), Solution::Curriculum(timetable)) => {
                ctt::write_solution(problem, timetable)
            }
            (Input::General(problem), Solution::General(timetable)) => {
                let author = itc2019::Author {
                    technique: "simulated annealing".to_owned(),
                    author: "jinxue".to_owned(),
                    institution: "jinxue".to_owned(),
                    country: "China".to_owned(),
                    runtime,
                    cores,
                };
                itc2019::write_solution(problem, timetable, &author)
            }
            _ => unreachable!("a solution is found by its own problem"),
        }
    }
}

/// Hard violations and cost by criterion, one a line, and the sums.
pub fn summary(report: &Report) -> String {
    let mut text = String::new();
    for (criterion, (hard, cost)) in report.by_criterion() {
        let _ = writeln!(text, "{criterion:<24} 硬 hard {hard:>6}  代价 cost {cost:>8}");
    }
    let _ =
        writeln!(text, "{:<24} 硬 hard {:>6}  代价 cost {:>8}", "合计 total", report.hard(), report.cost());
    text
}
