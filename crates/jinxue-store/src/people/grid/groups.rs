//! People who are equal in the order of the grid, counted: a page deep in the list lies in one or two of these groups.
//!
//! The count that the grid needs anyway tells how many people each grade, each number of missing hours or each unit has.
//! The page is then sought in the groups it lies in alone: a group is walked in the order of names by the index that has
//! it, where the whole list would have to be sorted.

use crate::db::{FromRow, Row};
use crate::{StoreError, Value, values};

/// What the people of a group have in common: the leading column of the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    Number(i64),
    Path(String),
}

impl From<Key> for Value {
    fn from(key: Key) -> Self {
        match key {
            Key::Number(number) => Value::from(number),
            Key::Path(path) => Value::from(path),
        }
    }
}

/// People of one key, in the order of the grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub key: Key,
    pub people: u64,
}

/// A group whose key is a number.
pub(super) struct Numbered(pub Group);

impl FromRow for Numbered {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self(Group { key: Key::Number(row.get("key")?), people: row.get("people")? }))
    }
}

/// A group whose key is a path of the unit tree.
pub(super) struct Pathed(pub Group);

impl FromRow for Pathed {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self(Group { key: Key::Path(row.get("key")?), people: row.get("people")? }))
    }
}

/// The groups a page lies in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    pub first: Key,
    pub last: Key,
    /// People of these groups before the page.
    pub before: u64,
    /// People of these groups in all.
    pub people: u64,
}

/// Where the `rows` people from `offset` on lie; none of them is behind the last group.
pub(super) fn stretch(groups: &[Group], offset: u64, rows: u64) -> Option<Stretch> {
    let mut passed = 0;
    let mut found: Option<Stretch> = None;
    for group in groups {
        let next = passed + group.people;
        match &mut found {
            None if offset < next => {
                let key = group.key.clone();
                let before = offset - passed;
                found = Some(Stretch { first: key.clone(), last: key, before, people: group.people });
            }
            None => {}
            Some(stretch) => {
                stretch.last = group.key.clone();
                stretch.people += group.people;
            }
        }
        if found.is_some() && offset + rows <= next {
            break;
        }
        passed = next;
    }
    found
}

impl Stretch {
    /// The condition that holds for the people of these groups alone, `column` being what they have in common. One
    /// group is said by `=`, from which a database sees that the rest of the order is the whole order.
    pub fn condition(self, column: &str) -> (String, Vec<Value>) {
        if self.first == self.last {
            return (format!("{column} = ?"), values![self.first]);
        }
        // The order may run downwards.
        let (low, high) = match (&self.first, &self.last) {
            (Key::Number(first), Key::Number(last)) if first > last => (self.last, self.first),
            _ => (self.first, self.last),
        };
        (format!("{column} >= ? and {column} <= ?"), values![low, high])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_lies_where_counting_one_by_one_finds_it() {
        let sizes = [3, 1, 0, 5, 2, 4];
        let groups: Vec<Group> =
            (0_i64..).zip(sizes).map(|(key, people)| Group { key: Key::Number(key), people }).collect();
        let all: Vec<i64> =
            (0_i64..).zip(sizes).flat_map(|(key, people)| (0..people).map(move |_| key)).collect();
        for offset in 0..all.len() {
            for rows in 1..=all.len() - offset {
                let page = &all[offset..offset + rows];
                let stretch = stretch(&groups, offset as u64, rows as u64).unwrap();
                let (first, last) = (page[0], page[rows - 1]);
                assert_eq!((&stretch.first, &stretch.last), (&Key::Number(first), &Key::Number(last)));
                let before = all[..offset].iter().filter(|key| **key == first).count();
                let people = all.iter().filter(|key| (first..=last).contains(*key)).count();
                assert_eq!(
                    (stretch.before, stretch.people),
                    (before as u64, people as u64),
                    "{offset} {rows}"
                );
            }
        }
        assert_eq!(stretch(&groups, all.len() as u64, 1), None);
    }
}
