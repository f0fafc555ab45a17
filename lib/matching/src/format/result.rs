//! A result as a folder: `seats.csv`, `classes.csv`, `report.json`.

use std::path::Path;

use serde::Serialize;

use super::read::each_row;
use super::rows::FileRow;
use super::write::{WriteError, csv_file};
use crate::fault::{Fault, Faults, Problem};
use crate::format::fields::Fields;
use crate::model::Instance;
use crate::prices::Prices;
use crate::solution::Solution;
use crate::solve::Outcome;

/// What a run needed, measured by whoever ran it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Effort {
    pub seconds: f64,
    pub cpu_seconds: f64,
    pub peak_mib: f64,
    pub seed: u64,
}

/// `report.json`
#[derive(Debug, Clone, Serialize)]
struct Report<'a> {
    objective: i64,
    bound: f64,
    gap: f64,
    people_seated: usize,
    seats: usize,
    classes_held: usize,
    mandatory_missed: i64,
    quota_short: i64,
    #[serde(flatten)]
    effort: &'a Effort,
    iterations: u64,
    ending: &'static str,
    /// Seats of the previous result that were taken away or given, where there was one.
    moved: usize,
    /// How many rules the promised seats break by themselves.
    broken_by_promise: usize,
}

impl Outcome {
    /// Writes the result, creating the folder.
    ///
    /// # Errors
    /// The first file that cannot be written.
    pub fn write(
        &self,
        instance: &Instance,
        effort: &Effort,
        folder: impl AsRef<Path>,
    ) -> Result<(), WriteError> {
        let folder = folder.as_ref();
        std::fs::create_dir_all(folder).map_err(WriteError::at(folder))?;
        let seat = |seat: &crate::Seat| {
            vec![instance.person_key(seat.person).to_string(), instance.class_key(seat.class).to_string()]
        };
        csv_file(&folder.join("seats.csv"), SeatRow::COLUMNS, self.solution.seats().iter().map(seat))?;
        let seats = self.solution.seats_by_class(instance);
        let class = |class: crate::ClassId| {
            let count = seats[class.index()];
            let price = format!("{:.2}", self.prices.of_class(class));
            let held = if count > 0 { "1" } else { "0" };
            vec![instance.class_key(class).to_string(), held.into(), count.to_string(), price]
        };
        csv_file(&folder.join("classes.csv"), PriceRow::COLUMNS, instance.classes().map(class))?;
        let path = folder.join("report.json");
        let text = serde_json::to_string_pretty(&self.report(instance, effort)).unwrap_or_default();
        std::fs::write(&path, text + "\n").map_err(WriteError::at(&path))
    }

    fn report<'a>(&self, instance: &Instance, effort: &'a Effort) -> Report<'a> {
        let totals = &self.totals;
        Report {
            objective: totals.objective,
            bound: self.bound,
            gap: self.gap(),
            people_seated: totals.people_seated,
            seats: totals.seats,
            classes_held: totals.classes_held,
            mandatory_missed: totals.mandatory_missed,
            quota_short: totals.quota_short,
            effort,
            iterations: self.iterations,
            ending: self.ending.word(),
            moved: self.moved,
            broken_by_promise: crate::check(instance, &self.solution).by_promise().count(),
        }
    }
}

/// A row of a result's `seats.csv`.
struct SeatRow {
    person: String,
    class: String,
}

/// A row of a result's `classes.csv`.
struct PriceRow {
    class: String,
    price: f64,
}

impl FileRow for SeatRow {
    const FILE: &'static str = "seats.csv";
    const COLUMNS: &'static [&'static str] = &["person", "class"];
    fn parse(f: &mut Fields<'_, '_>) -> Self {
        Self { person: f.text(0), class: f.text(1) }
    }
    fn fields(&self) -> Vec<String> {
        vec![self.person.clone(), self.class.clone()]
    }
}

impl FileRow for PriceRow {
    const FILE: &'static str = "classes.csv";
    const COLUMNS: &'static [&'static str] = &["class", "held", "seats", "price"];
    fn parse(f: &mut Fields<'_, '_>) -> Self {
        let price = f.raw(3).parse().unwrap_or_else(|_| {
            f.fault(3, Problem::Number);
            0.0
        });
        Self { class: f.text(0), price }
    }
    fn fields(&self) -> Vec<String> {
        vec![self.class.clone(), String::new(), String::new(), self.price.to_string()]
    }
}

/// Whether seats may name people and classes the instance does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strangers {
    /// They are faults: the result belongs to this instance.
    Refused,
    /// They are left out: the instance has changed since.
    LeftOut,
}

impl Solution {
    /// Reads the seats of a result's folder.
    ///
    /// # Errors
    /// Every faulty row; unknown keys only if strangers are refused.
    pub fn read(
        instance: &Instance,
        folder: impl AsRef<Path>,
        strangers: Strangers,
    ) -> Result<Solution, Faults> {
        let mut faults = Faults::default();
        let mut seats = Vec::new();
        each_row(folder.as_ref(), &mut faults, |faults, line, row: SeatRow| {
            let (person, class) = (instance.person(&row.person), instance.class(&row.class));
            if let (Some(person), Some(class)) = (person, class) {
                seats.push(crate::Seat { person, class });
            } else if strangers == Strangers::Refused {
                let (column, value, file) = match person {
                    None => ("person", row.person, "people.csv"),
                    Some(_) => ("class", row.class, "classes.csv"),
                };
                faults.add(Fault {
                    file: "seats.csv",
                    line,
                    column,
                    value,
                    problem: Problem::Unknown { file },
                });
            }
        });
        faults.or(Solution::new(seats))
    }
}

impl Prices {
    /// Reads the class prices of a result's folder; classes the instance does not know are left out.
    ///
    /// # Errors
    /// Every faulty row.
    pub fn read(instance: &Instance, folder: impl AsRef<Path>) -> Result<Prices, Faults> {
        let mut faults = Faults::default();
        let mut known = Vec::new();
        each_row(folder.as_ref(), &mut faults, |_, _, row: PriceRow| {
            known.extend(instance.class(&row.class).map(|class| (class, row.price)));
        });
        faults.or(Prices::from_classes(instance, known))
    }
}
