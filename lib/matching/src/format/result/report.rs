//! `report.json`: the figures of a run; and whether a result's files say what its seats say.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use super::rows::ClassLine;
use crate::Language;
use crate::check::{CheckReport, Totals};
use crate::fault::{Fault, Faults, Problem};
use crate::format::read::each_row;
use crate::model::Instance;
use crate::review::Review;
use crate::solution::Solution;
use crate::solve::Outcome;

const FILE: &str = "report.json";
/// How many rules that promised seats break are told in words.
const TOLD: usize = 1000;

/// What a run needed, measured by whoever ran it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Effort {
    pub seconds: f64,
    pub cpu_seconds: f64,
    pub peak_mib: f64,
    pub seed: u64,
}

/// The report of a run, with what looking back on it found.
pub(super) fn report(outcome: &Outcome, instance: &Instance, effort: &Effort, review: &Review) -> Value {
    let totals = &outcome.totals;
    let checked = crate::check(instance, &outcome.solution);
    let broken: Vec<Value> = checked
        .by_promise()
        .take(TOLD)
        .map(|v| json!({ "zh": v.words(instance, Language::Chinese), "en": v.words(instance, Language::English) }))
        .collect();
    let mut moves: BTreeMap<&str, usize> = BTreeMap::new();
    review.moves.iter().for_each(|m| *moves.entry(m.cause.kind()).or_default() += 1);
    let mut report = json!({
        "objective": totals.objective,
        "bound": outcome.bound,
        "gap": outcome.gap(),
        "people_seated": totals.people_seated,
        "seats": totals.seats,
        "classes_held": totals.classes_held,
        "mandatory_missed": totals.mandatory_missed,
        "quota_short": totals.quota_short,
        "iterations": outcome.iterations,
        "ending": outcome.ending.word(),
        "moved": outcome.moved,
        "moves": moves,
        "broken_by_promise": checked.by_promise().count(),
        "promises_break": broken,
        "census": review.census.json(instance),
    });
    if let (Value::Object(report), Ok(Value::Object(effort))) = (&mut report, serde_json::to_value(effort)) {
        report.extend(effort);
    }
    report
}

/// Something a result's file says that its seats do not bear out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub file: &'static str,
    /// The figure, or the class and the figure.
    pub item: String,
    pub said: String,
    pub found: String,
}

impl Claim {
    /// One sentence.
    pub fn words(&self, language: Language) -> String {
        let Claim { file, item, said, found } = self;
        match language {
            Language::Chinese => format!("{file} 中 {item} 为 {said}，重新计算为 {found}"),
            Language::English => format!("{file} says {item} is {said}, recomputed it is {found}"),
        }
    }
}

/// Recomputes what `classes.csv` and `report.json` of a result claim.
///
/// # Errors
/// Files that are missing or cannot be read, and every faulty row.
pub fn claims(
    instance: &Instance,
    solution: &Solution,
    checked: &CheckReport,
    folder: impl AsRef<Path>,
) -> Result<Vec<Claim>, Faults> {
    let mut faults = Faults::default();
    let mut found = of_classes(instance, solution, folder.as_ref(), &mut faults);
    found.extend(of_report(&checked.totals, folder.as_ref(), &mut faults));
    faults.or(found)
}

fn of_classes(instance: &Instance, solution: &Solution, folder: &Path, faults: &mut Faults) -> Vec<Claim> {
    let seats = solution.seats_by_class(instance);
    let mut said: Vec<bool> = vec![false; seats.len()];
    let mut claims = Vec::new();
    let mut claim = |item: String, said: String, found: String| {
        if said != found {
            claims.push(Claim { file: "classes.csv", item, said, found });
        }
    };
    each_row(folder, faults, |faults, line, row: ClassLine| {
        let mut fault = |problem| {
            let value = row.class.clone();
            faults.add(Fault { file: "classes.csv", line, column: "class", value, problem });
        };
        let Some(class) = instance.class(&row.class) else {
            return fault(Problem::Unknown { file: "classes.csv" });
        };
        if std::mem::replace(&mut said[class.index()], true) {
            return fault(Problem::Duplicate);
        }
        let count = seats[class.index()];
        claim(format!("{} held", row.class), row.held.to_string(), (count > 0).to_string());
        claim(format!("{} seats", row.class), row.seats.to_string(), count.to_string());
    });
    for class in instance.classes().filter(|class| !said[class.index()]) {
        let found = seats[class.index()].to_string();
        claim(format!("{} seats", instance.class_key(class)), "–".into(), found);
    }
    claims
}

fn of_report(totals: &Totals, folder: &Path, faults: &mut Faults) -> Vec<Claim> {
    let mut whole = |problem| {
        faults.add(Fault { file: FILE, line: 0, column: "", value: String::new(), problem });
        Vec::new()
    };
    let text = match std::fs::read_to_string(folder.join(FILE)) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return whole(Problem::FileMissing),
        Err(_) => return whole(Problem::Unreadable),
    };
    let Ok(report) = serde_json::from_str::<Value>(&text) else { return whole(Problem::Unreadable) };
    let figures = [
        ("objective", totals.objective),
        ("people_seated", totals.people_seated as i64),
        ("seats", totals.seats as i64),
        ("classes_held", totals.classes_held as i64),
        ("mandatory_missed", totals.mandatory_missed),
        ("quota_short", totals.quota_short),
    ];
    let claim = |item: &str, found: String| {
        let said = report[item].to_string();
        Claim { file: FILE, item: item.into(), said, found }
    };
    let wrong = figures.iter().filter(|(item, found)| report[*item].as_i64() != Some(*found));
    let mut claims: Vec<Claim> = wrong.map(|(item, found)| claim(item, found.to_string())).collect();
    let objective = totals.objective as f64;
    let bound = report["bound"].as_f64().unwrap_or(f64::NEG_INFINITY);
    if bound < objective {
        claims.push(claim("bound", format!("≥ {objective}")));
    }
    let gap = (bound - objective) / bound.abs().max(1.0);
    if !report["gap"].as_f64().is_some_and(|said| (said - gap).abs() < 1e-9) {
        claims.push(claim("gap", gap.to_string()));
    }
    claims
}
