//! One row after the other: every field is checked, what refers to other rows is looked up.

use super::{Builder, Class, LARGEST, Person};
use crate::fault::Problem;
use crate::model::*;

impl Builder {
    pub fn unit(&mut self, line: u64, unit: &UnitRow) {
        let mut row = self.row("units.csv", line);
        row.key("unit", &unit.unit);
        if let Some(cap) = unit.release_cap {
            row.range("release_cap", cap, 0, LARGEST);
        }
        if !self.units.add(&unit.unit).1 {
            return self.row("units.csv", line).fault("unit", &unit.unit, Problem::Duplicate);
        }
        self.parents.push(unit.parent.clone());
        self.unit_lines.push(line);
        self.caps.push(unit.release_cap.map_or(u32::MAX, |cap| cap.clamp(0, LARGEST) as u32));
    }

    pub fn person(&mut self, line: u64, person: &PersonRow) {
        let at = ("people.csv", line);
        let unit = self.unit_ref(at, "unit", &person.unit);
        let division = self.division(at, &person.division);
        let mut row = self.row(at.0, line);
        row.key("person", &person.person);
        row.key("sector", &person.sector);
        row.range("rank", person.rank, 1, 12);
        row.range("max_classes", person.max_classes, 1, 6);
        row.range("hours_due", person.hours_due, 0, LARGEST);
        row.range("weeks_untrained", person.weeks_untrained, 0, LARGEST);
        if !self.people.add(&person.person).1 {
            return self.row(at.0, line).fault("person", &person.person, Problem::Duplicate);
        }
        self.persons.push(Person {
            unit: unit.unwrap_or(0),
            division,
            rank: person.rank.clamp(1, 12) as u8,
            role: person.role,
            sector: self.sectors.add(&person.sector).0,
            max_classes: person.max_classes.clamp(1, 6) as u8,
            hours_due: person.hours_due.clamp(0, LARGEST) as u32,
            weeks_untrained: person.weeks_untrained.clamp(0, LARGEST) as u32,
        });
    }

    pub fn class(&mut self, line: u64, class: &ClassRow) {
        let at = ("classes.csv", line);
        let topic = self.topic(at, &class.topic);
        let audience = self.unit_ref(at, "audience_unit", &class.audience_unit);
        let division = self.division(at, &class.division);
        let (start, end) = (day_of(class.start), day_of(class.end));
        let mut row = self.row(at.0, line);
        row.key("class", &class.class);
        row.range("min", class.min, 0, LARGEST);
        row.range("max", class.max, 0, LARGEST);
        row.range("hours", class.hours, 0, LARGEST);
        row.range("rank_from", class.rank_from, 1, 12);
        row.range("rank_to", class.rank_to, 1, 12);
        for sector in &class.sectors {
            row.key("sectors", sector);
        }
        let mut below = |column, value: String, other_column, other: String, wrong: bool| {
            if wrong {
                row.fault(column, value, Problem::Below { column: other_column, other });
            }
        };
        below("end", class.end.to_string(), "start", class.start.to_string(), end < start);
        below("max", class.max.to_string(), "min", class.min.to_string(), class.max < class.min);
        let (from, to) = (class.rank_from, class.rank_to);
        below("rank_to", to.to_string(), "rank_from", from.to_string(), to < from);
        let (index, new) = self.classes.add(&class.class);
        if !new {
            return self.row(at.0, line).fault("class", &class.class, Problem::Duplicate);
        }
        for sector in &class.sectors {
            let sector = self.sectors.add(sector).0;
            self.class_sectors.push((index, sector));
        }
        let roles = class.roles.iter().fold(0, |mask, role| mask | role.bit());
        self.class_rows.push(Class {
            topic: topic.unwrap_or(0),
            start,
            end: end.max(start),
            min: class.min.clamp(0, LARGEST) as u32,
            max: class.max.clamp(0, LARGEST) as u32,
            hours: class.hours.clamp(0, LARGEST) as u32,
            audience: audience.unwrap_or(0),
            ranks: (from.clamp(1, 12) as u8, to.clamp(1, 12) as u8),
            roles: if roles == 0 { u8::MAX } else { roles },
            division,
        });
    }

    pub fn cover(&mut self, line: u64, cover: &CoverageRow) {
        let at = ("coverage.csv", line);
        self.row(at.0, line).range("percent", cover.percent, 1, 100);
        let (class, topic) = (self.class_ref(at, &cover.class), self.topic(at, &cover.topic));
        if let (Some(class), Some(topic)) = (class, topic)
            && self.unique(at, "class,topic", (class, topic), [&cover.class, &cover.topic])
        {
            self.coverage.push((class, Cover { topic, percent: cover.percent.clamp(1, 100) as u32 }));
        }
    }

    pub fn gap(&mut self, line: u64, gap: &GapRow) {
        let at = ("gaps.csv", line);
        self.row(at.0, line).range("severity", gap.severity, 1, 100);
        let (person, topic) = (self.person_ref(at, &gap.person), self.topic(at, &gap.topic));
        if let (Some(person), Some(topic)) = (person, topic)
            && self.unique(at, "person,topic", (person, topic), [&gap.person, &gap.topic])
        {
            self.gaps.push((person, Gap { topic, severity: gap.severity.clamp(1, 100) as u32 }));
        }
    }

    pub fn history(&mut self, line: u64, entry: &HistoryRow) {
        let at = ("history.csv", line);
        let (person, topic) = (self.person_ref(at, &entry.person), self.topic(at, &entry.topic));
        if let (Some(person), Some(topic)) = (person, topic)
            && self.unique(at, "person,topic", (person, topic), [&entry.person, &entry.topic])
        {
            self.history.push((person, topic));
        }
    }

    pub fn busy(&mut self, line: u64, busy: &BusyRow) {
        let at = ("busy.csv", line);
        let (from, to) = (day_of(busy.from), day_of(busy.to));
        if to < from {
            let other = busy.from.to_string();
            self.row(at.0, line).fault("to", busy.to, Problem::Below { column: "from", other });
        }
        if let Some(person) = self.person_ref(at, &busy.person) {
            self.busy.push((person, (from, to)));
        }
    }

    pub fn quota(&mut self, line: u64, quota: &QuotaRow) {
        let at = ("quotas.csv", line);
        let mut row = self.row(at.0, line);
        row.range("min", quota.min, 0, LARGEST);
        if let Some(max) = quota.max
            && row.range("max", max, 0, LARGEST)
            && max < quota.min
        {
            row.fault("max", max, Problem::Below { column: "min", other: quota.min.to_string() });
        }
        let (class, unit) = (self.class_ref(at, &quota.class), self.unit_ref(at, "unit", &quota.unit));
        if let (Some(class), Some(unit)) = (class, unit)
            && self.unique(at, "class,unit", (class, unit), [&quota.class, &quota.unit])
        {
            let min = quota.min.clamp(0, LARGEST) as u32;
            let max = quota.max.map_or(u32::MAX, |max| max.clamp(0, LARGEST) as u32);
            self.quotas.push(Quota { class, unit, min, max });
        }
    }

    pub fn group(&mut self, line: u64, group: &GroupRow) {
        let at = ("groups.csv", line);
        let named = self.row(at.0, line).key("group", &group.group);
        if let Some(class) = self.class_ref(at, &group.class)
            && named
        {
            let index = self.groups.add(&group.group).0;
            if self.unique(at, "group,class", (index, class), [&group.group, &group.class]) {
                self.group_classes.push((index, class));
            }
        }
    }

    pub fn mandatory(&mut self, line: u64, entry: &MandatoryRow) {
        let at = ("mandatory.csv", line);
        let group = self.groups.find(&entry.group);
        if group.is_none() {
            self.unknown(at, "group", &entry.group, "groups.csv");
        }
        if let (Some(person), Some(group)) = (self.person_ref(at, &entry.person), group)
            && self.unique(at, "person,group", (person, group), [&entry.person, &entry.group])
        {
            self.mandatory.push((person, group));
        }
    }

    pub fn preference(&mut self, line: u64, preference: &PreferenceRow) {
        let at = ("preferences.csv", line);
        self.row(at.0, line).range("points", preference.points, -100, 100);
        let (person, class) =
            (self.person_ref(at, &preference.person), self.class_ref(at, &preference.class));
        if let (Some(person), Some(class)) = (person, class)
            && self.unique(at, "person,class", (person, class), [&preference.person, &preference.class])
        {
            self.preferences.push((person, (class, preference.points.clamp(-100, 100) as i32)));
        }
    }

    pub fn fixed(&mut self, line: u64, seat: &FixedRow) {
        let at = ("fixed.csv", line);
        let (person, class) = (self.person_ref(at, &seat.person), self.class_ref(at, &seat.class));
        if let (Some(person), Some(class)) = (person, class)
            && self.unique(at, "person,class", (person, class), [&seat.person, &seat.class])
        {
            self.fixed.push((person, class));
        }
    }

    pub fn weights(&mut self, weights: &Weights) {
        for (name, value) in weights.named() {
            self.row("weights.toml", 0).range(name, value, 0, Weights::LARGEST);
        }
        self.weights = *weights;
    }
}
