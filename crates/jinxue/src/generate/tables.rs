//! The province as rows of the kinds that the import reads.

use jinxue_domain::{Month, PostLevel, Rank, Tenths};
use jinxue_exchange::kinds::{
    gaps::GapRow, history::HistoryRow, person::PersonKey, plan::ClassRow, roster::RosterRow, told::Told,
    units::UnitRow,
};

use super::{
    Province,
    gaps::{self, Statement},
    history::{Histories, Record},
    people::Person,
    plan,
    units::Unit,
};

/// The tree of units, parents first.
pub(super) fn units(province: &Province) -> impl Iterator<Item = UnitRow> {
    province.units.iter().map(|unit| unit_row(unit, &province.units))
}

fn unit_row(unit: &Unit, units: &[Unit]) -> UnitRow {
    let parent = unit.parent.map(|parent| &units[parent]);
    UnitRow {
        code: Some(unit.code.clone()),
        name: unit.name.clone(),
        parent_code: parent.map(|parent| parent.code.clone()),
        parent_name: parent.map(|parent| parent.name.clone()),
        tier: Some(unit.tier),
        kind: Some(unit.kind),
        division: Some(unit.division),
        sector: unit.sector,
        release_cap: Some(unit.release_cap() as i64),
    }
}

/// The people, unit by unit.
pub(super) fn roster(province: &Province) -> impl Iterator<Item = RosterRow> {
    province.people.iter().map(|person| roster_row(person, &province.units[person.unit]))
}

/// A person as the roster states them.
pub(super) fn roster_row(person: &Person, unit: &Unit) -> RosterRow {
    RosterRow {
        citizen_no: Some(person.citizen_no),
        name: person.name.clone(),
        sex: Some(person.sex),
        birth_month: Some(Month::of(person.born)),
        unit_code: Some(unit.code.clone()),
        unit_name: Some(unit.name.clone()),
        department: Some(person.department.clone()),
        post: Some(person.post.clone()),
        post_level: (person.post_level != PostLevel::None).then_some(person.post_level),
        rank: (person.rank != Rank::Other).then_some(person.rank),
        role: Some(person.role),
        sector: Some(person.sector),
        max_classes: Some(i64::from(person.max_classes)),
        post_since: Some(person.post_since),
        rank_since: person.rank_since,
    }
}

/// Past training, person by person.
pub(super) fn history(province: &Province) -> impl Iterator<Item = HistoryRow> {
    let histories =
        Histories { units: &province.units, past: &province.past, year: province.year, seed: province.seed };
    province.people.iter().enumerate().flat_map(move |(place, person)| {
        let records = histories.of(person, place);
        records.into_iter().map(move |record| history_row(province, person, &record))
    })
}

fn history_row(province: &Province, person: &Person, record: &Record<'_>) -> HistoryRow {
    let class = record.class;
    let organiser = &province.units[class.organiser];
    HistoryRow {
        person: key(person),
        class_name: class.name.clone(),
        class_code: None,
        topic: class.topic.map(|topic| province.curriculum.name(topic).to_owned()),
        kind: Some(Told { text: class.kind.zh().to_owned(), known: Some(class.kind) }),
        form: Some(Told { text: class.form.zh().to_owned(), known: Some(class.form) }),
        start: class.start,
        end: class.end,
        days: Some(i64::from(class.days)),
        hours: Some(Tenths::new(class.hours_tenths)),
        organiser: Some(organiser.name.clone()),
        organiser_code: Some(organiser.code.clone()),
        organiser_tier: Some(Told { text: organiser.tier.zh().to_owned(), known: Some(organiser.tier) }),
        institution: None,
        completion: Some("结业".to_owned()),
        unit_then: Some(record.unit_then.to_owned()),
        post_then: Some(record.post_then.to_owned()),
        abroad: None,
        recognised: None,
        verbatim: [].into(),
    }
}

/// What people lack, and who says so.
pub(super) fn gaps(province: &Province) -> impl Iterator<Item = GapRow> {
    province.people.iter().enumerate().flat_map(move |(place, person)| {
        let stated = gaps::statements(&province.curriculum, person, place, province.year, province.seed);
        stated.into_iter().map(move |statement| gap_row(province, person, &statement))
    })
}

fn gap_row(province: &Province, person: &Person, statement: &Statement) -> GapRow {
    GapRow {
        person: key(person),
        topic: province.curriculum.name(statement.topic).to_owned(),
        kind: statement.kind,
        severity: i64::from(statement.severity),
        evidence: statement.evidence,
        noted_on: statement.noted_on,
        note: None,
    }
}

/// The classes of the year.
pub(super) fn plan(province: &Province) -> impl Iterator<Item = ClassRow> {
    province.classes.iter().map(|class| plan::row(class, &province.units, &province.curriculum))
}

fn key(person: &Person) -> PersonKey {
    PersonKey {
        citizen_no: Some(person.citizen_no),
        name: Some(person.name.clone()),
        birth_month: None,
        unit_code: None,
        unit_name: None,
    }
}
