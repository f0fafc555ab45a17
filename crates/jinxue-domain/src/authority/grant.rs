//! A role given on a node, and what all the grants of one account come to.

use super::{GrantRole, PathRange, PersonalField, Right, Scope};
use crate::id::{GrantId, PersonId};
use crate::place::UnitPath;
use crate::time::Instant;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// How far below its node a grant reaches.
    Reach, "范围", "reach" {
        Subtree = "subtree", "本单位及下级", "unit and everything below", "本单位及下属单位";
        Node = "node", "仅本单位", "unit only";
    }
}

/// What a grant gives: the part that is compared when it is passed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The role.
    pub role: GrantRole,
    /// Where the unit it is given on stands today.
    pub node: UnitPath,
    /// How far below.
    pub reach: Reach,
    /// The personal fields its holder may have revealed.
    pub fields: Vec<PersonalField>,
    /// The first moment it holds.
    pub from: Instant,
    /// The first moment it no longer holds; none while it has no end.
    pub until: Option<Instant>,
}

impl Terms {
    /// The paths it holds for.
    pub fn range(&self) -> PathRange {
        match self.reach {
            Reach::Subtree => PathRange::subtree(&self.node),
            Reach::Node => PathRange::node(&self.node),
        }
    }

    /// Whether its time has come and is not over.
    pub fn holds_at(&self, now: Instant) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }
}

/// A grant in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The grant.
    pub id: GrantId,
    /// What it gives.
    pub terms: Terms,
}

/// What an account may do at a moment: its grants in force then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority(Holding);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Holding {
    Everything,
    Grants { grants: Vec<Grant>, person: Option<PersonId> },
}

impl Authority {
    /// Whoever can read the data folder can do everything anyway.
    pub const fn everything() -> Authority {
        Authority(Holding::Everything)
    }

    /// What `grants` come to that hold at `now`; `person` is who the account belongs to.
    pub fn at(now: Instant, grants: impl IntoIterator<Item = Grant>, person: Option<PersonId>) -> Authority {
        let grants = grants.into_iter().filter(|grant| grant.terms.holds_at(now)).collect();
        Authority(Holding::Grants { grants, person })
    }

    /// The grants in force; none are listed where everything is allowed.
    pub fn grants(&self) -> &[Grant] {
        match &self.0 {
            Holding::Everything => &[],
            Holding::Grants { grants, .. } => grants,
        }
    }

    /// Whether it is bound by no grant.
    pub fn is_everything(&self) -> bool {
        self.0 == Holding::Everything
    }

    /// Where `right` may be used.
    pub fn scope(&self, right: Right) -> Scope {
        self.where_grants(|terms| terms.role.has(right))
    }

    /// Where `field` may be revealed.
    pub fn scope_of_field(&self, field: PersonalField) -> Scope {
        self.where_grants(|terms| terms.role.has(Right::RevealPersonal) && terms.fields.contains(&field))
    }

    /// Whether `right` may be used anywhere.
    pub fn has(&self, right: Right) -> bool {
        match &self.0 {
            Holding::Everything => true,
            Holding::Grants { grants, .. } => grants.iter().any(|grant| grant.terms.role.has(right)),
        }
    }

    fn where_grants(&self, counts: impl Fn(&Terms) -> bool) -> Scope {
        let Holding::Grants { grants, person } = &self.0 else { return Scope::everything() };
        let (own, on_nodes): (Vec<&Terms>, Vec<&Terms>) = grants
            .iter()
            .map(|grant| &grant.terms)
            .filter(|terms| counts(terms))
            .partition(|terms| terms.role.is_personal());
        let scope = Scope::of(on_nodes.into_iter().map(Terms::range));
        match person.filter(|_| !own.is_empty()) {
            Some(person) => scope.and_person(person),
            None => scope,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{day, grant, path, terms};
    use super::*;

    #[test]
    fn a_scope_is_where_a_grant_with_the_right_holds_today() {
        let county = terms(GrantRole::CountyOrganiser, "0001.0002");
        let liaison = terms(GrantRole::UnitLiaison, "0001.0003.0001");
        let over = Terms { until: Some(day(5)), ..terms(GrantRole::CountyOrganiser, "0001.0009") };
        let authority = Authority::at(day(5), [grant(1, county), grant(2, liaison), grant(3, over)], None);
        let sees = authority.scope(Right::SeePeople);
        assert!(sees.contains(&path("0001.0002.0007")) && sees.contains(&path("0001.0003.0001")));
        assert!(!sees.contains(&path("0001.0009")), "its last moment has passed");
        let decides = authority.scope(Right::DecideClasses);
        assert!(decides.contains(&path("0001.0002")) && !decides.contains(&path("0001.0003.0001")));
        assert!(authority.scope(Right::ReadAudit).is_empty() && !authority.has(Right::ReadAudit));
    }

    #[test]
    fn a_trainee_has_a_person_and_no_node() {
        let own = PersonId::from_uuid(uuid::Uuid::from_u128(9));
        let trainee = [grant(1, terms(GrantRole::Trainee, "0001.0002"))];
        let scope = Authority::at(day(1), trainee.clone(), Some(own)).scope(Right::SeePeople);
        assert_eq!((scope.person(), scope.contains(&path("0001.0002"))), (Some(own), false));
        assert!(Authority::at(day(1), trainee, None).scope(Right::SeePeople).is_empty());
    }

    #[test]
    fn a_field_is_revealed_only_where_a_grant_names_it() {
        let bare = terms(GrantRole::CountyOrganiser, "0001.0002");
        let named =
            Terms { fields: vec![PersonalField::CitizenNumber], node: path("0001.0003"), ..bare.clone() };
        let authority = Authority::at(day(1), [grant(1, bare), grant(2, named)], None);
        let scope = authority.scope_of_field(PersonalField::CitizenNumber);
        assert!(scope.contains(&path("0001.0003")) && !scope.contains(&path("0001.0002")));
    }
}
