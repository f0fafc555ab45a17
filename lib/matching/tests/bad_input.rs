//! Bad input is refused with every fault named.

use matching::*;

const FILES: [(&str, &str); 6] = [
    ("units.csv", "unit,parent,release_cap\nU,,2\n"),
    (
        "people.csv",
        "person,unit,division,rank,role,sector,max_classes,hours_due,weeks_untrained\nP,U,140101,5,head,s,1,10,3\n",
    ),
    ("gaps.csv", "person,topic,severity\nP,t,50\n"),
    (
        "classes.csv",
        "class,topic,start,end,min,max,hours,audience_unit,rank_from,rank_to,roles,sectors,division\n\
         C,t,2026-03-02,2026-03-06,1,5,30,U,1,12,,,140101\n",
    ),
    ("coverage.csv", "class,topic,percent\nC,t,80\n"),
    ("weights.toml", "hours = 40\n"),
];

/// Reads the good instance with some files replaced; `None` removes one.
fn read(changes: &[(&str, Option<&str>)]) -> Result<Instance, Faults> {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in FILES {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    for (name, text) in changes {
        let path = folder.path().join(name);
        match text {
            Some(text) => std::fs::write(path, text).expect("a file"),
            None => std::fs::remove_file(path).expect("a file"),
        }
    }
    Instance::read(folder.path())
}

/// The faults as `file:line:column:value`.
fn faults(changes: &[(&str, Option<&str>)]) -> Vec<String> {
    let faults = read(changes).expect_err("faults");
    faults.list.iter().map(|f| format!("{}:{}:{}:{}", f.file, f.line, f.column, f.value)).collect()
}

#[test]
fn the_good_instance_is_read() {
    assert_eq!(read(&[]).expect("good").pair_count(), 1);
    let units = "\u{feff}unit,parent,release_cap\r\nU,,2\r\n";
    assert_eq!(read(&[("units.csv", Some(units))]).expect("mark and CRLF are fine").pair_count(), 1);
}

#[test]
fn each_fault_is_named() {
    let class = |tail: &str| format!("{}\n{tail}\n", FILES[3].1.lines().next().expect("a header"));
    let person = |tail: &str| format!("{}\n{tail}\n", FILES[1].1.lines().next().expect("a header"));
    let cases: Vec<(&str, String, Vec<&str>)> = vec![
        ("units.csv", String::new(), vec!["units.csv:0::"]),
        ("units.csv", "unit,parent\nU,\n".into(), vec!["units.csv:1::unit,parent"]),
        ("units.csv", "unit,parent,release_cap\nU,,2\n\"U\nV\",,1\n".into(), vec!["units.csv:3:unit:U⏎V"]),
        ("units.csv", "unit,parent,release_cap\nU,,2\nU,,2\n".into(), vec!["units.csv:3:unit:U"]),
        (
            "units.csv",
            "unit,parent,release_cap\nU,V,2\nV,U,1\n".into(),
            vec!["units.csv:2:parent:U", "units.csv:3:parent:V"],
        ),
        (
            "units.csv",
            "unit,parent,release_cap\nU,X,-1\n".into(),
            vec!["units.csv:2:release_cap:-1", "units.csv:2:parent:X"],
        ),
        (
            "people.csv",
            person("P,U,1401,13,boss,s,7,x,3"),
            vec![
                "people.csv:2:role:boss",
                "people.csv:2:hours_due:x",
                "people.csv:2:division:1401",
                "people.csv:2:rank:13",
                "people.csv:2:max_classes:7",
            ],
        ),
        ("people.csv", person("P,U,140101,5,head"), vec!["people.csv:2::P,U,140101,5,head"]),
        (
            "classes.csv",
            class("C,t,2026-03-06,2026-03-02,9,5,30,U,8,2,,,140101"),
            vec!["classes.csv:2:end:2026-03-02", "classes.csv:2:max:5", "classes.csv:2:rank_to:2"],
        ),
        (
            "classes.csv",
            class("C,t,2026-02-30,2026-3-2,1,5,30,X,1,12,,,140101"),
            vec![
                "classes.csv:2:start:2026-02-30",
                "classes.csv:2:end:2026-3-2",
                "classes.csv:2:audience_unit:X",
            ],
        ),
        (
            "coverage.csv",
            "class,topic,percent\nC,t,0\nC,u,101\nX,t,5\n".into(),
            vec!["coverage.csv:2:percent:0", "coverage.csv:3:percent:101", "coverage.csv:4:class:X"],
        ),
        ("gaps.csv", "person,topic,severity\nP,t,5\nP,t,6\n".into(), vec!["gaps.csv:3:person,topic:P,t"]),
        ("quotas.csv", "class,unit,min,max\nC,U,3,2\n".into(), vec!["quotas.csv:2:max:2"]),
        ("mandatory.csv", "person,group\nP,G\n".into(), vec!["mandatory.csv:2:group:G"]),
        ("fixed.csv", "person,class\nP,X\n".into(), vec!["fixed.csv:2:class:X"]),
        ("busy.csv", "person,from,to\nP,2026-03-05,2026-03-01\n".into(), vec!["busy.csv:2:to:2026-03-01"]),
        (
            "weights.toml",
            "hours = \"x\"\nspeed = 3\n".into(),
            vec!["weights.toml:0::hours = \"x\"", "weights.toml:0::speed"],
        ),
        ("weights.toml", "hours = -1\n".into(), vec!["weights.toml:0:hours:-1"]),
        ("weights.toml", "gap_first = 9000000000000000000\n".into(), vec!["weights.toml:0::"]),
    ];
    for (file, text, expected) in cases {
        // Other files may refer to the faulty row; what counts is what is said of this one.
        let mut named = faults(&[(file, Some(&text))]);
        named.retain(|fault| fault.starts_with(file));
        assert_eq!(named, expected, "{file}: {text}");
    }
}

#[test]
fn every_missing_file_is_named() {
    for (name, _) in FILES {
        let named = faults(&[(name, None)]);
        assert!(named.contains(&format!("{name}:0::")), "{name}: {named:?}");
    }
}

#[test]
fn bytes_that_are_not_utf8_are_named_by_line() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in FILES {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    std::fs::write(folder.path().join("gaps.csv"), b"person,topic,severity\nP,\xB2\xE2,5\n").expect("a file");
    let faults = Instance::read(folder.path()).expect_err("faults");
    assert_eq!((faults.list[0].line, &faults.list[0].problem), (2, &Problem::Encoding));
}

#[test]
fn many_faults_stay_readable() {
    let mut text = String::from("person,topic,severity\n");
    (0..200_000).for_each(|_| text.push_str("X,t,500\n"));
    let faults = read(&[("gaps.csv", Some(&text))]).expect_err("faults");
    assert_eq!(faults.list.len(), 1000);
    assert_eq!(faults.count(), 400_000);
    assert!(faults.words(Language::English).ends_with("… and 399000 more"));
}

#[test]
fn an_instance_in_which_nobody_is_eligible_has_no_seats() {
    let instance = read(&[("gaps.csv", Some("person,topic,severity\n")), (
        "people.csv",
        Some("person,unit,division,rank,role,sector,max_classes,hours_due,weeks_untrained\nP,U,140101,5,head,s,1,0,3\n"),
    )])
    .expect("a good instance");
    let outcome = solve(&instance, &Options::default(), &mut |_| {}, &CancelToken::new());
    assert!(outcome.solution.seats().is_empty());
    assert_eq!(outcome.gap(), 0.0);
}

#[test]
fn a_class_that_cannot_reach_its_minimum_is_not_held_and_says_so() {
    let classes = FILES[3].1.replace("2026-03-06,1,5", "2026-03-06,3,5");
    let instance = read(&[("classes.csv", Some(&classes))]).expect("a good instance");
    let outcome = solve(&instance, &Options::default(), &mut |_| {}, &CancelToken::new());
    assert!(outcome.solution.seats().is_empty());
    let (p, c) = (instance.person("P").expect("P"), instance.class("C").expect("C"));
    let answer = explain(&instance, &outcome.solution, &outcome.prices, p, c).answer;
    assert_eq!(answer, Answer::NotHeld { min: 3, reach: 1 });
}

#[test]
fn a_person_with_two_thousand_classes_is_no_trouble() {
    let mut tables = generate(&Recipe { people: 200, ..Recipe::default() });
    let (row, audience) = (tables.classes[0].clone(), tables.units[0].unit.clone());
    for i in 0..2000i32 {
        let start = row.start.saturating_add(jiff::Span::new().days(i % 250));
        let class = format!("X{i}");
        tables.coverage.push(CoverageRow {
            class: class.clone(),
            topic: format!("T{:03}", i % 120 + 1),
            percent: 60,
        });
        tables.classes.push(ClassRow {
            class,
            topic: format!("Y{i}"),
            start,
            end: start,
            audience_unit: audience.clone(),
            rank_from: 1,
            rank_to: 12,
            roles: vec![],
            sectors: vec![],
            min: 0,
            ..row.clone()
        });
    }
    tables.people.iter_mut().for_each(|person| person.max_classes = 6);
    let instance = Instance::from_tables(tables).expect("a good instance");
    let options = Options { time: Some(std::time::Duration::from_secs(3)), ..Options::default() };
    let outcome = solve(&instance, &options, &mut |_| {}, &CancelToken::new());
    assert!(check(&instance, &outcome.solution).keeps_the_rules());
    assert!(outcome.bound >= outcome.totals.objective as f64);
}
