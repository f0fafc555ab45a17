//! The checker against results that break one rule each, and its objective against figures worked out by hand.

use jiff::civil::date;
use matching::*;

/// Two leaders and two members of one office that can spare two; three classes, the third at the first's time.
fn office() -> Tables {
    let mut tables = Tables::default();
    let unit = |unit: &str, parent: Option<&str>, release_cap| UnitRow {
        unit: unit.into(),
        parent: parent.map(str::to_string),
        release_cap,
    };
    tables.units = vec![
        unit("root", None, None),
        unit("office", Some("root"), Some(2)),
        unit("other", Some("root"), None),
    ];
    for (person, role) in
        [("head", Role::Head), ("deputy", Role::Deputy), ("ann", Role::Member), ("bob", Role::Member)]
    {
        tables.people.push(PersonRow {
            person: person.into(),
            unit: "office".into(),
            division: "140101".into(),
            rank: 5,
            role,
            sector: "tax".into(),
            max_classes: 2,
            hours_due: 40,
            weeks_untrained: 10,
        });
        tables.gaps.push(GapRow { person: person.into(), topic: "budget".into(), severity: 10 });
    }
    for (class, topic, month, division) in [
        ("a", "budget", 3, "140101"),
        ("b", "law", 4, "140102"),
        ("c", "audit", 3, "140201"),
        ("d", "budget", 6, "310101"),
    ] {
        tables.classes.push(ClassRow {
            class: class.into(),
            topic: topic.into(),
            start: date(2026, month, 2),
            end: date(2026, month, 6),
            min: 1,
            max: 3,
            hours: 30,
            audience_unit: "root".into(),
            rank_from: 3,
            rank_to: 8,
            roles: vec![],
            sectors: vec![],
            division: division.into(),
        });
        tables.coverage.push(CoverageRow { class: class.into(), topic: "budget".into(), percent: 40 });
    }
    tables
}

/// What the checker says of these seats, after the rows were changed; without the last word on whose fault it is.
fn broken(change: impl Fn(&mut Tables), seats: &[(&str, &str)]) -> Vec<String> {
    let mut tables = office();
    change(&mut tables);
    let instance = Instance::from_tables(tables).expect("a good instance");
    let (solution, unknown) = Solution::from_keys(&instance, seats.iter().copied());
    assert_eq!(unknown, 0);
    check(&instance, &solution).violations.iter().map(|v| v.words(&instance, Language::English)).collect()
}

fn nothing(_: &mut Tables) {}

const FEW: [(&str, &str); 2] = [("ann", "a"), ("head", "b")];

#[test]
fn a_good_result_breaks_nothing() {
    assert!(broken(nothing, &FEW).is_empty());
    assert!(broken(nothing, &[]).is_empty());
}

#[test]
fn every_rule_of_eligibility_is_asked() {
    let says = |change: &dyn Fn(&mut Tables)| {
        assert_eq!(broken(change, &FEW), ["ann is not eligible for class a"]);
    };
    says(&|t| t.classes[0].audience_unit = "other".into());
    says(&|t| t.classes[0].rank_from = 6);
    says(&|t| t.classes[0].rank_to = 4);
    says(&|t| t.classes[0].roles = vec![Role::Head, Role::Deputy]);
    says(&|t| t.classes[0].sectors = vec!["health".into()]);
    says(&|t| t.history.push(HistoryRow { person: "ann".into(), topic: "budget".into() }));
    for (from, to) in [(1, 2), (6, 9), (4, 4), (1, 9)] {
        let (from, to) = (date(2026, 3, from), date(2026, 3, to));
        says(&|t| t.busy.push(BusyRow { person: "ann".into(), from, to }));
    }
    // Days just before and just after do not matter.
    for (from, to) in [(1, 1), (7, 9)] {
        let (from, to) = (date(2026, 3, from), date(2026, 3, to));
        assert!(broken(|t| t.busy.push(BusyRow { person: "ann".into(), from, to }), &FEW).is_empty());
    }
    let useless = |t: &mut Tables| {
        t.coverage.remove(0);
        t.people[2].hours_due = 0;
    };
    says(&useless);
    let preferred = |points| {
        move |t: &mut Tables| {
            useless(t);
            t.preferences.push(PreferenceRow { person: "ann".into(), class: "a".into(), points });
        }
    };
    says(&preferred(0));
    assert!(broken(preferred(1), &FEW).is_empty());
    let mandatory = |t: &mut Tables| {
        useless(t);
        t.groups.push(GroupRow { group: "g".into(), class: "a".into() });
        t.mandatory.push(MandatoryRow { person: "ann".into(), group: "g".into() });
    };
    assert!(broken(mandatory, &FEW).is_empty());
}

#[test]
fn every_limit_of_a_person_is_asked() {
    assert_eq!(broken(nothing, &[("ann", "a"), ("ann", "c")]), ["ann: classes a and c share days"]);
    assert_eq!(
        broken(nothing, &[("ann", "a"), ("ann", "d")]),
        ["ann: classes a and d have the same main topic"]
    );
    let one = |t: &mut Tables| t.people[2].max_classes = 1;
    assert_eq!(broken(one, &[("ann", "a"), ("ann", "b")]), ["ann attends 2 classes, at most 1"]);
    assert_eq!(broken(nothing, &[("ann", "a"), ("ann", "a")]), ["ann stands twice in class a"]);
    let last_day = |t: &mut Tables| t.classes[1].start = date(2026, 3, 6);
    assert_eq!(broken(last_day, &[("ann", "a"), ("ann", "b")]), ["ann: classes a and b share days"]);
}

#[test]
fn every_limit_of_a_class_and_a_unit_is_asked() {
    let wide = |t: &mut Tables| t.units[1].release_cap = None;
    let three = [("ann", "a"), ("bob", "a"), ("head", "a")];
    assert_eq!(
        broken(
            |t| {
                wide(t);
                t.classes[0].max = 2
            },
            &three
        ),
        ["class a has 3 people, at most 2"]
    );
    assert_eq!(broken(|t| t.classes[0].min = 2, &FEW), ["class a has 1 people, at least 2 needed"]);
    let quota = |unit: &'static str, max| {
        move |t: &mut Tables| {
            wide(t);
            t.quotas.push(QuotaRow { class: "a".into(), unit: unit.into(), min: 0, max: Some(max) });
        }
    };
    assert_eq!(broken(quota("office", 2), &three), ["class a: 3 people of unit office, quota 2"]);
    assert_eq!(broken(quota("root", 2), &three), ["class a: 3 people of unit root, quota 2"]);
    assert!(broken(quota("other", 0), &three).is_empty());
    let days = |words: &str| (2..=6).map(|day| words.replace('*', &day.to_string())).collect::<Vec<_>>();
    assert_eq!(broken(nothing, &three), days("unit office: 3 people away on 2026-03-0*, at most 2"));
    let leaders = [("head", "a"), ("deputy", "c")];
    assert_eq!(broken(nothing, &leaders), days("unit office: 2 leaders away on 2026-03-0*"));
    // The cap is the unit's own: above it nobody counts.
    assert!(
        broken(
            |t| {
                wide(t);
                t.units[0].release_cap = Some(0)
            },
            &three
        )
        .is_empty()
    );
}

#[test]
fn a_promised_seat_stays_and_what_it_breaks_is_its_own_fault() {
    let promise = |t: &mut Tables| t.fixed.push(FixedRow { person: "ann".into(), class: "a".into() });
    assert_eq!(broken(promise, &[("head", "b")]), ["the promised seat of ann in class a is gone"]);
    let short = |t: &mut Tables| {
        promise(t);
        t.classes[0].min = 2
    };
    assert_eq!(broken(short, &FEW), ["class a has 1 people, at least 2 needed (because of promised seats)"]);
    let one = |t: &mut Tables| {
        promise(t);
        t.people[2].max_classes = 1
    };
    assert_eq!(broken(one, &[("ann", "a"), ("ann", "b")]), ["ann attends 2 classes, at most 1"]);
    let both = |t: &mut Tables| {
        one(t);
        t.fixed.push(FixedRow { person: "ann".into(), class: "b".into() })
    };
    assert_eq!(
        broken(both, &[("ann", "a"), ("ann", "b")]),
        ["ann attends 2 classes, at most 1 (because of promised seats)"]
    );
}

/// The terms of the objective, each worked out by hand.
#[test]
fn the_objective_is_the_sum_of_its_terms() {
    let totals = |change: &dyn Fn(&mut Tables), seats: &[(&str, &str)]| {
        let mut tables = office();
        change(&mut tables);
        let instance = Instance::from_tables(tables).expect("a good instance");
        check(&instance, &Solution::from_keys(&instance, seats.iter().copied()).0).totals
    };
    let objective = |change: &dyn Fn(&mut Tables), seats: &[(&str, &str)]| totals(change, seats).objective;
    // Severity 10, 40 % closed at 14; 30 hours at 40; a first class at 6,000 and 10 weeks at 40; no way to go.
    let first = 10 * 40 * 14 + 30 * 40 + 6_000 + 10 * 40;
    assert_eq!(objective(&nothing, &[("ann", "a")]), first);
    // A second class: 50 % at 14 and 30 % at 6 in all, 40 hours at most, one step of travel.
    let both = 10 * (50 * 14 + 30 * 6) + 40 * 40 + 6_000 + 10 * 40 - 300;
    assert_eq!(objective(&nothing, &[("ann", "a"), ("ann", "b")]), both);
    assert_eq!(objective(&nothing, &[("ann", "c")]), first - 2 * 300);
    assert_eq!(objective(&nothing, &[("ann", "d")]), first - 3 * 300);
    let dislike = |t: &mut Tables| {
        t.preferences.push(PreferenceRow { person: "ann".into(), class: "a".into(), points: -7 })
    };
    assert_eq!(objective(&dislike, &[("ann", "a")]), first - 7 * 20);
    let duty = |t: &mut Tables| {
        t.groups.push(GroupRow { group: "g".into(), class: "b".into() });
        t.mandatory.push(MandatoryRow { person: "bob".into(), group: "g".into() });
    };
    assert_eq!(objective(&duty, &[("ann", "a")]), first - 200_000);
    assert_eq!(totals(&duty, &[("bob", "b")]).mandatory_missed, 0);
    let quota = |t: &mut Tables| {
        t.quotas.push(QuotaRow { class: "a".into(), unit: "office".into(), min: 3, max: None });
        t.quotas.push(QuotaRow { class: "b".into(), unit: "office".into(), min: 3, max: None });
    };
    assert_eq!(objective(&quota, &[("ann", "a")]), first - 2 * 30_000);
    assert_eq!(totals(&quota, &[("ann", "a")]).quota_short, 2);
    let everything = |t: &mut Tables| t.coverage[0].percent = 100;
    assert_eq!(objective(&everything, &[("ann", "a"), ("ann", "b")]), both + 10 * 20 * 6);
}
