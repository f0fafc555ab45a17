//! Rules about one person: eligibility, number of classes, days, topics, promises.

use super::{Cause, Violation};
use crate::model::{ClassId, Instance, PersonId};
use crate::solution::Solution;

pub(super) fn check(instance: &Instance, solution: &Solution, violations: &mut Vec<Violation>) {
    for person in instance.people() {
        let classes: Vec<ClassId> = solution.seats_of(person).iter().map(|seat| seat.class).collect();
        if !classes.is_empty() {
            one_person(instance, person, &classes, violations);
        }
        for &fixed in instance.people.fixed.of(person.index()) {
            if !classes.contains(&ClassId(fixed)) {
                violations.push(Violation::PromiseBroken { person, class: ClassId(fixed) });
            }
        }
    }
}

fn one_person(instance: &Instance, person: PersonId, classes: &[ClassId], violations: &mut Vec<Violation>) {
    let promised = |class: ClassId| instance.people.fixed.of(person.index()).contains(&class.0);
    let blame = |all_promised: bool| if all_promised { Cause::Promise } else { Cause::Seats };
    let max = instance.people.max_classes[person.index()] as usize;
    if classes.len() > max {
        let cause = blame(classes.iter().all(|&class| promised(class)));
        violations.push(Violation::TooManyClasses { person, seats: classes.len(), max, cause });
    }
    for (at, &class) in classes.iter().enumerate() {
        if !eligible(instance, person, class) {
            violations.push(Violation::NotEligible { person, class, cause: blame(promised(class)) });
        }
        for &other in &classes[at + 1..] {
            let cause = blame(promised(class) && promised(other));
            let (a, b) = (class.index(), other.index());
            let rows = &instance.classes;
            if a == b {
                violations.push(Violation::SeatTwice { person, class });
                continue;
            }
            if rows.start[a].max(rows.start[b]) <= rows.end[a].min(rows.end[b]) {
                violations.push(Violation::SameDays { person, classes: [class, other], cause });
            }
            if rows.topic[a] == rows.topic[b] {
                violations.push(Violation::SameTopic { person, classes: [class, other], cause });
            }
        }
    }
}

/// Rule 1, word by word.
pub(super) fn eligible(instance: &Instance, person: PersonId, class: ClassId) -> bool {
    let (p, c) = (person.index(), class.index());
    let (people, classes) = (&instance.people, &instance.classes);
    let mut above = people.unit[p];
    while above != classes.audience[c] {
        above = instance.units.parent[above as usize];
        if above == u32::MAX {
            return false;
        }
    }
    let sectors = classes.sectors.of(c);
    let busy =
        people.busy.of(p).iter().any(|&(from, to)| from.max(classes.start[c]) <= to.min(classes.end[c]));
    let closes_a_gap = people
        .gaps
        .of(p)
        .iter()
        .any(|gap| classes.coverage.of(c).iter().any(|cover| cover.topic == gap.topic));
    let counts_hours = people.hours_due[p].min(classes.hours[c]) > 0;
    let preferred = people.preferences.of(p).iter().any(|&(other, points)| other == class.0 && points > 0);
    let mandatory = people
        .mandatory
        .of(p)
        .iter()
        .any(|&group| instance.groups.classes.of(group as usize).contains(&class.0));
    (classes.ranks[c].0..=classes.ranks[c].1).contains(&people.rank[p])
        && classes.roles[c] & people.role[p].bit() != 0
        && (sectors.is_empty() || sectors.contains(&people.sector[p]))
        && !people.history.of(p).contains(&classes.topic[c])
        && !busy
        && (closes_a_gap || counts_hours || preferred || mandatory)
}
