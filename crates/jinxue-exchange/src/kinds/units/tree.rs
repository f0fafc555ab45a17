//! Do the parents of a file of units make a tree?

use std::collections::HashMap;

use jinxue_domain::words::Fault;

use super::{FIELDS, UnitRow};
use crate::fault::{CellFault, Problem};

/// Find units whose parent nobody knows and parents that form a cycle.
///
/// `units` are the good rows of the file with their row numbers; `is_known`
/// says whether a code or name is a unit of the system already. The answer has
/// one fault per row concerned, in the order of the file.
pub fn check_tree(units: &[(u32, UnitRow)], is_known: impl Fn(&str) -> bool) -> Vec<(u32, CellFault)> {
    let index = index(units);
    let parents: Vec<Parent> = units.iter().map(|(_, unit)| parent(unit, &index)).collect();
    let mut faults = Vec::new();
    for (at, (row, unit)) in units.iter().enumerate() {
        let problem = match &parents[at] {
            Parent::None => None,
            Parent::Elsewhere(name) => (!is_known(name)).then(|| Problem::UnknownCode((*name).to_owned())),
            Parent::Here(_) => cycle(at, &parents, units).map(Problem::Cycle),
        };
        if let Some(problem) = problem {
            faults.push((*row, at_parent(unit, &problem)));
        }
    }
    faults
}

/// Where a unit's parent stands.
enum Parent<'u> {
    None,
    /// At this place of the file.
    Here(usize),
    /// Not in the file; the code or name it is called by.
    Elsewhere(&'u str),
}

/// Units by code, and by name where the name is the only one of its kind.
fn index(units: &[(u32, UnitRow)]) -> HashMap<&str, usize> {
    let mut index = HashMap::new();
    for (at, (_, unit)) in units.iter().enumerate().rev() {
        index.insert(unit.name.as_str(), at);
    }
    for (at, (_, unit)) in units.iter().enumerate() {
        index.extend(unit.code.as_deref().map(|code| (code, at)));
    }
    index
}

fn parent<'u>(unit: &'u UnitRow, index: &HashMap<&str, usize>) -> Parent<'u> {
    let Some(name) = unit.parent_code.as_deref().or(unit.parent_name.as_deref()) else { return Parent::None };
    index.get(name).map_or(Parent::Elsewhere(name), |at| Parent::Here(*at))
}

/// The names on the way from a unit back to itself, if the way leads there.
fn cycle(from: usize, parents: &[Parent<'_>], units: &[(u32, UnitRow)]) -> Option<Vec<String>> {
    let mut way = vec![units[from].1.name.clone()];
    let mut at = from;
    while let Parent::Here(above) = parents[at] {
        way.push(units[above].1.name.clone());
        if above == from {
            return Some(way);
        }
        if way.len() > units.len() {
            return None;
        }
        at = above;
    }
    None
}

fn at_parent(unit: &UnitRow, problem: &Problem) -> CellFault {
    let name = if unit.parent_code.is_some() { "parent_code" } else { "parent_name" };
    let header = FIELDS.iter().find(|field| field.name == name).map_or("", |field| field.zh);
    CellFault {
        field: name,
        header: header.into(),
        column: None,
        value: problem.value(),
        code: problem.code(),
        expected: problem.expected(),
        words: problem.words(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(code: &str, parent: &str) -> UnitRow {
        UnitRow {
            code: Some(code.into()),
            name: format!("单位{code}"),
            parent_code: (!parent.is_empty()).then(|| parent.into()),
            parent_name: None,
            tier: None,
            kind: None,
            division: None,
            sector: None,
            release_cap: None,
        }
    }

    #[test]
    fn unknown_parents_and_cycles_are_found_and_nothing_else() {
        let units = [
            ("1", ""),
            ("2", "1"),
            ("3", "9"),
            ("4", "known"),
            ("5", "6"),
            ("6", "7"),
            ("7", "5"),
            ("8", "5"),
            ("10", "10"),
        ];
        let units: Vec<_> = (2..).zip(units.map(|(code, parent)| unit(code, parent))).collect();
        let faults = check_tree(&units, |code| code == "known");
        let found: Vec<_> =
            faults.iter().map(|(row, fault)| (*row, fault.code, fault.value.as_str())).collect();
        assert_eq!(
            found,
            [
                (4, "code_unknown", "9"),
                (6, "tree_cycle", "单位5 → 单位6 → 单位7 → 单位5"),
                (7, "tree_cycle", "单位6 → 单位7 → 单位5 → 单位6"),
                (8, "tree_cycle", "单位7 → 单位5 → 单位6 → 单位7"),
                (10, "tree_cycle", "单位10 → 单位10"),
            ]
        );
    }
}
