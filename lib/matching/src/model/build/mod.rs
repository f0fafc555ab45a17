//! From rows to an instance: every row is checked, every fault is kept.
//!
//! The builder takes one row at a time, so that a file need never be held in memory as text.

use std::collections::{HashMap, HashSet};

use super::*;
use crate::fault::{Problem, Row};

mod assemble;
mod fit;
mod rows;
mod units;

/// Numbers of people, seats, hours and weeks stay below this; everything the engine adds up then fits.
const LARGEST: i64 = 1_000_000;
/// What one person can gain stays below this, so that it fits into the 32 bits kept for each pair.
const VALUE_LIMIT: i64 = Weights::LARGEST;
/// Classes start on at most so many different days: for each, every unit keeps its limits.
const DAYS_MOST: usize = 4_000;

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
    sector: u32,
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
    unit_lines: Vec<u64>,
    caps: Vec<u32>,
    people: Keys,
    persons: Vec<Person>,
    classes: Keys,
    class_rows: Vec<Class>,
    topics: Keys,
    sectors: Keys,
    groups: Keys,
    class_sectors: Vec<(u32, u32)>,
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

    /// The instance, made by so many threads, or every fault.
    pub fn finish(mut self, threads: usize) -> Result<Instance, Faults> {
        if self.faults.is_empty() {
            self.too_large().into_iter().for_each(|fault| self.faults.add(fault));
        }
        let faults = std::mem::take(&mut self.faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        faults.or(self.assemble(threads))
    }
}
