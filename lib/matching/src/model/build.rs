//! From rows to an instance: every row is checked, every fault is kept.
//!
//! The builder takes one row at a time, so that a file need never be held in memory as text.

use std::collections::{HashMap, HashSet};

use super::eligible;
use super::*;
use crate::fault::{Fault, Problem, Row};

/// Numbers of people, seats, hours and weeks stay below this; everything the engine adds up then fits.
const LARGEST: i64 = 1_000_000;
/// What one person can gain stays below this, so that it fits into the 32 bits kept for each pair.
const VALUE_LIMIT: i64 = 1 << 30;

#[derive(Default)]
struct Keys {
    index: HashMap<Box<str>, u32>,
    list: Vec<Box<str>>,
}

impl Keys {
    fn find(&self, key: &str) -> Option<u32> {
        self.index.get(key).copied()
    }

    /// The index of the key, and whether it is new.
    fn add(&mut self, key: &str) -> (u32, bool) {
        if let Some(index) = self.find(key) {
            return (index, false);
        }
        let index = self.list.len() as u32;
        self.index.insert(key.into(), index);
        self.list.push(key.into());
        (index, true)
    }

    fn names(&self) -> Names {
        Names::new(self.list.iter().map(|key| &**key))
    }
}

struct Person {
    unit: u32,
    division: u32,
    rank: u8,
    role: Role,
    sector: u16,
    max_classes: u8,
    hours_due: u32,
    weeks_untrained: u32,
}

struct Class {
    topic: u32,
    start: i32,
    end: i32,
    min: u32,
    max: u32,
    hours: u32,
    audience: u32,
    ranks: (u8, u8),
    roles: u8,
    division: u32,
}

/// Collects rows and their faults.
#[derive(Default)]
pub(crate) struct Builder {
    pub faults: Faults,
    weights: Weights,
    units: Keys,
    parents: Vec<Option<String>>,
    caps: Vec<u32>,
    people: Keys,
    persons: Vec<Person>,
    classes: Keys,
    class_rows: Vec<Class>,
    topics: Keys,
    sectors: Keys,
    groups: Keys,
    class_sectors: Vec<(u32, u16)>,
    coverage: Vec<(u32, Cover)>,
    gaps: Vec<(u32, Gap)>,
    history: Vec<(u32, u32)>,
    busy: Vec<(u32, (i32, i32))>,
    quotas: Vec<Quota>,
    mandatory: Vec<(u32, u32)>,
    group_classes: Vec<(u32, u32)>,
    preferences: Vec<(u32, (u32, i32))>,
    fixed: Vec<(u32, u32)>,
    seen: HashSet<(u32, u32)>,
}

impl Builder {
    /// All tables, in the order in which references can be resolved.
    pub fn tables(&mut self, tables: &Tables) {
        fn each<R>(b: &mut Builder, rows: &[R], add: impl Fn(&mut Builder, u64, &R)) {
            b.start_file();
            rows.iter().enumerate().for_each(|(i, row)| add(b, i as u64 + 2, row));
        }
        each(self, &tables.units, Self::unit);
        self.link_units();
        each(self, &tables.people, Self::person);
        each(self, &tables.classes, Self::class);
        each(self, &tables.coverage, Self::cover);
        each(self, &tables.gaps, Self::gap);
        each(self, &tables.history, Self::history);
        each(self, &tables.busy, Self::busy);
        each(self, &tables.quotas, Self::quota);
        each(self, &tables.groups, Self::group);
        each(self, &tables.mandatory, Self::mandatory);
        each(self, &tables.preferences, Self::preference);
        each(self, &tables.fixed, Self::fixed);
        self.weights(&tables.weights);
    }

    /// Pairs of keys are unique within a file: forget those of the file before.
    pub fn start_file(&mut self) {
        self.seen = HashSet::new();
    }

    fn row(&mut self, file: &'static str, line: u64) -> Row<'_> {
        Row { file, line, faults: &mut self.faults }
    }

    fn unknown(&mut self, row: (&'static str, u64), column: &'static str, value: &str, file: &'static str) {
        self.row(row.0, row.1).fault(column, value, Problem::Unknown { file });
    }

    fn unit_ref(&mut self, row: (&'static str, u64), column: &'static str, key: &str) -> Option<u32> {
        let found = self.units.find(key);
        if found.is_none() {
            self.unknown(row, column, key, "units.csv");
        }
        found
    }

    fn person_ref(&mut self, row: (&'static str, u64), key: &str) -> Option<u32> {
        let found = self.people.find(key);
        if found.is_none() {
            self.unknown(row, "person", key, "people.csv");
        }
        found
    }

    fn class_ref(&mut self, row: (&'static str, u64), key: &str) -> Option<u32> {
        let found = self.classes.find(key);
        if found.is_none() {
            self.unknown(row, "class", key, "classes.csv");
        }
        found
    }

    fn topic(&mut self, row: (&'static str, u64), key: &str) -> Option<u32> {
        self.row(row.0, row.1).key("topic", key).then(|| self.topics.add(key).0)
    }

    fn division(&mut self, row: (&'static str, u64), key: &str) -> u32 {
        if key.len() == 6 && key.bytes().all(|b| b.is_ascii_digit()) {
            return key.parse().unwrap_or_default();
        }
        self.row(row.0, row.1).fault("division", key, Problem::Digits { count: 6 });
        0
    }

    /// Reports a pair of keys that was given before in the file.
    fn unique(
        &mut self,
        row: (&'static str, u64),
        column: &'static str,
        pair: (u32, u32),
        shown: [&str; 2],
    ) -> bool {
        let new = self.seen.insert(pair);
        if !new {
            self.row(row.0, row.1).fault(column, shown.join(","), Problem::Duplicate);
        }
        new
    }

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
        self.caps.push(unit.release_cap.map_or(u32::MAX, |cap| cap.clamp(0, LARGEST) as u32));
    }

    /// Called after the last unit: parents may stand below their children in the file.
    pub fn link_units(&mut self) {
        for i in 0..self.parents.len() {
            if let Some(parent) = self.parents[i].clone()
                && self.units.find(&parent).is_none()
            {
                self.unknown(("units.csv", i as u64 + 2), "parent", &parent, "units.csv");
                self.parents[i] = None;
            }
        }
        let parent = self.parent_indices();
        for i in 0..parent.len() {
            let (mut at, mut steps) = (parent[i], 0);
            while at != u32::MAX && at as usize != i && steps <= parent.len() {
                at = parent[at as usize];
                steps += 1;
            }
            if at as usize == i {
                let key = self.units.list[i].to_string();
                self.row("units.csv", i as u64 + 2).fault("parent", key, Problem::Cycle);
            }
            if steps > parent.len() {
                // The unit hangs below a cycle, which is reported at its own members.
                continue;
            }
        }
    }

    fn parent_indices(&self) -> Vec<u32> {
        let index = |p: &Option<String>| p.as_ref().and_then(|p| self.units.find(p)).unwrap_or(u32::MAX);
        self.parents.iter().map(index).collect()
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
            sector: self.sectors.add(&person.sector).0 as u16,
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
            let sector = self.sectors.add(sector).0 as u16;
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
            if value < 0 {
                let problem = Problem::Range { low: 0, high: VALUE_LIMIT };
                self.faults.add(Fault {
                    file: "weights.toml",
                    line: 0,
                    column: name,
                    value: value.to_string(),
                    problem,
                });
            }
        }
        self.weights = *weights;
    }

    /// The instance, or every fault.
    pub fn finish(mut self) -> Result<Instance, Faults> {
        if self.faults.is_empty() && !self.values_fit() {
            let problem = Problem::Overflow { limit: VALUE_LIMIT };
            self.faults.add(Fault {
                file: "weights.toml",
                line: 0,
                column: "",
                value: String::new(),
                problem,
            });
        }
        let faults = std::mem::take(&mut self.faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        faults.or(self.assemble())
    }

    /// Whether nothing a person can gain or lose, and no sum of it, can overflow.
    fn values_fit(&self) -> bool {
        let w = &self.weights;
        let mut severity = vec![0i128; self.persons.len()];
        let mut groups = vec![0i128; self.persons.len()];
        self.gaps.iter().for_each(|(p, gap)| severity[*p as usize] += gap.severity as i128);
        self.mandatory.iter().for_each(|(p, _)| groups[*p as usize] += 1);
        let closed = 50 * (w.gap_first as i128 + w.gap_rest as i128);
        let most = |(i, p): (usize, &Person)| {
            severity[i] * closed
                + w.hours as i128 * p.hours_due as i128
                + w.first_class as i128
                + w.first_class_per_week as i128 * p.weeks_untrained as i128
                + 600 * w.preference as i128
                + 18 * w.travel as i128
                + groups[i] * w.mandatory_missed as i128
        };
        let short: i128 = self.quotas.iter().map(|q| q.min as i128 * w.quota_short as i128).sum();
        self.persons.iter().enumerate().map(most).all(|value| value < VALUE_LIMIT as i128)
            && (w.quota_short as i128) < VALUE_LIMIT as i128
            && short < (1 << 60)
    }

    fn assemble(mut self) -> Instance {
        let count = self.persons.len();
        self.seen = HashSet::new();
        self.people.index = HashMap::new();
        let mut order: Vec<u32> = (0..count as u32).collect();
        order.sort_by_key(|&p| self.persons[p as usize].unit);
        let mut place = vec![0u32; count];
        order.iter().enumerate().for_each(|(at, &p)| place[p as usize] = at as u32);

        let classes = self.assemble_classes();
        let units = self.assemble_units(classes.watched.len());
        let people = self.assemble_people(&order, &place);
        let mut group_classes = Lists::collect(self.groups.list.len(), &self.group_classes);
        group_classes.sort_each_by_key(|&class| class);
        let mut instance = Instance {
            weights: self.weights,
            units,
            people,
            classes,
            quotas: std::mem::take(&mut self.quotas),
            topics: self.topics.names(),
            groups: Groups { classes: group_classes },
            pairs: Pairs::default(),
        };
        drop(self);
        instance.pairs = eligible::pairs(&instance);
        instance
    }

    fn assemble_units(&self, days: usize) -> Units {
        let mut people = vec![0u32; self.units.list.len() + 1];
        self.persons.iter().for_each(|p| people[p.unit as usize + 1] += 1);
        for unit in 0..self.units.list.len() {
            people[unit + 1] += people[unit];
        }
        Units {
            names: self.units.names(),
            parent: self.parent_indices(),
            cap: self.caps.clone(),
            people,
            days,
        }
    }

    fn assemble_people(&mut self, order: &[u32], place: &[u32]) -> People {
        fn lists<T: Copy + Default>(entries: Vec<(u32, T)>, place: &[u32]) -> Lists<T> {
            let mut entries = entries;
            entries.iter_mut().for_each(|(p, _)| *p = place[*p as usize]);
            Lists::collect(place.len(), &entries)
        }
        let persons = std::mem::take(&mut self.persons);
        let keys = std::mem::take(&mut self.people.list);
        let each = || order.iter().map(|&p| &persons[p as usize]);
        let mut gaps = lists(std::mem::take(&mut self.gaps), place);
        gaps.sort_each_by_key(|gap| gap.topic);
        let mut preferences = lists(std::mem::take(&mut self.preferences), place);
        preferences.sort_each_by_key(|entry| entry.0);
        let mut fixed = lists(std::mem::take(&mut self.fixed), place);
        fixed.sort_each_by_key(|&class| class);
        People {
            names: Names::new(order.iter().map(|&p| &*keys[p as usize])),
            unit: each().map(|p| p.unit).collect(),
            division: each().map(|p| p.division).collect(),
            rank: each().map(|p| p.rank).collect(),
            role: each().map(|p| p.role).collect(),
            sector: each().map(|p| p.sector).collect(),
            max_classes: each().map(|p| p.max_classes).collect(),
            hours_due: each().map(|p| p.hours_due).collect(),
            weeks_untrained: each().map(|p| p.weeks_untrained).collect(),
            gaps,
            history: lists(std::mem::take(&mut self.history), place),
            busy: lists(std::mem::take(&mut self.busy), place),
            mandatory: lists(std::mem::take(&mut self.mandatory), place),
            preferences,
            fixed,
        }
    }

    fn assemble_classes(&self) -> Classes {
        let rows = &self.class_rows;
        let mut watched: Vec<i32> = rows.iter().map(|c| c.start).collect();
        watched.sort_unstable();
        watched.dedup();
        let first = |c: &Class| watched.partition_point(|&day| day < c.start) as u16;
        let last = |c: &Class| (watched.partition_point(|&day| day <= c.end) - 1) as u16;
        let quotas: Vec<(u32, u32)> = self.quotas.iter().zip(0..).map(|(q, i)| (q.class, i)).collect();
        let mut coverage = Lists::collect(rows.len(), &self.coverage);
        coverage.sort_each_by_key(|cover: &Cover| cover.topic);
        Classes {
            names: self.classes.names(),
            topic: rows.iter().map(|c| c.topic).collect(),
            start: rows.iter().map(|c| c.start).collect(),
            end: rows.iter().map(|c| c.end).collect(),
            first: rows.iter().map(first).collect(),
            last: rows.iter().map(last).collect(),
            min: rows.iter().map(|c| c.min).collect(),
            max: rows.iter().map(|c| c.max).collect(),
            hours: rows.iter().map(|c| c.hours).collect(),
            audience: rows.iter().map(|c| c.audience).collect(),
            ranks: rows.iter().map(|c| c.ranks).collect(),
            roles: rows.iter().map(|c| c.roles).collect(),
            sectors: Lists::collect(rows.len(), &self.class_sectors),
            division: rows.iter().map(|c| c.division).collect(),
            coverage,
            quotas: Lists::collect(rows.len(), &quotas),
            watched,
        }
    }
}
