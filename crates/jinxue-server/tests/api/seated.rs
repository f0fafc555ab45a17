//! Runs over many people: one that is stopped while it searches, and one that is read back from its workbook.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::time::Duration;

use calamine::{Data, Reader as _, Xlsx};
use jinxue_app::jobs;
use jinxue_domain::{ClassState, Date, Evidence, GapKind};
use jinxue_store::{classes, gaps, people, plans, topics};
use jinxue_testkit::{TestDb, TestServer, build, on_both};
use serde_json::{Value, json};

/// What an open gap was found by.
fn found(number: u64, gap: &gaps::Gap) -> gaps::GapEvidence {
    gaps::GapEvidence {
        id: build::uuid(45, number).into(),
        person_id: gap.person_id,
        topic: gap.topic,
        kind: gap.kind,
        severity: gap.severity,
        evidence: Evidence::Measured,
        noted_on: gap.noted_on,
        note: None,
        import_id: None,
        class_id: None,
        survey_id: None,
        created_at: build::MADE_AT,
    }
}

/// Clerks of the bureau, each lacking six topics more or less, and approved classes on days that meet each other.
async fn office(db: TestDb, clerks: u64, cohorts: u64, seats: u32) -> (TestServer, String) {
    let server = TestServer::on(db).await.peopled().await;
    let (root, bureau) = (build::unit(1, None, "0001"), build::unit(4, Some(3), "0001.0001.0001.0001"));
    let known = server.app.unfenced().read(async |mut conn| topics::topics(&mut conn).await).await.unwrap();
    let topic = |n: u64| known[usize::try_from(n).unwrap() % known.len()].code;
    let clerks: Vec<_> = (10..10 + clerks)
        .map(|n| people::Person {
            post: Some(format!("岗位{n}")),
            ..build::person(n, &bureau, &format!("学员{n}"))
        })
        .collect();
    let mut lacking: BTreeMap<_, gaps::Gap> = BTreeMap::new();
    for (n, clerk) in (0_u64..).zip(&clerks) {
        for k in 0..6 {
            let gap = gaps::Gap {
                person_id: clerk.id,
                topic: topic(n * 7 + k * k * 5 + n * k),
                kind: GapKind::Ability,
                severity: i64::try_from(10 + (n * 37 + k * 53 + n * k * 11) % 90)
                    .unwrap()
                    .try_into()
                    .unwrap(),
                evidence: Some(Evidence::Measured),
                noted_on: Date::constant(2026, 1, 10),
            };
            lacking.insert((clerk.id, gap.topic), gap);
        }
    }
    let (ids, lacking): (Vec<_>, Vec<_>) =
        (clerks.iter().map(|one| one.id).collect(), lacking.into_values().collect());
    let evidence: Vec<_> = (0_u64..).zip(&lacking).map(|(n, gap)| found(n, gap)).collect();
    let plan = build::plan(0, &root);
    let classes: Vec<_> = (1..=cohorts)
        .map(|n| {
            let mut full = build::class(n, &plan, &root, topic(n * 3), seats);
            let (month, day) = (i8::try_from(4 + n % 3).unwrap(), i8::try_from(1 + n * 5 % 23).unwrap());
            full.class.start_date = Date::constant(2026, month, day);
            full.class.end_date = Date::constant(2026, month, day + 4);
            full.class.state = ClassState::Approved;
            full
        })
        .collect();
    let planted = server.app.unfenced().work(async |mut tx| {
        people::upsert_many(&mut tx, &clerks).await?;
        gaps::add_evidence(&mut tx, &evidence).await?;
        gaps::replace_open(&mut tx, &ids, &lacking).await?;
        plans::insert(&mut tx, &plan).await?;
        classes::upsert_many(&mut tx, &classes).await
    });
    planted.await.unwrap();
    (server, format!("/plans/{}", plan.id.as_uuid()))
}

async fn begun(server: &TestServer, plan: &str, body: Value) -> String {
    let run = server.post(&format!("{plan}/runs"), body).await.expect(202);
    format!("/runs/{}", run["id"].as_str().unwrap())
}

/// Every sheet of a workbook as texts, the first row being its headers.
pub fn sheets(bytes: Vec<u8>) -> BTreeMap<String, Vec<Vec<String>>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let text = |cell: &Data| match cell {
        Data::Empty => String::new(),
        Data::Float(number) => format!("{number}"),
        other => other.to_string(),
    };
    let sheets = book.worksheets().into_iter();
    sheets
        .map(|(name, range)| (name, range.rows().map(|row| row.iter().map(text).collect()).collect()))
        .collect()
}

fn word(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

on_both! {
    async fn a_run_that_is_stopped_keeps_its_best_seats_and_they_can_be_accepted(db: TestDb) {
        let (server, plan) = office(db, 1_500, 120, 9).await;
        let workers = jobs::start(&server.app).await.unwrap();
        let run = begun(&server, &plan, json!({ "seconds": 600, "gap_percent": 0.0 })).await;
        loop {
            let now = server.get(&run).await.expect(200);
            assert_eq!(now["finished_at"], Value::Null, "it ended before it was stopped: {now:#}");
            if now["state"] == "solving" && now["seats"].as_i64() > Some(0) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        server.post(&format!("{run}/accept"), json!({})).await.refused(409, "wrong_state");
        server.post(&format!("{run}/stop"), json!({})).await.expect(200);
        let stopped = loop {
            let now = server.get(&run).await.expect(200);
            if now["finished_at"] != Value::Null {
                break now;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        workers.stop().await;
        assert_eq!(stopped["state"], "stopped", "{stopped:#}");
        let seats = stopped["seats"].as_i64().unwrap();
        assert!(seats > 0 && stopped["bound"].as_f64() >= stopped["objective"].as_f64(), "{stopped:#}");
        let accepted = server.post(&format!("{run}/accept"), json!({})).await.expect(200);
        assert_eq!(accepted["seats_made"], json!(seats));
        let classes = server.get(&format!("{run}/classes")).await.expect(200);
        let (mut taken, mut days) = (0, BTreeMap::<String, Vec<(String, String)>>::new());
        for class in classes["items"].as_array().unwrap() {
            let path = format!("/classes/{}/seats", class["class_id"].as_str().unwrap());
            let seated = server.get(&path).await.expect(200);
            let seated = seated["items"].as_array().unwrap();
            assert_eq!(json!(seated.len()), class["seats"], "{class:#}");
            taken += i64::try_from(seated.len()).unwrap();
            for one in seated {
                days.entry(word(&one["person_id"])).or_default().push((word(&class["start_date"]), word(&class["end_date"])));
            }
        }
        assert_eq!(taken, seats);
        for (person, mut of_person) in days {
            of_person.sort();
            assert!(of_person.windows(2).all(|pair| pair[0].1 < pair[1].0), "{person} sits in two classes at once: {of_person:?}");
        }
        server.post(&format!("{run}/stop"), json!({})).await.refused(409, "wrong_state");
    }

    async fn a_workbook_of_a_run_says_what_the_interface_says(db: TestDb) {
        let (server, plan) = office(db, 60, 8, 7).await;
        let run = begun(&server, &plan, json!({ "seconds": 20 })).await;
        jobs::drain(&server.app).await.unwrap();
        let found = server.get(&run).await.expect(200);
        assert!(found["seats"].as_i64() > Some(20), "{found:#}");
        // One class changes after the run: its seats say so.
        let moved = format!("/classes/{}", build::class_id(1).as_uuid());
        server.patch(&moved, 1, json!({ "venue": "二号楼", "hours": 24 })).await.expect(200);
        server.post(&format!("{run}/accept"), json!({})).await.expect(200);

        let classes = server.get(&format!("{run}/classes")).await.expect(200)["items"].as_array().unwrap().clone();
        let mut lines = Vec::new();
        for class in &classes {
            let seated = server.get(&format!("{run}/classes/{}/people", word(&class["class_id"]))).await.expect(200);
            for one in seated["items"].as_array().unwrap() {
                let answers = server.get(&format!("{run}/people/{}", word(&one["person_id"]))).await.expect(200);
                let items = answers["items"].as_array().unwrap();
                let answer = items.iter().find(|item| item["class_id"] == class["class_id"]).unwrap();
                assert_eq!(answer["verdict"], "seated");
                let [reason, code, name] = [&answer["words"]["zh"], &class["code"], &class["name"]].map(word);
                let [who, unit, post, worth] = ["name", "unit_name", "post", "worth"].map(|field| word(&one[field]));
                lines.push(vec![who, unit, post, code, name, worth, reason]);
            }
        }
        let file = crate::exports::taken(&server, &run).await;
        let mut book = sheets(file.bytes);
        let mut people = book.remove("人员与理由").unwrap();
        assert!(people.remove(0)[0].contains("测试员导出"), "who took it");
        let headers = people.remove(0);
        assert_eq!(headers, ["姓名", "单位", "职务", "班次编号", "班次名称", "价值", "理由", "出勤", "匹配之后的变更"]);
        let changed: Vec<_> = people.iter().filter(|row| !row[8].is_empty()).map(|row| row[3].as_str()).collect();
        assert!(!changed.is_empty() && changed.iter().all(|code| *code == "C0001"), "{changed:?}");
        let mut told: Vec<Vec<String>> = people.iter().map(|row| row[..7].to_vec()).collect();
        told.sort();
        lines.sort();
        assert_eq!(told, lines);
        let mut of_classes = book.remove("班次").unwrap();
        of_classes.remove(0);
        let mut expected: Vec<Vec<String>> = classes.iter().map(|class| {
            let held = if class["held"] == true { "举办" } else { "不举办" };
            let fields = ["code", "name", "start_date", "end_date", "held", "seats", "seats_min", "seats_max", "price", "eligible"];
            fields.iter().map(|field| if *field == "held" { held.into() } else { word(&class[*field]) }).collect()
        }).collect();
        of_classes.sort();
        expected.sort();
        assert_eq!(of_classes, expected);
    }
}
