//! Where something may be done: ranges of paths, or one person alone.

use crate::id::PersonId;
use crate::place::UnitPath;

/// A half-open range of paths, compared byte by byte: the same test in Rust and in a statement.
///
/// A subtree is `P` to `P/`, because `/` follows `.`; a node alone is `P` to `P.`, where its children begin. A prefix
/// test would take 0001.0002 for a part of 0001.000.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PathRange {
    from: String,
    before: String,
}

impl PathRange {
    /// A unit and everything below it.
    pub fn subtree(path: &UnitPath) -> PathRange {
        PathRange { from: path.as_str().to_owned(), before: path.subtree_end() }
    }

    /// A unit without anything below it.
    pub fn node(path: &UnitPath) -> PathRange {
        PathRange { from: path.as_str().to_owned(), before: format!("{path}.") }
    }

    /// How many units lie above its first one.
    pub fn depth(&self) -> usize {
        self.from.len() / 5
    }

    /// The first path of the range.
    pub fn from(&self) -> &str {
        &self.from
    }

    /// The first text after the range.
    pub fn before(&self) -> &str {
        &self.before
    }

    /// Whether the path lies in the range.
    pub fn contains(&self, path: &UnitPath) -> bool {
        self.from.as_str() <= path.as_str() && path.as_str() < self.before.as_str()
    }

    /// Whether every path of `other` lies in this range.
    pub fn covers(&self, other: &PathRange) -> bool {
        self.from <= other.from && other.before <= self.before
    }
}

/// Where something may be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope(Extent);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Extent {
    Everything,
    Within {
        /// In order, none inside another.
        ranges: Vec<PathRange>,
        person: Option<PersonId>,
    },
}

impl Scope {
    /// All units there are and will be: the operator of the machine, and the software itself.
    pub const fn everything() -> Scope {
        Scope(Extent::Everything)
    }

    /// No unit and nobody.
    pub const fn nothing() -> Scope {
        Scope(Extent::Within { ranges: Vec::new(), person: None })
    }

    /// The union of ranges.
    pub fn of(ranges: impl IntoIterator<Item = PathRange>) -> Scope {
        let mut ranges: Vec<PathRange> = ranges.into_iter().collect();
        // Ranges of a tree are nested or disjoint; of those that begin together the widest comes first.
        ranges.sort_by(|a, b| a.from.cmp(&b.from).then(b.before.cmp(&a.before)));
        ranges.dedup_by(|later, earlier| earlier.covers(later));
        Scope(Extent::Within { ranges, person: None })
    }

    /// A unit and everything below it.
    pub fn subtree(path: &UnitPath) -> Scope {
        Scope::of([PathRange::subtree(path)])
    }

    /// The same scope with one person more, wherever they are.
    #[must_use]
    pub fn and_person(self, own: PersonId) -> Scope {
        match self.0 {
            Extent::Everything => Scope::everything(),
            Extent::Within { ranges, .. } => Scope(Extent::Within { ranges, person: Some(own) }),
        }
    }

    /// Whether nothing at all is in it.
    pub fn is_empty(&self) -> bool {
        *self == Scope::nothing()
    }

    /// The ranges to compare with; none where everything passes.
    pub fn ranges(&self) -> Option<&[PathRange]> {
        match &self.0 {
            Extent::Everything => None,
            Extent::Within { ranges, .. } => Some(ranges),
        }
    }

    /// The one person of a personal scope.
    pub fn person(&self) -> Option<PersonId> {
        match self.0 {
            Extent::Everything => None,
            Extent::Within { person, .. } => person,
        }
    }

    /// Whether the unit at `path` is in the scope.
    pub fn contains(&self, path: &UnitPath) -> bool {
        self.ranges().is_none_or(|ranges| ranges.iter().any(|range| range.contains(path)))
    }

    /// Whether a person in the unit at `path` is in the scope.
    pub fn contains_person(&self, person: PersonId, path: &UnitPath) -> bool {
        self.contains(path) || self.person() == Some(person)
    }

    /// Whether the unit at `path` and everything below it is in the scope, what will come included.
    pub fn covers(&self, path: &UnitPath) -> bool {
        let subtree = PathRange::subtree(path);
        self.ranges().is_none_or(|ranges| ranges.iter().any(|range| range.covers(&subtree)))
    }

    /// What of the scope lies in `range`; a person of a personal scope stays, wherever they are.
    #[must_use]
    pub fn and(&self, range: &PathRange) -> Scope {
        let Extent::Within { ranges, person } = &self.0 else { return Scope::of([range.clone()]) };
        // Of two ranges of a tree one covers the other, or they share nothing.
        let shared = ranges.iter().filter_map(|own| match (own.covers(range), range.covers(own)) {
            (true, _) => Some(range.clone()),
            (_, true) => Some(own.clone()),
            _ => None,
        });
        Scope(Extent::Within { ranges: shared.collect(), person: *person })
    }

    /// The units above the ranges, outermost first: their names lead to what may be seen.
    pub fn above(&self) -> Vec<UnitPath> {
        let tops =
            self.ranges().unwrap_or_default().iter().filter_map(|range| range.from.parse::<UnitPath>().ok());
        let mut above: Vec<UnitPath> =
            tops.flat_map(|top| top.self_and_ancestors().skip(1).collect::<Vec<_>>()).collect();
        above.sort_unstable();
        above.dedup();
        above
    }

    /// Whether every path of `range` is in the scope.
    pub fn covers_range(&self, range: &PathRange) -> bool {
        self.ranges().is_none_or(|ranges| ranges.iter().any(|own| own.covers(range)))
    }

    /// Whether the unit at `path` lies above a unit of the scope or in it: its name is on the way to the root.
    pub fn meets(&self, path: &UnitPath) -> bool {
        let begins_below = |range: &PathRange| {
            range.from.as_str() >= path.as_str() && range.from.as_str() < path.subtree_end().as_str()
        };
        self.contains(path) || self.ranges().is_some_and(|ranges| ranges.iter().any(begins_below))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::{path, path_strategy};
    use super::*;

    #[test]
    fn siblings_with_a_common_beginning_are_apart() {
        let scope = Scope::subtree(&path("0001.0002"));
        for (other, inside) in [
            ("0001.0002", true),
            ("0001.0002.0001", true),
            ("0001.0021", false),
            ("0001.0003", false),
            ("0001", false),
            ("0001.0001.0002", false),
        ] {
            assert_eq!(scope.contains(&path(other)), inside, "{other}");
        }
        let node = Scope::of([PathRange::node(&path("0001.0002"))]);
        assert!(node.contains(&path("0001.0002")) && !node.contains(&path("0001.0002.0001")));
        assert!(!node.covers(&path("0001.0002")), "what will come below a node is not in it");
    }

    #[test]
    fn nothing_and_everything_are_the_ends() {
        let root = path("0001");
        assert!(Scope::everything().covers(&root) && Scope::everything().meets(&root));
        assert!(!Scope::nothing().contains(&root) && !Scope::nothing().meets(&root));
        assert!(Scope::nothing().is_empty() && Scope::of([]).is_empty() && !Scope::everything().is_empty());
        let own = PersonId::from_uuid(uuid::Uuid::from_u128(1));
        let trainee = Scope::nothing().and_person(own);
        assert!(trainee.contains_person(own, &root) && !trainee.contains(&root) && !trainee.is_empty());
    }

    proptest! {
        #[test]
        fn narrowing_is_the_common_part(
            own in proptest::collection::vec((path_strategy(), any::<bool>()), 0..4),
            narrow in (path_strategy(), any::<bool>()),
            asked in path_strategy(),
        ) {
            let range = |(path, node): &(UnitPath, bool)| {
                if *node { PathRange::node(path) } else { PathRange::subtree(path) }
            };
            let (scope, narrow) = (Scope::of(own.iter().map(range)), range(&narrow));
            let both = scope.contains(&asked) && narrow.contains(&asked);
            prop_assert_eq!(scope.and(&narrow).contains(&asked), both);
            prop_assert_eq!(Scope::everything().and(&narrow).contains(&asked), narrow.contains(&asked));
        }

        /// The oracle walks up the tree, step by step, and knows no ranges.
        #[test]
        fn ranges_say_what_walking_the_tree_says(
            subtrees in proptest::collection::vec(path_strategy(), 0..4),
            nodes in proptest::collection::vec(path_strategy(), 0..4),
            asked in path_strategy(),
        ) {
            let ranges = subtrees.iter().map(PathRange::subtree).chain(nodes.iter().map(PathRange::node));
            let scope = Scope::of(ranges);
            let below = |path: &UnitPath| path.self_and_ancestors().any(|above| subtrees.contains(&above));
            let inside = |path: &UnitPath| below(path) || nodes.contains(path);
            prop_assert_eq!(scope.contains(&asked), inside(&asked));
            prop_assert_eq!(scope.covers(&asked), below(&asked));
            let above_one = subtrees.iter().chain(&nodes).any(|own| own.self_and_ancestors().any(|up| up == asked));
            prop_assert_eq!(scope.meets(&asked), inside(&asked) || above_one);
            prop_assert_eq!(scope.above().contains(&asked) || inside(&asked), scope.meets(&asked));
        }
    }
}
