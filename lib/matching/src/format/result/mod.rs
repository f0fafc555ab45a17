//! A result as a folder: `seats.csv`, `classes.csv`, `openings.csv`, `moves.csv`, `report.json`.

mod folder;
mod report;
mod rows;
mod write;

pub use folder::ResultError;
pub use report::{Claim, Effort, claims};

use std::path::Path;

use super::read::each_row;
use crate::fault::{Fault, Faults, Problem};
use crate::model::Instance;
use crate::prices::{Priced, Prices};
use crate::solution::{Seat, Solution};
use rows::{ClassLine, PriceRow, SeatRow};

/// An earlier result's seats by their keys, some of which the instance may no longer know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Earlier {
    /// Person and class.
    pub seats: Vec<(String, String)>,
}

impl Earlier {
    /// Reads the seats of a result's folder.
    ///
    /// # Errors
    /// Every faulty row.
    pub fn read(folder: impl AsRef<Path>) -> Result<Earlier, Faults> {
        let mut faults = Faults::default();
        let mut seats = Vec::new();
        each_row(folder.as_ref(), &mut faults, |_, _, row: SeatRow| seats.push((row.person, row.class)));
        faults.or(Earlier { seats })
    }

    /// The seats of people and classes the instance still knows.
    pub fn solution(&self, instance: &Instance) -> Solution {
        Solution::from_keys(instance, self.seats.iter().map(|(p, c)| (p.as_str(), c.as_str()))).0
    }
}

impl Solution {
    /// Reads the seats of a result's folder that belongs to the instance.
    ///
    /// # Errors
    /// Every faulty row, and every person or class the instance does not know.
    pub fn read(instance: &Instance, folder: impl AsRef<Path>) -> Result<Solution, Faults> {
        let mut faults = Faults::default();
        let mut seats = Vec::new();
        each_row(folder.as_ref(), &mut faults, |faults, line, row: SeatRow| {
            let (person, class) = (instance.person(&row.person), instance.class(&row.class));
            let mut unknown = |column, value, file| {
                let problem = Problem::Unknown { file };
                faults.add(Fault { file: "seats.csv", line, column, value, problem });
            };
            match (person, class) {
                (Some(person), Some(class)) => seats.push(Seat { person, class }),
                (None, _) => unknown("person", row.person, "people.csv"),
                (_, None) => unknown("class", row.class, "classes.csv"),
            }
        });
        faults.or(Solution::new(seats))
    }
}

impl Prices {
    /// Reads the prices of a result's folder; what the instance does not know is left out.
    ///
    /// # Errors
    /// Every faulty row.
    pub fn read(instance: &Instance, folder: impl AsRef<Path>) -> Result<Prices, Faults> {
        let mut faults = Faults::default();
        let mut named = Vec::new();
        each_row(folder.as_ref(), &mut faults, |_, _, row: ClassLine| {
            named.push((Priced::Class { class: row.class }, row.price));
        });
        each_row(folder.as_ref(), &mut faults, |_, _, row: PriceRow| named.push((row.priced, row.price)));
        faults.or(Prices::from_named(instance, named))
    }
}
