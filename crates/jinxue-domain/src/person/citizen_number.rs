//! 公民身份号码 of GB 11643: six digits of division, eight of birth date, three of order, one check character.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use crate::fold::half_width;
use crate::vocabulary::Sex;
use crate::words::{Fault, Words, fault_display};

/// What is asked of the last character of a citizen number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CheckDigit {
    /// It is the one the first seventeen digits ask for.
    #[default]
    MustFit,
    /// A person has compared the number with the identity card: some cards were issued with a wrong one.
    Confirmed,
}

/// A citizen number that passed every check of GB 11643, the check character aside where a person confirmed it. Neither `Debug` nor `Display` shows it whole: ask for
/// [`CitizenNumber::reveal`], and the reader of the code sees that you did.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CitizenNumber([u8; 18]);

/// Why a text is not a citizen number. The value is kept masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CitizenNumberFault {
    /// Fifteen digits: the form withdrawn in 2013, which has no check character and a two-digit year.
    FifteenDigits {
        /// The number, masked.
        masked: String,
    },
    /// Excel has turned the number into a floating-point one and its last digits are lost.
    Rounded {
        /// The text as it stands in the cell.
        text: String,
    },
    /// Not eighteen characters.
    Length {
        /// The text, masked.
        masked: String,
        /// How many characters it has.
        characters: usize,
    },
    /// A character that cannot stand there.
    Character {
        /// The text, masked.
        masked: String,
        /// Which character.
        found: char,
        /// Where, counted from 1.
        position: usize,
    },
    /// The digits 7–14 are no day of the calendar, or one before 1800.
    BirthDate {
        /// The number, masked.
        masked: String,
        /// The eight digits of the date.
        digits: String,
    },
    /// The check character is another than the first seventeen digits ask for.
    CheckDigit {
        /// The number, masked.
        masked: String,
        /// The check character found.
        found: char,
        /// The check character asked for.
        expected: char,
    },
}

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK: &[u8; 11] = b"10X98765432";

impl CitizenNumber {
    /// The check character the first seventeen digits ask for.
    pub fn check_character(first_seventeen: &[u8; 17]) -> char {
        let sum: u32 =
            WEIGHTS.iter().zip(first_seventeen).map(|(w, digit)| w * u32::from(digit - b'0')).sum();
        char::from(CHECK[(sum % 11) as usize])
    }

    /// Reads eighteen characters; full-width digits and a small x are welcome, blanks around too.
    ///
    /// # Errors
    /// [`CitizenNumberFault`]; a wrong check character is none where `check_digit` is confirmed.
    pub fn read(text: &str, check_digit: CheckDigit) -> Result<Self, CitizenNumberFault> {
        let plain: Vec<char> =
            text.trim().chars().map(half_width).map(|c| if c == 'x' { 'X' } else { c }).collect();
        let bytes = eighteen(&plain)?;
        let number = CitizenNumber(bytes);
        let masked = number.masked();
        let date = [6, 10, 12].map(|from| number.digits(from, if from == 6 { 10 } else { from + 2 }));
        if date[0] < 1800 || Date::new(date[0] as i16, date[1] as i8, date[2] as i8).is_err() {
            return Err(CitizenNumberFault::BirthDate { masked, digits: plain[6..14].iter().collect() });
        }
        let mut first_seventeen = [0; 17];
        first_seventeen.copy_from_slice(&bytes[..17]);
        let expected = CitizenNumber::check_character(&first_seventeen);
        if plain[17] != expected && check_digit == CheckDigit::MustFit {
            return Err(CitizenNumberFault::CheckDigit { masked, found: plain[17], expected });
        }
        Ok(number)
    }

    /// The whole number. Only for storage, matching, and papers that need it.
    pub fn reveal(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default() // only digits and X get in
    }

    /// The number as people may see it: `110105********002X`.
    pub fn masked(&self) -> String {
        mask(self.reveal())
    }

    /// The first six digits: the division of registration. It may be a code no longer in force.
    pub fn division_digits(&self) -> u32 {
        self.digits(0, 6)
    }

    /// The day of birth.
    pub fn birth_date(&self) -> Date {
        Date::new(self.digits(6, 10) as i16, self.digits(10, 12) as i8, self.digits(12, 14) as i8)
            .unwrap_or(Date::ZERO) // checked on the way in
    }

    /// The sex the seventeenth digit says: odd male, even female.
    pub fn sex(&self) -> Sex {
        if (self.0[16] - b'0') % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    fn digits(&self, from: usize, to: usize) -> u32 {
        self.0[from..to].iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
    }
}

/// Keeps the division and the last four characters, never more than ten.
pub fn mask(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let kept = |at: usize| chars.len() > 10 && (at < 6 || at >= chars.len() - 4);
    chars.iter().enumerate().map(|(at, &c)| if kept(at) { c } else { '*' }).collect()
}

/// As [`CitizenNumber::read`], the check character included.
impl FromStr for CitizenNumber {
    type Err = CitizenNumberFault;
    fn from_str(text: &str) -> Result<Self, CitizenNumberFault> {
        Self::read(text, CheckDigit::MustFit)
    }
}

fn eighteen(plain: &[char]) -> Result<[u8; 18], CitizenNumberFault> {
    let text: String = plain.iter().collect();
    if is_rounded(&text) {
        return Err(CitizenNumberFault::Rounded { text });
    }
    let masked = mask(&text);
    let all_digits = plain.iter().all(char::is_ascii_digit);
    match plain.len() {
        18 => {}
        15 if all_digits => return Err(CitizenNumberFault::FifteenDigits { masked }),
        characters => return Err(CitizenNumberFault::Length { masked, characters }),
    }
    let mut bytes = [0; 18];
    for (at, &c) in plain.iter().enumerate() {
        if !(c.is_ascii_digit() || (at == 17 && c == 'X')) {
            return Err(CitizenNumberFault::Character { masked, found: c, position: at + 1 });
        }
        bytes[at] = c as u8;
    }
    Ok(bytes)
}

/// `1.40105E+17`, `140105198001010000.0`.
fn is_rounded(text: &str) -> bool {
    let looks_numeric = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+'));
    looks_numeric && text.contains(['.', 'e', 'E']) && text.starts_with(|c: char| c.is_ascii_digit())
}

impl fmt::Debug for CitizenNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CitizenNumber({})", self.masked())
    }
}

/// Shows the masked form.
impl fmt::Display for CitizenNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl Fault for CitizenNumberFault {
    fn code(&self) -> &'static str {
        match self {
            Self::FifteenDigits { .. } => "citizen_number_fifteen_digits",
            Self::Rounded { .. } => "citizen_number_rounded",
            Self::Length { .. } => "citizen_number_length",
            Self::Character { .. } => "citizen_number_character",
            Self::BirthDate { .. } => "citizen_number_birth_date",
            Self::CheckDigit { .. } => "citizen_number_check_digit",
        }
    }

    fn value(&self) -> String {
        match self {
            Self::Rounded { text } => text.clone(),
            Self::FifteenDigits { masked }
            | Self::Length { masked, .. }
            | Self::Character { masked, .. }
            | Self::BirthDate { masked, .. }
            | Self::CheckDigit { masked, .. } => masked.clone(),
        }
    }

    fn expected(&self) -> Words {
        Words::of("18 位公民身份号码（GB 11643）", "an 18-character citizen number (GB 11643)")
    }

    fn words(&self) -> Words {
        match self {
            Self::FifteenDigits { masked } => Words::new(
                format!("身份证号“{masked}”是已停用的 15 位号码，请换成 18 位"),
                format!(
                    "citizen number “{masked}” has the withdrawn 15-digit form; give the 18-character one"
                ),
            ),
            Self::Rounded { text } => Words::new(
                format!("身份证号“{text}”已被表格软件转成数字，末几位丢失；请把该列设为文本后重新填写"),
                format!(
                    "citizen number “{text}” was turned into a number by the spreadsheet and its last digits are lost; format the column as text and enter it again"
                ),
            ),
            Self::Length { masked, characters } => Words::new(
                format!("身份证号“{masked}”有 {characters} 位，应为 18 位"),
                format!("citizen number “{masked}” has {characters} characters; expected 18"),
            ),
            Self::Character { masked, found, position } => Words::new(
                format!("身份证号“{masked}”第 {position} 位是“{found}”，应为数字（末位可为 X）"),
                format!(
                    "citizen number “{masked}” has “{found}” at position {position}; expected a digit (X only at the end)"
                ),
            ),
            Self::BirthDate { masked, digits } => Words::new(
                format!("身份证号“{masked}”中的出生日期“{digits}”不存在"),
                format!("citizen number “{masked}” says the birth date “{digits}”, which does not exist"),
            ),
            Self::CheckDigit { masked, found, expected } => Words::new(
                format!("身份证号“{masked}”校验位是“{found}”，按前 17 位应为“{expected}”"),
                format!(
                    "citizen number “{masked}” ends in “{found}”; its first 17 digits ask for “{expected}”"
                ),
            ),
        }
    }
}
fault_display!(CitizenNumberFault);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(text: &str) -> &'static str {
        text.parse::<CitizenNumber>().unwrap_err().code()
    }

    #[test]
    fn the_examples_of_the_standard_pass() {
        let number: CitizenNumber = " 11010519491231002x ".parse().unwrap();
        assert_eq!(number.reveal(), "11010519491231002X");
        assert_eq!(number.birth_date().to_string(), "1949-12-31");
        assert_eq!(number.sex(), Sex::Female);
        assert_eq!(number.division_digits(), 110_105);
        assert_eq!("440524188001010014".parse::<CitizenNumber>().unwrap().sex(), Sex::Male);
    }

    #[test]
    fn every_kind_of_mistake_has_its_own_refusal() {
        assert_eq!(code("110105491231002"), "citizen_number_fifteen_digits");
        assert_eq!(code("1.40105E+17"), "citizen_number_rounded");
        assert_eq!(code("140105198001010000.0"), "citizen_number_rounded");
        assert_eq!(code("1101051949123100"), "citizen_number_length");
        assert_eq!(code(""), "citizen_number_length");
        assert_eq!(code("1101O519491231002X"), "citizen_number_character");
        assert_eq!(code("X1010519491231002X"), "citizen_number_character");
        assert_eq!(code("110105194902300024"), "citizen_number_birth_date");
        assert_eq!(code("110105194912310021"), "citizen_number_check_digit");
    }

    #[test]
    fn only_the_check_character_can_be_confirmed() {
        let confirmed = |text| CitizenNumber::read(text, CheckDigit::Confirmed);
        assert_eq!(
            confirmed("110105194912310021").map(|n| n.reveal().to_owned()),
            Ok("110105194912310021".into())
        );
        for text in ["110105491231002", "1.40105E+17", "1101O519491231002X", "110105194902300024"] {
            assert_eq!(confirmed(text), text.parse(), "{text}");
        }
    }

    #[test]
    fn nothing_printed_by_accident_shows_the_number() {
        let number: CitizenNumber = "11010519491231002X".parse().unwrap();
        for shown in [format!("{number}"), format!("{number:?}"), number.masked()] {
            assert!(!shown.contains("19491231"), "{shown}");
        }
        let refused = "110105194912310021".parse::<CitizenNumber>().unwrap_err();
        assert!(!format!("{refused} {refused:?} {}", refused.value()).contains("19491231"));
    }

    proptest! {
        #[test]
        fn no_text_panics_and_every_number_reads_back(text in ".{0,24}") {
            if let Ok(number) = text.parse::<CitizenNumber>() {
                prop_assert_eq!(number.reveal().parse::<CitizenNumber>(), Ok(number));
            }
        }

        /// GB 11643 exists to catch these two slips of the hand.
        #[test]
        fn one_wrong_digit_or_two_swapped_neighbours_are_caught(at in 0usize..17, other in 1u8..10) {
            let good = *b"11010519491231002X";
            let mut wrong = good;
            wrong[at] = b'0' + (wrong[at] - b'0' + other) % 10;
            prop_assert!(std::str::from_utf8(&wrong).unwrap().parse::<CitizenNumber>().is_err());
            if at < 16 && good[at] != good[at + 1] {
                let mut swapped = good;
                swapped.swap(at, at + 1);
                prop_assert!(std::str::from_utf8(&swapped).unwrap().parse::<CitizenNumber>().is_err());
            }
        }
    }
}
