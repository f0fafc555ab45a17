//! A made-up province, like a real one in what makes it hard: few topics wanted by many, classes hard to fill,
//! quotas, leaders with duties, small offices that cannot spare two people at once.

mod classes;
mod dice;
mod people;
mod units;

use crate::model::{Tables, Weights};
use dice::Dice;

/// How many topics and sectors the province knows.
const TOPICS: usize = 120;
const SECTORS: usize = 12;

/// What the province shall be like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recipe {
    pub people: usize,
    pub seed: u64,
    /// Seats are divided by this: above 1 there are fewer.
    pub scarcity: f64,
    /// Release caps are multiplied by this: below 1 fewer people can be away at once.
    pub release: f64,
}

impl Default for Recipe {
    fn default() -> Self {
        Self { people: 2_500, seed: 7, scarcity: 1.0, release: 1.0 }
    }
}

/// The instance of a recipe; the same recipe gives the same rows.
pub fn generate(recipe: &Recipe) -> Tables {
    let mut dice = Dice::new(recipe.seed);
    let mut tables = Tables { weights: Weights::default(), ..Tables::default() };
    let tree = units::grow(recipe, &mut dice, &mut tables);
    classes::hold(recipe, &mut dice, &tree, &mut tables);
    people::hire(&mut dice, &tree, &mut tables);
    tables
}
