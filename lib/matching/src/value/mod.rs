//! What a set of classes is worth to a person: the exact integers of the objective.

mod running;

pub(crate) use running::Running;

use crate::model::Instance;

/// The severity of the person's gap on the topic, 0 if there is none.
pub(crate) fn severity(instance: &Instance, p: usize, topic: u32) -> i64 {
    let gaps = instance.people.gaps.of(p);
    // Few gaps a person: a straight walk is faster than halving.
    gaps.iter().find(|gap| gap.topic == topic).map_or(0, |gap| gap.severity as i64)
}

/// 0 same county, 1 same city, 2 same province, 3 otherwise.
pub(crate) fn distance(instance: &Instance, p: usize, class: u32) -> i64 {
    let (a, b) = (instance.people.division[p], instance.classes.division[class as usize]);
    if a == b {
        0
    } else if a / 100 == b / 100 {
        1
    } else if a / 10_000 == b / 10_000 {
        2
    } else {
        3
    }
}

/// How many of the person's mandatory groups the class would meet.
fn groups_met(instance: &Instance, p: usize, class: u32) -> i64 {
    let groups = instance.people.mandatory.of(p);
    groups.iter().filter(|&&g| instance.groups.classes.of(g as usize).binary_search(&class).is_ok()).count()
        as i64
}

/// What does not depend on the person's other classes: preference and travel.
pub(crate) fn apart(instance: &Instance, p: usize, class: u32) -> i64 {
    let preferences = instance.people.preferences.of(p);
    let points = preferences.iter().find(|entry| entry.0 == class).map_or(0, |entry| entry.1 as i64);
    instance.weights.preference * points - instance.weights.travel * distance(instance, p, class)
}

/// What a first class adds for this person, whichever it is.
pub(crate) fn first_class(instance: &Instance, p: usize) -> i64 {
    let w = &instance.weights;
    w.first_class + w.first_class_per_week * instance.people.weeks_untrained[p] as i64
}

/// The most the class can ever add to what the person has, apart from [`first_class`]. The value of a set
/// is never above the first-class bonus plus the sum of these.
pub(crate) fn alone(instance: &Instance, p: usize, class: u32) -> i64 {
    let w = &instance.weights;
    let covers = instance.classes.coverage.of(class as usize);
    let closed: i64 =
        covers.iter().map(|c| severity(instance, p, c.topic) * w.closed_at_most(c.percent as i64)).sum();
    let hours = instance.classes.hours[class as usize].min(instance.people.hours_due[p]) as i64;
    closed + w.hours * hours + w.mandatory_missed * groups_met(instance, p, class) + apart(instance, p, class)
}

/// value(p, B), and `mandatory_missed` for each mandatory entry B meets.
pub(crate) fn of_set(instance: &Instance, p: usize, set: &[u32]) -> i64 {
    let mut running = Running::new();
    running.start(instance, p);
    set.iter().map(|&class| running.add(instance, p, class)).sum()
}

/// What the objective starts from: every mandatory entry missed, before anybody sits.
pub(crate) fn base(instance: &Instance) -> i64 {
    let entries: usize = (0..instance.people_count()).map(|p| instance.people.mandatory.of(p).len()).sum();
    -instance.weights.mandatory_missed * entries as i64
}
