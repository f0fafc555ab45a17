//! What a seat is worth to the one who has it.

use super::standing::{Demand, Leaving, Standing};
use super::{Answer, Closed};
use crate::model::{ClassId, Instance};
use crate::prices::Chooser;
use crate::value;

/// Which gaps the class closes beyond the person's other classes, what it is worth, and what they would have had
/// instead.
pub(crate) fn seated(standing: &Standing<'_>, p: usize, class: u32) -> Answer {
    let instance = standing.instance;
    let own = standing.seating.classes(p);
    let rest: Vec<u32> = own.iter().copied().filter(|&other| other != class).collect();
    let without = value::of_set(instance, p, &rest);
    let worth = value::of_set(instance, p, own) - without;
    let instead = standing.best(&mut Chooser::default(), p, Demand::Without(class), Leaving::Anything);
    let runner_up = instead.and_then(|choice| {
        let other = choice.set.iter().find(|other| !own.contains(other))?;
        Some((ClassId(*other), value::of_set(instance, p, &choice.set) - without))
    });
    let promised = standing.seating.is_promised(p, class);
    Answer::Seated { closes: closes(instance, p, class, &rest), worth, runner_up, promised }
}

/// How much of which gaps the class closes beyond the person's other classes.
fn closes(instance: &Instance, p: usize, class: u32, rest: &[u32]) -> Vec<Closed> {
    let percent = |c: u32, topic: u32| -> i64 {
        let covers = instance.classes.coverage.of(c as usize).iter();
        covers.filter(|cover| cover.topic == topic).map(|cover| cover.percent as i64).sum()
    };
    let gaps = instance.people.gaps.of(p).iter();
    gaps.filter_map(|gap| {
        let before = rest.iter().map(|&c| percent(c, gap.topic)).sum::<i64>().min(100);
        let after = (before + percent(class, gap.topic)).min(100);
        (after > before).then(|| Closed {
            topic: instance.topics.key(gap.topic).into(),
            severity: gap.severity as i64,
            percent_before: before,
            percent_after: after,
            worth: gap.severity as i64 * (instance.weights.closed(after) - instance.weights.closed(before)),
        })
    })
    .collect()
}
