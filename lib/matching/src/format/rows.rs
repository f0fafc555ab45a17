//! How each kind of row stands in its file.

use super::fields::Fields;
use crate::fault::Problem;
use crate::model::*;

/// A row of one of the files.
pub(in crate::format) trait FileRow: Sized {
    const FILE: &'static str;
    const COLUMNS: &'static [&'static str];
    /// Whether the file may be missing.
    const OPTIONAL: bool = false;
    fn parse(fields: &mut Fields<'_, '_>) -> Self;
    fn fields(&self) -> Vec<String>;
}

fn optional(number: Option<i64>) -> String {
    number.map_or(String::new(), |n| n.to_string())
}

impl FileRow for UnitRow {
    const FILE: &'static str = "units.csv";
    const COLUMNS: &'static [&'static str] = &["unit", "parent", "release_cap"];
    fn parse(f: &mut Fields<'_, '_>) -> Self {
        Self { unit: f.text(0), parent: f.text_or_none(1), release_cap: f.number_or_none(2) }
    }
    fn fields(&self) -> Vec<String> {
        vec![self.unit.clone(), self.parent.clone().unwrap_or_default(), optional(self.release_cap)]
    }
}

const ROLES: Problem = Problem::Word { expected: "head, deputy, member" };

impl FileRow for PersonRow {
    const FILE: &'static str = "people.csv";
    const COLUMNS: &'static [&'static str] = &[
        "person",
        "unit",
        "division",
        "rank",
        "role",
        "sector",
        "max_classes",
        "hours_due",
        "weeks_untrained",
    ];
    fn parse(f: &mut Fields<'_, '_>) -> Self {
        let role = Role::parse(f.raw(4)).unwrap_or_else(|| {
            f.fault(4, ROLES);
            Role::Member
        });
        Self {
            person: f.text(0),
            unit: f.text(1),
            division: f.text(2),
            rank: f.number(3),
            role,
            sector: f.text(5),
            max_classes: f.number(6),
            hours_due: f.number(7),
            weeks_untrained: f.number(8),
        }
    }
    fn fields(&self) -> Vec<String> {
        vec![
            self.person.clone(),
            self.unit.clone(),
            self.division.clone(),
            self.rank.to_string(),
            self.role.word().into(),
            self.sector.clone(),
            self.max_classes.to_string(),
            self.hours_due.to_string(),
            self.weeks_untrained.to_string(),
        ]
    }
}

impl FileRow for GapRow {
    const FILE: &'static str = "gaps.csv";
    const COLUMNS: &'static [&'static str] = &["person", "topic", "severity"];
    fn parse(f: &mut Fields<'_, '_>) -> Self {
        Self { person: f.text(0), topic: f.text(1), severity: f.number(2) }
    }
    fn fields(&self) -> Vec<String> {
        vec![self.person.clone(), self.topic.clone(), self.severity.to_string()]
    }
}

impl FileRow for HistoryRow {
    const FILE: &'static str = "history.csv";
    const COLUMNS: &'static [&'static str] = &["person", "topic"];
    const OPTIONAL: bool = true;
    fn parse(f: &mut Fields<'_, '_>) -> Self {
        Self { person: f.text(0), topic: f.text(1) }
    }
    fn fields(&self) -> Vec<String> {
        vec![self.person.clone(), self.topic.clone()]
    }
}

impl FileRow for BusyRow {
    const FILE: &'static str = "busy.csv";
    const COLUMNS: &'static [&'static str] = &["person", "from", "to"];
    const OPTIONAL: bool = true;
    fn parse(f: &mut Fields<'_, '_>) -> Self {
        Self { person: f.text(0), from: f.date(1), to: f.date(2) }
    }
    fn fields(&self) -> Vec<String> {
        vec![self.person.clone(), self.from.to_string(), self.to.to_string()]
    }
}

impl FileRow for ClassRow {
    const FILE: &'static str = "classes.csv";
    const COLUMNS: &'static [&'static str] = &[
        "class",
        "topic",
        "start",
        "end",
        "min",
        "max",
        "hours",
        "audience_unit",
        "rank_from",
        "rank_to",
        "roles",
        "sectors",
        "division",
    ];
    fn parse(f: &mut Fields<'_, '_>) -> Self {
        let mut roles = Vec::new();
        for word in f.parts(10) {
            match Role::parse(&word) {
                Some(role) => roles.push(role),
                None => f.fault(10, ROLES),
            }
        }
        let min = f.number(4);
        let rank_from = f.number(8);
        Self {
            class: f.text(0),
            topic: f.text(1),
            start: f.date(2),
            end: f.date(3),
            min,
            max: f.number_or(5, min),
            hours: f.number(6),
            audience_unit: f.text(7),
            rank_from,
            rank_to: f.number_or(9, rank_from),
            roles,
            sectors: f.parts(11),
            division: f.text(12),
        }
    }
    fn fields(&self) -> Vec<String> {
        let roles: Vec<&str> = self.roles.iter().map(|role| role.word()).collect();
        vec![
            self.class.clone(),
            self.topic.clone(),
            self.start.to_string(),
            self.end.to_string(),
            self.min.to_string(),
            self.max.to_string(),
            self.hours.to_string(),
            self.audience_unit.clone(),
            self.rank_from.to_string(),
            self.rank_to.to_string(),
            roles.join("|"),
            self.sectors.join("|"),
            self.division.clone(),
        ]
    }
}

impl FileRow for CoverageRow {
    const FILE: &'static str = "coverage.csv";
    const COLUMNS: &'static [&'static str] = &["class", "topic", "percent"];
    fn parse(f: &mut Fields<'_, '_>) -> Self {
        Self { class: f.text(0), topic: f.text(1), percent: f.number(2) }
    }
    fn fields(&self) -> Vec<String> {
        vec![self.class.clone(), self.topic.clone(), self.percent.to_string()]
    }
}

impl FileRow for QuotaRow {
    const FILE: &'static str = "quotas.csv";
    const COLUMNS: &'static [&'static str] = &["class", "unit", "min", "max"];
    const OPTIONAL: bool = true;
    fn parse(f: &mut Fields<'_, '_>) -> Self {
        Self { class: f.text(0), unit: f.text(1), min: f.number_or(2, 0), max: f.number_or_none(3) }
    }
    fn fields(&self) -> Vec<String> {
        vec![self.class.clone(), self.unit.clone(), self.min.to_string(), optional(self.max)]
    }
}

impl FileRow for MandatoryRow {
    const FILE: &'static str = "mandatory.csv";
    const COLUMNS: &'static [&'static str] = &["person", "group"];
    const OPTIONAL: bool = true;
    fn parse(f: &mut Fields<'_, '_>) -> Self {
        Self { person: f.text(0), group: f.text(1) }
    }
    fn fields(&self) -> Vec<String> {
        vec![self.person.clone(), self.group.clone()]
    }
}

impl FileRow for GroupRow {
    const FILE: &'static str = "groups.csv";
    const COLUMNS: &'static [&'static str] = &["group", "class"];
    const OPTIONAL: bool = true;
    fn parse(f: &mut Fields<'_, '_>) -> Self {
        Self { group: f.text(0), class: f.text(1) }
    }
    fn fields(&self) -> Vec<String> {
        vec![self.group.clone(), self.class.clone()]
    }
}

impl FileRow for PreferenceRow {
    const FILE: &'static str = "preferences.csv";
    const COLUMNS: &'static [&'static str] = &["person", "class", "points"];
    const OPTIONAL: bool = true;
    fn parse(f: &mut Fields<'_, '_>) -> Self {
        Self { person: f.text(0), class: f.text(1), points: f.number(2) }
    }
    fn fields(&self) -> Vec<String> {
        vec![self.person.clone(), self.class.clone(), self.points.to_string()]
    }
}

impl FileRow for FixedRow {
    const FILE: &'static str = "fixed.csv";
    const COLUMNS: &'static [&'static str] = &["person", "class"];
    const OPTIONAL: bool = true;
    fn parse(f: &mut Fields<'_, '_>) -> Self {
        Self { person: f.text(0), class: f.text(1) }
    }
    fn fields(&self) -> Vec<String> {
        vec![self.person.clone(), self.class.clone()]
    }
}
