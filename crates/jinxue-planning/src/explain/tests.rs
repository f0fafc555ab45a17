//! Each answer once, on a sample small enough to be read.

use std::collections::HashMap;

use jinxue_domain::{ClassId, Role, Taxonomy};

use super::{Answer, ClassStanding, Colleague, Explainer, QuotaStanding, Verdict};
use crate::facts::{ClassFacts, Frame, PersonFacts};
use crate::sample::{class, class_id, frame, person, problem, unit_id};
use crate::worth::Scales;

/// What a run made of the sample, as far as one person asks.
struct Case {
    frame: Frame,
    person: PersonFacts,
    seats: Vec<ClassId>,
    standings: HashMap<ClassId, ClassStanding>,
    colleagues: Vec<Colleague>,
}

impl Case {
    fn of(classes: Vec<ClassFacts>) -> Case {
        let standing =
            |class: &ClassFacts| (class.id, ClassStanding { seats: 1, eligible: 3, ..Default::default() });
        let standings = classes.iter().map(standing).collect();
        Case { frame: frame(classes), person: person(1, 50), seats: vec![], standings, colleagues: vec![] }
    }

    fn standing(&mut self, n: u128) -> &mut ClassStanding {
        self.standings.get_mut(&class_id(n)).unwrap()
    }

    fn asked<T>(&self, ask: impl Fn(&Explainer<'_>) -> T) -> T {
        let problem = problem(self.frame.clone(), std::slice::from_ref(&self.person));
        let (frame, taxonomy) = (problem.frame(), Taxonomy::built_in());
        let classes: HashMap<ClassId, &ClassFacts> =
            frame.classes.iter().map(|class| (class.id, class)).collect();
        let unit = frame.units.iter().find(|unit| unit.id == self.person.unit).unwrap();
        ask(&Explainer {
            person: &problem.people()[0],
            unit,
            hours_rules: frame.hours_rules(&unit.path).as_ref(),
            seats: &self.seats,
            classes: &classes,
            standings: &self.standings,
            colleagues: &self.colleagues,
            scales: Scales { weights: &frame.weights, groups: &frame.groups },
            taxonomy: &taxonomy,
        })
    }

    fn answer(&self, n: u128) -> Answer {
        self.asked(|explainer| explainer.class(class_id(n)).unwrap())
    }

    fn word(&self, n: u128) -> &'static str {
        self.answer(n).verdict.as_str()
    }
}

/// Class 1 in the first week, class 2 in the same week on another topic, class 3 a week later on another topic.
fn three_classes() -> Vec<ClassFacts> {
    let mut classes = vec![class(1, 2), class(2, 2), class(3, 9)];
    for class in &mut classes[1..] {
        class.main_topic = "T2".parse().unwrap();
        class.topics = vec![("T1".parse().unwrap(), 20)];
    }
    classes
}

#[test]
fn a_seat_says_what_it_closes_what_it_is_worth_and_what_came_next() {
    let mut case = Case::of(three_classes());
    case.seats = vec![class_id(1)];
    let answer = case.answer(1);
    // 50 × (14 × 50 + 6 × 30) for the gap, 6,000 for the first class, − 300 for travel within the city.
    let Verdict::Seated { worth, runner_up } = &answer.verdict else { panic!("{answer:?}") };
    assert_eq!((worth.gaps[0].percent, worth.gaps[0].points), (80, 44_000));
    assert_eq!((worth.first_class, worth.travel, worth.hours), (6_000, -300, 0));
    assert_eq!((worth.total(), answer.worth), (49_700, 49_700));
    assert_eq!(*runner_up, Some((class_id(2), 50 * 14 * 20 + 6_000 - 300)));
    assert_eq!(
        answer.words.zh,
        "《第1期班》已安排：补“T1”短板 80%，是本年首次参训（已 0 周未训），价值 49700；其次为《第2期班》（19700）。"
    );
    assert!(
        answer.words.en.starts_with("“第1期班” – seated: it closes 80 % of the gap in “T1”"),
        "{}",
        answer.words.en
    );
}

#[test]
fn a_second_class_is_worth_what_it_adds() {
    let mut case = Case::of(three_classes());
    case.seats = vec![class_id(1), class_id(3)];
    let Verdict::Seated { worth, .. } = case.answer(3).verdict else { panic!() };
    assert_eq!((worth.gaps[0].percent, worth.gaps[0].points, worth.first_class), (20, 50 * 6 * 20, 0));
}

#[test]
fn the_rules_answer_in_order() {
    let mut case = Case::of(three_classes());
    assert_eq!(case.word(1), "left_undone", "a free seat worth something is no one's fault but the search's");

    case.standing(1).seats = 2;
    case.standing(1).least_worth = Some(60_000);
    let full = case.answer(1);
    assert_eq!(full.verdict, Verdict::Full { worth: 49_700, least: Some(60_000) });
    assert_eq!(full.words.zh, "《第1期班》名额已满：对本人的价值为 49700，已安排人员中最低为 60000。");
    case.standing(1).least_worth = Some(100);
    assert_eq!(case.word(1), "left_undone", "envy is admitted, not hidden");

    case.standing(1).quotas = vec![QuotaStanding { unit: unit_id(2), seats: 1, seats_max: 1 }];
    assert_eq!(case.word(1), "quota_full");
    case.colleagues = vec![Colleague { role: Role::Member, class: class_id(2) }];
    let limit = case.answer(1);
    assert_eq!(limit.verdict.as_str(), "unit_limit");
    assert!(limit.words.zh.contains("本单位已有 1 人参训，同时离岗至多 1 人"), "{}", limit.words);
    case.seats = vec![class_id(2)];
    assert_eq!(case.word(1), "clash");
    case.standing(1).seats = 0;
    assert_eq!(case.word(1), "class_not_held");
    case.person.gaps.clear();
    let refused = case.answer(1);
    assert_eq!(refused.verdict.as_str(), "not_eligible");
    assert!(refused.words.zh.contains("不补其短板"), "{}", refused.words);
}

#[test]
fn two_leaders_are_never_away_together() {
    let mut case = Case::of(three_classes());
    case.person.role = Role::Deputy;
    case.frame.units[1].release_cap = None;
    case.colleagues = vec![Colleague { role: Role::Member, class: class_id(2) }];
    assert_eq!(case.word(1), "left_undone");
    case.colleagues.push(Colleague { role: Role::Head, class: class_id(2) });
    assert!(matches!(case.answer(1).verdict, Verdict::LeadersAway { .. }));
    assert_eq!(case.word(3), "left_undone", "a week later nobody is away");
}

#[test]
fn own_limits_and_no_gain_are_told_apart() {
    let mut case = Case::of(three_classes());
    case.person.max_classes = 1;
    case.seats = vec![class_id(1)];
    assert_eq!(case.word(3), "own_limit");
    case.person.max_classes = 2;
    case.frame.weights.travel = 1_000_000;
    assert_eq!(case.word(3), "no_gain");
}

#[test]
fn a_list_holds_what_the_rules_admit_best_first() {
    let mut case = Case::of(three_classes());
    case.frame.classes[1].audience.roles = "head".parse().unwrap();
    case.seats = vec![class_id(3)];
    let answers = case.asked(|explainer| explainer.open_classes());
    let order: Vec<_> = answers.iter().map(|answer| (answer.class, answer.verdict.as_str())).collect();
    assert_eq!(order, [(class_id(3), "seated"), (class_id(1), "left_undone")]);
}
