//! How the province of 250,000 people shrinks: fewer people, then fewer
//! offices and classes, but never fewer cities and counties.

use jinxue_domain::Tier;

/// People of the whole province that the plan of 3,600 classes is made for.
pub(super) const PEOPLE_FULL: usize = 250_000;
/// The fewest people that still make a province of 11 cities and 117 counties.
pub(super) const PEOPLE_LEAST: usize = 2_000;
/// The most people that the sheets of the roster hold.
pub(super) const PEOPLE_MOST: usize = 300_000;

/// Classes of a year at full size: 百 of the province, 五百 of the cities, 三千 of the counties.
const CLASSES_FULL: [usize; 3] = [100, 500, 3_000];
/// Seats offered for each person and year: 300,000 for 250,000 people.
const SEATS_PER_PERSON: f64 = 1.2;
/// Below this many seats on average a class is no class any more.
const CLASS_SEATS_LEAST: f64 = 12.0;

/// The size of a province.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    pub people: usize,
}

impl Scale {
    /// The share of the full province, above 0.
    fn share(self) -> f64 {
        self.people as f64 / PEOPLE_FULL as f64
    }

    /// How many of `full` offices exist; at least `least`. Offices get fewer
    /// more slowly than people, so that a small province still has variety.
    pub fn offices(self, full: usize, least: usize) -> usize {
        let count = (full as f64 * self.share().powf(0.75)).round() as usize;
        count.clamp(least.min(full), full)
    }

    /// People of the leading body of a region that has `full` at full size.
    pub fn leaders(self, full: usize) -> usize {
        let count = (full as f64 * self.share().powf(0.25)).round() as usize;
        count.clamp(3, full)
    }

    /// Seats of the whole year.
    pub fn seats(self) -> usize {
        (self.people as f64 * SEATS_PER_PERSON).round() as usize
    }

    /// Classes of the year of the province, of all cities and of all counties.
    ///
    /// Classes shrink with the square root, as does their size: with a tenth
    /// of the people a county keeps a choice of classes, each of a third of the
    /// seats, and a person keeps as many classes to choose from.
    pub fn classes(self) -> [usize; 3] {
        let full: usize = CLASSES_FULL.iter().sum();
        let most = self.seats() as f64 / CLASS_SEATS_LEAST / full as f64;
        let share = self.share().sqrt().min(most).min(1.0);
        CLASSES_FULL.map(|classes| (classes as f64 * share).round() as usize)
    }

    /// Of a hundred classes of a tier, how many the region above opens to all
    /// its people (联合办班): the smaller the province, the more regions share
    /// classes, so that a person's choice stays about the same.
    pub fn joint_percent(self, tier: Tier) -> f64 {
        let most = match tier {
            Tier::Province => 0.0,
            Tier::City => 44.0,
            Tier::County | Tier::Township => 110.0,
        };
        most * (1.0 - self.share().sqrt()).max(0.0).powi(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_full_province_has_the_plan_it_is_known_for() {
        let full = Scale { people: PEOPLE_FULL };
        assert_eq!(full.classes(), [100, 500, 3_000]);
        assert_eq!(full.seats(), 300_000);
        assert_eq!(full.offices(58, 3), 58);
        assert_eq!(full.joint_percent(Tier::County), 0.0);
    }

    #[test]
    fn a_small_province_keeps_something_of_everything() {
        let small = Scale { people: PEOPLE_LEAST };
        let [province, cities, counties] = small.classes();
        assert!(province >= 5 && cities >= 11 && counties >= 117, "{:?}", small.classes());
        assert_eq!(small.offices(26, 1), 1);
        assert_eq!(small.leaders(9), 3);
    }
}
