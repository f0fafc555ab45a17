//! The answers against the engine: what they say could be done can be done, and what they say cannot breaks a rule of the
//! independent checker.

use std::collections::HashMap;

use jinxue_domain::{ClassId, Taxonomy};
use matching::{CancelToken, Seat, Solution, check};
use proptest::prelude::*;

use super::{Answer, ClassStanding, Colleague, Explainer, QuotaStanding, Verdict};
use crate::facts::{ClassFacts, UnitFacts};
use crate::run::{Budget, RunResult, run};
use crate::sample::{any_problem, problem};
use crate::worth::Scales;
use crate::{Problem, SeatPerson};

fn unit<'a>(problem: &'a Problem, person: &SeatPerson) -> &'a UnitFacts {
    problem.frame().units.iter().find(|unit| unit.id == person.unit).unwrap()
}

fn standing(problem: &Problem, result: &RunResult, class: &ClassFacts, of: &SeatPerson) -> ClassStanding {
    let found = result.classes.iter().find(|found| found.class == class.id).unwrap();
    let below = |top: &UnitFacts, person: &SeatPerson| top.path.contains(&unit(problem, person).path);
    let quotas = class.quotas.iter().filter_map(|quota| {
        let top = problem.frame().units.iter().find(|unit| unit.id == quota.unit).unwrap();
        let in_class = result.seats.iter().filter(|seat| seat.class == class.id);
        let seats = in_class.filter(|seat| below(top, problem.person(seat.person).unwrap())).count() as u32;
        let seats_max = quota.seats_max.filter(|_| below(top, of))?;
        Some(QuotaStanding { unit: quota.unit, seats, seats_max })
    });
    ClassStanding {
        seats: found.seats,
        eligible: found.eligible,
        least_worth: found.least_worth,
        quotas: quotas.collect(),
    }
}

fn answers(problem: &Problem, result: &RunResult, person: &SeatPerson) -> Vec<Answer> {
    let (frame, taxonomy) = (problem.frame(), Taxonomy::built_in());
    let classes: HashMap<ClassId, &ClassFacts> =
        frame.classes.iter().map(|class| (class.id, class)).collect();
    let standings =
        frame.classes.iter().map(|class| (class.id, standing(problem, result, class, person))).collect();
    let seats: Vec<ClassId> =
        result.seats.iter().filter(|s| s.person == person.id).map(|s| s.class).collect();
    let colleagues: Vec<Colleague> = result
        .seats
        .iter()
        .filter(|seat| seat.person != person.id)
        .filter_map(|seat| Some((problem.person(seat.person)?, seat.class)))
        .filter(|(other, _)| other.unit == person.unit)
        .map(|(other, class)| Colleague { role: other.role, class })
        .collect();
    let unit = unit(problem, person);
    let hours_rules = frame.hours_rules(&unit.path);
    let explainer = Explainer {
        person,
        unit,
        hours_rules: hours_rules.as_ref(),
        seats: &seats,
        classes: &classes,
        standings: &standings,
        colleagues: &colleagues,
        scales: Scales { weights: &frame.weights, groups: &frame.groups },
        taxonomy: &taxonomy,
    };
    frame.classes.iter().map(|class| explainer.class(class.id).unwrap()).collect()
}

/// Whether the checker accepts the result with one seat more.
fn could_sit(problem: &Problem, result: &RunResult, person: &SeatPerson, class: ClassId) -> bool {
    let instance = problem.instance();
    let all = result.seats.iter().map(|seat| (seat.person, seat.class)).chain([(person.id, class)]);
    let seat = |(person, class): (jinxue_domain::PersonId, ClassId)| Seat {
        person: instance.person(&person.to_string()).unwrap(),
        class: instance.class(&class.to_string()).unwrap(),
    };
    check(instance, &Solution::new(all.map(seat).collect())).keeps_the_rules()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn answers_and_engine_agree((frame, people) in any_problem()) {
        let problem = problem(frame, &people);
        let result = run(&problem, &Budget::default(), &mut |_| {}, &CancelToken::new()).unwrap();
        let instance = problem.instance();
        for person in problem.people() {
            let key = instance.person(&person.id.to_string()).unwrap();
            for answer in answers(&problem, &result, person) {
                let class = instance.class(&answer.class.to_string()).unwrap();
                let seat = result.seats.iter().find(|seat| seat.person == person.id && seat.class == answer.class);
                let open = instance.open_to(key).any(|open| open == class);
                // The engine drops the pairs of a class that cannot reach its fewest people.
                if !matches!(answer.verdict, Verdict::NotHeld { eligible: 0, .. }) {
                    prop_assert_eq!(open, !matches!(answer.verdict, Verdict::NotEligible { .. }), "{:?}", &answer);
                }
                prop_assert_eq!(seat.is_some(), matches!(answer.verdict, Verdict::Seated { .. }), "{:?}", &answer);
                match answer.verdict {
                    Verdict::Seated { ref worth, .. } => {
                        prop_assert_eq!(worth.total(), seat.unwrap().worth);
                    }
                    Verdict::NoGain { .. } | Verdict::LeftUndone { .. } => {
                        let facts = problem.class(answer.class).unwrap();
                        let taken = result.classes.iter().find(|found| found.class == answer.class).unwrap().seats;
                        prop_assert_eq!(
                            could_sit(&problem, &result, person, answer.class),
                            taken < facts.seats_max,
                            "{:?}", &answer
                        );
                    }
                    // One person alone can open a class for one.
                    Verdict::NotHeld { seats_min: 1, .. } => {}
                    _ => prop_assert!(!could_sit(&problem, &result, person, answer.class), "{:?}", &answer),
                }
            }
        }
    }
}
