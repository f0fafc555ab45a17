//! Seats of the province's classes, shared out among the cities.

use jinxue_domain::{Tier, UnitKind};

use super::super::{dice::Dice, units::Unit};
use super::{Class, headcounts::Headcounts};

/// Of a hundred provincial classes, how many have quotas.
const QUOTAS_PERCENT: f64 = 85.0;

/// Grants each city seats in proportion to its people of the audience: half of
/// its share for sure, and half as much again at most.
pub(super) fn grant(dice: &mut Dice, classes: &mut [Class], units: &[Unit], heads: &Headcounts) {
    let is_city = |(_, unit): &(usize, &Unit)| unit.tier == Tier::City && unit.kind == UnitKind::Region;
    let cities: Vec<usize> = units.iter().enumerate().filter(is_city).map(|(at, _)| at).collect();
    for class in classes.iter_mut().filter(|class| class.tier == Tier::Province && !class.hard) {
        if dice.happens(QUOTAS_PERCENT) {
            class.quotas = quotas(class, &cities, heads);
        }
    }
}

fn quotas(class: &Class, cities: &[usize], heads: &Headcounts) -> Vec<(usize, i64, i64)> {
    let admitted = heads.admitted(class.invited, &class.audience).max(1) as f64;
    let quota = |city: usize| {
        let share = class.seats_max as f64 * heads.admitted(city, &class.audience) as f64 / admitted;
        (city, (share * 0.5).floor() as i64, (share * 1.5).ceil() as i64)
    };
    cities.iter().map(|city| quota(*city)).filter(|(_, _, most)| *most > 0).collect()
}
