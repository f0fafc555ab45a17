//! Typed access to an element's attributes and children, with a fault for everything unexpected.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::tree::Element;
use crate::fault::{Fault, Faults};
use crate::model::Time;

/// Collects faults while values are taken out of elements.
#[derive(Debug, Default)]
pub struct Reading {
    pub faults: Vec<Fault>,
}

/// The size of the term, known once the root is read.
#[derive(Debug, Clone, Copy)]
pub struct Term {
    pub weeks: usize,
    pub days: usize,
    pub slots_per_day: usize,
}

impl Reading {
    pub fn fault(&mut self, element: &Element, attribute: &str, value: &str, expected: &str) {
        let name = format!("<{} {attribute}>", element.name);
        self.faults.push(Fault::new(element.line, name, value, expected));
    }

    /// Names unknown attributes and children.
    pub fn known(&mut self, element: &Element, attributes: &[&str], children: &[&str]) {
        for (key, value) in &element.attributes {
            if !attributes.contains(&key.as_str()) {
                self.fault(element, key, value, &format!("only the attributes {}", attributes.join(", ")));
            }
        }
        for child in &element.children {
            if !children.contains(&child.name.as_str()) {
                let expected = match children {
                    [] => format!("nothing inside <{}>", element.name),
                    _ => format!("only <{}> inside <{}>", children.join(">, <"), element.name),
                };
                self.fault(child, "", &child.name, &expected);
            }
        }
    }

    pub fn text<'e>(&mut self, element: &'e Element, key: &str) -> Option<&'e str> {
        let found = self.optional(element, key).filter(|v| !v.is_empty());
        if found.is_none() {
            self.fault(element, key, "", "this attribute, not empty");
        }
        found
    }

    pub fn optional<'e>(&self, element: &'e Element, key: &str) -> Option<&'e str> {
        element.attributes.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }

    pub fn number(&mut self, element: &Element, key: &str, least: usize, most: usize) -> Option<usize> {
        let text = self.text(element, key)?;
        match text.parse::<usize>() {
            Ok(n) if (least..=most).contains(&n) => Some(n),
            _ => {
                self.fault(element, key, text, &format!("a whole number, {least} to {most}"));
                None
            }
        }
    }

    /// A string of zeros and ones, one for each week or day, not all zero.
    pub fn mask(&mut self, element: &Element, key: &str, length: usize) -> Option<u64> {
        let text = self.text(element, key)?;
        let right = text.len() == length && text.bytes().all(|b| b == b'0' || b == b'1');
        let mask = text.bytes().enumerate().fold(0, |mask, (i, b)| mask | u64::from(b == b'1') << (i % 64));
        if !right || mask == 0 {
            self.fault(element, key, text, &format!("{length} zeros and ones, not all zero"));
            return None;
        }
        Some(mask)
    }

    pub fn time(&mut self, element: &Element, term: Term, length: Option<u16>) -> Option<Time> {
        let weeks = self.mask(element, "weeks", term.weeks);
        let days = self.mask(element, "days", term.days);
        let start = self.number(element, "start", 0, term.slots_per_day - 1);
        let length = match length {
            Some(known) => Some(usize::from(known)),
            None => self.number(element, "length", 1, term.slots_per_day),
        };
        let (weeks, days, start, length) = (weeks?, days?, start?, length?);
        let end = start + length;
        if end > term.slots_per_day {
            let expected = format!("an end within the day's {} slots", term.slots_per_day);
            self.fault(element, "start + length", &end.to_string(), &expected);
            return None;
        }
        Some(Time { weeks, days: days as u8, start: start as u16, end: end as u16 })
    }
}

/// Ids of one kind of thing, each once.
#[derive(Debug, Default)]
pub struct Index(HashMap<String, (usize, usize)>);

impl Index {
    /// Registers the element's id under `index`; names the line of the first holder when it is taken.
    pub fn register(&mut self, reading: &mut Reading, element: &Element, index: usize) -> String {
        let Some(id) = reading.text(element, "id") else { return String::new() };
        match self.0.entry(id.to_owned()) {
            Entry::Occupied(first) => {
                let expected = format!("an id not used before (line {} has it)", first.get().1);
                reading.fault(element, "id", id, &expected);
            }
            Entry::Vacant(free) => {
                free.insert((index, element.line));
            }
        }
        id.to_owned()
    }

    /// The thing an attribute names.
    pub fn find(&self, reading: &mut Reading, element: &Element, key: &str, what: &str) -> Option<usize> {
        let id = reading.text(element, key)?;
        let found = self.0.get(id).map(|(index, _)| *index);
        if found.is_none() {
            reading.fault(element, key, id, &format!("the id of a {what} of this problem"));
        }
        found
    }
}

impl Reading {
    pub fn finish<T>(self, value: T) -> Result<T, Faults> {
        Faults(self.faults).none_or(value)
    }
}
