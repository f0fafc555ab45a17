//! What classes are worth to a person, part by part: the engine's objective taken apart so that a sentence can name its parts.
//!
//! The engine's independent checker adds up the same numbers; a test holds the two against each other.

use jinxue_domain::{DivisionCode, TopicCode};
use matching::Weights;

use crate::facts::{ClassFacts, MandatoryGroup};
use crate::need::SeatPerson;

/// The parts of what a set of classes is worth to a person. All numbers are points of the objective.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Worth {
    /// What each gap adds that the classes close in part.
    pub gaps: Vec<GapClosed>,
    /// Hours that count against hours due.
    pub hours: i64,
    /// The first class of the year, more for those long untrained.
    pub first_class: i64,
    /// Preferences, for or against.
    pub preference: i64,
    /// Mandatory groups met.
    pub mandatory: i64,
    /// Travel, at most zero.
    pub travel: i64,
}

/// A gap as far as classes close it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GapClosed {
    /// The topic.
    pub topic: TopicCode,
    /// How bad the gap is.
    pub severity: u8,
    /// How much of it is closed, 1–100 percent.
    pub percent: u32,
    /// What that is worth.
    pub points: i64,
}

impl Worth {
    /// All parts together.
    pub fn total(&self) -> i64 {
        let gaps: i64 = self.gaps.iter().map(|gap| gap.points).sum();
        gaps + self.hours + self.first_class + self.preference + self.mandatory + self.travel
    }

    /// What this holds beyond `other`, part by part: what one more class adds to a set.
    pub fn less(&self, other: &Worth) -> Worth {
        let beyond = |gap: &GapClosed| {
            let before = other.gaps.iter().find(|of| of.topic == gap.topic);
            let (percent, points) = before.map_or((0, 0), |of| (of.percent, of.points));
            let added = GapClosed {
                percent: gap.percent - percent.min(gap.percent),
                points: gap.points - points,
                ..*gap
            };
            (added.percent > 0).then_some(added)
        };
        Worth {
            gaps: self.gaps.iter().filter_map(beyond).collect(),
            hours: self.hours - other.hours,
            first_class: self.first_class - other.first_class,
            preference: self.preference - other.preference,
            mandatory: self.mandatory - other.mandatory,
            travel: self.travel - other.travel,
        }
    }
}

/// What people and classes are weighed by.
#[derive(Debug, Clone, Copy)]
pub struct Scales<'a> {
    /// The weights of the objective.
    pub weights: &'a Weights,
    /// The mandatory groups of the frame.
    pub groups: &'a [MandatoryGroup],
}

impl Scales<'_> {
    /// What a set of classes is worth to a person.
    pub fn weigh(&self, person: &SeatPerson, classes: &[&ClassFacts]) -> Worth {
        let w = self.weights;
        let hours: i64 = classes.iter().map(|class| i64::from(class.hours)).sum();
        let first = w.first_class + w.first_class_per_week * i64::from(person.weeks_untrained);
        let met = person.mandatory.iter().filter(|&&group| {
            let of_group = &self.groups[group as usize].classes;
            classes.iter().any(|class| of_group.contains(&class.id))
        });
        Worth {
            gaps: self.gaps(person, classes),
            hours: w.hours * hours.min(i64::from(person.hours_due)),
            first_class: if classes.is_empty() { 0 } else { first },
            preference: w.preference * classes.iter().map(|class| points(person, class)).sum::<i64>(),
            mandatory: w.mandatory_missed * met.count() as i64,
            travel: -w.travel
                * classes.iter().map(|class| distance(person.division, class.division)).sum::<i64>(),
        }
    }

    /// What one class adds to the others a person has.
    pub fn adds(&self, person: &SeatPerson, others: &[&ClassFacts], class: &ClassFacts) -> i64 {
        let mut with: Vec<&ClassFacts> = others.to_vec();
        with.push(class);
        self.weigh(person, &with).total() - self.weigh(person, others).total()
    }

    fn gaps(&self, person: &SeatPerson, classes: &[&ClassFacts]) -> Vec<GapClosed> {
        let closed = |&(topic, severity): &(TopicCode, u8)| {
            let covered =
                classes.iter().flat_map(|class| &class.topics).filter(|(covers, _)| *covers == topic);
            let percent = covered.map(|(_, percent)| u32::from(*percent)).sum::<u32>().min(100);
            let points = i64::from(severity) * self.weights.closed(i64::from(percent));
            (percent > 0).then_some(GapClosed { topic, severity, percent, points })
        };
        person.gaps.iter().filter_map(closed).collect()
    }
}

fn points(person: &SeatPerson, class: &ClassFacts) -> i64 {
    person.preferences.iter().find(|(id, _)| *id == class.id).map_or(0, |(_, points)| i64::from(*points))
}

/// A place nobody knows is far from every other, and the same as another unknown one.
fn distance(a: Option<DivisionCode>, b: Option<DivisionCode>) -> i64 {
    match (a, b) {
        (Some(a), Some(b)) => a.distance(b).into(),
        (None, None) => 0,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{any_problem, problem};
    use matching::{Seat, Solution, check};
    use proptest::prelude::*;

    proptest! {
        /// Whoever sits wherever: the parts add up to what the engine's checker finds.
        #[test]
        fn the_parts_add_up_to_the_objective((frame, people) in any_problem(), chosen in proptest::collection::vec(0u8..8, 8)) {
            let problem = problem(frame, &people);
            let instance = problem.instance();
            let scales = Scales { weights: &problem.frame().weights, groups: &problem.frame().groups };
            let (mut seats, mut total, mut entries) = (Vec::new(), 0, 0);
            for (person, mask) in problem.people().iter().zip(chosen) {
                let all = problem.frame().classes.iter().enumerate();
                let own: Vec<&ClassFacts> = all.filter(|(at, _)| mask >> at & 1 == 1).map(|(_, class)| class).collect();
                let key = instance.person(&person.id.to_string()).unwrap();
                let seat = |class: &&ClassFacts| Seat { person: key, class: instance.class(&class.id.to_string()).unwrap() };
                seats.extend(own.iter().map(seat));
                total += scales.weigh(person, &own).total();
                entries += person.mandatory.len() as i64;
            }
            let found = check(instance, &Solution::new(seats)).totals.objective;
            prop_assert_eq!(total - problem.frame().weights.mandatory_missed * entries, found);
        }
    }
}
