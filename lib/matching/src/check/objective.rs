//! The objective, word by word.

use super::Totals;
use super::limits::quota_seats;
use crate::model::{ClassId, Instance, PersonId};
use crate::solution::Solution;

pub(crate) fn totals(instance: &Instance, solution: &Solution) -> Totals {
    let w = &instance.weights;
    let held = solution.seats_by_class(instance);
    let mut totals = Totals {
        seats: solution.seats().len(),
        classes_held: held.iter().filter(|&&seats| seats > 0).count(),
        ..Totals::default()
    };
    for person in instance.people() {
        let classes: Vec<ClassId> = solution.seats_of(person).iter().map(|seat| seat.class).collect();
        totals.people_seated += !classes.is_empty() as usize;
        totals.objective += value(instance, person, &classes);
        for &group in instance.people.mandatory.of(person.index()) {
            let met = classes.iter().any(|c| instance.groups.classes.of(group as usize).contains(&c.0));
            totals.mandatory_missed += !met as i64;
        }
    }
    for (quota, seats) in instance.quotas.iter().zip(quota_seats(instance, solution)) {
        if held[quota.class as usize] > 0 {
            totals.quota_short += (quota.min as i64 - seats as i64).max(0);
        }
    }
    totals.objective -= w.mandatory_missed * totals.mandatory_missed + w.quota_short * totals.quota_short;
    totals
}

/// value(p, B)
fn value(instance: &Instance, person: PersonId, classes: &[ClassId]) -> i64 {
    let (w, p) = (&instance.weights, person.index());
    if classes.is_empty() {
        return 0;
    }
    let mut value = w.first_class + w.first_class_per_week * instance.people.weeks_untrained[p] as i64;
    for gap in instance.people.gaps.of(p) {
        let percent = |c: &ClassId| {
            let covers = instance.classes.coverage.of(c.index());
            covers
                .iter()
                .filter(|cover| cover.topic == gap.topic)
                .map(|cover| cover.percent as i64)
                .sum::<i64>()
        };
        let closed = classes.iter().map(percent).sum::<i64>().min(100);
        value += gap.severity as i64 * (w.gap_first * closed.min(50) + w.gap_rest * (closed - 50).max(0));
    }
    let hours: i64 = classes.iter().map(|c| instance.classes.hours[c.index()] as i64).sum();
    value += w.hours * hours.min(instance.people.hours_due[p] as i64);
    for class in classes {
        let points: i64 = instance
            .people
            .preferences
            .of(p)
            .iter()
            .filter(|entry| entry.0 == class.0)
            .map(|entry| entry.1 as i64)
            .sum();
        let (here, there) = (instance.people.division[p], instance.classes.division[class.index()]);
        let distance = match (here == there, here / 100 == there / 100, here / 10_000 == there / 10_000) {
            (true, _, _) => 0,
            (_, true, _) => 1,
            (_, _, true) => 2,
            _ => 3,
        };
        value += w.preference * points - w.travel * distance;
    }
    value
}
