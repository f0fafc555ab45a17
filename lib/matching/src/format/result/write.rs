//! Writing a result.

use std::path::Path;

use super::folder::{ResultError, appear, vacant};
use super::report::{Effort, report};
use super::rows::{ClassLine, PriceRow, SeatRow};
use crate::Language;
use crate::format::rows::FileRow;
use crate::format::write::{WriteError, csv_file};
use crate::model::{ClassId, Instance};
use crate::openings::Cell;
use crate::prices::Priced;
use crate::review::{Move, Review};
use crate::solve::Outcome;

impl Outcome {
    /// Whether a result may be written to the folder: it does not exist, is empty or holds an earlier result.
    ///
    /// # Errors
    /// The folder holds something else, or cannot be read.
    pub fn may_write(folder: impl AsRef<Path>) -> Result<(), ResultError> {
        vacant(folder.as_ref())
    }

    /// Writes the result. The folder appears whole or not at all; an earlier result in it is replaced.
    ///
    /// # Errors
    /// The folder holds something else, or the first file that cannot be written.
    pub fn write(
        &self,
        instance: &Instance,
        effort: &Effort,
        review: &Review,
        folder: impl AsRef<Path>,
    ) -> Result<(), ResultError> {
        appear(folder.as_ref(), |folder| {
            self.write_seats(instance, folder)?;
            self.write_classes(instance, folder)?;
            self.write_prices(instance, folder)?;
            write_openings(instance, &review.openings, folder)?;
            write_moves(instance, &review.moves, folder)?;
            let path = folder.join("report.json");
            let text = format!("{:#}\n", report(self, instance, effort, review));
            std::fs::write(&path, text).map_err(WriteError::at(&path))
        })
    }

    fn write_seats(&self, instance: &Instance, folder: &Path) -> Result<(), WriteError> {
        let seat = |seat: &crate::Seat| {
            let (person, class) = (instance.person_key(seat.person), instance.class_key(seat.class));
            vec![person.to_string(), class.to_string()]
        };
        csv_file(&folder.join(SeatRow::FILE), SeatRow::COLUMNS, self.solution.seats().iter().map(seat))
    }

    fn write_prices(&self, instance: &Instance, folder: &Path) -> Result<(), WriteError> {
        let named = self.prices.named(instance).into_iter();
        let apart = named.filter(|(priced, _)| !matches!(priced, Priced::Class { .. }));
        let rows = apart.map(|(priced, price)| PriceRow { priced, price }.fields());
        csv_file(&folder.join(PriceRow::FILE), PriceRow::COLUMNS, rows)
    }

    fn write_classes(&self, instance: &Instance, folder: &Path) -> Result<(), WriteError> {
        let seats = self.solution.seats_by_class(instance);
        let line = |class: ClassId| {
            let count = seats[class.index()];
            ClassLine {
                class: instance.class_key(class).into(),
                held: count > 0,
                seats: count as i64,
                price: self.prices.of_class(class),
            }
            .fields()
        };
        csv_file(&folder.join(ClassLine::FILE), ClassLine::COLUMNS, instance.classes().map(line))
    }
}

fn write_openings(instance: &Instance, cells: &[Cell], folder: &Path) -> Result<(), WriteError> {
    let columns =
        ["topic", "region", "month", "classes", "held", "seats", "free", "price", "like", "people", "worth"];
    let row = |cell: &Cell| {
        vec![
            cell.topic.clone(),
            cell.region.clone(),
            cell.month.clone(),
            cell.classes.to_string(),
            cell.held.to_string(),
            cell.seats.to_string(),
            cell.free.to_string(),
            format!("{:.2}", cell.price),
            instance.class_key(cell.best.like).into(),
            cell.best.people.to_string(),
            cell.best.worth.to_string(),
        ]
    };
    csv_file(&folder.join("openings.csv"), &columns, cells.iter().map(row))
}

fn write_moves(instance: &Instance, moves: &[Move], folder: &Path) -> Result<(), WriteError> {
    let columns = ["person", "from", "to", "cause", "zh", "en"];
    let row = |m: &Move| {
        let key = |class: &Option<String>| class.clone().unwrap_or_default();
        let words = |language| m.cause.words(instance, language);
        vec![
            m.person.clone(),
            key(&m.from),
            key(&m.to),
            m.cause.kind().into(),
            words(Language::Chinese),
            words(Language::English),
        ]
    };
    csv_file(&folder.join("moves.csv"), &columns, moves.iter().map(row))
}
