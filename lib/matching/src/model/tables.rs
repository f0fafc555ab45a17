//! An instance as rows, the way its files hold it: string keys, plain numbers, dates.

use jiff::civil::Date;

use super::Weights;

/// All files of an instance as rows. The fields of a row are the columns of its file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tables {
    pub units: Vec<UnitRow>,
    pub people: Vec<PersonRow>,
    pub gaps: Vec<GapRow>,
    pub history: Vec<HistoryRow>,
    pub busy: Vec<BusyRow>,
    pub classes: Vec<ClassRow>,
    pub coverage: Vec<CoverageRow>,
    pub quotas: Vec<QuotaRow>,
    pub mandatory: Vec<MandatoryRow>,
    pub groups: Vec<GroupRow>,
    pub preferences: Vec<PreferenceRow>,
    pub fixed: Vec<FixedRow>,
    pub weights: Weights,
}

/// `units.csv`: a node of the organisation tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnitRow {
    pub unit: String,
    /// The unit above, none for a root.
    pub parent: Option<String>,
    /// How many people of this very unit may be away on one day; none = no cap.
    pub release_cap: Option<i64>,
}

/// What a person is in the unit. Two people who lead the same unit are never away on the same day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    Head,
    Deputy,
    #[default]
    Member,
}

impl Role {
    /// Every role, in the order of the file format.
    pub const ALL: [Role; 3] = [Role::Head, Role::Deputy, Role::Member];

    /// The word of the file format.
    pub fn word(self) -> &'static str {
        match self {
            Role::Head => "head",
            Role::Deputy => "deputy",
            Role::Member => "member",
        }
    }

    /// The role the word names.
    pub fn parse(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Whether the unit needs this person or another leader to stay.
    pub fn leads(self) -> bool {
        self != Role::Member
    }

    pub(crate) fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// `people.csv`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonRow {
    pub person: String,
    pub unit: String,
    /// Six digits (GB/T 2260).
    pub division: String,
    /// 1 (highest) to 12.
    pub rank: i64,
    pub role: Role,
    pub sector: String,
    /// 1 to 6.
    pub max_classes: i64,
    pub hours_due: i64,
    pub weeks_untrained: i64,
}

/// `gaps.csv`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GapRow {
    pub person: String,
    pub topic: String,
    /// 1 to 100.
    pub severity: i64,
}

/// `history.csv`: a main topic that must not be repeated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistoryRow {
    pub person: String,
    pub topic: String,
}

/// `busy.csv`: days away already, inclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusyRow {
    pub person: String,
    pub from: Date,
    pub to: Date,
}

/// `classes.csv`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassRow {
    pub class: String,
    /// The main topic.
    pub topic: String,
    pub start: Date,
    /// Inclusive.
    pub end: Date,
    pub min: i64,
    pub max: i64,
    pub hours: i64,
    /// Only people in this unit's subtree are admitted.
    pub audience_unit: String,
    pub rank_from: i64,
    pub rank_to: i64,
    /// Empty = all.
    pub roles: Vec<Role>,
    /// Empty = all.
    pub sectors: Vec<String>,
    /// Where it is held, six digits.
    pub division: String,
}

/// `coverage.csv`: how much of a gap on the topic the class closes, 1 to 100 percent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CoverageRow {
    pub class: String,
    pub topic: String,
    pub percent: i64,
}

/// `quotas.csv`: seats of the class for people in the unit's subtree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuotaRow {
    pub class: String,
    pub unit: String,
    pub min: i64,
    /// None = no upper bound.
    pub max: Option<i64>,
}

/// `mandatory.csv`: the person must attend one class of the group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MandatoryRow {
    pub person: String,
    pub group: String,
}

/// `groups.csv`: the classes of a mandatory group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupRow {
    pub group: String,
    pub class: String,
}

/// `preferences.csv`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PreferenceRow {
    pub person: String,
    pub class: String,
    /// −100 to 100.
    pub points: i64,
}

/// `fixed.csv`: a seat already promised.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FixedRow {
    pub person: String,
    pub class: String,
}
