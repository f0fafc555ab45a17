//! Builders of made-up objects, one number each: equal numbers give equal objects.

use jinxue_domain::needs::SurveyState;
use jinxue_domain::{
    ClassId, ClassKind, ClassState, Date, FeeCategory, Grade, Instant, JobId, PersonId, PersonState, PlanId,
    PlanState, PostLevel, Rank, Role, RunId, RunState, SeatState, Sex, SurveyId, Tier, TopicCode, UnitId,
    UnitKind,
};
use jinxue_store::classes::{Class, ClassTopic, FullClass};
use jinxue_store::people::Person;
use jinxue_store::plans::Plan;
use jinxue_store::runs::Run;
use jinxue_store::seats::Seat;
use jinxue_store::surveys::Survey;
use jinxue_store::units::Unit;
use uuid::Uuid;

/// The moment at which everything made here was made: 2026-01-01T00:00:00Z.
pub const MADE_AT: Instant = Instant::from_micros(1_767_225_600_000_000);

/// A UUID that says the kind of thing and its number.
pub const fn uuid(kind: u16, number: u64) -> Uuid {
    Uuid::from_u64_pair(0x0000_0000_0000_7000 | (kind as u64) << 48, 0x8000_0000_0000_0000 | number)
}

/// The id of unit `number`.
pub const fn unit_id(number: u64) -> UnitId {
    UnitId::from_uuid(uuid(1, number))
}

/// The id of person `number`.
pub const fn person_id(number: u64) -> PersonId {
    PersonId::from_uuid(uuid(2, number))
}

/// A county department at `path`; its parent is the unit whose number is given.
///
/// # Panics
/// When the path is none.
pub fn unit(number: u64, parent: Option<u64>, path: &str) -> Unit {
    Unit {
        id: unit_id(number),
        code: Some(format!("U{number:05}")),
        name: format!("第{number}局"),
        parent_id: parent.map(unit_id),
        path: path.parse().expect("a path of four-digit steps"),
        tier: Tier::County,
        kind: UnitKind::Department,
        division: None,
        sector: None,
        release_cap: None,
        version: 1,
        created_at: MADE_AT,
        changed_at: MADE_AT,
    }
}

/// A clerk of `unit` called `name`.
///
/// # Panics
/// When the name is none.
pub fn person(number: u64, unit: &Unit, name: &str) -> Person {
    Person {
        id: person_id(number),
        unit_id: unit.id,
        unit_path: unit.path.clone(),
        name: name.parse().expect("a plain name"),
        sex: Sex::Unknown,
        birth_month: None,
        citizen_no: None,
        department: None,
        post: None,
        post_level: PostLevel::None,
        post_since: None,
        rank: Rank::Clerk1,
        rank_since: None,
        grade: Grade::of(PostLevel::None, Rank::Clerk1),
        role: Role::Member,
        sector: None,
        division: None,
        max_classes: 2,
        state: PersonState::Active,
        version: 1,
        created_at: MADE_AT,
        changed_at: MADE_AT,
    }
}

/// The plan `number` of `owner` for the year 2026 + `number`.
pub fn plan(number: u16, owner: &Unit) -> Plan {
    Plan {
        id: PlanId::from_uuid(uuid(3, number.into())),
        year: 2026 + number,
        name: format!("计划{number}"),
        state: PlanState::Draft,
        unit_id: owner.id,
        version: 1,
        created_at: MADE_AT,
        changed_at: MADE_AT,
    }
}

/// The id of class `number`.
pub const fn class_id(number: u64) -> ClassId {
    ClassId::from_uuid(uuid(4, number))
}

/// A draft class of five days in March for everyone of `unit`, about `topic`, with `seats` seats.
pub fn class(number: u64, plan: &Plan, unit: &Unit, topic: TopicCode, seats: u32) -> FullClass {
    let class = Class {
        id: class_id(number),
        plan_id: plan.id,
        code: format!("C{number:04}"),
        name: format!("第{number}期专题培训班"),
        organiser_id: unit.id,
        tier: Tier::County,
        kind: ClassKind::SpecialTopic,
        state: ClassState::Draft,
        start_date: Date::constant(2026, 3, 2),
        end_date: Date::constant(2026, 3, 6),
        seats_min: 1,
        seats_max: seats,
        hours: 40,
        venue: None,
        division: None,
        audience_id: unit.id,
        grade_from: Grade::HIGHEST,
        grade_to: Grade::LOWEST,
        roles: String::new(),
        sectors: String::new(),
        fee_category: FeeCategory::Third,
        budget_yuan: None,
        recognised: true,
        remark: None,
        version: 1,
        created_at: MADE_AT,
        changed_at: MADE_AT,
        seats_taken: 0,
    };
    let main = ClassTopic { class_id: class.id, topic, percent: 100, main: true };
    FullClass { class, topics: vec![main], quotas: Vec::new() }
}

/// A seat of class `class` that is proposed to person `person`.
pub fn seat(class: u64, person: u64) -> Seat {
    Seat {
        class_id: class_id(class),
        person_id: person_id(person),
        run_id: None,
        state: SeatState::Proposed,
        mandatory: false,
        created_at: MADE_AT,
    }
}

/// An open survey, with names, of everybody in a unit's subtree in March of 2026.
pub fn survey(number: u64, unit: &Unit) -> Survey {
    let (on, by) = (Date::constant(2026, 3, 1), "某组织者".to_owned());
    Survey {
        title: "培训需求调研".into(),
        chosen_max: 3,
        closes_on: Date::constant(2026, 3, 20),
        state: SurveyState::Open,
        opened_by: Some(by.clone()),
        opened_at: Some(MADE_AT),
        ..Survey::draft(SurveyId::from_uuid(uuid(50, number)), unit, by, on, MADE_AT)
    }
}

/// The finished run `number` of `plan`.
pub fn run(number: u64, plan: &Plan) -> Run {
    Run {
        id: RunId::from_uuid(uuid(5, number)),
        plan_id: plan.id,
        name: format!("方案{number}"),
        state: RunState::Done,
        options: "{}".to_owned(),
        job_id: JobId::from_uuid(uuid(6, number)),
        objective: Some(100),
        bound: Some(101.5),
        gap: Some(0.015),
        people: 0,
        classes: 0,
        seats: None,
        people_seated: None,
        report: None,
        trace: None,
        folder: None,
        created_at: MADE_AT,
        finished_at: Some(MADE_AT),
        accepted_at: None,
    }
}
