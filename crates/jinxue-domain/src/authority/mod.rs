//! Who may do what, and to whom: roles given on nodes of the unit tree, for a time, passed on downwards.
//!
//! A [`GrantRole`] is a set of [`Right`]s. A [`Grant`] gives a role on one node. What an account may do at a moment is
//! its [`Authority`], and where it may do one thing is a [`Scope`]: a set of ranges of paths, which every statement of
//! the store can compare with.

mod delegation;
mod grant;
mod right;
mod role;
mod scope;
mod standing;

pub use delegation::{Beyond, pass_on, sees_as};
pub use grant::{Authority, Grant, Reach, Terms};
pub use right::{PersonalField, Right};
pub use role::GrantRole;
pub use scope::{PathRange, Scope};
pub use standing::{Standing, standing};

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::id::GrantId;
    use crate::place::UnitPath;
    use crate::time::Instant;

    pub(crate) fn path(text: &str) -> UnitPath {
        text.parse().unwrap()
    }

    pub(crate) fn day(number: i64) -> Instant {
        Instant::from_micros(number * 86_400_000_000)
    }

    pub(crate) fn terms(role: GrantRole, node: &str) -> Terms {
        Terms { role, node: path(node), reach: Reach::Subtree, fields: vec![], from: day(0), until: None }
    }

    pub(crate) fn grant(id: u128, terms: Terms) -> Grant {
        Grant { id: GrantId::from_uuid(Uuid::from_u128(id)), terms }
    }

    /// Paths of a small tree, so that two of them are often related. Steps 2 and 21 share their first letters.
    pub(crate) fn path_strategy() -> impl Strategy<Value = UnitPath> {
        proptest::collection::vec(prop_oneof![Just(1u16), Just(2), Just(21)], 1..4).prop_map(|steps| {
            let root = UnitPath::root(steps[0]).unwrap();
            steps[1..].iter().fold(root, |above, &step| above.child(step).unwrap())
        })
    }

    pub(crate) fn terms_strategy() -> impl Strategy<Value = Terms> {
        let role = proptest::sample::select(GrantRole::ALL);
        let reach = proptest::sample::select(Reach::ALL);
        let until = proptest::option::of(0i64..8);
        (role, path_strategy(), reach, any::<bool>(), 0i64..8, until).prop_map(
            |(role, node, reach, field, from, until)| Terms {
                role,
                node,
                reach,
                fields: if field { vec![PersonalField::CitizenNumber] } else { vec![] },
                from: day(from),
                until: until.map(day),
            },
        )
    }
}
