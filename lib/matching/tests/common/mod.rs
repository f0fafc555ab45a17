//! Made-up instances, small enough to try every assignment or to ask a general solver.

use std::ops::RangeInclusive;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use matching::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn day(at: i32) -> Date {
    date(2026, 3, 2).saturating_add(at.days())
}

/// How large a made-up instance is.
pub struct Size {
    pub people: RangeInclusive<usize>,
    pub classes: RangeInclusive<usize>,
    /// Seats a class has beyond its minimum.
    pub spare: RangeInclusive<i64>,
    pub units: usize,
    /// The days over which classes start.
    pub days: i32,
    /// The release cap of a unit that has one.
    pub cap: RangeInclusive<i64>,
    /// How likely a person has a mandatory group.
    pub mandatory: f64,
    /// How likely a person was promised a seat.
    pub promised: f64,
}

/// Few people, few classes, every kind of rule. The same seed gives the same rows.
pub fn tiny(seed: u64) -> Tables {
    let (mandatory, promised) = (0.2, 0.05);
    let (people, classes, spare, cap) = (2..=5, 2..=4, 0..=1, 1..=2);
    random(seed, &Size { people, classes, spare, units: 2, days: 8, cap, mandatory, promised })
}

/// Too many to try every assignment, few enough for a general solver; nobody was promised a seat.
pub fn small(seed: u64) -> Tables {
    random(seed, &small_size())
}

pub fn small_size() -> Size {
    let (mandatory, promised) = (0.03, 0.0);
    let (people, classes, spare, cap) = (60..=90, 8..=12, 4..=12, 2..=5);
    Size { people, classes, spare, units: 6, days: 60, cap, mandatory, promised }
}

pub fn random(seed: u64, size: &Size) -> Tables {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let mut tables = Tables::default();
    let unit = |unit: &str, parent: Option<&str>, release_cap| UnitRow {
        unit: unit.into(),
        parent: parent.map(str::to_string),
        release_cap,
    };
    tables.units.push(unit("root", None, None));
    let units: Vec<&str> = ["a", "b", "c", "d", "e", "f"].into_iter().take(size.units).collect();
    for name in &units {
        let cap = dice.random_bool(0.6).then(|| dice.random_range(size.cap.clone()));
        tables.units.push(unit(name, Some("root"), cap));
    }
    let pick = |dice: &mut ChaCha8Rng, items: &[&str]| items[dice.random_range(0..items.len())].to_string();
    let classes = dice.random_range(size.classes.clone());
    for c in 0..classes {
        let start = dice.random_range(0..size.days);
        let min = dice.random_range(0..=2);
        tables.classes.push(ClassRow {
            class: format!("c{c}"),
            topic: pick(&mut dice, &["t1", "t2", "t3"]),
            start: day(start),
            end: day(start + dice.random_range(0..4)),
            min,
            max: min.max(1) + dice.random_range(size.spare.clone()),
            hours: dice.random_range(0..30),
            audience_unit: pick(&mut dice, &["root", "root", "a"]),
            rank_from: 1,
            rank_to: dice.random_range(8..=12),
            roles: vec![],
            sectors: if dice.random_bool(0.2) { vec!["s1".into()] } else { vec![] },
            division: pick(&mut dice, &["140101", "140201", "150101"]),
        });
        for topic in ["t1", "t2", "t3"] {
            if dice.random_bool(0.5) {
                let percent = dice.random_range(1..=100);
                tables.coverage.push(CoverageRow { class: format!("c{c}"), topic: topic.into(), percent });
            }
        }
        if dice.random_bool(0.3) {
            let min = dice.random_range(0..=1);
            let max = dice.random_bool(0.7).then(|| min + dice.random_range(0..2));
            tables.quotas.push(QuotaRow { class: format!("c{c}"), unit: pick(&mut dice, &units), min, max });
        }
        if c < 2 {
            tables.groups.push(GroupRow { group: "g".into(), class: format!("c{c}") });
        }
    }
    for p in 0..dice.random_range(size.people.clone()) {
        let key = format!("p{p}");
        tables.people.push(PersonRow {
            person: key.clone(),
            unit: pick(&mut dice, &units),
            division: pick(&mut dice, &["140101", "140102", "140201"]),
            rank: dice.random_range(1..=12),
            role: [Role::Head, Role::Deputy, Role::Member, Role::Member][dice.random_range(0..4)],
            sector: pick(&mut dice, &["s1", "s2"]),
            max_classes: dice.random_range(1..=3),
            hours_due: dice.random_range(0..40),
            weeks_untrained: dice.random_range(0..100),
        });
        for topic in ["t1", "t2", "t3"] {
            if dice.random_bool(0.6) {
                let severity = dice.random_range(1..=100);
                tables.gaps.push(GapRow { person: key.clone(), topic: topic.into(), severity });
            }
        }
        if dice.random_bool(0.15) {
            tables.history.push(HistoryRow { person: key.clone(), topic: "t1".into() });
        }
        if dice.random_bool(0.15) {
            tables.busy.push(BusyRow { person: key.clone(), from: day(2), to: day(3) });
        }
        if dice.random_bool(size.mandatory) {
            tables.mandatory.push(MandatoryRow { person: key.clone(), group: "g".into() });
        }
        if dice.random_bool(0.2) {
            let points = dice.random_range(-100..=100);
            tables.preferences.push(PreferenceRow { person: key.clone(), class: "c0".into(), points });
        }
        if dice.random_bool(size.promised) {
            tables.fixed.push(FixedRow { person: key, class: "c1".into() });
        }
    }
    tables
}

/// The best objective of all assignments that keep the rules, by trying them all.
pub fn exhaustive(instance: &Instance) -> i64 {
    best_of(instance, instance.people().map(|person| own_options(instance, person)).collect())
}

/// The best objective of all assignments that keep the rules and have the seat; `None` if there is none.
pub fn exhaustive_with(instance: &Instance, seat: Seat) -> Option<i64> {
    let mut options: Vec<Vec<Vec<Seat>>> =
        instance.people().map(|person| own_options(instance, person)).collect();
    options[seat.person.index()].retain(|set| set.contains(&seat));
    Some(best_of(instance, options)).filter(|&best| best > i64::MIN)
}

fn best_of(instance: &Instance, options: Vec<Vec<Vec<Seat>>>) -> i64 {
    let mut best = i64::MIN;
    if options.iter().any(Vec::is_empty) {
        return best;
    }
    let mut at = vec![0; options.len()];
    loop {
        let seats = options.iter().zip(&at).flat_map(|(options, &at)| options[at].iter().copied()).collect();
        let report = check(instance, &Solution::new(seats));
        if report.keeps_the_rules() {
            best = best.max(report.totals.objective);
        }
        let Some(next) = (0..at.len()).find(|&i| at[i] + 1 < options[i].len()) else { return best };
        at[next] += 1;
        at[..next].fill(0);
    }
}

/// The sets of classes one person may have as far as only they are concerned.
fn own_options(instance: &Instance, person: PersonId) -> Vec<Vec<Seat>> {
    let classes: Vec<ClassId> = instance.classes().collect();
    let sets = (0u32..1 << classes.len()).map(|mask| {
        let chosen = classes.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1);
        chosen.map(|(_, &class)| Seat { person, class }).collect::<Vec<Seat>>()
    });
    let own = |violation: &Violation| match violation {
        Violation::PromiseBroken { person: other, .. } => *other == person,
        Violation::NotEligible { .. }
        | Violation::TooManyClasses { .. }
        | Violation::SameDays { .. }
        | Violation::SameTopic { .. } => true,
        _ => false,
    };
    sets.filter(|set| !check(instance, &Solution::new(set.clone())).by_search().any(own)).collect()
}

pub fn run(instance: &Instance, threads: usize) -> Outcome {
    let options = Options { gap: 0.0, threads, ..Options::default() };
    solve(instance, &options, &mut |_| {}, &CancelToken::new())
}
