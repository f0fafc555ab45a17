//! Prices and openings by topic, region and month.

use std::collections::BTreeMap;

use super::Opening;
use crate::model::{ClassId, Instance, date_of};
use crate::prices::Prices;
use crate::solution::Solution;

/// The classes on one topic that start in one month in one region (a city: four digits of the division).
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub topic: String,
    /// The city's division code, ending in `00`.
    pub region: String,
    /// `YYYY-MM`
    pub month: String,
    pub classes: usize,
    pub held: usize,
    /// Seats taken, and seats left in classes that are held.
    pub seats: usize,
    pub free: usize,
    /// What one more seat would be worth, the mean over all seats offered.
    pub price: f64,
    /// The most valuable class to have once more.
    pub best: Opening,
}

/// Rolls up, the most valuable opening first.
pub fn cells(instance: &Instance, solution: &Solution, prices: &Prices, openings: &[Opening]) -> Vec<Cell> {
    let seats = solution.seats_by_class(instance);
    let mut cells: BTreeMap<(String, String, String), Cell> = BTreeMap::new();
    for opening in openings {
        let (topic, region, month) = place(instance, opening.like);
        let cell = cells.entry((topic.clone(), region.clone(), month.clone())).or_insert_with(|| Cell {
            topic,
            region,
            month,
            classes: 0,
            held: 0,
            seats: 0,
            free: 0,
            price: 0.0,
            best: *opening,
        });
        add(cell, instance, prices, &seats, opening);
    }
    let mut cells: Vec<Cell> = cells.into_values().collect();
    for cell in &mut cells {
        cell.price /= (cell.seats + cell.free).max(1) as f64;
    }
    cells.sort_by_key(|cell| std::cmp::Reverse(cell.best.worth));
    cells
}

/// Until all classes are added, `price` is the sum over the seats offered.
fn add(cell: &mut Cell, instance: &Instance, prices: &Prices, seats: &[u32], opening: &Opening) {
    let c = opening.like.index();
    let (taken, max) = (seats[c] as usize, instance.classes.max[c] as usize);
    cell.classes += 1;
    if taken > 0 {
        cell.held += 1;
        cell.seats += taken;
        cell.free += max.saturating_sub(taken);
        cell.price += prices.of_class(opening.like) * max.max(taken) as f64;
    }
    if opening.worth > cell.best.worth {
        cell.best = *opening;
    }
}

fn place(instance: &Instance, class: ClassId) -> (String, String, String) {
    let c = class.index();
    let start = date_of(instance.classes.start[c]);
    (
        instance.topics.key(instance.classes.topic[c]).into(),
        format!("{:04}00", instance.classes.division[c] / 100),
        format!("{:04}-{:02}", start.year(), start.month()),
    )
}
