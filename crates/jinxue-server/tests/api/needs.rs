//! The ledger of gaps and the matrix of needs.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use jinxue_app::jobs;
use jinxue_domain::{Date, UnitKind};
use jinxue_store::units;
use jinxue_testkit::{TestServer, build, on_both};
use serde_json::{Value, json};

use crate::runs::Office;

const WANG: u64 = 2;

/// What is known of one topic of 王芳.
async fn gap(server: &TestServer, topic: &str) -> Value {
    let person = server.get(&format!("/people/{}", build::person_id(WANG))).await.expect(200);
    let gaps = person["gaps"].as_array().unwrap();
    gaps.iter().find(|gap| gap["topic"] == topic).cloned().unwrap_or_default()
}

/// Before, after and cause of every line of the ledger, latest first.
fn lines(gap: &Value) -> Vec<(i64, i64, String)> {
    let line = |change: &Value| {
        let number = |of: &str| change[of].as_i64().unwrap();
        (number("before"), number("after"), change["cause"].as_str().unwrap().to_owned())
    };
    gap["changes"].as_array().unwrap().iter().map(line).collect()
}

async fn states(server: &TestServer, person: u64, topic: &str, severity: i64, evidence: &str, day: &str) {
    let gap = json!({ "topic": topic, "kind": "ability", "severity": severity, "evidence": evidence, "noted_on": day });
    server.post(&format!("/people/{}/gaps", build::person_id(person)), gap).await.expect(201);
}

/// A province (1), a city (2) and a county (3) that are regions, and a bureau (4), which is none.
async fn regions(db: jinxue_testkit::TestDb) -> TestServer {
    let server = TestServer::on(db).await.peopled().await;
    server
        .app
        .unfenced()
        .work(async |mut tx| {
            let mut tree = units::all(&mut tx).await?;
            for unit in tree.iter_mut().take(3) {
                unit.kind = UnitKind::Region;
            }
            units::upsert_many(&mut tx, &tree).await
        })
        .await
        .unwrap();
    server
}

/// The cells of the only sheet.
fn table(workbook: Vec<u8>) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(workbook)).unwrap();
    let sheet = book.worksheet_range("短板总览").unwrap();
    sheet.rows().map(|row| row.iter().map(|cell: &Data| cell.to_string()).collect()).collect()
}

/// The numbers of a topic: all together, then by column.
fn numbers(needs: &Value, topic: &str) -> (i64, i64, Vec<(String, i64)>) {
    let row = needs["rows"].as_array().unwrap().iter().find(|row| row["topic"] == topic).unwrap();
    let columns =
        needs["columns"].as_array().unwrap().iter().map(|column| column["label"]["zh"].as_str().unwrap());
    let cells = row["cells"].as_array().unwrap().iter().map(|cell| cell["people"].as_i64().unwrap());
    let named = columns.map(str::to_owned).zip(cells).filter(|(_, people)| *people > 0).collect();
    (row["all"]["people"].as_i64().unwrap(), row["all"]["severity_sum"].as_i64().unwrap(), named)
}

on_both! {
    async fn every_turn_of_a_gap_is_written_down_with_its_cause(db: TestDb) {
        let office = Office::open(db).await;
        let server = &office.server;
        assert_eq!(lines(&gap(server, "T0301").await), [(0, 90, "stated".into())]);
        assert_eq!(gap(server, "T0301").await["changes"][0]["actor"], "测试员");
        // What she says of herself changes nothing that was measured, and is no turn.
        states(server, WANG, "T0301", 0, "self", "2026-01-20").await;
        assert_eq!(lines(&gap(server, "T0301").await).len(), 1);
        office.approve(&office.grave).await;
        let run = office.run("甲").await;
        server.post(&format!("{run}/accept"), json!({})).await.expect(200);
        office.step(&office.grave, "published").await;
        server.clock.set(Date::constant(2026, 3, 21));
        office.step(&office.grave, "held").await;
        let closed = gap(server, "T0301").await;
        assert_eq!((&closed["severity"], &closed["evidence"]), (&json!(0), &json!("measured")));
        assert_eq!(lines(&closed)[0], (90, 0, "class".into()));
        assert_eq!(closed["changes"][0]["subject_name"], "第A1期培训班");
        let row = server.get(&format!("/people/{}", build::person_id(WANG))).await.expect(200);
        assert_eq!(row["gaps_open"], 1, "the figures follow");

        // She was not there after all: the class proves nothing of her.
        let seat = format!("{}/seats/{}/attendance", office.grave, build::person_id(WANG));
        let put = async |version: &str, body: Value| server.ask("PUT", &seat, &[("if-match", version)], Some(body)).await.expect(200);
        put("\"1\"", json!({ "presence": "absent", "absence": "sick" })).await;
        assert_eq!(lines(&gap(server, "T0301").await)[0], (0, 90, "class".into()));
        put("\"2\"", json!({ "presence": "present" })).await;
        assert_eq!(lines(&gap(server, "T0301").await).len(), 4);
        // A worse result after the class counts.
        states(server, WANG, "T0301", 35, "measured", "2026-03-21").await;
        assert_eq!(lines(&gap(server, "T0301").await)[0], (0, 35, "stated".into()));
    }

    async fn what_somebody_said_of_themself_is_forgotten_when_it_has_aged(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        states(&server, WANG, "T0302", 40, "self", "2026-01-10").await;
        states(&server, WANG, "T0303", 40, "appraisal", "2026-01-10").await;
        let on = async |date: Date| {
            server.clock.set(date);
            jobs::drain(&server.app).await.unwrap();
            (gap(&server, "T0302").await["severity"].clone(), gap(&server, "T0303").await["severity"].clone())
        };
        assert_eq!(on(Date::constant(2028, 1, 10)).await, (json!(40), json!(40)));
        assert_eq!(on(Date::constant(2028, 1, 11)).await, (json!(0), json!(40)), "what others found stays");
        assert_eq!(lines(&gap(&server, "T0302").await)[0], (40, 0, "rule".into()));
        let row = server.get(&format!("/people/{}", build::person_id(WANG))).await.expect(200);
        assert_eq!(row["gaps_open"], 1);
        // A local rule holds here: what has aged by it is made anew at once.
        let local = json!({ "unit_id": build::unit_id(1).as_uuid(), "value": { "self_months": 30 }, "source": "一号文", "valid_from": "2026-01-01" });
        server.ask("PUT", "/rules/needs.evidence_age/override", &[], Some(local)).await.expect(200);
        jobs::drain(&server.app).await.unwrap();
        assert_eq!(lines(&gap(&server, "T0302").await)[0], (0, 40, "rule".into()));
    }

    async fn needs_are_counted_by_region_unit_and_grade(db: TestDb) {
        let server = regions(db).await;
        states(&server, 1, "T0301", 50, "measured", "2026-01-10").await; // of the province itself
        states(&server, 2, "T0301", 30, "measured", "2026-01-10").await; // a clerk of the county's bureau
        states(&server, 3, "T0301", 20, "measured", "2026-01-10").await; // a section head there
        states(&server, 4, "T0302", 10, "measured", "2026-01-10").await; // a clerk of the city
        jobs::drain(&server.app).await.unwrap();
        let whole = server.get("/needs").await.expect(200);
        assert_eq!((&whole["by"], &whole["ways"]), (&json!("region"), &json!(["region", "grade"])));
        assert!(whole["counted_at"].is_i64());
        assert_eq!(numbers(&whole, "T0301"), (3, 100, vec![("太原市".into(), 2), ("直属单位".into(), 1)]));
        let grades = server.get("/needs?by=grade").await.expect(200);
        assert_eq!(numbers(&grades, "T0301").2, [("县处级".into(), 1), ("乡科级".into(), 1), ("科员及以下".into(), 1)]);
        let clerks = server.get("/needs?band=clerk").await.expect(200);
        assert_eq!(numbers(&clerks, "T0301"), (1, 30, vec![("太原市".into(), 1)]));
        // Below a county nothing is kept: it is counted when asked for, and agrees.
        let county = server.get(&format!("/needs?unit={}&by=unit", build::unit_id(3))).await.expect(200);
        assert_eq!((&county["counted_at"], numbers(&county, "T0301")), (&Value::Null, (2, 50, vec![("第4局".into(), 2)])));
        let kept = server.get(&format!("/needs?unit={}&by=grade", build::unit_id(3))).await.expect(200);
        assert_eq!(numbers(&kept, "T0301").0, 2);

        // Somebody moves up: nobody's gap has changed, the counts follow.
        let promoted = json!({ "post_level": "vice_division_head" });
        server.patch(&format!("/people/{}", build::person_id(2)), 1, promoted).await.expect(200);
        jobs::drain(&server.app).await.unwrap();
        assert_eq!(numbers(&server.get("/needs?by=grade").await.expect(200), "T0301").2[0], ("县处级".into(), 2));
        // What was closed this year is counted as closed until next year.
        states(&server, 4, "T0302", 0, "measured", "2026-02-01").await;
        jobs::drain(&server.app).await.unwrap();
        let closed = |needs: &Value| needs["rows"].as_array().unwrap().iter().map(|row| row["all"]["closed"].as_i64().unwrap()).sum::<i64>();
        assert_eq!(closed(&server.get("/needs").await.expect(200)), 1);
        server.clock.set(Date::constant(2027, 1, 1));
        jobs::drain(&server.app).await.unwrap();
        assert_eq!(closed(&server.get("/needs").await.expect(200)), 0);
    }

    async fn a_profile_is_what_gaps_are_held_against_in_every_version(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        states(&server, WANG, "T0301", 50, "appraisal", "2026-01-10").await;
        let draft = |unproven: &str, level: i64, name: &str| json!({
            "name": name, "grade_from": 9, "grade_to": 12, "roles": ["member"], "sectors": [], "unproven": unproven,
            "levels": [{ "topic": "T0301", "level": level }, { "topic": "T0302", "level": 60 }]
        });
        let root = build::unit_id(1).as_uuid();
        let made = server.post("/profiles", json!({ "unit_id": root, "draft": draft("asked", 80, "科员") })).await.expect(201);
        assert_eq!((&made["number"], &made["may_change"], &made["actor"]), (&json!(1), &json!(true), &json!("测试员")));
        jobs::drain(&server.app).await.unwrap();
        let held = gap(&server, "T0301").await;
        assert_eq!((&held["severity"], &held["target"]), (&json!(30), &json!(80)));
        assert_eq!(lines(&held)[0], (50, 30, "profile".into()));
        assert_eq!(held["changes"][0]["subject_name"], "科员");
        let asked = gap(&server, "T0302").await;
        assert_eq!((&asked["severity"], &asked["evidence"], &asked["target"]), (&json!(0), &Value::Null, &json!(60)), "to be assessed");

        // The next version is strict: what nobody has shown is a gap, and what she says of herself does not close it.
        let path = format!("/profiles/{}", made["id"].as_str().unwrap());
        let put = async |version: &str, body: Value| server.ask("PUT", &path, &[("if-match", version)], Some(body)).await;
        assert_eq!(put("\"1\"", draft("lacking", 100, "科员")).await.expect(200)["number"], 2);
        put("\"1\"", draft("asked", 80, "科员")).await.refused(412, "version_stale");
        server.ask("PUT", &path, &[], Some(draft("asked", 80, "科员"))).await.refused(428, "version_missing");
        jobs::drain(&server.app).await.unwrap();
        assert_eq!((gap(&server, "T0301").await["severity"].clone(), gap(&server, "T0302").await["severity"].clone()), (json!(50), json!(60)));
        let row = server.get(&format!("/people/{}", build::person_id(WANG))).await.expect(200);
        assert_eq!((&row["gaps_open"], &row["top_gap"]["topic"]), (&json!(2), &json!("T0302")));
        states(&server, WANG, "T0302", 5, "self", "2026-02-01").await;
        assert_eq!(gap(&server, "T0302").await["severity"], 60);
        states(&server, WANG, "T0302", 30, "measured", "2026-02-02").await;
        assert_eq!(gap(&server, "T0302").await["severity"], 0, "30 missing of all is enough for 60");

        // Another post, another profile: an edit of the person counts at once.
        let promoted = json!({ "post_level": "section", "role": "head" });
        server.patch(&format!("/people/{}", build::person_id(WANG)), 1, promoted).await.expect(200);
        assert_eq!(lines(&gap(&server, "T0302").await)[0], (0, 30, "post".into()));
        let versions = server.get(&format!("{path}/versions")).await.expect(200);
        let numbers: Vec<_> = versions["items"].as_array().unwrap().iter().map(|one| (one["number"].clone(), one["draft"]["unproven"].clone())).collect();
        assert_eq!(numbers, [(json!(2), json!("lacking")), (json!(1), json!("asked"))]);
        let refused = server.post("/profiles", json!({ "unit_id": root, "draft": draft("asked", 80, "科员") })).await;
        refused.refused(409, "duplicate");
        assert_eq!(server.ask("DELETE", &path, &[("if-match", "\"2\"")], None).await.status, 204);
        server.ask("DELETE", &path, &[("if-match", "\"2\"")], None).await.refused(412, "version_stale");
        assert_eq!(server.get("/profiles").await.expect(200)["items"], json!([]));
    }

    async fn every_fault_of_a_profile_is_named(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        let bad = json!({
            "name": " ", "grade_from": 9, "grade_to": 5, "roles": ["boss"], "sectors": ["?!"], "unproven": "maybe",
            "levels": [{ "topic": "T0301", "level": 0 }, { "topic": "T9999", "level": 50 }, { "topic": "T0302", "level": 50 }, { "topic": "T0302", "level": 60 }]
        });
        let error = server.post("/profiles", json!({ "unit_id": build::unit_id(1).as_uuid(), "draft": bad })).await;
        assert_eq!(error.status, 422);
        let error = &error.body["error"];
        let fields: Vec<_> = error["more"].as_array().unwrap().iter().map(|more| more["field"].as_str().unwrap_or("")).collect();
        assert_eq!((&error["field"], fields), (&json!("name"), vec!["grade_from", "roles", "sectors", "unproven", "levels", "topic", "levels"]));
        let nowhere = json!({ "unit_id": build::unit_id(9).as_uuid(), "draft": bad });
        server.post("/profiles", nowhere).await.refused(404, "not_found");
        server.get("/profiles/00000000-0000-7000-8000-000000000000/versions").await.refused(404, "not_found");
    }

    async fn profiles_go_out_as_a_workbook_and_are_read_from_it_again(db: TestDb) {
        let server = TestServer::reading_by(db, env!("CARGO_BIN_EXE_read-file")).await.peopled().await;
        let draft = json!({
            "name": "县处级一把手", "grade_from": 5, "grade_to": 6, "roles": ["head"], "sectors": ["party", "economy"], "unproven": "lacking",
            "levels": [{ "topic": "T0301", "level": 90 }, { "topic": "T0101", "level": 85 }]
        });
        let root = build::unit_id(1).as_uuid();
        let made = server.post("/profiles", json!({ "unit_id": root, "draft": draft })).await.expect(201);
        let begun = server.post("/profiles/exports", json!({ "unit": null })).await.expect(202);
        jobs::drain(&server.app).await.unwrap();
        let book = server.get(&format!("/exports/{}/file", begun["id"].as_str().unwrap())).await.bytes;
        let read = async |bytes: Vec<u8>| server.post_bytes(&format!("/profiles/read?unit={root}"), &[("content-type", "application/octet-stream")], bytes).await;
        let said = read(book).await.expect(200);
        assert_eq!(said["faults"], json!([]));
        assert_eq!((&said["profiles"][0]["verdict"], &said["profiles"][0]["stands"], said["profiles"].as_array().unwrap().len()), (&json!("same"), &made["id"], 1));
        let sheet = "画像名称,最高层次,最低层次,班子角色,条线,无证据时,专题,目标水平\n县处级一把手,5,6,班子正职,,从严,T0301,95\n科员,,,,,,公文写作与调查研究,70\n科员,,,,,,没有的专题,70\n科员,,,,,,T0101,200\n";
        let said = read(sheet.as_bytes().to_vec()).await.expect(200);
        let verdicts: Vec<_> = said["profiles"].as_array().unwrap().iter().map(|one| (one["verdict"].as_str().unwrap(), one["draft"]["levels"].as_array().unwrap().len())).collect();
        assert_eq!(verdicts, [("changed", 1), ("new", 1)], "{said:#}");
        let faults: Vec<_> = said["faults"].as_array().unwrap().iter().map(|one| (one["row"].as_i64().unwrap(), one["value"].as_str().unwrap())).collect();
        assert_eq!(faults, [(4, "没有的专题"), (5, "200")], "{said:#}");
        read(b"no table at all".to_vec()).await.refused(422, "file_refused");
    }

    async fn seats_are_ahead_until_they_are_held(db: TestDb) {
        let office = Office::open(db).await;
        let server = &office.server;
        let seats = async || {
            let needs = server.get("/needs").await.expect(200);
            let row = needs["rows"].as_array().unwrap().iter().find(|row| row["topic"] == "T0301").unwrap().clone();
            (row["seats_ahead"].as_i64().unwrap(), row["seats_held"].as_i64().unwrap())
        };
        assert_eq!(seats().await, (1, 0));
        office.approve(&office.grave).await;
        office.step(&office.grave, "published").await;
        server.clock.set(Date::constant(2026, 3, 21));
        office.step(&office.grave, "held").await;
        assert_eq!(seats().await, (0, 1));
    }

    async fn what_cannot_stand_in_a_matrix_is_refused(db: TestDb) {
        let server = regions(db).await;
        let refused = server.get("/needs?by=unit").await.refused(422, "invalid_value");
        assert_eq!((&refused["field"], &refused["expected"]), (&json!("by"), &json!("region, grade")));
        server.get("/needs?by=colour").await.refused(422, "invalid_value");
        let refused = server.get("/needs?band=boss").await.refused(422, "invalid_value");
        assert_eq!(refused["expected"], "bureau, division, section, clerk");
        server.get("/needs?colour=red").await.refused(400, "bad_request");
        server.get(&format!("/needs?unit={}", build::unit_id(9))).await.refused(404, "not_found");
        server.post("/needs/exports", json!({ "band": "boss" })).await.refused(422, "invalid_value");
    }

    async fn the_matrix_is_carried_away_as_a_workbook(db: TestDb) {
        let server = regions(db).await;
        states(&server, 2, "T0301", 30, "measured", "2026-01-10").await;
        states(&server, 3, "T0301", 25, "measured", "2026-01-10").await;
        jobs::drain(&server.app).await.unwrap();
        let begun = server.post("/needs/exports", json!({ "by": "grade" })).await.expect(202);
        jobs::drain(&server.app).await.unwrap();
        let export = format!("/exports/{}", begun["id"].as_str().unwrap());
        let ready = server.get(&export).await.expect(200);
        assert_eq!((&ready["state"], &ready["file_name"]), (&json!("ready"), &json!("短板总览-山西省.xlsx")));
        let rows = table(server.get(&format!("{export}/file")).await.bytes);
        let head = rows.iter().position(|row| row[0] == "领域").unwrap();
        assert!(rows[0][0].contains("山西省短板总览") && rows[0][0].contains("测试员"), "{:?}", rows[0]);
        let row = rows.iter().find(|row| row.get(1).is_some_and(|code| code == "T0301")).unwrap();
        let cell = |header: &str| row[rows[head].iter().position(|one| one == header).unwrap()].as_str();
        assert_eq!((cell("短板人数"), cell("平均程度"), cell("乡科级 人数"), cell("乡科级 平均程度")), ("2", "27.5", "1", "25"));
    }
}
