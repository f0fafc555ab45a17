//! Rules about many people: sizes of classes, quotas, who stays in the unit.

use std::collections::BTreeMap;

use super::{Cause, Violation};
use crate::model::{ClassId, Instance, date_of};
use crate::solution::{Seat, Solution};

/// A count of the solution beside the same count of its promised seats.
#[derive(Default, Clone, Copy)]
struct Count {
    all: usize,
    promised: usize,
}

impl Count {
    fn add(&mut self, promised: bool) {
        self.all += 1;
        self.promised += promised as usize;
    }

    /// Above the limit, promised seats are to blame only if there is nobody beyond them.
    fn above(self, limit: usize) -> Option<Cause> {
        (self.all > limit).then_some(if self.all <= self.promised { Cause::Promise } else { Cause::Seats })
    }
}

pub(super) fn check(instance: &Instance, solution: &Solution, violations: &mut Vec<Violation>) {
    sizes(instance, solution, violations);
    quotas(instance, solution, violations);
    away(instance, solution, violations);
}

fn promised(instance: &Instance, seat: &Seat) -> bool {
    instance.people.fixed.of(seat.person.index()).contains(&seat.class.0)
}

fn sizes(instance: &Instance, solution: &Solution, violations: &mut Vec<Violation>) {
    let mut counts = vec![Count::default(); instance.class_count()];
    for seat in solution.seats() {
        counts[seat.class.index()].add(promised(instance, seat));
    }
    for class in instance.classes() {
        let count = counts[class.index()];
        let (min, max) =
            (instance.classes.min[class.index()] as usize, instance.classes.max[class.index()] as usize);
        if let Some(cause) = count.above(max) {
            violations.push(Violation::AboveMax { class, seats: count.all, max, cause });
        }
        if count.all > 0 && count.all < min {
            let cause = if count.promised > 0 { Cause::Promise } else { Cause::Seats };
            violations.push(Violation::BelowMin { class, seats: count.all, min, cause });
        }
    }
}

fn quotas(instance: &Instance, solution: &Solution, violations: &mut Vec<Violation>) {
    for (quota, count) in instance.quotas.iter().zip(quota_counts(instance, solution)) {
        let max = quota.max as usize;
        if quota.max != u32::MAX
            && let Some(cause) = count.above(max)
        {
            let unit = instance.units.names.key(quota.unit).to_string();
            violations.push(Violation::QuotaPassed {
                class: ClassId(quota.class),
                unit,
                seats: count.all,
                max,
                cause,
            });
        }
    }
}

fn quota_counts(instance: &Instance, solution: &Solution) -> Vec<Count> {
    let mut by_class_and_unit = BTreeMap::new();
    for (at, quota) in instance.quotas.iter().enumerate() {
        by_class_and_unit.insert((quota.class, quota.unit), at);
    }
    let mut counts = vec![Count::default(); instance.quotas.len()];
    for seat in solution.seats() {
        let mut unit = instance.people.unit[seat.person.index()];
        while unit != u32::MAX {
            if let Some(&at) = by_class_and_unit.get(&(seat.class.0, unit)) {
                counts[at].add(promised(instance, seat));
            }
            unit = instance.units.parent[unit as usize];
        }
    }
    counts
}

/// The seats of every quota, promised or not.
pub(super) fn quota_seats(instance: &Instance, solution: &Solution) -> Vec<usize> {
    quota_counts(instance, solution).iter().map(|count| count.all).collect()
}

fn away(instance: &Instance, solution: &Solution, violations: &mut Vec<Violation>) {
    // (unit, day) → people away, leaders away; a person with two overlapping classes is away once.
    let mut days: BTreeMap<(u32, i32), [Count; 2]> = BTreeMap::new();
    for person in instance.people() {
        let mut own: BTreeMap<i32, bool> = BTreeMap::new();
        for seat in solution.seats_of(person) {
            let c = seat.class.index();
            for day in instance.classes.start[c]..=instance.classes.end[c] {
                *own.entry(day).or_default() |= promised(instance, seat);
            }
        }
        let p = person.index();
        for (day, promised) in own {
            let counts = days.entry((instance.people.unit[p], day)).or_default();
            counts[0].add(promised);
            if instance.people.role[p].leads() {
                counts[1].add(promised);
            }
        }
    }
    for ((unit, day), [people, leaders]) in days {
        let name = || instance.units.names.key(unit).to_string();
        let (cap, day) = (instance.units.cap[unit as usize], date_of(day));
        if cap != u32::MAX
            && let Some(cause) = people.above(cap as usize)
        {
            violations.push(Violation::ReleaseCap {
                unit: name(),
                day,
                away: people.all,
                cap: cap as usize,
                cause,
            });
        }
        if let Some(cause) = leaders.above(1) {
            violations.push(Violation::LeadersAway { unit: name(), day, away: leaders.all, cause });
        }
    }
}
