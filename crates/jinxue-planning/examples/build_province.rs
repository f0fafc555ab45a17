//! Times the way from facts to an instance, and a run: `cargo run --release --example build_province -- 250000 60` (people, seconds).
//!
//! The people are made up, fifty to a unit, with five gaps and four past trainings each, and some 45 open classes a person;
//! 3,600 classes, scaled with them.

use std::time::{Duration, Instant};

use jinxue_domain::class::{Audience, GradeRange, Roles, Sectors};
use jinxue_domain::hours::Training;
use jinxue_domain::{
    ClassId, ClassState, Date, Period, PersonId, PostLevel, Rank, RecordForm, Role, RuleBook, Taxonomy,
    Tenths, TopicCode, UnitId, UnitPath,
};
use jinxue_planning::{
    Budget, CancelToken, ClassFacts, Frame, Inclusion, PastTraining, PersonFacts, Problem, ProblemBuilder,
    UnitFacts, Weights, run,
};
use uuid::Uuid;

/// A small generator of its own keeps the example free of dependencies and the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn day(&mut self, year: i16) -> Date {
        Date::constant(year, 1 + self.below(12) as i8, 1 + self.below(28) as i8)
    }
}

const SECTORS: [&str; 4] = ["party", "government", "justice", "economy"];

fn unit_id(n: u64) -> UnitId {
    UnitId::from_uuid(Uuid::from_u128(u128::from(n) + 1))
}

fn units(count: u64) -> Vec<UnitFacts> {
    let root = UnitPath::root(1).expect("1 is a step");
    let unit = |n: u64| UnitFacts {
        id: unit_id(n),
        parent: (n > 0).then(|| unit_id(0)),
        path: if n == 0 { root.clone() } else { root.child(n as u16).expect("few units") },
        division: format!("1401{:02}", 5 + n % 6).parse().ok(),
        release_cap: Some(10),
    };
    (0..=count).map(unit).collect()
}

fn class(n: u64, topics: &[TopicCode], units: &[UnitFacts], dice: &mut Dice) -> ClassFacts {
    let from = dice.day(2026);
    let to = from.saturating_add(jiff::Span::new().days(4));
    let audience =
        &units[if n.is_multiple_of(20) { 0 } else { 1 + dice.below(units.len() as u64 - 1) as usize }];
    let (main, other) = (dice.below(topics.len() as u64) as usize, dice.below(topics.len() as u64) as usize);
    let mut covered = vec![(topics[main], 80)];
    if other != main {
        covered.push((topics[other], 40));
    }
    ClassFacts {
        id: ClassId::from_uuid(Uuid::from_u128(u128::from(n) + 1)),
        name: format!("第{n}期"),
        state: ClassState::Approved,
        period: Period::new(from, to).expect("in order"),
        seats_min: 20,
        seats_max: 80,
        hours: 38,
        division: None,
        audience_unit: audience.id,
        audience: Audience {
            unit: audience.path.clone(),
            grades: GradeRange::ALL,
            roles: Roles::default(),
            sectors: Sectors::of([SECTORS[dice.below(4) as usize].parse().expect("a sector")]),
        },
        main_topic: topics[main],
        topics: covered,
        quotas: vec![],
    }
}

fn person(n: u64, topics: &[TopicCode], units: &[UnitFacts], dice: &mut Dice) -> PersonFacts {
    let mut gaps: Vec<(TopicCode, u8)> = (0..5)
        .map(|_| (topics[dice.below(topics.len() as u64) as usize], 1 + dice.below(100) as u8))
        .collect();
    gaps.sort_unstable();
    gaps.dedup_by_key(|gap| gap.0);
    let training = |dice: &mut Dice| PastTraining {
        training: Training {
            period: Period::day(dice.day(2025)),
            days: 3,
            hours: Tenths::from_hours(22),
            form: RecordForm::Offline,
            recognised: true,
        },
        topic: Some(topics[dice.below(topics.len() as u64) as usize]),
    };
    PersonFacts {
        id: PersonId::from_uuid(Uuid::from_u128(u128::from(n) + 1)),
        unit: units[1 + n as usize / 50 % (units.len() - 1)].id,
        division: None,
        level: PostLevel::ALL[4 + dice.below(5) as usize],
        rank: Rank::ALL[4 + dice.below(8) as usize],
        post_since: None,
        role: if n.is_multiple_of(50) { Role::Head } else { Role::Member },
        sector: SECTORS[dice.below(4) as usize].parse().expect("a sector"),
        max_classes: 2,
        trainings: (0..4).map(|_| training(dice)).collect(),
        gaps,
        busy: vec![],
        announced: vec![],
        mandatory: vec![],
        preferences: vec![],
    }
}

fn main() {
    let count: u64 = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(250_000);
    let mut dice = Dice(7);
    let topics: Vec<TopicCode> = Taxonomy::built_in().topics().iter().map(|topic| topic.code).collect();
    let units = units((count / 50).clamp(1, 9_999));
    let classes =
        (0..(count * 3_600 / 250_000).max(3)).map(|n| class(n, &topics, &units, &mut dice)).collect();
    let frame = Frame {
        year: 2026,
        from: Date::constant(2026, 1, 1),
        inclusion: Inclusion::Agreed,
        units: units.clone(),
        classes,
        groups: vec![],
        rules: RuleBook::shipped(),
        weights: Weights::default(),
    };
    let begin = Instant::now();
    let mut builder = ProblemBuilder::new(frame);
    for n in 0..count {
        builder.person(&person(n, &topics, &units, &mut dice)).expect("its unit is there");
    }
    let rows = begin.elapsed();
    let problem = builder.finish().expect("the rows agree");
    println!(
        "{count} people, {} classes: rows {:.2} s, instance {:.2} s, {} open pairs, peak {} MiB",
        problem.instance().class_count(),
        rows.as_secs_f64(),
        (begin.elapsed() - rows).as_secs_f64(),
        problem.instance().pair_count(),
        peak_mib(),
    );
    if let Some(seconds) = std::env::args().nth(2).and_then(|n| n.parse().ok()) {
        time_run(&problem, Duration::from_secs(seconds));
    }
}

fn time_run(problem: &Problem, time: Duration) {
    let begin = Instant::now();
    let budget = Budget { time: Some(time), threads: 2, ..Budget::default() };
    match run(problem, &budget, &mut |_| {}, &CancelToken::new()) {
        Ok(result) => println!(
            "run {:.2} s: {} seats for {} people in {} classes, gap {:.3} %, {:?}, peak {} MiB",
            begin.elapsed().as_secs_f64(),
            result.report.seats,
            result.report.people_seated,
            result.report.classes_held,
            result.report.gap * 100.0,
            result.report.ending,
            peak_mib(),
        ),
        Err(fault) => println!("{fault}"),
    }
}

fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default() / 1024
}
