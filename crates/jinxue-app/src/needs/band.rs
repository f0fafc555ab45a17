//! Bands of grades: how people of the sector speak of levels.

use jinxue_api::gaps;
use jinxue_api::{Problem, Words};
use jinxue_domain::Grade;

use crate::Answer;

/// A band: its code, its name in both languages, the grades in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Band {
    pub code: &'static str,
    zh: &'static str,
    en: &'static str,
    pub highest: u8,
    pub lowest: u8,
}

/// The bands, highest first; together they hold every grade.
pub(crate) const BANDS: [Band; 4] = [
    Band { code: "bureau", zh: "厅局级以上", en: "bureau level and above", highest: 1, lowest: 4 },
    Band { code: "division", zh: "县处级", en: "division level", highest: 5, lowest: 6 },
    Band { code: "section", zh: "乡科级", en: "section level", highest: 7, lowest: 8 },
    Band { code: "clerk", zh: "科员及以下", en: "clerks and below", highest: 9, lowest: 12 },
];

impl Band {
    /// Whether a grade is in it.
    pub fn contains(&self, grade: Grade) -> bool {
        (self.highest..=self.lowest).contains(&grade.get())
    }

    /// Its name.
    pub fn label(&self) -> Words {
        Words::new(self.zh, self.en)
    }
}

/// The highest grade of the band a grade is in: one number stands for the band where numbers are kept.
pub(super) fn top_of(grade: Grade) -> Grade {
    Grade::try_from(BANDS[band_of(grade)].highest).unwrap_or(grade)
}

/// The place of a grade among the bands.
pub(crate) fn band_of(grade: Grade) -> usize {
    BANDS.iter().position(|band| band.contains(grade)).unwrap_or(BANDS.len() - 1)
}

/// The bands as they travel.
pub(crate) fn said() -> Vec<gaps::Band> {
    BANDS.iter().map(|band| gaps::Band { code: band.code.into(), label: band.label() }).collect()
}

/// The band of a code.
///
/// # Errors
/// `invalid_value`.
pub(crate) fn read(code: &str) -> Answer<&'static Band> {
    let known = || BANDS.map(|band| band.code).join(", ");
    BANDS.iter().find(|band| band.code == code).ok_or_else(|| Problem::invalid("band", code, known()).into())
}
