//! The instance: what the files say, checked, with indices instead of keys.

mod build;
mod calendar;
mod eligible;
mod lists;
mod tables;
mod weights;

pub(crate) use build::Builder;
pub(crate) use calendar::{date_of, day_of};
pub(crate) use eligible::{Refusal, refusal};
pub(crate) use lists::{Lists, Names};
pub use tables::*;
pub use weights::Weights;

use crate::fault::Faults;

/// A person of an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonId(pub(crate) u32);

/// A class of an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClassId(pub(crate) u32);

impl PersonId {
    /// The position among [`Instance::people`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl ClassId {
    /// The position among [`Instance::classes`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A checked instance. It is never changed; any number of threads may read it.
#[derive(Debug, Clone)]
pub struct Instance {
    pub(crate) weights: Weights,
    pub(crate) units: Units,
    pub(crate) people: People,
    pub(crate) classes: Classes,
    pub(crate) quotas: Vec<Quota>,
    pub(crate) topics: Names,
    pub(crate) groups: Groups,
    pub(crate) pairs: Pairs,
}

#[derive(Debug, Clone)]
pub(crate) struct Units {
    pub names: Names,
    /// `u32::MAX` for a root.
    pub parent: Vec<u32>,
    /// The place of each unit in a walk through the tree, and the place after its subtree.
    pub span: Vec<(u32, u32)>,
    /// `u32::MAX` for no cap.
    pub cap: Vec<u32>,
    /// The people of the unit stand next to each other: `people[unit]..people[unit + 1]`.
    pub people: Vec<u32>,
    /// Days on which the unit's limits are watched, see [`Classes::first`].
    pub days: usize,
}

/// People, in the order of their units.
#[derive(Debug, Clone)]
pub(crate) struct People {
    pub names: Names,
    pub unit: Vec<u32>,
    pub division: Vec<u32>,
    pub rank: Vec<u8>,
    pub role: Vec<Role>,
    pub sector: Vec<u32>,
    pub max_classes: Vec<u8>,
    pub hours_due: Vec<u32>,
    pub weeks_untrained: Vec<u32>,
    pub gaps: Lists<Gap>,
    pub history: Lists<u32>,
    pub busy: Lists<(i32, i32)>,
    pub mandatory: Lists<u32>,
    pub preferences: Lists<(u32, i32)>,
    pub fixed: Lists<u32>,
}

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Gap {
    pub topic: u32,
    pub severity: u32,
}

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cover {
    pub topic: u32,
    pub percent: u32,
}

#[derive(Debug, Clone)]
pub(crate) struct Classes {
    pub names: Names,
    pub topic: Vec<u32>,
    /// Days since 1970-01-01, inclusive.
    pub start: Vec<i32>,
    pub end: Vec<i32>,
    /// The watched days the class covers, inclusive. Watched are only the days on which some class
    /// starts: two classes share a day exactly when they share a watched one, and no day sees more people
    /// away than the watched day before it.
    pub first: Vec<u16>,
    pub last: Vec<u16>,
    /// The dates of the watched days.
    pub watched: Vec<i32>,
    pub min: Vec<u32>,
    pub max: Vec<u32>,
    pub hours: Vec<u32>,
    pub audience: Vec<u32>,
    pub ranks: Vec<(u8, u8)>,
    pub roles: Vec<u8>,
    /// Empty = all.
    pub sectors: Lists<u32>,
    pub division: Vec<u32>,
    pub coverage: Lists<Cover>,
    pub quotas: Lists<u32>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Quota {
    pub class: u32,
    pub unit: u32,
    pub min: u32,
    /// `u32::MAX` for no upper bound.
    pub max: u32,
}

#[derive(Debug, Clone)]
pub(crate) struct Groups {
    /// The classes of a group, in order.
    pub classes: Lists<u32>,
}

/// For every person the classes open to them, with what the class alone adds at most.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pairs {
    pub start: Vec<u64>,
    pub class: Vec<u32>,
    pub alone: Vec<i32>,
    /// How many people could sit in each class at once: of a unit no more than may be away, and one leader.
    pub reach: Vec<u32>,
}

impl Pairs {
    pub fn range(&self, person: usize) -> std::ops::Range<usize> {
        self.start[person] as usize..self.start[person + 1] as usize
    }

    pub fn classes(&self, person: usize) -> &[u32] {
        &self.class[self.range(person)]
    }
}

impl Instance {
    /// Checks rows held in memory and builds the instance.
    ///
    /// # Errors
    /// Every faulty row; lines are counted as if the rows stood in their file.
    pub fn from_tables(tables: Tables) -> Result<Instance, Faults> {
        Self::from_tables_on(tables, 1)
    }

    /// The same on several threads; the instance does not depend on how many.
    ///
    /// # Errors
    /// As [`Instance::from_tables`].
    pub fn from_tables_on(tables: Tables, threads: usize) -> Result<Instance, Faults> {
        let mut builder = Builder::default();
        builder.tables(&tables);
        drop(tables);
        builder.finish(threads)
    }

    /// How many people there are.
    pub fn people_count(&self) -> usize {
        self.people.names.len()
    }

    /// How many classes there are.
    pub fn class_count(&self) -> usize {
        self.classes.names.len()
    }

    /// How many (person, class) pairs the rules of eligibility admit.
    pub fn pair_count(&self) -> usize {
        self.pairs.class.len()
    }

    /// Everyone, in the order of their units.
    pub fn people(&self) -> impl Iterator<Item = PersonId> + use<> {
        (0..self.people_count() as u32).map(PersonId)
    }

    /// Every class, in the order of the file.
    pub fn classes(&self) -> impl Iterator<Item = ClassId> + use<> {
        (0..self.class_count() as u32).map(ClassId)
    }

    /// The person of that key.
    pub fn person(&self, key: &str) -> Option<PersonId> {
        self.people.names.find(key).map(PersonId)
    }

    /// The class of that key.
    pub fn class(&self, key: &str) -> Option<ClassId> {
        self.classes.names.find(key).map(ClassId)
    }

    /// The key of a person.
    pub fn person_key(&self, person: PersonId) -> &str {
        self.people.names.key(person.0)
    }

    /// The key of a class.
    pub fn class_key(&self, class: ClassId) -> &str {
        self.classes.names.key(class.0)
    }

    /// The classes the rules of eligibility admit for a person, in the order of the file.
    pub fn open_to(&self, person: PersonId) -> impl Iterator<Item = ClassId> + '_ {
        self.pairs.classes(person.index()).iter().map(|&c| ClassId(c))
    }

    /// The weights of the objective.
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    pub(crate) fn unit_within(&self, unit: u32, above: u32) -> bool {
        let (begin, end) = self.units.span[above as usize];
        (begin..end).contains(&self.units.span[unit as usize].0)
    }

    pub(crate) fn share_a_day(&self, a: u32, b: u32) -> bool {
        let c = &self.classes;
        c.first[a as usize] <= c.last[b as usize] && c.first[b as usize] <= c.last[a as usize]
    }

    /// Two classes nobody can attend both of.
    pub(crate) fn clash(&self, a: u32, b: u32) -> bool {
        self.classes.topic[a as usize] == self.classes.topic[b as usize] || self.share_a_day(a, b)
    }
}
