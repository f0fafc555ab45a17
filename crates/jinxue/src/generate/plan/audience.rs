//! Whom a class invites.

use jinxue_domain::{ClassKind, Role, Sector, Tier};

use super::super::{catalogue::sector, curriculum::Curriculum, dice::Dice};

/// Grades from the highest to the lowest, roles and sectors; empty lists admit all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Audience {
    pub grades: (u8, u8),
    pub roles: Vec<Role>,
    pub sectors: Vec<Sector>,
}

impl Audience {
    pub fn admits(&self, grade: u8, role: Role, sector: Sector) -> bool {
        (self.grades.0..=self.grades.1).contains(&grade)
            && (self.roles.is_empty() || self.roles.contains(&role))
            && (self.sectors.is_empty() || self.sectors.contains(&sector))
    }

    /// The same grades, whatever the role and sector.
    pub fn widened(&self) -> Self {
        Self { grades: self.grades, roles: Vec::new(), sectors: Vec::new() }
    }

    /// What these people are called in the name of a class.
    pub fn words(&self) -> &'static str {
        match (self.roles.as_slice(), self.grades) {
            ([Role::Head], _) => "主要负责同志",
            (_, (3, 4)) => "厅局级干部",
            (_, (5, 5)) => "县处级正职",
            (_, (5, 6)) => "县处级干部",
            (_, (7, 8)) => "科级干部",
            (_, (9.., _)) => "年轻干部",
            _ => "干部",
        }
    }
}

type Bands = [((u8, u8), u32); 9];

const OF_PROVINCE: Bands = [
    ((3, 4), 8),
    ((4, 5), 6),
    ((5, 5), 6),
    ((5, 6), 20),
    ((5, 8), 12),
    ((6, 7), 10),
    ((7, 8), 14),
    ((7, 10), 14),
    ((8, 12), 10),
];
const OF_CITY: Bands = [
    ((5, 6), 10),
    ((6, 8), 12),
    ((7, 8), 18),
    ((7, 9), 14),
    ((7, 12), 10),
    ((8, 10), 13),
    ((8, 12), 9),
    ((9, 11), 8),
    ((9, 12), 6),
];
const OF_COUNTY: Bands = [
    ((6, 8), 4),
    ((7, 8), 16),
    ((7, 9), 18),
    ((7, 12), 18),
    ((8, 10), 16),
    ((8, 12), 12),
    ((9, 11), 6),
    ((9, 12), 8),
    ((5, 8), 2),
];

/// An audience that suits a tier, a kind of class and a topic.
pub(super) fn audience(
    dice: &mut Dice,
    tier: Tier,
    kind: ClassKind,
    curriculum: &Curriculum,
    topic: usize,
) -> Audience {
    let everybody = |grades| Audience { grades, roles: Vec::new(), sectors: Vec::new() };
    match (kind, tier) {
        (ClassKind::Induction, _) => return everybody((9, 11)),
        (ClassKind::Promotion, Tier::Province) => return everybody((5, 6)),
        (ClassKind::Promotion, _) => return everybody((7, 8)),
        _ => {}
    }
    let grades = dice.weighted(match tier {
        Tier::Province => &OF_PROVINCE,
        Tier::City => &OF_CITY,
        Tier::County | Tier::Township => &OF_COUNTY,
    });
    let roles = match dice.between(1, 100) {
        1..=3 => vec![Role::Head],
        4..=10 => vec![Role::Head, Role::Deputy],
        11..=14 => vec![Role::Member],
        _ => Vec::new(),
    };
    let near = curriculum.sectors(topic);
    let sectors =
        if dice.happens(50.0) { near.iter().map(|code| sector(code)).collect() } else { Vec::new() };
    Audience { grades, roles, sectors }
}

/// An audience so narrow that its class is hard to fill.
pub(super) fn narrow(dice: &mut Dice, wide: &Audience, curriculum: &Curriculum, topic: usize) -> Audience {
    let near = curriculum.sectors(topic);
    let code = if near.is_empty() { "agriculture" } else { dice.pick(near) };
    let highest = wide.grades.0;
    Audience { grades: (highest, highest + 1), roles: Vec::new(), sectors: vec![sector(code)] }
}
