//! The roles a grant can give, and the rights of each.

use super::Right;
use crate::vocabulary::{Tier, vocabulary};

vocabulary! {
    /// What somebody is on a node of the unit tree.
    GrantRole, "角色", "role" {
        ProvinceOrganiser = "province_organiser", "省级组织者", "province organiser";
        CityOrganiser = "city_organiser", "市级组织者", "city organiser";
        CountyOrganiser = "county_organiser", "县级组织者", "county organiser";
        AcademicOffice = "academic_office", "党校教务", "Party-school academic office";
        UnitLiaison = "unit_liaison", "单位联络员", "unit liaison";
        Lecturer = "lecturer", "教师", "lecturer";
        Trainee = "trainee", "学员", "trainee";
        Leader = "leader", "领导", "leader";
        SystemAdministrator = "system_administrator", "系统管理员", "system administrator";
        SecurityAdministrator = "security_administrator", "安全管理员", "security administrator";
        Auditor = "auditor", "审计员", "auditor";
    }
}

/// What an organiser may do. It contains the rights of every role an organiser can pass on.
const ORGANISER: &[Right] = &[
    Right::SeeUnits,
    Right::SeePeople,
    Right::ChangePeople,
    Right::RevealPersonal,
    Right::Export,
    Right::Import,
    Right::SeeClasses,
    Right::ChangeClasses,
    Right::DecideClasses,
    Right::SeePlans,
    Right::ChangePlans,
    Right::SeeRuns,
    Right::Match,
    Right::SeeFigures,
    Right::SeeSurveys,
    Right::RunSurveys,
    Right::AnswerSurveys,
    Right::ChangeRules,
    Right::PassOn,
];

/// An academic office runs the classes of its school; whom they call up is decided by others.
const ACADEMIC_OFFICE: &[Right] = &[
    Right::SeeUnits,
    Right::SeePeople,
    Right::Export,
    Right::SeeClasses,
    Right::ChangeClasses,
    Right::DecideClasses,
    Right::SeePlans,
    Right::SeeFigures,
];

/// A liaison keeps the people of one unit right, and sees the classes meant for them.
const UNIT_LIAISON: &[Right] = &[
    Right::SeeUnits,
    Right::SeePeople,
    Right::ChangePeople,
    Right::Export,
    Right::Import,
    Right::SeeClasses,
    Right::SeePlans,
    Right::SeeFigures,
    Right::SeeSurveys,
];

const LEADER: &[Right] = &[
    Right::SeeUnits,
    Right::SeePlans,
    Right::SeeClasses,
    Right::SeeRuns,
    Right::SeeFigures,
    Right::SeeSurveys,
];

impl GrantRole {
    /// What the role may do, within the node it is given on.
    pub const fn rights(self) -> &'static [Right] {
        match self {
            GrantRole::ProvinceOrganiser | GrantRole::CityOrganiser | GrantRole::CountyOrganiser => ORGANISER,
            GrantRole::AcademicOffice => ACADEMIC_OFFICE,
            GrantRole::UnitLiaison => UNIT_LIAISON,
            GrantRole::Lecturer => &[Right::SeeUnits, Right::SeePlans, Right::SeeClasses],
            // Of themself alone: the scope of a trainee is a person, not a node.
            GrantRole::Trainee => &[Right::SeePeople, Right::SeeClasses, Right::AnswerSurveys],
            GrantRole::Leader => LEADER,
            GrantRole::SystemAdministrator => &[Right::ManageAccounts, Right::ManageSystem],
            GrantRole::SecurityAdministrator => &[Right::SeeUnits, Right::Appoint],
            GrantRole::Auditor => &[Right::ReadAudit],
        }
    }

    /// Whether the role has `right`.
    pub fn has(self, right: Right) -> bool {
        self.rights().contains(&right)
    }

    /// Whether this role has every right of `other`.
    pub fn covers(self, other: GrantRole) -> bool {
        other.rights().iter().all(|right| self.has(*right))
    }

    /// The three administrators, 三员: each stands alone, so that none can act for another or train anybody.
    pub const fn stands_alone(self) -> bool {
        matches!(self, GrantRole::SystemAdministrator | GrantRole::SecurityAdministrator | GrantRole::Auditor)
    }

    /// Whether one account may hold both roles at the same time.
    pub fn goes_with(self, other: GrantRole) -> bool {
        self == other || !(self.stands_alone() || other.stands_alone())
    }

    /// Whether the role speaks of the account's own person only, wherever it is given.
    pub const fn is_personal(self) -> bool {
        matches!(self, GrantRole::Trainee)
    }

    /// The tier of the unit an organiser must be given on, none for the other roles.
    pub const fn tier(self) -> Option<Tier> {
        match self {
            GrantRole::ProvinceOrganiser => Some(Tier::Province),
            GrantRole::CityOrganiser => Some(Tier::City),
            GrantRole::CountyOrganiser => Some(Tier::County),
            _ => None,
        }
    }

    /// Whether the role may be given on a unit of `tier`.
    pub fn fits(self, tier: Tier) -> bool {
        self.tier().is_none_or(|needed| needed == tier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_administrators_share_no_right_and_go_with_nobody() {
        let three: Vec<GrantRole> =
            GrantRole::ALL.iter().copied().filter(|role| role.stands_alone()).collect();
        assert_eq!(three.len(), 3);
        for one in &three {
            for other in GrantRole::ALL.iter().filter(|other| *other != one) {
                assert!(!one.goes_with(*other) && !other.goes_with(*one), "{one} {other}");
                assert!(!one.covers(*other), "{one} could act as {other}");
            }
            for acts in [Right::ChangePeople, Right::SeePeople, Right::ChangeClasses, Right::PassOn] {
                assert!(!one.has(acts), "{one} may {acts}");
            }
        }
        let shared = |right: &Right| three.iter().filter(|role| role.has(*right)).count() > 1;
        assert!(!Right::ALL.iter().any(shared));
    }

    #[test]
    fn an_organiser_covers_what_it_passes_on_and_no_administrator() {
        for role in GrantRole::ALL {
            assert_eq!(GrantRole::CountyOrganiser.covers(*role), !role.stands_alone(), "{role}");
            assert!(!role.rights().is_empty());
        }
    }

    #[test]
    fn every_right_belongs_to_somebody() {
        for right in Right::ALL {
            assert!(GrantRole::ALL.iter().any(|role| role.has(*right)), "nobody may {right}");
        }
    }
}
