//! How many people a class could invite, by region, grade, role and sector, and how many of them their units can
//! send at the same time.

use std::collections::HashMap;

use jinxue_domain::{Role, Sector, Tier, UnitKind};

use super::super::{people::Person, units::Unit};
use super::audience::Audience;

/// A grade (0 for the highest), a role and a sector.
type Cell = (u8, Role, Sector);

/// The people of every province, city and county, its subtree included.
pub(super) struct Headcounts {
    by_region: HashMap<usize, HashMap<Cell, usize>>,
    units_of: HashMap<usize, Vec<Staff>>,
}

/// The people of one unit, and how many of them may be away on one day.
struct Staff {
    cells: Vec<(Cell, usize)>,
    release_cap: usize,
}

impl Staff {
    /// How many of an audience the unit can send to one class; of its leaders, never two.
    fn sends(&self, audience: &Audience) -> usize {
        let admitted = |leads: bool| -> usize {
            let of_role = |role: Role| (role != Role::Member) == leads;
            let cells = self.cells.iter().filter(|((grade, role, sector), _)| {
                of_role(*role) && audience.admits(*grade, *role, *sector)
            });
            cells.map(|(_, people)| people).sum()
        };
        (admitted(false) + admitted(true).min(1)).min(self.release_cap)
    }
}

impl Headcounts {
    pub fn of(units: &[Unit], people: &[Person]) -> Self {
        let mut by_region: HashMap<usize, HashMap<Cell, usize>> = HashMap::new();
        let mut by_unit: HashMap<usize, HashMap<Cell, usize>> = HashMap::new();
        for person in people {
            let cell = (person.grade(), person.role, person.sector);
            *by_unit.entry(person.unit).or_default().entry(cell).or_default() += 1;
            let mut unit = Some(person.unit);
            while let Some(at) = unit {
                if is_organiser(&units[at]) {
                    *by_region.entry(at).or_default().entry(cell).or_default() += 1;
                }
                unit = units[at].parent;
            }
        }
        Self { by_region, units_of: staff(units, &by_unit) }
    }

    /// How many of an audience the units of a region can send to one class.
    pub fn sent(&self, region: usize, audience: &Audience) -> usize {
        self.units_of.get(&region).into_iter().flatten().map(|staff| staff.sends(audience)).sum()
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

/// The units of every region, its subtree included.
fn staff(units: &[Unit], by_unit: &HashMap<usize, HashMap<Cell, usize>>) -> HashMap<usize, Vec<Staff>> {
    let mut units_of: HashMap<usize, Vec<Staff>> = HashMap::new();
    for (place, unit) in units.iter().enumerate() {
        let Some(cells) = by_unit.get(&place) else { continue };
        let regions = std::iter::successors(Some(place), |at| units[*at].parent);
        for region in regions.filter(|at| is_organiser(&units[*at])) {
            let mut cells: Vec<(Cell, usize)> = cells.iter().map(|(cell, people)| (*cell, *people)).collect();
            cells.sort_unstable_by_key(|((grade, role, _), people)| (*grade, *role as u8, *people));
            units_of.entry(region).or_default().push(Staff { cells, release_cap: unit.release_cap() });
        }
    }
    units_of
}

/// Provinces, cities and counties plan classes; townships do not.
pub(super) fn is_organiser(unit: &Unit) -> bool {
    unit.kind == UnitKind::Region && unit.tier != Tier::Township
}
