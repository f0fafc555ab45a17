//! The place of a unit in the tree as text whose order is the tree's order.

use std::fmt;
use std::str::FromStr;

use crate::words::{Form, Malformed};

/// A path of four-digit steps such as `0001.0003.0022`.
///
/// Fixed width makes text order equal tree order, and makes a subtree one range: `path >= P and path < P || '/'`, because `/`
/// is the character directly after `.`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitPath(String);

impl UnitPath {
    /// The path of a root; `step` is 1–9999.
    pub fn root(step: u16) -> Option<UnitPath> {
        (1..=9999).contains(&step).then(|| UnitPath(format!("{step:04}")))
    }

    /// The path of this unit's child; `step` is 1–9999.
    pub fn child(&self, step: u16) -> Option<UnitPath> {
        (1..=9999).contains(&step).then(|| UnitPath(format!("{}.{step:04}", self.0)))
    }

    /// The path of the unit above, none for a root.
    pub fn parent(&self) -> Option<UnitPath> {
        self.0.rsplit_once('.').map(|(above, _)| UnitPath(above.to_owned()))
    }

    /// How many units lie above this one.
    pub fn depth(&self) -> usize {
        self.0.len() / 5
    }

    /// Whether `other` is this unit or lies below it.
    pub fn contains(&self, other: &UnitPath) -> bool {
        other.0.strip_prefix(&self.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// Whether one of the two lies in the other's subtree, so that the subtrees share people.
    pub fn meets(&self, other: &UnitPath) -> bool {
        self.contains(other) || other.contains(self)
    }

    /// This unit and the units above it, nearest first.
    pub fn self_and_ancestors(&self) -> impl Iterator<Item = UnitPath> {
        std::iter::successors(Some(self.clone()), UnitPath::parent)
    }

    /// The first text after the whole subtree: an exclusive upper bound for range queries.
    pub fn subtree_end(&self) -> String {
        format!("{}/", self.0)
    }

    /// The last step, the unit's number among its siblings.
    pub fn step(&self) -> u16 {
        self.0.rsplit('.').next().and_then(|step| step.parse().ok()).unwrap_or_default() // checked on the way in
    }

    /// The text, as stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UnitPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for UnitPath {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let step = |s: &str| s.len() == 4 && s != "0000" && s.bytes().all(|b| b.is_ascii_digit());
        if text.split('.').all(step) {
            return Ok(UnitPath(text.to_owned()));
        }
        Err(Malformed::new(
            &Form {
                code: "unit_path_malformed",
                what: ("单位路径", "unit path"),
                expected: (
                    "四位数字以点相连，如 0001.0003",
                    "four-digit steps joined by dots, such as 0001.0003",
                ),
            },
            text,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn path() -> impl Strategy<Value = UnitPath> {
        proptest::collection::vec(1u16..4, 1..5).prop_map(|steps| {
            let root = UnitPath::root(steps[0]).unwrap();
            steps[1..].iter().fold(root, |above, &step| above.child(step).unwrap())
        })
    }

    #[test]
    fn refuses_steps_of_another_width() {
        for bad in ["", "1", "0001.", "0001.003", "0000", "0001/0002", "000１"] {
            assert!(bad.parse::<UnitPath>().is_err(), "{bad}");
        }
        assert!(UnitPath::root(0).is_none() && UnitPath::root(10_000).is_none());
    }

    proptest! {
        #[test]
        fn the_text_range_is_the_subtree(a in path(), b in path()) {
            let in_range = b.as_str() >= a.as_str() && b.as_str() < a.subtree_end().as_str();
            prop_assert_eq!(in_range, a.contains(&b));
            prop_assert_eq!(a.contains(&b), b.self_and_ancestors().any(|above| above == a));
            prop_assert_eq!(a.to_string().parse(), Ok(a.clone()));
            prop_assert_eq!(a.self_and_ancestors().count(), a.depth() + 1);
        }
    }
}
