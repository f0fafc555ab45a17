//! Builders of made-up objects, one number each: equal numbers give equal objects.

use jinxue_domain::{
    Grade, Instant, PersonId, PersonState, PostLevel, Rank, Role, Sex, Tier, UnitId, UnitKind,
};
use jinxue_store::people::Person;
use jinxue_store::units::Unit;
use uuid::Uuid;

/// The moment at which everything made here was made: 2026-01-01T00:00:00Z.
pub const MADE_AT: Instant = Instant::from_micros(1_767_225_600_000_000);

/// A UUID that says the kind of thing and its number.
pub const fn uuid(kind: u16, number: u64) -> Uuid {
    Uuid::from_u64_pair(0x0000_0000_0000_7000 | (kind as u64) << 48, 0x8000_0000_0000_0000 | number)
}

/// The id of unit `number`.
pub const fn unit_id(number: u64) -> UnitId {
    UnitId::from_uuid(uuid(1, number))
}

/// The id of person `number`.
pub const fn person_id(number: u64) -> PersonId {
    PersonId::from_uuid(uuid(2, number))
}

/// A county department at `path`; its parent is the unit whose number is given.
///
/// # Panics
/// When the path is none.
pub fn unit(number: u64, parent: Option<u64>, path: &str) -> Unit {
    Unit {
        id: unit_id(number),
        code: Some(format!("U{number:05}")),
        name: format!("第{number}局"),
        parent_id: parent.map(unit_id),
        path: path.parse().expect("a path of four-digit steps"),
        tier: Tier::County,
        kind: UnitKind::Department,
        division: None,
        sector: None,
        release_cap: None,
        version: 1,
        created_at: MADE_AT,
        changed_at: MADE_AT,
    }
}

/// A clerk of `unit` called `name`.
///
/// # Panics
/// When the name is none.
pub fn person(number: u64, unit: &Unit, name: &str) -> Person {
    Person {
        id: person_id(number),
        unit_id: unit.id,
        unit_path: unit.path.clone(),
        name: name.parse().expect("a plain name"),
        sex: Sex::Unknown,
        birth_month: None,
        citizen_no: None,
        department: None,
        post: None,
        post_level: PostLevel::None,
        post_since: None,
        rank: Rank::Clerk1,
        rank_since: None,
        grade: Grade::of(PostLevel::None, Rank::Clerk1),
        role: Role::Member,
        sector: None,
        division: None,
        max_classes: 2,
        state: PersonState::Active,
        version: 1,
        created_at: MADE_AT,
        changed_at: MADE_AT,
    }
}
