//! Citizen numbers that can belong to nobody.
//!
//! GB/T 2260 numbers the cities of a province 01–20 and 51–70, its prefectures
//! 21–50 and the counties that lie directly under it 90; no city was ever
//! numbered 99. So 149999 is a well-formed code of Shanxi under which no number
//! has been issued. All else about the numbers is valid: birth date, order
//! number odd for men and even for women, check character of GB 11643.

use std::collections::HashMap;

use jinxue_domain::{CitizenNumber, Date, Sex};

/// The unassigned division under which every generated number stands.
pub(super) const UNASSIGNED_DIVISION: &str = "149999";

/// Issues numbers, each once.
#[derive(Default)]
pub(super) struct Registry {
    issued: HashMap<(Date, Sex), u32>,
}

impl Registry {
    /// The next free number of that birth date and sex.
    pub fn issue(&mut self, born: Date, sex: Sex) -> CitizenNumber {
        let issued = self.issued.entry((born, sex)).or_default();
        let order = *issued * 2 + u32::from(sex == Sex::Male) + 10;
        *issued += 1;
        number(born, order)
    }
}

fn number(born: Date, order: u32) -> CitizenNumber {
    let digits = format!("{UNASSIGNED_DIVISION}{}{order:03}", born.strftime("%Y%m%d"));
    let mut first = [0; 17];
    first.copy_from_slice(digits.as_bytes());
    let number = format!("{digits}{}", CitizenNumber::check_character(&first));
    number.parse().expect("a date, an order number and their check character are a number")
}

#[cfg(test)]
mod tests {
    use jinxue_domain::{DivisionCode, place::Divisions};

    use super::*;

    #[test]
    fn numbers_are_valid_and_stand_under_a_code_that_no_division_has() {
        let mut registry = Registry::default();
        let born = jiff::civil::date(1984, 2, 29);
        for sex in [Sex::Male, Sex::Female, Sex::Male, Sex::Female] {
            let number = registry.issue(born, sex);
            assert_eq!((number.birth_date(), number.sex()), (born, sex));
        }
        let code: DivisionCode = UNASSIGNED_DIVISION.parse().unwrap();
        assert!(Divisions::shanxi().get(code).is_none() && Divisions::shanxi().get(code.city()).is_none());
    }

    #[test]
    fn no_number_is_issued_twice() {
        let mut registry = Registry::default();
        let born = jiff::civil::date(1990, 1, 1);
        let numbers: std::collections::HashSet<CitizenNumber> =
            (0..400).map(|_| registry.issue(born, Sex::Female)).collect();
        assert_eq!(numbers.len(), 400);
    }
}
