//! Two runs side by side: who moves.

use std::collections::{BTreeMap, BTreeSet};

use jinxue_domain::{ClassId, PersonId};

/// A person whose seats differ between two runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The person.
    pub person: PersonId,
    /// Classes only in the first run.
    pub left: Vec<ClassId>,
    /// Classes only in the second run.
    pub joined: Vec<ClassId>,
}

/// What differs between two runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// Seats in both.
    pub kept: usize,
    /// Seats only in the first.
    pub lost: usize,
    /// Seats only in the second.
    pub gained: usize,
    /// Everybody whose seats differ, in order of person.
    pub moves: Vec<Move>,
}

/// Compares the seats of two runs, given in any order.
pub fn difference(
    first: impl IntoIterator<Item = (PersonId, ClassId)>,
    second: impl IntoIterator<Item = (PersonId, ClassId)>,
) -> Difference {
    let mut people: BTreeMap<PersonId, [BTreeSet<ClassId>; 2]> = BTreeMap::new();
    for (person, class) in first {
        people.entry(person).or_default()[0].insert(class);
    }
    for (person, class) in second {
        people.entry(person).or_default()[1].insert(class);
    }
    let mut found = Difference::default();
    for (person, [before, after]) in people {
        let left: Vec<ClassId> = before.difference(&after).copied().collect();
        let joined: Vec<ClassId> = after.difference(&before).copied().collect();
        found.kept += before.len() - left.len();
        found.lost += left.len();
        found.gained += joined.len();
        if !(left.is_empty() && joined.is_empty()) {
            found.moves.push(Move { person, left, joined });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{class_id, person_id};

    #[test]
    fn who_moves_is_named_once() {
        let seat = |person, class| (person_id(person), class_id(class));
        let found = difference(
            [seat(1, 1), seat(1, 2), seat(2, 1)],
            [seat(2, 1), seat(1, 3), seat(1, 2), seat(3, 1)],
        );
        assert_eq!((found.kept, found.lost, found.gained), (2, 1, 2));
        let first = Move { person: person_id(1), left: vec![class_id(1)], joined: vec![class_id(3)] };
        let third = Move { person: person_id(3), left: vec![], joined: vec![class_id(1)] };
        assert_eq!(found.moves, [first, third]);
    }
}
