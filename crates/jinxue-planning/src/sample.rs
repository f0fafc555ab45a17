//! Small hand-made facts for the tests of this crate.

use jinxue_domain::class::{Audience, GradeRange, Roles, Sectors};
use jinxue_domain::hours::Training;
use jinxue_domain::{
    ClassId, ClassState, Date, Period, PersonId, PostLevel, Rank, RecordForm, Role, RuleBook, Tenths, UnitId,
};
use proptest::prelude::*;
use uuid::Uuid;

use crate::facts::{
    ClassFacts, Frame, Inclusion, MandatoryGroup, PastTraining, PersonFacts, QuotaFacts, UnitFacts,
};
use crate::{Problem, ProblemBuilder, Weights};

pub(crate) fn unit_id(n: u128) -> UnitId {
    UnitId::from_uuid(Uuid::from_u128(n))
}

pub(crate) fn person_id(n: u128) -> PersonId {
    PersonId::from_uuid(Uuid::from_u128(n))
}

pub(crate) fn class_id(n: u128) -> ClassId {
    ClassId::from_uuid(Uuid::from_u128(n))
}

/// A province (1) with two counties (2, 3).
pub(crate) fn units() -> Vec<UnitFacts> {
    let unit = |n: u128, parent: Option<u128>, path: &str, division: &str| UnitFacts {
        id: unit_id(n),
        parent: parent.map(unit_id),
        path: path.parse().unwrap(),
        division: division.parse().ok(),
        release_cap: Some(1),
    };
    vec![
        unit(1, None, "0001", "140100"),
        unit(2, Some(1), "0001.0001", "140105"),
        unit(3, Some(1), "0001.0002", ""),
    ]
}

/// A week of March for everybody, on topic `T1` at 80 % and `T2` at 40 %.
pub(crate) fn class(n: u128, from_day: i8) -> ClassFacts {
    let from = Date::constant(2026, 3, from_day);
    ClassFacts {
        id: class_id(n),
        name: format!("第{n}期班"),
        state: ClassState::Approved,
        period: Period::new(from, Date::constant(2026, 3, from_day + 4)).unwrap(),
        seats_min: 1,
        seats_max: 2,
        hours: 30,
        division: None,
        audience_unit: unit_id(1),
        audience: Audience {
            unit: "0001".parse().unwrap(),
            grades: GradeRange::ALL,
            roles: Roles::default(),
            sectors: Sectors::default(),
        },
        main_topic: "T1".parse().unwrap(),
        topics: vec![("T1".parse().unwrap(), 80), ("T2".parse().unwrap(), 40)],
        quotas: vec![],
    }
}

pub(crate) fn frame(classes: Vec<ClassFacts>) -> Frame {
    Frame {
        year: 2026,
        from: Date::constant(2026, 1, 1),
        inclusion: Inclusion::Agreed,
        units: units(),
        classes,
        groups: vec![],
        rules: RuleBook::shipped(),
        weights: Weights::default(),
    }
}

/// A clerk of county 2 who has had all the training of the year and of late, with one gap on `T1`.
pub(crate) fn person(n: u128, severity: u8) -> PersonFacts {
    PersonFacts {
        id: person_id(n),
        unit: unit_id(2),
        division: None,
        level: PostLevel::None,
        rank: Rank::Clerk1,
        post_since: None,
        role: Role::Member,
        sector: "government".parse().unwrap(),
        max_classes: 2,
        trainings: vec![trained(Date::constant(2026, 1, 1), 12)],
        gaps: vec![("T1".parse().unwrap(), severity)],
        busy: vec![],
        announced: vec![],
        mandatory: vec![],
        preferences: vec![],
    }
}

pub(crate) fn trained(on: Date, days: u32) -> PastTraining {
    let training = Training {
        period: Period::day(on),
        days,
        hours: Tenths::ZERO,
        form: RecordForm::Offline,
        recognised: true,
    };
    PastTraining { training, topic: None }
}

pub(crate) fn problem(frame: Frame, people: &[PersonFacts]) -> Problem {
    let mut builder = ProblemBuilder::new(frame);
    people.iter().for_each(|person| builder.person(person).unwrap());
    builder.finish().unwrap()
}

/// People and classes of every sort, few enough to be checked by hand.
pub(crate) fn any_problem() -> impl Strategy<Value = (Frame, Vec<PersonFacts>)> {
    let classes = proptest::collection::vec((1i8..20, 1u32..4, 0u32..3, 0usize..3), 1..6);
    let people =
        proptest::collection::vec((1u8..100, 0u8..100, 2u128..4, 0usize..3, any::<bool>(), -3i8..4), 1..8);
    (classes, people).prop_map(|(classes, people)| {
        let topics = ["T1", "T2", "T3"];
        let classes: Vec<ClassFacts> = classes
            .into_iter()
            .enumerate()
            .map(|(at, (day, min, more, topic))| {
                let mut class = class(at as u128 + 100, day);
                (class.seats_min, class.seats_max) = (min, min + more);
                class.main_topic = topics[topic].parse().unwrap();
                class.topics = vec![(class.main_topic, 70), (topics[(topic + 1) % 3].parse().unwrap(), 50)];
                if topic == 0 {
                    class.quotas = vec![QuotaFacts { unit: unit_id(2), seats_min: 0, seats_max: Some(1) }];
                }
                class
            })
            .collect();
        let mut frame = frame(classes);
        frame.groups = vec![MandatoryGroup { name: "轮训".into(), classes: vec![class_id(100)] }];
        let people = people
            .into_iter()
            .enumerate()
            .map(|(at, (first, second, unit, role, owes, points))| {
                let mut person = person(at as u128 + 10, first);
                person.gaps.push(("T2".parse().unwrap(), second.max(1)));
                person.unit = unit_id(unit);
                person.role = Role::ALL[role];
                if owes {
                    person.trainings.clear();
                    person.mandatory = vec!["轮训".into()];
                    person.level = PostLevel::ViceDivisionHead;
                }
                person.preferences = vec![(class_id(100), points)];
                person
            })
            .collect();
        (frame, people)
    })
}
