//! Whom a class is for: a subtree, a range of grades, roles, sectors.

use std::fmt;
use std::str::FromStr;

use crate::code::Sector;
use crate::place::UnitPath;
use crate::vocabulary::{Grade, Role, UnknownWord};
use crate::words::{Fault, Malformed, Words, fault_display};

/// Grades from the highest to the lowest admitted, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GradeRange {
    highest: Grade,
    lowest: Grade,
}

impl GradeRange {
    /// Everybody.
    pub const ALL: GradeRange = GradeRange { highest: Grade::HIGHEST, lowest: Grade::LOWEST };

    /// The range between two grades; none when `highest` is the lower one.
    pub fn new(highest: Grade, lowest: Grade) -> Option<GradeRange> {
        (highest <= lowest).then_some(GradeRange { highest, lowest })
    }

    /// The highest grade admitted, the smaller number.
    pub const fn highest(&self) -> Grade {
        self.highest
    }

    /// The lowest grade admitted, the larger number.
    pub const fn lowest(&self) -> Grade {
        self.lowest
    }

    /// Whether the grade lies in it.
    pub fn contains(&self, grade: Grade) -> bool {
        self.highest <= grade && grade <= self.lowest
    }

    /// Whether the two share a grade.
    pub fn meets(&self, other: &GradeRange) -> bool {
        self.highest <= other.lowest && other.highest <= self.lowest
    }
}

/// A set of roles; the empty one admits all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Roles(u8);

impl Roles {
    /// The set of the given roles.
    pub fn of(roles: impl IntoIterator<Item = Role>) -> Roles {
        Roles(roles.into_iter().fold(0, |set, role| set | 1 << role as u8))
    }

    /// The roles named; none means all.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.iter().copied().filter(move |role| self.0 & (1 << *role as u8) != 0)
    }

    /// Whether the role is admitted.
    pub fn admits(self, role: Role) -> bool {
        self.0 == 0 || self.0 & (1 << role as u8) != 0
    }

    /// Whether some role is admitted by both.
    pub fn meets(self, other: Roles) -> bool {
        self.0 == 0 || other.0 == 0 || self.0 & other.0 != 0
    }
}

/// `head|deputy`; empty for all.
impl fmt::Display for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iter().map(Role::as_str).collect::<Vec<_>>().join("|"))
    }
}

impl FromStr for Roles {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Roles, UnknownWord> {
        let words = text.split('|').filter(|word| !word.is_empty());
        words.map(str::parse).collect::<Result<Vec<Role>, _>>().map(Roles::of)
    }
}

/// A set of sectors; the empty one admits all.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Sectors(Vec<Sector>);

impl Sectors {
    /// The set of the given sectors.
    pub fn of(sectors: impl IntoIterator<Item = Sector>) -> Sectors {
        let mut sectors: Vec<Sector> = sectors.into_iter().collect();
        sectors.sort_unstable();
        sectors.dedup();
        Sectors(sectors)
    }

    /// The sectors named, in order; none means all.
    pub fn iter(&self) -> impl Iterator<Item = Sector> {
        self.0.iter().copied()
    }

    /// Whether the sector is admitted.
    pub fn admits(&self, sector: Sector) -> bool {
        self.0.is_empty() || self.0.binary_search(&sector).is_ok()
    }

    /// Whether some sector is admitted by both.
    pub fn meets(&self, other: &Sectors) -> bool {
        self.0.is_empty()
            || other.0.is_empty()
            || self.iter().any(|sector| other.0.binary_search(&sector).is_ok())
    }
}

/// `justice|party`; empty for all.
impl fmt::Display for Sectors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iter().map(|sector| sector.to_string()).collect::<Vec<_>>().join("|"))
    }
}

impl FromStr for Sectors {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Sectors, Malformed> {
        let words = text.split('|').filter(|word| !word.is_empty());
        words.map(str::parse).collect::<Result<Vec<Sector>, _>>().map(Sectors::of)
    }
}

/// Whom a class is for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Audience {
    /// People of this unit's subtree.
    pub unit: UnitPath,
    /// Of these grades.
    pub grades: GradeRange,
    /// In these roles.
    pub roles: Roles,
    /// Of these sectors.
    pub sectors: Sectors,
}

/// A person as an audience sees one.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// The unit.
    pub unit: &'a UnitPath,
    /// The grade.
    pub grade: Grade,
    /// The role.
    pub role: Role,
    /// The sector.
    pub sector: Sector,
}

/// Why an audience does not include a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AudienceRefusal {
    /// The person's unit lies outside the subtree.
    Unit {
        /// The person's unit.
        unit: UnitPath,
        /// The unit whose subtree is invited.
        invited: UnitPath,
    },
    /// The grade lies outside the range.
    Grade {
        /// The person's grade.
        grade: Grade,
        /// The range invited.
        invited: GradeRange,
    },
    /// The role is not invited.
    Role {
        /// The person's role.
        role: Role,
        /// The roles invited.
        invited: Roles,
    },
    /// The sector is not invited.
    Sector {
        /// The person's sector.
        sector: Sector,
        /// The sectors invited.
        invited: Sectors,
    },
}

impl Audience {
    /// Every reason why the person is not invited; empty when they are.
    pub fn refusals(&self, person: &Candidate<'_>) -> Vec<AudienceRefusal> {
        let mut refusals = Vec::new();
        if !self.unit.contains(person.unit) {
            refusals.push(AudienceRefusal::Unit { unit: person.unit.clone(), invited: self.unit.clone() });
        }
        if !self.grades.contains(person.grade) {
            refusals.push(AudienceRefusal::Grade { grade: person.grade, invited: self.grades });
        }
        if !self.roles.admits(person.role) {
            refusals.push(AudienceRefusal::Role { role: person.role, invited: self.roles });
        }
        if !self.sectors.admits(person.sector) {
            refusals.push(AudienceRefusal::Sector { sector: person.sector, invited: self.sectors.clone() });
        }
        refusals
    }

    /// Whether the person is invited.
    pub fn admits(&self, person: &Candidate<'_>) -> bool {
        self.unit.contains(person.unit)
            && self.grades.contains(person.grade)
            && self.roles.admits(person.role)
            && self.sectors.admits(person.sector)
    }

    /// Whether one person could be invited by both.
    pub fn meets(&self, other: &Audience) -> bool {
        self.grades.meets(&other.grades)
            && self.roles.meets(other.roles)
            && self.sectors.meets(&other.sectors)
            && self.unit.meets(&other.unit)
    }
}

impl Fault for AudienceRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Unit { .. } => "audience_unit",
            Self::Grade { .. } => "audience_grade",
            Self::Role { .. } => "audience_role",
            Self::Sector { .. } => "audience_sector",
        }
    }
    fn value(&self) -> String {
        match self {
            Self::Unit { unit, .. } => unit.to_string(),
            Self::Grade { grade, .. } => grade.to_string(),
            Self::Role { role, .. } => role.to_string(),
            Self::Sector { sector, .. } => sector.to_string(),
        }
    }
    fn expected(&self) -> Words {
        match self {
            Self::Unit { invited, .. } => {
                Words::new(format!("{invited} 及其下属单位"), format!("{invited} or a unit below it"))
            }
            Self::Grade { invited, .. } => {
                let (highest, lowest) = (invited.highest.words(), invited.lowest.words());
                if invited.highest == invited.lowest {
                    return highest;
                }
                Words::new(
                    format!("{}至{}", highest.zh, lowest.zh),
                    format!("{} to {}", highest.en, lowest.en),
                )
            }
            Self::Role { invited, .. } => listed(invited.iter().map(Role::words)),
            Self::Sector { invited, .. } => listed(invited.iter().map(|sector| sector.words())),
        }
    }
    fn words(&self) -> Words {
        let expected = self.expected();
        let (what, value) = match self {
            Self::Unit { unit, .. } => {
                (Words::of("单位", "the unit"), Words::new(unit.to_string(), unit.to_string()))
            }
            Self::Grade { grade, .. } => (Words::of("级别", "the grade"), grade.words()),
            Self::Role { role, .. } => (Words::of("班子角色", "the role"), role.words()),
            Self::Sector { sector, .. } => (Words::of("条线", "the sector"), sector.words()),
        };
        Words::new(
            format!("{}为“{}”，不在调训范围（{}）", what.zh, value.zh, expected.zh),
            format!("{} is “{}”, outside the audience ({})", what.en, value.en, expected.en),
        )
    }
}
fault_display!(AudienceRefusal);

fn listed(all: impl Iterator<Item = Words>) -> Words {
    let (zh, en): (Vec<_>, Vec<_>) = all.map(|w| (w.zh.into_owned(), w.en.into_owned())).unzip();
    Words::new(zh.join("、"), en.join(", "))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(crate) fn audience(unit: &str, grades: (u8, u8), roles: &str, sectors: &str) -> Audience {
        let grade = |n: u8| Grade::try_from(n).unwrap();
        Audience {
            unit: unit.parse().unwrap(),
            grades: GradeRange::new(grade(grades.0), grade(grades.1)).unwrap(),
            roles: roles.parse().unwrap(),
            sectors: sectors.parse().unwrap(),
        }
    }

    pub(crate) fn any_audience() -> impl Strategy<Value = Audience> {
        let unit = prop_oneof![Just("0001"), Just("0001.0001"), Just("0001.0002"), Just("0001.0002.0001")];
        let roles = prop_oneof![Just(""), Just("head"), Just("deputy|member")];
        let sectors = prop_oneof![Just(""), Just("party"), Just("justice|party"), Just("health")];
        (unit, 1u8..13, 1u8..13, roles, sectors)
            .prop_map(|(unit, a, b, roles, sectors)| audience(unit, (a.min(b), a.max(b)), roles, sectors))
    }

    #[test]
    fn every_reason_is_named() {
        let invited = audience("0001.0003", (5, 6), "head|deputy", "justice");
        let unit = "0001.0004.0001".parse().unwrap();
        let sector = "health".parse().unwrap();
        let person =
            Candidate { unit: &unit, grade: Grade::try_from(8).unwrap(), role: Role::Member, sector };
        let refusals = invited.refusals(&person);
        let codes: Vec<_> = refusals.iter().map(Fault::code).collect();
        assert_eq!(codes, ["audience_unit", "audience_grade", "audience_role", "audience_sector"]);
        assert_eq!(refusals[3].to_string(), "条线为“卫生”，不在调训范围（政法）");
        assert_eq!(refusals[2].words().en, "the role is “member”, outside the audience (head, deputy)");
    }

    proptest! {
        /// Two audiences meet exactly when somebody exists whom both invite.
        #[test]
        fn meeting_is_inviting_somebody_both(a in any_audience(), b in any_audience()) {
            let units: Vec<UnitPath> =
                ["0001", "0001.0001", "0001.0002", "0001.0002.0001"].map(|p| p.parse().unwrap()).into();
            let sectors: Vec<Sector> = ["party", "justice", "health", "economy"].map(|s| s.parse().unwrap()).into();
            let both = units.iter().any(|unit| Grade::all().any(|grade| Role::ALL.iter().any(|&role| {
                sectors.iter().any(|&sector| {
                    let person = Candidate { unit, grade, role, sector };
                    assert_eq!(a.admits(&person), a.refusals(&person).is_empty());
                    a.refusals(&person).is_empty() && b.refusals(&person).is_empty()
                })
            })));
            prop_assert_eq!(a.meets(&b), both);
        }
    }
}
