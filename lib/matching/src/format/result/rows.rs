//! The rows of a result's files.

use crate::fault::Problem;
use crate::format::fields::Fields;
use crate::format::rows::FileRow;
use crate::prices::Priced;

/// A row of `seats.csv`.
pub(super) struct SeatRow {
    pub person: String,
    pub class: String,
}

/// A row of `classes.csv`.
pub(super) struct ClassLine {
    pub class: String,
    pub held: bool,
    pub seats: i64,
    pub price: f64,
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

/// A row of `prices.csv`: what quotas, days and leaders cost; the price of a class stands in `classes.csv`.
pub(super) struct PriceRow {
    pub priced: Priced,
    pub price: f64,
}

impl FileRow for PriceRow {
    const FILE: &'static str = "prices.csv";
    const COLUMNS: &'static [&'static str] = &["of", "class", "unit", "day", "price"];
    const OPTIONAL: bool = true;
    fn parse(f: &mut Fields<'_, '_>) -> Self {
        let (class, unit) = (f.text(1), f.text(2));
        let priced = match f.raw(0) {
            "quota" => Priced::Quota { class, unit },
            "day" => Priced::Day { unit, day: f.date(3) },
            "leaders" => Priced::Leaders { unit, day: f.date(3) },
            _ => {
                f.fault(0, Problem::Word { expected: "quota, day, leaders" });
                Priced::Class { class: String::new() }
            }
        };
        Self { priced, price: f.decimal(4) }
    }
    fn fields(&self) -> Vec<String> {
        let (of, class, unit, day) = match &self.priced {
            Priced::Class { class } => ("class", class.as_str(), "", None),
            Priced::Quota { class, unit } => ("quota", class.as_str(), unit.as_str(), None),
            Priced::Day { unit, day } => ("day", "", unit.as_str(), Some(day)),
            Priced::Leaders { unit, day } => ("leaders", "", unit.as_str(), Some(day)),
        };
        let day = day.map_or(String::new(), |day| day.to_string());
        vec![of.into(), class.into(), unit.into(), day, format!("{:.4}", self.price)]
    }
}

impl FileRow for ClassLine {
    const FILE: &'static str = "classes.csv";
    const COLUMNS: &'static [&'static str] = &["class", "held", "seats", "price"];
    fn parse(f: &mut Fields<'_, '_>) -> Self {
        let held = match f.raw(1) {
            "0" => false,
            "1" => true,
            _ => {
                f.fault(1, Problem::Word { expected: "0, 1" });
                false
            }
        };
        Self { class: f.text(0), held, seats: f.number(2), price: f.decimal(3) }
    }
    fn fields(&self) -> Vec<String> {
        let held = if self.held { "1" } else { "0" };
        vec![self.class.clone(), held.into(), self.seats.to_string(), format!("{:.4}", self.price)]
    }
}
