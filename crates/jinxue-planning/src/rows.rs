//! The engine's rows of people and classes.

use jinxue_domain::{DivisionCode, Role};
use matching::{ClassRow, PersonRow};

use crate::facts::ClassFacts;
use crate::need::SeatPerson;

/// Six digits for the engine; a place nobody knows is far from everywhere.
fn division_key(division: Option<DivisionCode>) -> String {
    division.map_or("000000".to_owned(), |code| code.to_string())
}

pub(crate) fn person_row(person: &SeatPerson, key: String) -> PersonRow {
    PersonRow {
        person: key,
        unit: person.unit.to_string(),
        division: division_key(person.division),
        rank: person.grade.get().into(),
        role: engine_role(person.role),
        sector: person.sector.to_string(),
        max_classes: person.max_classes.into(),
        hours_due: person.hours_due.into(),
        weeks_untrained: person.weeks_untrained.into(),
    }
}

pub(crate) fn class_row(class: &ClassFacts, key: String) -> ClassRow {
    ClassRow {
        class: key,
        topic: class.main_topic.to_string(),
        start: class.period.from(),
        end: class.period.to(),
        min: class.seats_min.into(),
        max: class.seats_max.into(),
        hours: class.hours.into(),
        audience_unit: class.audience_unit.to_string(),
        rank_from: class.audience.grades.highest().get().into(),
        rank_to: class.audience.grades.lowest().get().into(),
        roles: class.audience.roles.iter().map(engine_role).collect(),
        sectors: class.audience.sectors.iter().map(|sector| sector.to_string()).collect(),
        division: division_key(class.division),
    }
}

fn engine_role(role: Role) -> matching::Role {
    match role {
        Role::Head => matching::Role::Head,
        Role::Deputy => matching::Role::Deputy,
        Role::Member => matching::Role::Member,
    }
}
