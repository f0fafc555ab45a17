//! How many people a class could invite, by region, grade, role and sector.

use std::collections::HashMap;

use jinxue_domain::{Role, Sector, Tier, UnitKind};

use super::super::{people::Person, units::Unit};
use super::audience::Audience;

/// A grade (0 for the highest), a role and a sector.
type Cell = (u8, Role, Sector);

/// The people of every province, city and county, its subtree included.
pub(super) struct Headcounts {
    by_region: HashMap<usize, HashMap<Cell, usize>>,
}

impl Headcounts {
    pub fn of(units: &[Unit], people: &[Person]) -> Self {
        let mut by_region: HashMap<usize, HashMap<Cell, usize>> = HashMap::new();
        for person in people {
            let mut unit = Some(person.unit);
            while let Some(at) = unit {
                if is_organiser(&units[at]) {
                    let cell = (person.grade(), person.role, person.sector);
                    *by_region.entry(at).or_default().entry(cell).or_default() += 1;
                }
                unit = units[at].parent;
            }
        }
        Self { by_region }
    }

    /// Everybody in a region.
    pub fn all(&self, region: usize) -> usize {
        self.by_region.get(&region).map_or(0, |cells| cells.values().sum())
    }

    /// Those in a region whom an audience admits.
    pub fn admitted(&self, region: usize, audience: &Audience) -> usize {
        let cells = self.by_region.get(&region).into_iter().flatten();
        cells
            .filter(|((grade, role, sector), _)| audience.admits(*grade, *role, *sector))
            .map(|(_, n)| n)
            .sum()
    }
}

/// Provinces, cities and counties plan classes; townships do not.
pub(super) fn is_organiser(unit: &Unit) -> bool {
    unit.kind == UnitKind::Region && unit.tier != Tier::Township
}
