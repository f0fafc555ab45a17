//! The rows of a result's files.

use crate::fault::Problem;
use crate::format::fields::Fields;
use crate::format::rows::FileRow;

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
        let price = f.raw(3).parse::<f64>().ok().filter(|price| price.is_finite()).unwrap_or_else(|| {
            f.fault(3, Problem::Number);
            0.0
        });
        Self { class: f.text(0), held, seats: f.number(2), price }
    }
    fn fields(&self) -> Vec<String> {
        let held = if self.held { "1" } else { "0" };
        vec![self.class.clone(), held.into(), self.seats.to_string(), format!("{:.2}", self.price)]
    }
}
