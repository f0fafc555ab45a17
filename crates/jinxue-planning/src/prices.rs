//! Prices of classes rolled up: where one more seat would be worth most, by topic, region and month.

use std::collections::BTreeMap;

use jinxue_domain::{ClassId, DivisionCode, Month, TopicCode};

use crate::facts::ClassFacts;

/// What a run found for one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassResult {
    /// The class.
    pub class: ClassId,
    /// Whether it is held.
    pub held: bool,
    /// Seats taken.
    pub seats: u32,
    /// What one more seat would be worth, in points of the objective.
    pub price: i64,
    /// People whom the rules admit and the engine could seat; none in a class that cannot reach its fewest people.
    pub eligible: u32,
    /// What a seat adds for the person in it for whom it is worth least, leaving out announced seats.
    pub least_worth: Option<i64>,
}

/// Where classes are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// The main topic.
    pub topic: TopicCode,
    /// The city the class is held in; none where nobody knows.
    pub city: Option<DivisionCode>,
    /// The month it begins in.
    pub month: Month,
}

/// The classes of a cell together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CellPrice {
    /// How many classes.
    pub classes: u32,
    /// How many of them are held.
    pub held: u32,
    /// Seats offered.
    pub seats_max: u32,
    /// Seats taken.
    pub seats: u32,
    /// What one more seat would be worth on average, weighted by the seats offered.
    pub price_mean: i64,
    /// What one more seat would be worth in the dearest class.
    pub price_max: i64,
}

/// A cell by any part of it: pass `|cell| cell.topic` for a table by topic.
pub fn rolled_up<'a, K: Ord>(
    results: &[ClassResult],
    class: impl Fn(ClassId) -> Option<&'a ClassFacts>,
    key: impl Fn(Cell) -> K,
) -> BTreeMap<K, CellPrice> {
    let mut cells: BTreeMap<K, (CellPrice, i64)> = BTreeMap::new();
    for result in results {
        let Some(facts) = class(result.class) else { continue };
        let cell = Cell {
            topic: facts.main_topic,
            city: facts.division.map(DivisionCode::city),
            month: Month::of(facts.period.from()),
        };
        let (price, weighted) = cells.entry(key(cell)).or_default();
        price.classes += 1;
        price.held += u32::from(result.held);
        price.seats_max += facts.seats_max;
        price.seats += result.seats;
        price.price_max = price.price_max.max(result.price);
        *weighted += result.price * i64::from(facts.seats_max);
    }
    let mean = |(price, weighted): (CellPrice, i64)| CellPrice {
        price_mean: weighted / i64::from(price.seats_max.max(1)),
        ..price
    };
    cells.into_iter().map(|(key, sums)| (key, mean(sums))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{class, class_id};

    #[test]
    fn prices_are_weighted_by_the_seats_they_stand_for() {
        let (mut small, mut large) = (class(1, 2), class(2, 9));
        (small.seats_max, large.seats_max) = (10, 30);
        let of = |id: ClassId| [&small, &large].into_iter().find(|c| c.id == id);
        let result = |n, price| ClassResult {
            class: class_id(n),
            held: true,
            seats: 10,
            price,
            eligible: 50,
            least_worth: None,
        };
        let by_topic = rolled_up(&[result(1, 400), result(2, 0), result(3, 9_999)], of, |cell| cell.topic);
        let cell = by_topic[&small.main_topic];
        assert_eq!((cell.classes, cell.seats_max, cell.seats), (2, 40, 20));
        assert_eq!((cell.price_mean, cell.price_max), (100, 400));
    }
}
