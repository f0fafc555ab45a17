//! What has become of a grant: units move and vanish, givers lose what they gave from.

use super::{Terms, pass_on};
use crate::time::Instant;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// How a grant stands at a moment.
    Standing, "授权状态", "standing of a grant" {
        InForce = "in_force", "有效", "in force";
        NotYet = "not_yet", "尚未生效", "not yet in force";
        Over = "over", "已到期", "over";
        Revoked = "revoked", "已收回", "revoked";
        GiverWithout = "giver_without", "暂停：授权人已无此权限", "suspended: its giver no longer holds it";
        MovedOut = "moved_out", "暂停：单位已移出授权人的范围", "suspended: the unit has moved out of its giver's reach";
        UnitRemoved = "unit_removed", "暂停：单位已撤销", "suspended: the unit was removed";
    }
}

/// How a grant stands at `now`. `terms` is none when its unit is gone; `giver` is the grant it was passed on from, with
/// how that one stands, and none for a grant given by an administrator.
///
/// A grant follows its unit wherever it moves. One that was passed on is suspended while the unit lies outside its
/// giver's reach, and holds again when it comes back.
pub fn standing(
    now: Instant,
    revoked: bool,
    terms: Option<&Terms>,
    giver: Option<(Option<&Terms>, Standing)>,
) -> Standing {
    let Some(own) = terms else {
        return if revoked { Standing::Revoked } else { Standing::UnitRemoved };
    };
    if revoked {
        return Standing::Revoked;
    }
    if own.until.is_some_and(|until| until <= now) {
        return Standing::Over;
    }
    match giver {
        Some((Some(_), stands)) if !matches!(stands, Standing::InForce | Standing::NotYet) => {
            Standing::GiverWithout
        }
        Some((None, _)) => Standing::GiverWithout,
        Some((Some(held), _)) if pass_on(held, own).is_err() => Standing::MovedOut,
        _ if now < own.from => Standing::NotYet,
        _ => Standing::InForce,
    }
}

#[cfg(test)]
mod tests {
    use super::super::GrantRole;
    use super::super::tests::{day, path, terms};
    use super::*;

    #[test]
    fn a_grant_follows_its_unit_and_is_suspended_outside_its_givers_reach() {
        let held = terms(GrantRole::CityOrganiser, "0001.0002");
        let own = Terms { until: Some(day(9)), ..terms(GrantRole::UnitLiaison, "0001.0002.0001") };
        let moved = Terms { node: path("0001.0003.0001"), ..own.clone() };
        let giver = |stands| Some((Some(&held), stands));
        let stands = |terms, giver| standing(day(5), false, terms, giver);
        for (expected, found) in [
            (Standing::InForce, stands(Some(&own), None)),
            (Standing::InForce, stands(Some(&moved), None)),
            (Standing::InForce, stands(Some(&own), giver(Standing::InForce))),
            (Standing::MovedOut, stands(Some(&moved), giver(Standing::InForce))),
            (Standing::GiverWithout, stands(Some(&own), giver(Standing::Revoked))),
            (Standing::GiverWithout, stands(Some(&own), giver(Standing::MovedOut))),
            (Standing::GiverWithout, stands(Some(&own), Some((None, Standing::UnitRemoved)))),
            (Standing::UnitRemoved, stands(None, None)),
            (Standing::Revoked, standing(day(5), true, Some(&own), None)),
            (Standing::Over, standing(day(9), false, Some(&own), None)),
            (Standing::NotYet, standing(day(0), false, Some(&Terms { from: day(1), ..own.clone() }), None)),
        ] {
            assert_eq!(found, expected);
        }
    }
}
