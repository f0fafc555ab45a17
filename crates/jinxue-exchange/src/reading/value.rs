//! A filled cell on its way to becoming a value.

use crate::{fault::Problem, table::Epoch};

/// The text of a filled cell.
///
/// Whether the cell was a number or a text is no matter: a text table cannot
/// tell, and a row that was handed back with its faults must read the same.
#[derive(Debug, Clone, Copy)]
pub struct Value<'c> {
    /// Without the blanks around it; never empty.
    pub text: &'c str,
    /// Where the serial dates of its workbook begin.
    pub epoch: Epoch,
}

/// What a spreadsheet shows where a formula has failed.
const ERRORS: [&str; 8] =
    ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA"];

impl<'c> Value<'c> {
    /// The value of a cell's text; `None` where nothing stands.
    ///
    /// # Errors
    /// A failed formula, and a number that has lost its digits.
    pub(super) fn of(text: &'c str, epoch: Epoch) -> Result<Option<Self>, Problem> {
        match text.trim() {
            "" => Ok(None),
            error if ERRORS.contains(&error) => Err(Problem::FormulaError(error.into())),
            magnitude if has_lost_digits(magnitude) => Err(Problem::LostDigits(magnitude.into())),
            text => Ok(Some(Self { text, epoch })),
        }
    }
}

/// `1.40105E+17`: a number of more than fifteen digits as a spreadsheet shows it.
fn has_lost_digits(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some((mantissa, exponent)) = text.split_once("E+") else { return false };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let long = digits(exponent) && exponent.parse::<u32>().is_ok_and(|exponent| exponent >= 15);
    whole.len() == 1 && digits(whole) && digits(fraction) && long
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_has_spoilt_is_known_by_its_text() {
        let refused = |text| Value::of(text, Epoch::Y1900).err();
        for text in ["1.40105E+17", "1E+15", " 4.4E+20 "] {
            assert_eq!(refused(text), Some(Problem::LostDigits(text.trim().into())));
        }
        assert_eq!(refused("#REF!"), Some(Problem::FormulaError("#REF!".into())));
        for text in ["1.5E+05", "E+17", "12E+17", "1E17", "#1", "1.xE+17", "1.40105E+"] {
            assert_eq!(refused(text), None, "{text}");
        }
        assert!(Value::of(" \u{3000}", Epoch::Y1900).is_ok_and(|value| value.is_none()));
    }
}
