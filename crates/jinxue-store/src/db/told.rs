//! The scope as PostgreSQL is told of it, at the beginning of a transaction and whenever it changes there.
//!
//! Row-level security on `person` compares with it (migration `0021_second_fence`), so that a statement whose own condition
//! was forgotten shows nobody it should not.

use std::fmt::Write as _;

use jinxue_domain::authority::{PathRange, Scope};

/// The settings of the transaction that say `scope`. Paths are figures and dots, so nothing in them ends a text.
pub(super) fn settings(scope: &Scope) -> String {
    let Some(ranges) = scope.ranges() else { return said("all", "", "", "", "") };
    // The ranges are in order and share nothing: the first begins before all others, the last ends behind them.
    let (from, before) = match (ranges.first(), ranges.last()) {
        (Some(first), Some(last)) => (first.from(), last.before()),
        _ => ("", ""),
    };
    let places = if ranges.len() > 1 { places(ranges) } else { String::new() };
    let person = scope.person().map(|person| person.to_string()).unwrap_or_default();
    said("some", from, before, &places, &person)
}

fn said(reach: &str, from: &str, before: &str, places: &str, person: &str) -> String {
    let mut text = String::new();
    for (name, value) in
        [("reach", reach), ("first", from), ("beyond", before), ("places", places), ("person", person)]
    {
        write!(text, "set local jinxue.{name} = '{value}';").expect("writing into a string succeeds");
    }
    text
}

/// A pattern of exactly the paths in the ranges, where more than one has to be looked at.
fn places(ranges: &[PathRange]) -> String {
    let one = |range: &PathRange| {
        let path = range.from().replace('.', "\\.");
        if range.before().ends_with('/') { format!("{path}(\\..*)?") } else { path }
    };
    format!("^({})$", ranges.iter().map(one).collect::<Vec<_>>().join("|"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jinxue_domain::UnitPath;

    fn path(text: &str) -> UnitPath {
        text.parse().unwrap()
    }

    #[test]
    fn a_range_is_its_two_ends_and_several_are_a_pattern() {
        let county = Scope::subtree(&path("0001.0002"));
        assert_eq!(
            settings(&county),
            "set local jinxue.reach = 'some';set local jinxue.first = '0001.0002';set local jinxue.beyond = '0001.0002/';\
             set local jinxue.places = '';set local jinxue.person = '';"
        );
        let two =
            Scope::of([PathRange::node(&path("0001.0003")), PathRange::subtree(&path("0001.0002.0001"))]);
        assert!(
            settings(&two).contains(r"jinxue.places = '^(0001\.0002\.0001(\..*)?|0001\.0003)$'"),
            "{}",
            settings(&two)
        );
        assert!(
            settings(&two).contains("jinxue.first = '0001.0002.0001';set local jinxue.beyond = '0001.0003.'")
        );
        assert!(settings(&Scope::everything()).starts_with("set local jinxue.reach = 'all'"));
        assert!(settings(&Scope::nothing()).contains("jinxue.beyond = ''"));
    }
}
