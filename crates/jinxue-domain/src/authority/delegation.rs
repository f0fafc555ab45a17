//! Passing on: downwards only, and never beyond one's own.

use super::{GrantRole, PersonalField, Right, Terms};
use crate::words::{Fault, Words, fault_display};

/// In what a grant goes beyond the one it is passed on from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beyond {
    /// The giver's role passes nothing on.
    NotPassable(GrantRole),
    /// The role has a right the giver's has not.
    Role {
        /// The role asked for.
        asked: GrantRole,
        /// The role held.
        held: GrantRole,
    },
    /// The node, or a part below it, is not the giver's.
    Node,
    /// A field the giver may not have revealed.
    Field(PersonalField),
    /// It would begin earlier or end later than the giver's own.
    Time,
}

impl Fault for Beyond {
    fn code(&self) -> &'static str {
        "beyond_own_grant"
    }

    fn value(&self) -> String {
        match self {
            Beyond::NotPassable(role) | Beyond::Role { asked: role, .. } => role.as_str().into(),
            Beyond::Field(field) => field.as_str().into(),
            Beyond::Node => "unit".into(),
            Beyond::Time => "until".into(),
        }
    }

    fn expected(&self) -> Words {
        Words::of("不超出授权人自己的权限", "no more than the giver's own grant")
    }

    fn words(&self) -> Words {
        match self {
            Beyond::NotPassable(role) => Words::new(
                format!("角色“{}”不能转授权限", role.zh()),
                format!("the role {} passes nothing on", role.en()),
            ),
            Beyond::Role { asked, held } => Words::new(
                format!("角色“{}”的权限超出您的角色“{}”", asked.zh(), held.zh()),
                format!("the role {} goes beyond your role {}", asked.en(), held.en()),
            ),
            Beyond::Node => Words::of(
                "单位或其下级不在您的授权范围内",
                "the unit or what is below it lies outside your grant",
            ),
            Beyond::Field(field) => Words::new(
                format!("您无权授予查看“{}”", field.zh()),
                format!("you may not pass on the sight of the {}", field.en()),
            ),
            Beyond::Time => Words::of("起止时间超出您自己的授权", "the time goes beyond your own grant"),
        }
    }
}
fault_display!(Beyond);

/// Whether `asked` may be passed on from `held`.
///
/// # Errors
/// Everything in which it goes beyond, not only the first.
pub fn pass_on(held: &Terms, asked: &Terms) -> Result<(), Vec<Beyond>> {
    let mut beyond = Vec::new();
    if !held.role.has(Right::PassOn) {
        beyond.push(Beyond::NotPassable(held.role));
    }
    if !held.role.covers(asked.role) {
        beyond.push(Beyond::Role { asked: asked.role, held: held.role });
    }
    if !held.range().covers(&asked.range()) {
        beyond.push(Beyond::Node);
    }
    let missing = asked.fields.iter().filter(|field| !held.fields.contains(field));
    beyond.extend(missing.map(|field| Beyond::Field(*field)));
    let ends_in_time = match (held.until, asked.until) {
        (None, _) => true,
        (Some(own), Some(asked)) => asked <= own,
        (Some(_), None) => false,
    };
    if asked.from < held.from || !ends_in_time {
        beyond.push(Beyond::Time);
    }
    if beyond.is_empty() { Ok(()) } else { Err(beyond) }
}

/// Whether whoever holds `held` may see what `other` lets see: whether it could have been passed on from it, for as long as
/// that holds and without any field revealed.
pub fn sees_as(held: &Terms, other: &Terms) -> bool {
    let shown = Terms { fields: Vec::new(), from: held.from, until: held.until, ..other.clone() };
    pass_on(held, &shown).is_ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::{day, grant, path, path_strategy, terms, terms_strategy};
    use super::super::{Authority, Reach};
    use super::*;
    use crate::time::Instant;

    #[test]
    fn who_could_have_given_a_role_sees_as_its_holder() {
        let city = Terms { from: day(3), ..terms(GrantRole::CityOrganiser, "0001.0002") };
        let fields = vec![PersonalField::CitizenNumber];
        let earlier = Terms { fields, ..terms(GrantRole::UnitLiaison, "0001.0002.0001") };
        assert!(pass_on(&city, &earlier).is_err() && sees_as(&city, &earlier));
        assert!(!sees_as(&city, &terms(GrantRole::UnitLiaison, "0001.0003")), "of another city");
        assert!(!sees_as(&city, &terms(GrantRole::Auditor, "0001.0002")), "a right it has not");
        assert!(!sees_as(&earlier, &earlier), "a liaison passes nothing on");
    }

    #[test]
    fn each_step_beyond_is_named() {
        let held =
            Terms { from: day(1), until: Some(day(9)), ..terms(GrantRole::CityOrganiser, "0001.0002") };
        let within = Terms { node: path("0001.0002.0001"), from: day(2), ..held.clone() };
        assert_eq!(pass_on(&held, &within), Ok(()));
        assert_eq!(pass_on(&held, &held), Ok(()), "a colleague may have the same");
        let wrong = |terms: Terms| pass_on(&held, &terms).unwrap_err();
        assert_eq!(wrong(Terms { node: path("0001"), ..within.clone() }), [Beyond::Node]);
        assert_eq!(wrong(Terms { node: path("0001.0021"), ..within.clone() }), [Beyond::Node]);
        assert_eq!(wrong(Terms { until: None, ..within.clone() }), [Beyond::Time]);
        assert_eq!(wrong(Terms { from: day(0), ..within.clone() }), [Beyond::Time]);
        let field = PersonalField::CitizenNumber;
        assert_eq!(wrong(Terms { fields: vec![field], ..within.clone() }), [Beyond::Field(field)]);
        let auditor = Terms { role: GrantRole::Auditor, ..within.clone() };
        assert!(matches!(wrong(auditor)[..], [Beyond::Role { asked: GrantRole::Auditor, .. }]));
        let all =
            wrong(Terms { role: GrantRole::Auditor, node: path("0001"), until: None, ..within.clone() });
        assert_eq!(all.len(), 3, "all faults, not the first");
        let node_only = Terms { reach: Reach::Node, ..held.clone() };
        assert_eq!(pass_on(&node_only, &Terms { reach: Reach::Node, ..held.clone() }), Ok(()));
        assert_eq!(pass_on(&node_only, &within), Err(vec![Beyond::Node]));
        let liaison = terms(GrantRole::UnitLiaison, "0001.0002");
        assert_eq!(pass_on(&liaison, &liaison), Err(vec![Beyond::NotPassable(GrantRole::UnitLiaison)]));
    }

    proptest! {
        /// What can be passed on never lets anybody do anything, anywhere, at any time that the giver could not.
        #[test]
        fn nothing_passed_on_goes_beyond(
            held in terms_strategy(),
            asked in terms_strategy(),
            place in path_strategy(),
            at in 0i64..8,
        ) {
            if pass_on(&held, &asked).is_ok() && !asked.role.is_personal() {
                let now: Instant = day(at);
                let giver = Authority::at(now, [grant(1, held)], None);
                let taker = Authority::at(now, [grant(2, asked)], None);
                for right in Right::ALL {
                    if taker.scope(*right).contains(&place) {
                        prop_assert!(giver.scope(*right).contains(&place), "{right} at {place}");
                    }
                }
            }
        }

        #[test]
        fn passing_on_is_transitive(a in terms_strategy(), b in terms_strategy(), c in terms_strategy()) {
            if pass_on(&a, &b).is_ok() && pass_on(&b, &c).is_ok() {
                prop_assert_eq!(pass_on(&a, &c), Ok(()));
            }
        }
    }
}
