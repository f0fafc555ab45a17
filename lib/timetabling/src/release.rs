//! Draft → release → diff: named snapshots of what was published, and who must be told what changed.

use std::collections::{BTreeMap, BTreeSet};

/// How one lesson stood when it was published, in words its readers know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub when: String,
    pub place: String,
    /// Classes and lecturers concerned.
    pub people: BTreeSet<String>,
}

/// A published timetable under a name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Release {
    pub name: String,
    /// By lesson id.
    pub lessons: BTreeMap<String, Held>,
}

/// What became of one lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Added(Held),
    Removed(Held),
    Moved { from: Held, to: Held },
}

/// Only what changed between two releases, by lesson id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diff {
    pub changes: BTreeMap<String, Change>,
}

impl Diff {
    pub fn between(old: &Release, new: &Release) -> Self {
        let ids: BTreeSet<&String> = old.lessons.keys().chain(new.lessons.keys()).collect();
        let change = |id: &String| match (old.lessons.get(id), new.lessons.get(id)) {
            (None, Some(to)) => Some(Change::Added(to.clone())),
            (Some(from), None) => Some(Change::Removed(from.clone())),
            (Some(from), Some(to)) if from != to => {
                Some(Change::Moved { from: from.clone(), to: to.clone() })
            }
            _ => None,
        };
        Self { changes: ids.into_iter().filter_map(|id| Some((id.clone(), change(id)?))).collect() }
    }

    /// Whom to tell about which lessons: those it concerns now and those it concerned before.
    pub fn letters(&self) -> BTreeMap<String, Vec<String>> {
        let mut letters: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (id, change) in &self.changes {
            let people: BTreeSet<&String> = match change {
                Change::Added(held) | Change::Removed(held) => held.people.iter().collect(),
                Change::Moved { from, to } => from.people.iter().chain(&to.people).collect(),
            };
            for person in people {
                letters.entry(person.clone()).or_default().push(id.clone());
            }
        }
        letters
    }
}
