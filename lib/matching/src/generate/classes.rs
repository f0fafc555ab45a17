//! A year of classes: when, where, for whom, about what, with which quotas.

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};

use super::units::Tree;
use super::{Dice, Recipe, SECTORS, TOPICS};
use crate::model::{ClassRow, CoverageRow, GroupRow, QuotaRow, Role, Tables};

/// Classes for each person: 3,600 for a province of 250,000.
const CLASSES: f64 = 3_600.0 / 250_000.0;
/// One class in so many is for leaders who must attend.
const LEADERS: usize = 72;

pub(super) fn topic(index: usize) -> String {
    format!("T{:03}", index + 1)
}

pub(super) fn sector(index: usize) -> String {
    format!("S{:02}", index + 1)
}

pub(super) fn group(province: usize, index: usize) -> String {
    format!("G{:02}-{}", province + 1, index + 1)
}

pub(super) fn hold(recipe: &Recipe, dice: &mut Dice, tree: &Tree, tables: &mut Tables) {
    let count = ((recipe.people as f64 * CLASSES).round() as usize).max(6);
    let (provincial, urban) = (count / 9, count * 3 / 10);
    for index in 0..count {
        let leaders = index % LEADERS == 3;
        let (regions, all, open) = if leaders || index < provincial {
            (&tree.provinces, provincial, 20.0)
        } else if index < provincial + urban {
            (&tree.cities, urban, 18.0)
        } else {
            (&tree.counties, count - provincial - urban, 14.0)
        };
        let at = index % regions.len();
        let share = (open * regions.len() as f64 / all.max(1) as f64).min(0.9);
        let class = class(recipe, dice, tree, regions[at], index, if leaders { None } else { Some(share) });
        cover(dice, &class, tables);
        if leaders {
            let group = group(at, index / LEADERS % 5);
            tables.groups.push(GroupRow { group, class: class.class.clone() });
        } else if index < provincial {
            quotas(dice, tree, regions[at], &class, tables);
        }
        tables.classes.push(class);
    }
}

/// A class open to about the given share of its region; `None` is a class for leaders.
fn class(
    recipe: &Recipe,
    dice: &mut Dice,
    tree: &Tree,
    region: usize,
    index: usize,
    share: Option<f64>,
) -> ClassRow {
    let hard_to_fill = share.is_some() && dice.chance(0.1);
    let side = share.map_or(1.0, f64::sqrt) * if hard_to_fill { 0.4 } else { 1.0 };
    let width = ((side * 10.0).round() as i64).clamp(1, 10);
    let rank_from = dice.between(3, 13 - width);
    let sectors = ((side * SECTORS as f64).round() as usize).max(1);
    let first = dice.between(0, SECTORS as i64 - 1) as usize;
    let (start, end) = dates(dice);
    let days = end.since(start).map(|span| span.get_days() as i64).unwrap_or(0) + 1;
    let max = ((dice.between(50, 116) as f64 / recipe.scarcity).round() as i64).max(1);
    ClassRow {
        class: format!("C{:05}", index + 1),
        topic: topic(if hard_to_fill { TOPICS - 1 - dice.skewed(TOPICS) } else { dice.skewed(TOPICS) }),
        start,
        end,
        min: max * dice.between(30, 60) / 100,
        max,
        hours: 7 * days.min(5 * days.div_euclid(7) + days.rem_euclid(7).min(5)),
        audience_unit: tree.regions[region].unit.clone(),
        rank_from: if share.is_some() { rank_from } else { 1 },
        rank_to: if share.is_some() { rank_from + width - 1 } else { 12 },
        roles: if share.is_some() { vec![] } else { vec![Role::Head, Role::Deputy] },
        sectors: match share {
            Some(_) if sectors < SECTORS => (0..sectors).map(|i| sector((first + i) % SECTORS)).collect(),
            _ => vec![],
        },
        division: tree.regions[region].division.clone(),
    }
}

/// Mostly a week from a Monday, outside the summer and the new year.
fn dates(dice: &mut Dice) -> (Date, Date) {
    let week = if dice.chance(0.6) { dice.between(9, 27) } else { dice.between(35, 50) };
    let late = if dice.chance(0.8) { 0 } else { dice.between(1, 3) };
    let start = date(2026, 1, 5).saturating_add((week as i32 * 7 + late as i32).days());
    let roll = dice.fraction();
    let days = if roll < 0.25 {
        3
    } else if roll < 0.75 {
        5 - late
    } else if roll < 0.9 {
        12
    } else if roll < 0.98 {
        26
    } else {
        61
    };
    (start, start.saturating_add(Span::new().days(days - 1)))
}

fn cover(dice: &mut Dice, class: &ClassRow, tables: &mut Tables) {
    let mut topics = vec![(class.topic.clone(), dice.between(50, 100))];
    for _ in 0..dice.between(1, 3) {
        topics.push((topic(dice.skewed(TOPICS)), dice.between(15, 60)));
    }
    topics.sort();
    topics.dedup_by(|a, b| a.0 == b.0);
    for (topic, percent) in topics {
        tables.coverage.push(CoverageRow { class: class.class.clone(), topic, percent });
    }
}

/// Each city of the province may send so many and should send so many.
fn quotas(dice: &mut Dice, tree: &Tree, province: usize, class: &ClassRow, tables: &mut Tables) {
    let cities: Vec<usize> =
        tree.cities.iter().copied().filter(|&c| tree.regions[c].above.contains(&province)).collect();
    let share = class.max as f64 / cities.len() as f64;
    for city in cities {
        tables.quotas.push(QuotaRow {
            class: class.class.clone(),
            unit: tree.regions[city].unit.clone(),
            min: (share * 0.1 * dice.between(0, 4) as f64) as i64,
            max: Some((share * (1.2 + 0.2 * dice.between(0, 4) as f64)).ceil() as i64),
        });
    }
}
