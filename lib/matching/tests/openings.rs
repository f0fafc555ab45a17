//! What to open next, rolled up. What an opening is worth is held against solving again in `highs.rs`.

#[allow(dead_code)]
mod common;

use common::run;
use matching::*;

#[test]
fn cells_add_up_to_the_classes() {
    let instance = Instance::from_tables(generate(&Recipe { people: 2500, ..Recipe::default() }))
        .expect("a good instance");
    let outcome = run(&instance, 2);
    let found = openings(&instance, &outcome.solution, &outcome.prices, 2);
    assert_eq!(found, openings(&instance, &outcome.solution, &outcome.prices, 1));
    let cells = cells(&instance, &outcome.solution, &outcome.prices, &found);
    assert_eq!(cells.iter().map(|cell| cell.classes).sum::<usize>(), instance.class_count());
    assert_eq!(cells.iter().map(|cell| cell.held).sum::<usize>(), outcome.totals.classes_held);
    assert_eq!(cells.iter().map(|cell| cell.seats).sum::<usize>(), outcome.totals.seats);
    assert!(cells.is_sorted_by(|a, b| a.best.worth >= b.best.worth));
    for cell in &cells {
        assert!(cell.price >= 0.0 && cell.best.worth >= 0);
        assert!(
            cell.region.len() == 6 && cell.region.ends_with("00") && cell.month.starts_with("2026-"),
            "{cell:?}"
        );
    }
}
