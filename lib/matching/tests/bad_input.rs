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

/// The optional files, good.
const OPTIONAL: [(&str, &str); 7] = [
    ("history.csv", "person,topic\nP,u\n"),
    ("busy.csv", "person,from,to\nP,2026-05-01,2026-05-02\n"),
    ("quotas.csv", "class,unit,min,max\nC,U,0,\n"),
    ("groups.csv", "group,class\nG,C\n"),
    ("mandatory.csv", "person,group\nP,G\n"),
    ("preferences.csv", "person,class,points\nP,C,-5\n"),
    ("fixed.csv", "person,class\nP,C\n"),
];

/// The faults of a file as `line|column|value|what was expected`; other files may refer to the faulty row.
fn faults(file: &str, text: Option<&str>) -> Vec<String> {
    let groups = ("groups.csv", Some("group,class\nG,C\n"));
    let changes = if file == "groups.csv" { vec![(file, text)] } else { vec![groups, (file, text)] };
    let faults = read(&changes).expect_err("faults");
    let named = faults.list.iter().filter(|fault| fault.file == file);
    named
        .map(|f| format!("{}|{}|{}|{}", f.line, f.column, f.value, f.problem.words(Language::English)))
        .collect()
}

/// Holds each row, put below the header of its file, against the faults it must give.
fn rows(file: &str, cases: &[(&str, &[&str])]) {
    let all = || FILES.iter().chain(&OPTIONAL);
    let (_, good) = all().find(|entry| entry.0 == file).expect("a file of the format");
    let header = good.lines().next().expect("a header");
    for (row, expected) in cases {
        let text = format!("{header}\n{row}\n");
        assert_eq!(faults(file, Some(&text)), *expected, "{file}: {row}");
    }
}

#[test]
fn the_good_instance_is_read() {
    assert_eq!(read(&[]).expect("good").pair_count(), 1);
    let changes: Vec<_> = OPTIONAL.iter().map(|(name, text)| (*name, Some(*text))).collect();
    assert_eq!(read(&changes).expect("good with every file").pair_count(), 1);
    for (name, text) in FILES.iter().chain(&OPTIONAL) {
        let marked = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        let mut changes = changes.clone();
        changes.retain(|change| change.0 != *name);
        changes.push((name, Some(&marked)));
        assert_eq!(read(&changes).expect("mark and CRLF are fine").pair_count(), 1, "{name}");
    }
}

#[test]
fn a_missing_file_is_named() {
    for (name, _) in FILES {
        assert_eq!(faults(name, None), ["0|||the file is missing"], "{name}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let all = Instance::read(folder.path().join("nowhere")).expect_err("faults");
    assert_eq!(all.count(), FILES.len() as u64);
}

#[test]
fn an_empty_file_and_a_wrong_header_are_named() {
    for (name, text) in FILES.iter().chain(&OPTIONAL).filter(|file| file.0.ends_with("csv")) {
        let header = text.lines().next().expect("a header");
        assert_eq!(faults(name, Some("")), [format!("0|||expected the header {header}")]);
        let wrong = format!("{header},note\n");
        let said = format!("1||{header},note|expected the header {header}");
        let shortened = faults(name, Some(&wrong));
        assert_eq!(shortened.len(), 1);
        assert!(shortened[0] == said || shortened[0].contains('…'), "{shortened:?}");
        let swapped: Vec<&str> = header.split(',').rev().collect();
        assert_eq!(faults(name, Some(&(swapped.join(",") + "\n"))).len(), 1, "{name}");
    }
    assert!(read(&[("weights.toml", Some(""))]).is_ok(), "every weight has a default");
}

#[test]
fn faults_of_units_are_named() {
    rows(
        "units.csv",
        &[
            ("U,,2,9", &["2||U,,2,9|expected 3 fields"]),
            (
                "U,,2\n\"U\nV\",,1\nW,,x",
                &[
                    "3|unit|U⏎V|expected a key: not empty, no line breaks or control characters",
                    "5|release_cap|x|expected a whole number",
                ],
            ),
            (",,2", &["2|unit||expected a key: not empty, no line breaks or control characters"]),
            ("U,,2\nU,,2", &["3|unit|U|given before in this file"]),
            ("U,,-1", &["2|release_cap|-1|expected a whole number from 0 to 1000000"]),
            ("U,X,1", &["2|parent|X|not found in units.csv"]),
            ("U,U,1", &["2|parent|U|the unit is its own ancestor"]),
            (
                "U,V,2\nV,W,1\nW,V,1\nX,W,1",
                &["3|parent|W|the unit is its own ancestor", "4|parent|V|the unit is its own ancestor"],
            ),
            // A line break inside a key, and a key given twice, must not shift the lines of what is linked later.
            (
                "U,,2\nU,,2\n\"a\nb\",,1\nW,Y,1",
                &[
                    "3|unit|U|given before in this file",
                    "4|unit|a⏎b|expected a key: not empty, no line breaks or control characters",
                    "6|parent|Y|not found in units.csv",
                ],
            ),
        ],
    );
}

#[test]
fn faults_of_people_are_named() {
    rows(
        "people.csv",
        &[
            (
                "P,U,1401,13,boss,s,7,x,-1",
                &[
                    "2|role|boss|expected one of head, deputy, member",
                    "2|hours_due|x|expected a whole number",
                    "2|division|1401|expected 6 digits",
                    "2|rank|13|expected a whole number from 1 to 12",
                    "2|max_classes|7|expected a whole number from 1 to 6",
                    "2|weeks_untrained|-1|expected a whole number from 0 to 1000000",
                ],
            ),
            (
                "P,V,140101,0,head,,0,1,1",
                &[
                    "2|unit|V|not found in units.csv",
                    "2|sector||expected a key: not empty, no line breaks or control characters",
                    "2|rank|0|expected a whole number from 1 to 12",
                    "2|max_classes|0|expected a whole number from 1 to 6",
                ],
            ),
            (
                "P,U,140101,5,head,s,1,1,1\nP,U,140101,5,head,s,1,1,1",
                &["3|person|P|given before in this file"],
            ),
            ("P,U,140101,5,head", &["2||P,U,140101,5,head|expected 9 fields"]),
            ("P,U,1４0101,5,head,s,1,1,1", &["2|division|1４0101|expected 6 digits"]),
            (
                "P,U,140101,5.0,head,s,1,99999999999999999999,1",
                &[
                    "2|rank|5.0|expected a whole number",
                    "2|hours_due|99999999999999999999|expected a whole number",
                ],
            ),
        ],
    );
}

#[test]
fn faults_of_classes_are_named() {
    rows(
        "classes.csv",
        &[
            (
                "C,t,2026-03-06,2026-03-02,9,5,30,U,8,2,,,140101",
                &[
                    "2|end|2026-03-02|expected no less than start (2026-03-06)",
                    "2|max|5|expected no less than min (9)",
                    "2|rank_to|2|expected no less than rank_from (8)",
                ],
            ),
            (
                "C,t,2026-02-30,2026-3-2,1,5,30,X,1,12,,,140101",
                &[
                    "2|start|2026-02-30|expected a date, YYYY-MM-DD",
                    "2|end|2026-3-2|expected a date, YYYY-MM-DD",
                    "2|audience_unit|X|not found in units.csv",
                ],
            ),
            (
                "C,,2026-03-02,2026-03-06,1,5,30,U,1,12,head|chief,,140101",
                &[
                    "2|roles|head|chief|expected one of head, deputy, member",
                    "2|topic||expected a key: not empty, no line breaks or control characters",
                ],
            ),
            (
                "C,t,2026-03-02,2026-03-06,1,5,-3,U,0,13,,,14",
                &[
                    "2|division|14|expected 6 digits",
                    "2|hours|-3|expected a whole number from 0 to 1000000",
                    "2|rank_from|0|expected a whole number from 1 to 12",
                    "2|rank_to|13|expected a whole number from 1 to 12",
                ],
            ),
            (
                "C,t,2026-03-02,2026-03-06,1,5,3,U,1,12,,,140101\nC,t,2026-03-02,2026-03-06,1,5,3,U,1,12,,,140101",
                &["3|class|C|given before in this file"],
            ),
        ],
    );
    rows(
        "coverage.csv",
        &[(
            "C,t,0\nC,u,101\nX,t,5\nC,t,7",
            &[
                "2|percent|0|expected a whole number from 1 to 100",
                "3|percent|101|expected a whole number from 1 to 100",
                "4|class|X|not found in classes.csv",
                "5|class,topic|C,t|given before in this file",
            ],
        )],
    );
}

#[test]
fn faults_of_what_refers_to_people_and_classes_are_named() {
    rows(
        "gaps.csv",
        &[(
            "P,t,0\nP,t,6\nQ,t,101",
            &[
                "2|severity|0|expected a whole number from 1 to 100",
                "3|person,topic|P,t|given before in this file",
                "4|severity|101|expected a whole number from 1 to 100",
                "4|person|Q|not found in people.csv",
            ],
        )],
    );
    rows(
        "history.csv",
        &[(
            "P,t\nP,t\nQ,t\nP,",
            &[
                "3|person,topic|P,t|given before in this file",
                "4|person|Q|not found in people.csv",
                "5|topic||expected a key: not empty, no line breaks or control characters",
            ],
        )],
    );
    rows(
        "busy.csv",
        &[(
            "P,2026-03-05,2026-03-01\nQ,2026-13-01,2026-03-01",
            &[
                "2|to|2026-03-01|expected no less than from (2026-03-05)",
                "3|from|2026-13-01|expected a date, YYYY-MM-DD",
                "3|person|Q|not found in people.csv",
            ],
        )],
    );
    rows(
        "quotas.csv",
        &[(
            "C,U,3,2\nX,V,-1,\nC,U,0,1",
            &[
                "2|max|2|expected no less than min (3)",
                "3|min|-1|expected a whole number from 0 to 1000000",
                "3|class|X|not found in classes.csv",
                "3|unit|V|not found in units.csv",
                "4|class,unit|C,U|given before in this file",
            ],
        )],
    );
    rows(
        "groups.csv",
        &[(
            "G,C\nG,C\nG,X\n,C",
            &[
                "3|group,class|G,C|given before in this file",
                "4|class|X|not found in classes.csv",
                "5|group||expected a key: not empty, no line breaks or control characters",
            ],
        )],
    );
    rows(
        "mandatory.csv",
        &[(
            "P,G\nP,G\nQ,G\nP,H",
            &[
                "3|person,group|P,G|given before in this file",
                "4|person|Q|not found in people.csv",
                "5|group|H|not found in groups.csv",
            ],
        )],
    );
    rows(
        "preferences.csv",
        &[(
            "P,C,101\nP,C,-101\nQ,X,1",
            &[
                "2|points|101|expected a whole number from -100 to 100",
                "3|points|-101|expected a whole number from -100 to 100",
                "3|person,class|P,C|given before in this file",
                "4|person|Q|not found in people.csv",
                "4|class|X|not found in classes.csv",
            ],
        )],
    );
    rows(
        "fixed.csv",
        &[(
            "P,X\nQ,C\nP,C\nP,C",
            &[
                "2|class|X|not found in classes.csv",
                "3|person|Q|not found in people.csv",
                "5|person,class|P,C|given before in this file",
            ],
        )],
    );
}

#[test]
fn faults_of_weights_are_named() {
    let cases: [(&str, &[&str]); 5] = [
        (
            "travel = 1\nhours = \"x\"\nspeed = 3\n",
            &[
                "2||hours = \"x\"|expected a whole number",
                "3||speed|expected one of gap_first, gap_rest, hours, first_class, first_class_per_week, preference, travel, mandatory_missed, quota_short",
            ],
        ),
        ("\nhours = -1\n", &["2|hours|-1|expected a whole number from 0 to 1073741824"]),
        (
            "gap_first = 9000000000000000000\n",
            &["1|gap_first|9000000000000000000|expected a whole number from 0 to 1073741824"],
        ),
        (
            "gap_first = 1000000000\n",
            &[
                "0|gap_first|1000000000|the weights are too large: one person's value must stay below 1073741824",
            ],
        ),
        (
            "quota_short = 1073741824\n",
            &[
                "0|quota_short|1073741824|the weights are too large: one person's value must stay below 1073741824",
            ],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(faults("weights.toml", Some(text)), expected, "{text}");
    }
    let broken = faults("weights.toml", Some("hours = 40\nhours ="));
    assert!(broken[0].starts_with("2||") && broken[0].ends_with("the file cannot be read"), "{broken:?}");
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
fn a_quoted_line_break_is_refused_in_its_field_and_lines_are_counted_on() {
    let (_, good) = FILES[1];
    let header = good.lines().next().expect("a header");
    let row = |key: &str, unit: &str| format!("{key},{unit},140101,5,head,s,1,10,3\n");
    let text = format!("{header}\n{}{}{}", row("P", "U"), row("\"P\nQ\"", "U"), row("R", "X"));
    let found = faults("people.csv", Some(&text));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].starts_with("3|person|P⏎Q|expected a key") && found[1].starts_with("5|unit|X|"),
        "{found:?}"
    );
    let unclosed = format!("{header}\n{}\"P2,U,140101,5,head,s,1,10,3\n", row("P", "U"));
    let found = faults("people.csv", Some(&unclosed));
    assert!(found.len() == 1 && found[0].starts_with("3||"), "{found:?}");
}

#[test]
fn ten_million_faults_stay_readable() {
    let row = "X,t,500\n";
    let mut text = String::with_capacity(5_000_000 * row.len() + 100);
    text.push_str("person,topic,severity\n");
    (0..5_000_000).for_each(|_| text.push_str(row));
    let faults = read(&[("gaps.csv", Some(&text))]).expect_err("faults");
    assert_eq!(faults.list.len(), 1000);
    assert_eq!(faults.count(), 10_000_000);
    assert!(faults.words(Language::English).ends_with("… and 9999000 more"));
    assert!(faults.words(Language::Chinese).ends_with("……另有 9999000 处错误"));
    assert!(faults.words(Language::English).len() < 200_000);
}

#[test]
fn a_long_value_is_shortened() {
    let long = "进".repeat(10_000);
    let named = faults("gaps.csv", Some(&format!("person,topic,severity\n{long},t,5\n")));
    assert_eq!(named, [format!("2|person|{}…|not found in people.csv", "进".repeat(60))]);
}

#[test]
fn classes_on_too_many_days_are_refused() {
    let mut tables = generate(&Recipe { people: 100, ..Recipe::default() });
    let row = tables.classes[0].clone();
    tables.classes = (0..4_001)
        .map(|i| {
            let start = row.start.saturating_add(jiff::Span::new().days(i));
            ClassRow { class: format!("X{i}"), start, end: start, ..row.clone() }
        })
        .collect();
    (tables.coverage, tables.quotas, tables.groups) = Default::default();
    (tables.mandatory, tables.preferences) = Default::default();
    let faults = Instance::from_tables(tables).expect_err("faults");
    assert_eq!(faults.list[0].problem, Problem::TooManyDays { limit: 4_000 });
    assert_eq!((faults.list[0].file, faults.list[0].column), ("classes.csv", "start"));
}

#[test]
fn promised_seats_that_break_rules_stay_and_what_they_break_is_said() {
    let classes =
        "C,t,2026-03-02,2026-03-06,1,1,30,U,1,12,,,140101\nD,u,2026-03-04,2026-03-05,2,5,30,U,1,3,,,140101\n";
    let people = "P,U,140101,5,head,s,1,10,3\nQ,U,140101,5,deputy,s,1,10,3\n";
    let below = |name: &str, rows: &str| {
        let header = FILES.iter().find(|file| file.0 == name).and_then(|file| file.1.lines().next());
        format!("{}\n{rows}", header.expect("a header"))
    };
    let instance = read(&[
        ("units.csv", Some("unit,parent,release_cap\nU,,1\n")),
        ("classes.csv", Some(&below("classes.csv", classes))),
        ("people.csv", Some(&below("people.csv", people))),
        ("fixed.csv", Some("person,class\nP,C\nP,D\nQ,C\n")),
    ])
    .expect("a good instance");
    let outcome = solve(&instance, &Options::default(), &mut |_| {}, &CancelToken::new());
    let report = check(&instance, &outcome.solution);
    assert_eq!(outcome.solution.seats().len(), 3);
    assert!(report.keeps_the_rules(), "{:?}", report.violations);
    let broken: Vec<String> = report.by_promise().map(|v| v.words(&instance, Language::English)).collect();
    let said = |part: &str| assert!(broken.iter().any(|words| words.contains(part)), "{part}: {broken:?}");
    said("P is not eligible for class D");
    said("P attends 2 classes, at most 1");
    said("P: classes C and D share days");
    said("class C has 2 people, at most 1");
    said("class D has 1 people, at least 2 needed");
    said("unit U: 2 people away on 2026-03-02, at most 1");
    said("unit U: 2 leaders away on 2026-03-06");
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
