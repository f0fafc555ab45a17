//! A run: solve under a budget, check again independently, and say what every seat is worth.

use std::collections::BTreeMap;
use std::time::Duration;

use jinxue_domain::{ClassId, PersonId, Words};
use matching::{
    CancelToken, Ending, Instance, Language, Options, Outcome, Previous, Progress, Solution, check, solve,
};

use crate::facts::ClassFacts;
use crate::prices::ClassResult;
use crate::problem::Problem;
use crate::trace::{Trace, TracePoint};
use crate::worth::Scales;

/// How long and how good, and where to start.
#[derive(Debug, Clone)]
pub struct Budget {
    /// Wall time; none = until the gap is proven or nothing better is found.
    pub time: Option<Duration>,
    /// The run ends once at most this part of the best possible is missing: 0.001 is a thousandth.
    pub gap: f64,
    /// Threads; the result does not depend on it.
    pub threads: usize,
    /// The same seed gives the same seats unless the time runs out.
    pub seed: u64,
    /// An earlier result to stay near.
    pub stay: Option<Stay>,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { time: None, gap: 0.001, threads: 1, seed: 0, stay: None }
    }
}

/// An earlier result, and what leaving one person in a seat they had is worth.
#[derive(Debug, Clone)]
pub struct Stay {
    /// Its seats.
    pub seats: Vec<(PersonId, ClassId)>,
    /// Points of the objective given up for each seat kept.
    pub points: i64,
}

/// One person in one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RunSeat {
    /// The person.
    pub person: PersonId,
    /// The class.
    pub class: ClassId,
    /// What the class adds to the person's other seats.
    pub worth: i64,
    /// The seat was announced before the run.
    pub announced: bool,
}

/// The figures of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Recomputed by the independent checker.
    pub objective: i64,
    /// No assignment that keeps the rules is worth more.
    pub bound: f64,
    /// (bound − objective) / |bound|.
    pub gap: f64,
    /// Why the run ended.
    pub ending: Ending,
    /// Sweeps of the engine.
    pub iterations: u64,
    /// People who took part.
    pub people: usize,
    /// Classes that took part.
    pub classes: usize,
    /// People with at least one seat.
    pub people_seated: usize,
    /// Seats taken.
    pub seats: usize,
    /// Classes held.
    pub classes_held: usize,
    /// Mandatory entries not met.
    pub mandatory_missed: i64,
    /// Seats missing to the minima of quotas.
    pub quota_short: i64,
    /// Rules that announced seats break by themselves, each in a sentence.
    pub broken_by_promise: Vec<Words>,
}

/// What a run returns.
#[derive(Debug, Clone)]
pub struct RunResult {
    /// Seats in order of person, then class.
    pub seats: Vec<RunSeat>,
    /// Every class that took part, in the order of the plan.
    pub classes: Vec<ClassResult>,
    /// The figures.
    pub report: Report,
    /// How objective and bound came together.
    pub trace: Vec<TracePoint>,
}

/// The engine returned seats that break a rule. This is a fault of the engine and no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.words().zh)]
pub struct RunFault {
    /// Every rule broken, in a sentence.
    pub violations: Vec<Words>,
}

impl RunFault {
    /// How many rules are broken, and the first of them.
    pub fn words(&self) -> Words {
        let count = self.violations.len();
        let first = self.violations.first().cloned().unwrap_or_default();
        Words::new(
            format!("求解结果未通过独立检查，共 {count} 处：{}", first.zh),
            format!("the result failed the independent check in {count} places: {}", first.en),
        )
    }
}

/// Runs the problem. `progress` is called from this thread; `cancel` may be set from any other and the best seats so far are
/// returned.
///
/// # Errors
/// [`RunFault`] when the independent check finds a rule broken; nothing of such a result is used.
pub fn run(
    problem: &Problem,
    budget: &Budget,
    progress: &mut dyn FnMut(&Progress),
    cancel: &CancelToken,
) -> Result<RunResult, RunFault> {
    let instance = problem.instance();
    let mut trace = Trace::default();
    let mut watch = |at: &Progress| {
        trace.add(at);
        progress(at);
    };
    let outcome = solve(instance, &options(instance, budget), &mut watch, cancel);
    let checked = check(instance, &outcome.solution);
    let violations: Vec<Words> = checked.by_search().map(|v| said(instance, v)).collect();
    if !violations.is_empty() {
        return Err(RunFault { violations });
    }
    let seats = seats(problem, &outcome.solution);
    let report = Report {
        objective: checked.totals.objective,
        bound: outcome.bound,
        gap: outcome.gap(),
        ending: outcome.ending,
        iterations: outcome.iterations,
        people: instance.people_count(),
        classes: instance.class_count(),
        people_seated: checked.totals.people_seated,
        seats: checked.totals.seats,
        classes_held: checked.totals.classes_held,
        mandatory_missed: checked.totals.mandatory_missed,
        quota_short: checked.totals.quota_short,
        broken_by_promise: checked.by_promise().map(|v| said(instance, v)).collect(),
    };
    let classes = class_results(problem, &outcome, &seats);
    Ok(RunResult { seats, classes, report, trace: trace.into_points() })
}

fn options(instance: &Instance, budget: &Budget) -> Options {
    let previous = budget.stay.as_ref().map(|stay| {
        let keys: Vec<(String, String)> =
            stay.seats.iter().map(|(person, class)| (person.to_string(), class.to_string())).collect();
        let keys = keys.iter().map(|(person, class)| (person.as_str(), class.as_str()));
        Previous { solution: Solution::from_keys(instance, keys).0, stay: stay.points }
    });
    Options {
        time: budget.time,
        gap: budget.gap,
        threads: budget.threads.max(1),
        seed: budget.seed,
        previous,
        ..Options::default()
    }
}

fn said(instance: &Instance, violation: &matching::Violation) -> Words {
    Words::new(violation.words(instance, Language::Chinese), violation.words(instance, Language::English))
}

/// Every seat with what it adds to the person's other seats.
fn seats(problem: &Problem, solution: &Solution) -> Vec<RunSeat> {
    let instance = problem.instance();
    let scales = Scales { weights: &problem.frame().weights, groups: &problem.frame().groups };
    let mut found = Vec::with_capacity(solution.seats().len());
    for of_person in solution.seats().chunk_by(|a, b| a.person == b.person) {
        let key = instance.person_key(of_person[0].person).parse().ok();
        let Some(person) = key.and_then(|id| problem.person(id)) else { continue };
        let own: Vec<&ClassFacts> = of_person
            .iter()
            .filter_map(|seat| problem.class_of_key(instance.class_key(seat.class)))
            .collect();
        for class in &own {
            let others: Vec<&ClassFacts> = own.iter().filter(|other| other.id != class.id).copied().collect();
            found.push(RunSeat {
                person: person.id,
                class: class.id,
                worth: scales.adds(person, &others, class),
                announced: person.announced.contains(&class.id),
            });
        }
    }
    found.sort_unstable();
    found
}

fn class_results(problem: &Problem, outcome: &Outcome, seats: &[RunSeat]) -> Vec<ClassResult> {
    let instance = problem.instance();
    let mut eligible = vec![0; instance.class_count()];
    for person in instance.people() {
        instance.open_to(person).for_each(|class| eligible[class.index()] += 1);
    }
    let mut taken: BTreeMap<ClassId, (u32, Option<i64>)> = BTreeMap::new();
    for seat in seats {
        let (count, least) = taken.entry(seat.class).or_default();
        *count += 1;
        if !seat.announced {
            *least = Some(least.map_or(seat.worth, |least| least.min(seat.worth)));
        }
    }
    let result = |class: matching::ClassId| {
        let facts = problem.class_of_key(instance.class_key(class))?;
        let (seats, least_worth) = taken.get(&facts.id).copied().unwrap_or_default();
        let price = outcome.prices.of_class(class).round() as i64;
        let eligible = eligible[class.index()];
        Some(ClassResult { class: facts.id, held: seats > 0, seats, price, eligible, least_worth })
    };
    instance.classes().filter_map(result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{any_problem, class, class_id, frame, person, person_id, problem, unit_id};
    use proptest::prelude::*;

    fn solved(problem: &Problem) -> RunResult {
        run(problem, &Budget::default(), &mut |_| {}, &CancelToken::new()).unwrap()
    }

    #[test]
    fn the_larger_gap_gets_the_seat_and_everything_is_reported() {
        let mut only = class(100, 2);
        only.seats_max = 1;
        let people = [person(1, 30), person(2, 70)];
        let result = solved(&problem(frame(vec![only]), &people));
        let worth = 70 * (14 * 50 + 6 * 30) + 6_000 - 300;
        assert_eq!(
            result.seats,
            [RunSeat { person: person_id(2), class: class_id(100), worth, announced: false }]
        );
        let class = &result.classes[0];
        assert_eq!((class.held, class.seats, class.eligible, class.least_worth), (true, 1, 2, Some(worth)));
        let report = &result.report;
        assert_eq!((report.objective, report.people_seated, report.classes_held), (worth, 1, 1));
        assert!(report.bound >= worth as f64 && !result.trace.is_empty());
    }

    #[test]
    fn an_announced_seat_stays_whatever_it_breaks() {
        let mut closed = class(100, 2);
        closed.audience.roles = "head".parse().unwrap();
        let mut promised = person(1, 50);
        promised.announced = vec![class_id(100)];
        let result = solved(&problem(frame(vec![closed]), &[promised]));
        assert!(result.seats[0].announced);
        assert_eq!(result.classes[0].least_worth, None);
        assert_eq!(result.report.broken_by_promise.len(), 1, "{:?}", result.report.broken_by_promise);
    }

    #[test]
    fn staying_near_an_earlier_result_keeps_people_in_their_seats() {
        let mut classes = vec![class(100, 2), class(101, 16)];
        classes.iter_mut().for_each(|class| class.seats_max = 1);
        let mut people = [person(1, 50), person(2, 51)];
        people[1].unit = unit_id(3);
        let problem = problem(frame(classes), &people);
        let earlier = vec![(person_id(1), class_id(101)), (person_id(2), class_id(100))];
        let budget =
            Budget { stay: Some(Stay { seats: earlier.clone(), points: 100_000 }), ..Budget::default() };
        let result = run(&problem, &budget, &mut |_| {}, &CancelToken::new()).unwrap();
        let seats: Vec<_> = result.seats.iter().map(|seat| (seat.person, seat.class)).collect();
        assert_eq!(seats, earlier);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// Whatever the facts: the checker agrees, the bound holds, and the parts of the seats add up.
        #[test]
        fn results_are_checked_bounded_and_accounted_for((frame, people) in any_problem()) {
            let problem = problem(frame, &people);
            let result = solved(&problem);
            prop_assert!(result.report.bound >= result.report.objective as f64);
            let held: u32 = result.classes.iter().map(|class| class.seats).sum();
            prop_assert_eq!(held as usize, result.seats.len());
            prop_assert_eq!(result.seats.len(), result.report.seats);
            for class in &result.classes {
                prop_assert!(class.price >= 0);
                prop_assert!(class.seats <= class.eligible);
            }
            prop_assert_eq!(solved(&problem).seats, result.seats, "the same seed, the same seats");
        }
    }
}
