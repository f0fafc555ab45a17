//! The people of the offices: what they are, what they lack, when they are away, what they wish.

use jiff::ToSpan;
use jiff::civil::date;

use super::classes::{group, sector, topic};
use super::units::{Office, Tree};
use super::{Dice, SECTORS, TOPICS};
use crate::model::*;

pub(super) fn hire(dice: &mut Dice, tree: &Tree, tables: &mut Tables) {
    let groups: std::collections::BTreeSet<String> =
        tables.groups.iter().map(|row| row.group.clone()).collect();
    for office in &tree.offices {
        let trade = dice.between(0, SECTORS as i64 - 1) as usize;
        let deputies = dice.between(2, 4) as usize;
        for desk in 0..office.people {
            let role = match desk {
                0 => Role::Head,
                desk if desk <= deputies => Role::Deputy,
                _ => Role::Member,
            };
            // A third of an office works in its own trade, the rest in any: accounts, law, personnel.
            let trade = if dice.chance(0.3) { trade } else { dice.between(0, SECTORS as i64 - 1) as usize };
            let key = format!("R{:07}", tables.people.len() + 1);
            person(dice, tree, office, &key, role, &sector(trade), tables);
            wishes(dice, &key, tables);
            if dice.chance(if role == Role::Head {
                0.7
            } else if role == Role::Deputy {
                0.2
            } else {
                0.0
            }) {
                let region = &tree.regions[office.region];
                let province =
                    tree.provinces.iter().position(|p| region.above.first() == Some(p)).unwrap_or(0);
                let group = group(province, dice.between(0, 4) as usize);
                if groups.contains(&group) {
                    tables.mandatory.push(MandatoryRow { person: key, group });
                }
            }
        }
    }
}

fn person(
    dice: &mut Dice,
    tree: &Tree,
    office: &Office,
    key: &str,
    role: Role,
    sector: &str,
    tables: &mut Tables,
) {
    let rank = match role {
        Role::Head => dice.between(3, 7),
        Role::Deputy => dice.between(4, 8),
        Role::Member => dice.between(5, 12),
    };
    let roll = dice.fraction();
    let max_classes = if roll < 0.4 {
        1
    } else if roll < 0.8 {
        2
    } else {
        3
    };
    let untrained = dice.fraction();
    tables.people.push(PersonRow {
        person: key.into(),
        unit: office.unit.clone(),
        division: tree.regions[office.region].division.clone(),
        rank,
        role,
        sector: sector.into(),
        max_classes,
        hours_due: dice.between(0, 90),
        weeks_untrained: (untrained * untrained * 200.0) as i64,
    });
    let mut topics: Vec<usize> = (0..dice.between(3, 6)).map(|_| dice.skewed(TOPICS)).collect();
    topics.sort_unstable();
    topics.dedup();
    for index in topics {
        let severity = dice.between(1, 10) * dice.between(1, 10);
        tables.gaps.push(GapRow { person: key.into(), topic: topic(index), severity });
    }
}

fn wishes(dice: &mut Dice, key: &str, tables: &mut Tables) {
    let mut done: Vec<usize> =
        (0..dice.between(0, 2)).map(|_| dice.between(0, TOPICS as i64 - 1) as usize).collect();
    done.sort_unstable();
    done.dedup();
    for index in &done {
        tables.history.push(HistoryRow { person: key.into(), topic: topic(*index) });
    }
    if dice.chance(0.15) {
        let from = date(2026, 3, 1).saturating_add((dice.between(0, 280) as i32).days());
        let to = from.saturating_add((dice.between(2, 20) as i32).days());
        tables.busy.push(BusyRow { person: key.into(), from, to });
    }
    if dice.chance(0.05) {
        let class = dice.pick(&tables.classes).class.clone();
        tables.preferences.push(PreferenceRow { person: key.into(), class, points: dice.between(-100, 100) });
    }
}
