//! The organisation tree: provinces, their cities, the counties of those, and offices of about fifty people.

use super::{Dice, Recipe};
use crate::model::{Tables, UnitRow};

/// The people of one province at most; a larger recipe makes several.
const PROVINCE: usize = 250_000;

/// A node above the offices: who is invited to a class.
pub(super) struct Region {
    pub unit: String,
    pub division: String,
    /// The regions above, from the province down.
    pub above: Vec<usize>,
}

/// A unit people work in.
pub(super) struct Office {
    pub unit: String,
    /// Index of the region it belongs to.
    pub region: usize,
    pub people: usize,
}

#[derive(Default)]
pub(super) struct Tree {
    pub regions: Vec<Region>,
    pub provinces: Vec<usize>,
    pub cities: Vec<usize>,
    pub counties: Vec<usize>,
    pub offices: Vec<Office>,
}

impl Tree {
    fn region(&mut self, tables: &mut Tables, unit: String, division: String, above: Vec<usize>) -> usize {
        let parent = above.last().map(|&region| self.regions[region].unit.clone());
        tables.units.push(UnitRow { unit: unit.clone(), parent, release_cap: None });
        self.regions.push(Region { unit, division, above });
        self.regions.len() - 1
    }
}

pub(super) fn grow(recipe: &Recipe, dice: &mut Dice, tables: &mut Tables) -> Tree {
    let mut tree = Tree::default();
    let provinces = recipe.people.div_ceil(PROVINCE).clamp(1, 80);
    let people = recipe.people / provinces;
    let cities = (people / 20_000).clamp(1, 11);
    let counties = (people / 2_100).clamp(1, 117);
    for province in 0..provinces {
        let prefix = 14 + province;
        let root = tree.region(tables, format!("P{prefix}"), format!("{prefix}0100"), vec![]);
        tree.provinces.push(root);
        // City 00 stands for the bodies of the province itself.
        let first = tree.cities.len();
        for city in 0..=cities {
            let division = format!("{prefix}{:02}00", city.max(1));
            let region = tree.region(tables, format!("P{prefix}-{city:02}"), division, vec![root]);
            tree.cities.push(region);
        }
        for county in 0..counties {
            let (city, number) = (county % cities + 1, county / cities + 21);
            let above = vec![root, tree.cities[first + city]];
            let unit = format!("P{prefix}-{city:02}-{number:02}");
            let region = tree.region(tables, unit, format!("{prefix}{city:02}{number:02}"), above);
            tree.counties.push(region);
        }
    }
    settle(recipe, dice, tables, &mut tree);
    tree
}

/// Founds offices until everybody has a desk.
fn settle(recipe: &Recipe, dice: &mut Dice, tables: &mut Tables, tree: &mut Tree) {
    let mut seated = 0;
    while seated < recipe.people {
        let people = (dice.between(15, 85) as usize).min(recipe.people - seated);
        seated += people;
        let regions = if dice.chance(0.35) { &tree.cities } else { &tree.counties };
        let region = *dice.pick(regions);
        let unit = format!("D{:05}", tree.offices.len() + 1);
        let cap = ((people as f64 * 0.2 * recipe.release).round() as i64).max(1);
        let parent = Some(tree.regions[region].unit.clone());
        tables.units.push(UnitRow { unit: unit.clone(), parent, release_cap: Some(cap) });
        tree.offices.push(Office { unit, region, people });
    }
}
