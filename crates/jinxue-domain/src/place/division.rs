//! Administrative divisions of GB/T 2260: six digits, two for the province, two for the city, two for the county.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::vocabulary::Tier;
use crate::words::{Form, Malformed};

/// A six-digit code of GB/T 2260, such as 140105 (小店区). Whether the code is assigned is a question for [`Divisions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DivisionCode(u32);

impl DivisionCode {
    /// The code as a number, 110000–999999.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The code of a number with six digits.
    pub fn from_number(code: u32) -> Option<DivisionCode> {
        (110_000..=999_999).contains(&code).then_some(DivisionCode(code))
    }

    /// The province this division lies in (or is).
    pub const fn province(self) -> DivisionCode {
        DivisionCode(self.0 / 10_000 * 10_000)
    }

    /// The city this division lies in (or is); of a province, the province.
    pub const fn city(self) -> DivisionCode {
        DivisionCode(self.0 / 100 * 100)
    }

    /// The tier its form says: `140000` province, `140100` city, `140105` county.
    pub fn tier(self) -> Tier {
        match (self.0 % 10_000, self.0 % 100) {
            (0, _) => Tier::Province,
            (_, 0) => Tier::City,
            _ => Tier::County,
        }
    }

    /// The division above by form, none for a province.
    pub fn parent(self) -> Option<DivisionCode> {
        match self.tier() {
            Tier::Province => None,
            Tier::City => Some(self.province()),
            Tier::County | Tier::Township => Some(self.city()),
        }
    }

    /// How far two divisions are apart: 0 same county, 1 same city, 2 same province, 3 farther.
    pub fn distance(self, other: DivisionCode) -> u32 {
        if self == other {
            0
        } else if self.city() == other.city() {
            1
        } else if self.province() == other.province() {
            2
        } else {
            3
        }
    }
}

impl fmt::Display for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl FromStr for DivisionCode {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let six_digits = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
        let code = six_digits.then(|| text.parse().ok()).flatten().and_then(DivisionCode::from_number);
        code.ok_or_else(|| Malformed::new(&CODE, text))
    }
}

/// The form of a code.
const CODE: Form = Form {
    code: "division_malformed",
    what: ("行政区划代码", "division code"),
    expected: ("GB/T 2260 六位代码，如 140105", "six digits of GB/T 2260, such as 140105"),
};

/// The form of a line of a table of divisions.
const LINE: Form = Form {
    code: "division_line_malformed",
    what: ("行政区划表的行", "line of the division table"),
    expected: ("code,name,parent,level,lon,lat", "code,name,parent,level,lon,lat"),
};

/// One division with its name and a point for a schematic map.
#[derive(Debug, Clone, PartialEq)]
pub struct Division {
    /// The code.
    pub code: DivisionCode,
    /// The name, such as 小店区.
    pub name: String,
    /// The division above, none for the province.
    pub parent: Option<DivisionCode>,
    /// Province, city or county.
    pub tier: Tier,
    /// Longitude of a point inside, degrees east.
    pub longitude: f64,
    /// Latitude of a point inside, degrees north.
    pub latitude: f64,
}

/// What has become of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DivisionNow {
    /// In force today.
    Current,
    /// Replaced as a whole by another.
    Became(DivisionCode),
    /// Split among several: which one is meant must be asked.
    Split(Vec<DivisionCode>),
}

/// A table of divisions, with the codes that were replaced.
#[derive(Debug, Clone, Default)]
pub struct Divisions {
    by_code: BTreeMap<DivisionCode, Division>,
    replaced: BTreeMap<DivisionCode, Vec<DivisionCode>>,
}

/// Shanxi: 11 cities, 117 counties, as of 2024-12-31 (CC0 data).
const SHANXI: &str = include_str!("../../data/shanxi-divisions.csv");

/// Shanxi's replaced codes: 大同 and 长治 re-divided, 怀仁 made a city (2018), 太谷 made a district (2019).
const SHANXI_REPLACED: &[(&str, &[&str])] = &[
    ("140202", &["140213"]),           // 大同城区 → 平城区
    ("140203", &["140214"]),           // 大同矿区 → 云冈区
    ("140211", &["140213", "140214"]), // 大同南郊区 → 平城区、云冈区
    ("140227", &["140215"]),           // 大同县 → 云州区
    ("140402", &["140403"]),           // 长治城区 → 潞州区
    ("140411", &["140403"]),           // 长治郊区 → 潞州区
    ("140421", &["140404"]),           // 长治县 → 上党区
    ("140424", &["140405"]),           // 屯留县 → 屯留区
    ("140481", &["140406"]),           // 潞城市 → 潞城区
    ("140624", &["140681"]),           // 怀仁县 → 怀仁市
    ("140726", &["140703"]),           // 太谷县 → 太谷区
];

impl Divisions {
    /// The table the program carries: Shanxi.
    pub fn shanxi() -> Divisions {
        let mut table = Divisions::from_csv(SHANXI).unwrap_or_default(); // a test reads the whole table
        for (old, now) in SHANXI_REPLACED {
            let now = now.iter().filter_map(|code| code.parse().ok()).collect();
            if let Ok(old) = old.parse() {
                table.replaced.insert(old, now);
            }
        }
        table
    }

    /// Reads `code,name,parent,level,lon,lat` with a header row.
    ///
    /// # Errors
    /// The first line that is not of that form.
    pub fn from_csv(text: &str) -> Result<Divisions, Malformed> {
        let mut table = Divisions::default();
        for line in text.lines().skip(1).filter(|line| !line.trim().is_empty()) {
            let division = read_line(line).ok_or_else(|| Malformed::new(&LINE, line))?;
            table.by_code.insert(division.code, division);
        }
        Ok(table)
    }

    /// The division of a code in force.
    pub fn get(&self, code: DivisionCode) -> Option<&Division> {
        self.by_code.get(&code)
    }

    /// All divisions in order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &Division> {
        self.by_code.values()
    }

    /// What has become of a code; none when the table never knew it.
    pub fn now(&self, code: DivisionCode) -> Option<DivisionNow> {
        if self.by_code.contains_key(&code) {
            return Some(DivisionNow::Current);
        }
        match self.replaced.get(&code)?.as_slice() {
            [one] => Some(DivisionNow::Became(*one)),
            several => Some(DivisionNow::Split(several.to_vec())),
        }
    }

    /// The one division of this name, within `parent` where names repeat (城区 and the like).
    pub fn by_name(&self, name: &str, parent: Option<DivisionCode>) -> Option<&Division> {
        let folded = crate::fold::fold(name);
        let mut found = self
            .iter()
            .filter(|d| crate::fold::fold(&d.name) == folded && (parent.is_none() || d.parent == parent));
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }
}

fn read_line(line: &str) -> Option<Division> {
    let mut cells = line.trim_end().split(',');
    let code = cells.next()?.parse().ok()?;
    let name = cells.next()?.to_owned();
    let parent = match cells.next()? {
        "" => None,
        code => Some(code.parse().ok()?),
    };
    let tier = cells.next()?.parse().ok()?;
    let (longitude, latitude) = (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
    Some(Division { code, name, parent, tier, longitude, latitude })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shanxi_is_complete_and_hangs_together() {
        let table = Divisions::shanxi();
        let count = |tier| table.iter().filter(|d| d.tier == tier).count();
        assert_eq!((count(Tier::Province), count(Tier::City), count(Tier::County)), (1, 11, 117));
        for division in table.iter() {
            assert_eq!(division.tier, division.code.tier(), "{}", division.name);
            assert_eq!(division.parent, division.code.parent(), "{}", division.name);
            assert!(division.parent.is_none_or(|p| table.get(p).is_some()), "{}", division.name);
        }
        for (old, now) in &table.replaced {
            assert!(table.get(*old).is_none(), "{old} is still in force");
            assert!(!now.is_empty() && now.iter().all(|n| table.get(*n).is_some()), "{old}");
        }
        assert_eq!(table.replaced.len(), SHANXI_REPLACED.len());
    }

    #[test]
    fn old_codes_are_followed_and_splits_are_not_guessed() {
        let table = Divisions::shanxi();
        let now = |code: &str| table.now(code.parse().unwrap());
        assert_eq!(now("140726"), Some(DivisionNow::Became("140703".parse().unwrap())));
        assert!(matches!(now("140211"), Some(DivisionNow::Split(both)) if both.len() == 2));
        assert_eq!(now("140105"), Some(DivisionNow::Current));
        assert_eq!(now("110101"), None);
        assert_eq!(table.by_name("小店区", None).unwrap().code.get(), 140_105);
    }

    #[test]
    fn distance_counts_shared_levels() {
        let d = |a: &str, b: &str| a.parse::<DivisionCode>().unwrap().distance(b.parse().unwrap());
        assert_eq!(
            [d("140105", "140105"), d("140105", "140106"), d("140105", "140212"), d("140105", "610102")],
            [0, 1, 2, 3]
        );
        for bad in ["", "14010", "1401055", "09０105", "014010", "14 105"] {
            assert!(bad.parse::<DivisionCode>().is_err(), "{bad}");
        }
    }
}
