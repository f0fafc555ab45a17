//! Imports from the upload to the undo, with the real reading process.

mod bad;
pub mod desk;
mod files;
pub mod killed;
mod people;

use desk::{Sent, reading};
use jinxue_app::access;
use jinxue_domain::authority::GrantRole;
use jinxue_testkit::{build, on_both};
use serde_json::{Value, json};

/// A good row, one that changes somebody, one with two faults.
const ROSTER: &str = "姓名,单位,出生年月,职务,职级\n赵六,第4局,1980.02,科长,一级主任科员\n王芳,U00004,1985-03,副科长,一级科员\n孙八,第4局,1980-13,科员,处长\n";

fn texts(rows: &Value) -> Vec<&str> {
    rows["items"].as_array().unwrap().iter().map(|row| row["verdict"].as_str().unwrap()).collect()
}

on_both! {
    async fn a_roster_goes_in_and_out_again(db: TestDb) {
        let server = reading(db).await;
        let import = Sent::previewed(&server, "roster", "名册.csv", ROSTER.as_bytes()).await;
        let seen = import.now().await;
        assert_eq!(seen["state"], "previewed");
        assert_eq!([&seen["rows_new"], &seen["rows_changed"], &seen["rows_faulty"]], [1, 1, 1]);
        let rows = import.rows("").await;
        assert_eq!(texts(&rows), ["new", "changed", "faulty"]);
        assert_eq!(rows["headers"], json!(["姓名", "单位", "出生年月", "职务", "职级"]));
        let faults = rows["items"][2]["faults"].as_array().unwrap();
        let told: Vec<_> = faults.iter().map(|fault| (&fault["header"], &fault["column"], &fault["value"])).collect();
        assert_eq!(told, [(&json!("出生年月"), &json!(2), &json!("1980-13")), (&json!("职级"), &json!(4), &json!("处长"))]);
        assert!(faults[0]["expected"]["zh"].as_str().is_some_and(|text| text.contains("年月")), "{faults:#?}");
        // Nothing but the preview is written yet.
        assert_eq!(server.get("/people").await.expect(200)["total"], 4);

        let mended = import.edit(4, json!({ "cells": { "出生年月": "1980-12", "职级": "二级科员" } })).await.expect(200);
        assert_eq!((&mended["verdict"], &mended["cells"][2]), (&json!("new"), &json!("1980-12")));
        assert_eq!(import.now().await["rows_faulty"], 0);
        let done = import.committed().await;
        assert_eq!((&done["state"], &done["fault"]), (&json!("committed"), &Value::Null));
        let people = server.get("/people").await.expect(200);
        assert_eq!(people["total"], 6);
        let wang = server.get(&format!("/people/{}", build::person_id(2))).await.expect(200);
        assert_eq!((&wang["post"], &wang["birth_month"]), (&json!("副科长"), &json!("1985-03")));

        let again = Sent::previewed(&server, "roster", "名册.csv", ROSTER.as_bytes()).await;
        assert_eq!(texts(&again.rows("").await), ["same", "same", "faulty"]);
        let undone = import.undone().await;
        assert_eq!(undone["state"], "undone");
        assert_eq!(server.get("/people").await.expect(200)["total"], 4);
        let wang = server.get(&format!("/people/{}", build::person_id(2))).await.expect(200);
        assert_eq!((&wang["post"], &wang["birth_month"]), (&Value::Null, &Value::Null));
    }

    async fn an_organiser_of_a_part_adds_below_it_and_to_the_plan_above(db: TestDb) {
        let server = reading(db).await;
        let session = server.account(1, "太原市委组织部").await;
        access::plant(&server.app, build::uuid(30, 1), GrantRole::CityOrganiser, build::unit_id(2).as_uuid()).await.unwrap();
        let year = server.post("/plans", json!({ "name": "2026 年度", "year": 2026 })).await.expect(201);

        // A second top of the tree is not theirs to make; the names above are known, and nothing there is changed.
        let units = "单位名称,上级单位,层级,单位性质\n另一个省,,省级,地区\n市教育局,太原市,市级,机关\n";
        let import = Sent::within(&server, &session, "units", "单位.csv", units.as_bytes()).await;
        let rows = import.rows("").await;
        assert_eq!(texts(&rows), ["faulty", "new"], "{rows:#}");
        assert!(rows["items"][0]["faults"][0]["message"]["zh"].as_str().unwrap().contains("最上级单位已经设立"));
        let done = import.committed().await;
        assert_eq!((&done["state"], &done["fault"]), (&json!("committed"), &Value::Null));
        let made = server.get("/search?q=市教育局").await.expect(200);
        assert_eq!(made["units"].as_array().unwrap().len(), 1);

        // The classes of a city are part of the province's plan of the year.
        let plan = "班次编号,班次名称,主办单位,班次类别,主专题,开始日期,结束日期,最少人数,最多人数,学时\nC1,市管干部班,太原市,专题培训,T0301,2026-05-11,2026-05-15,10,40,40\n";
        let import = Sent::within(&server, &session, "plan", "计划.csv", plan.as_bytes()).await;
        assert_eq!(import.committed().await["state"], "committed");
        let plans = server.get("/plans").await.expect(200)["items"].clone();
        assert_eq!((plans.as_array().unwrap().len(), &plans[0]["id"]), (1, &year["id"]));
        let classes = server.ask("GET", &format!("/plans/{}/classes", year["id"].as_str().unwrap()), &[("cookie", &session)], None).await;
        assert_eq!(classes.expect(200)["items"][0]["code"], "C1");
        // What they see of it is a part, which the targets of the whole are not held against.
        let plan = format!("/plans/{}", year["id"].as_str().unwrap());
        let part = server.ask("GET", &plan, &[("cookie", &session)], None).await.expect(200);
        assert_eq!((&part["targets_apply"], &server.get(&plan).await.expect(200)["targets_apply"]), (&json!(false), &json!(true)));
    }

    async fn the_code_of_a_unit_known_by_name_is_learned(db: TestDb) {
        let server = reading(db).await;
        let first = "单位名称,层级,单位性质\n河东省,省级,地区\n";
        Sent::previewed(&server, "units", "a.csv", first.as_bytes()).await.committed().await;
        let second = "单位代码,单位名称,上级单位代码,层级,单位性质\n990000,河东省,,省级,地区\n990001,河东省直,990000,省级,机关\n";
        let import = Sent::previewed(&server, "units", "b.csv", second.as_bytes()).await;
        assert_eq!(texts(&import.rows("").await), ["changed", "new"]);
        import.committed().await;
        let again = Sent::previewed(&server, "units", "b.csv", second.as_bytes()).await;
        assert_eq!(texts(&again.rows("").await), ["same", "same"]);
    }

    async fn two_candidates_are_asked_about(db: TestDb) {
        let server = reading(db).await;
        let twins = "姓名,单位,身份证号,职务\n钱七,第4局,149999198002010015,甲\n钱七,第4局,149999198002010023,乙\n";
        Sent::previewed(&server, "roster", "a.csv", twins.as_bytes()).await.committed().await;
        let text = "姓名,单位,出生年月,职务\n钱七,第4局,1980-02,丙\n";
        let import = Sent::previewed(&server, "roster", "b.csv", text.as_bytes()).await;
        let row = &import.rows("?verdict=ask").await["items"][0];
        let candidates = row["candidates"].as_array().unwrap();
        assert_eq!(candidates.len(), 2);
        assert_eq!((&candidates[0]["birth_month"], &candidates[0]["unit_name"]), (&json!("1980-02"), &json!("第4局")));
        import.edit(2, json!({ "choice": "perhaps" })).await.refused(422, "invalid_value");
        let second = candidates.iter().find(|one| one["post"] == "乙").unwrap();
        let chosen = import.edit(2, json!({ "choice": second["id"] })).await.expect(200);
        assert_eq!((&chosen["verdict"], &chosen["choice"]), (&json!("changed"), &second["id"]));
        import.committed().await;
        let person = server.get(&format!("/people/{}", second["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(person["post"], "丙");
    }

    async fn a_row_that_was_not_decided_is_left_out(db: TestDb) {
        let server = reading(db).await;
        let twins = "姓名,单位,身份证号,职务\n钱七,第4局,149999198002010015,甲\n钱七,第4局,149999198002010023,乙\n";
        Sent::previewed(&server, "roster", "a.csv", twins.as_bytes()).await.committed().await;
        let text = "姓名,单位,出生年月,职务\n钱七,第4局,1980-02,丙\n周九,第4局,1981-02,丁\n";
        let import = Sent::previewed(&server, "roster", "b.csv", text.as_bytes()).await;
        import.committed().await;
        assert_eq!(server.get("/people").await.expect(200)["total"], 7);
    }

    async fn a_wrong_check_digit_is_taken_when_a_person_confirms_it(db: TestDb) {
        let server = reading(db).await;
        let text = "姓名,单位,身份证号\n吴十,第4局,149999198002010010\n郑一,第4局,149999800201001\n";
        let import = Sent::previewed(&server, "roster", "a.csv", text.as_bytes()).await;
        let rows = import.rows("").await;
        let codes: Vec<_> = rows["items"].as_array().unwrap().iter().map(|row| row["faults"][0]["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["citizen_number_check_digit", "citizen_number_fifteen_digits"]);
        let confirmed = import.edit(2, json!({ "confirm_citizen_no": true })).await.expect(200);
        assert_eq!((&confirmed["verdict"], &confirmed["confirmed"]["by"]), (&json!("new"), &json!("测试员")));
        assert_eq!(confirmed["confirmed"]["at"], server.app.clock.now().as_micros());
        let still = import.edit(3, json!({ "confirm_citizen_no": true })).await.expect(200);
        assert_eq!(still["verdict"], "faulty", "only the check digit can be confirmed");
        // A choice keeps what was confirmed; another number is another question.
        let same = json!({ "choice": "new", "cells": { "身份证号": "149999198002010010" } });
        assert_eq!(import.edit(2, same).await.expect(200)["verdict"], "new");
        let other = import.edit(2, json!({ "cells": { "身份证号": "149999198002010011" } })).await.expect(200);
        assert_eq!((&other["verdict"], &other["confirmed"]), (&json!("faulty"), &Value::Null));
        import.edit(2, json!({ "cells": { "身份证号": "149999198002010010" }, "confirm_citizen_no": true })).await.expect(200);
        import.committed().await;
        let id = server.get("/people?q=吴十").await.expect(200)["items"][0]["id"].as_str().unwrap().to_owned();
        let person = server.get(&format!("/people/{id}")).await.expect(200);
        assert_eq!(person["citizen_no_masked"], "149999********0010");
        let notes = server.app.unfenced().read(async |mut conn| jinxue_store::audit::of_object(&mut conn, "person", &id).await).await.unwrap();
        assert_eq!(notes.iter().map(|note| (note.action.as_str(), note.actor.as_str())).collect::<Vec<_>>(), [("confirm_citizen_number", "测试员")]);
    }

    async fn a_key_makes_an_upload_once(db: TestDb) {
        let server = reading(db).await;
        let key = [("idempotency-key", "upload-number-1")];
        let texts = [("kind", "roster")];
        let first = server.send_form("/imports", &key, &texts, &[("file", "a.csv", ROSTER.as_bytes())]).await;
        assert_eq!(first.header("idempotency-replayed"), "false");
        let first = first.expect(202);
        let again = server.send_form("/imports", &key, &texts, &[("file", "a.csv", ROSTER.as_bytes())]).await;
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(again.expect(202)["id"], first["id"]);
        let other = server.send_form("/imports", &key, &texts, &[("file", "a.csv", b"x,y\n1,2\n")]).await;
        other.refused(409, "idempotency_key_reused");
        assert_eq!(server.get("/imports").await.expect(200)["items"].as_array().unwrap().len(), 1);
        assert_eq!(desk::files_in(&server), 1, "the repeated uploads leave no file behind");
    }

    async fn an_edit_needs_the_version_it_was_made_on(db: TestDb) {
        let server = reading(db).await;
        let import = Sent::previewed(&server, "roster", "a.csv", ROSTER.as_bytes()).await;
        let row = format!("{}/rows/4", import.path);
        server.ask("PUT", &row, &[], Some(json!({ "choice": "skip" }))).await.refused(428, "version_missing");
        let version = import.now().await["version"].as_i64().unwrap();
        let etag = server.get(&import.path).await;
        assert_eq!(etag.header("etag"), format!("\"{version}\""));
        let old = format!("\"{}\"", version - 1);
        let stale = [("if-match", old.as_str())];
        for (method, path, body) in [
            ("PUT", row.clone(), Some(json!({ "choice": "skip" }))),
            ("PUT", format!("{}/mapping", import.path), Some(json!({ "columns": {} }))),
            ("POST", format!("{}/commit", import.path), None),
        ] {
            let error = server.ask(method, &path, &stale, body).await.refused(412, "version_stale");
            assert_eq!(error["current"]["version"], version, "{path}");
        }
        import.committed().await;
        import.edit(4, json!({ "choice": "skip" })).await.refused(409, "wrong_state");
    }

    async fn an_undo_is_refused_when_something_builds_on_it(db: TestDb) {
        let server = reading(db).await;
        let import = Sent::previewed(&server, "roster", "a.csv", ROSTER.as_bytes()).await;
        import.committed().await;
        let path = format!("/people/{}", build::person_id(2));
        let version = server.get(&path).await.expect(200)["version"].as_i64().unwrap();
        server.patch(&path, version, json!({ "role": "deputy" })).await.expect(200);
        let refused = import.undone().await;
        assert_eq!(refused["state"], "committed");
        assert!(refused["fault"]["zh"].as_str().is_some_and(|words| words.contains("王芳")), "{refused:#}");
        assert_eq!(server.get("/people").await.expect(200)["total"], 5, "nothing was taken back");
    }

    async fn an_undo_never_takes_another_imports_records_along(db: TestDb) {
        let server = reading(db).await;
        let roster = Sent::previewed(&server, "roster", "a.csv", ROSTER.as_bytes()).await;
        roster.committed().await;
        let text = "姓名,单位,培训班次名称,开始时间,结束时间\n赵六,第4局,专题班,2025-03-03,2025-03-07\n";
        let history = Sent::previewed(&server, "history", "b.csv", text.as_bytes()).await;
        history.committed().await;
        let refused = roster.undone().await;
        assert_eq!(refused["state"], "committed");
        assert!(refused["fault"]["zh"].as_str().is_some_and(|words| words.contains("赵六")), "{refused:#}");
        assert_eq!(history.undone().await["state"], "undone");
        assert_eq!(roster.undone().await["state"], "undone");
        assert_eq!(server.get("/people").await.expect(200)["total"], 4);
    }

    async fn a_post_that_a_roster_changes_goes_into_the_history_and_comes_back(db: TestDb) {
        let server = reading(db).await;
        let head = "姓名,单位,出生年月,职务,职级,任职时间\n";
        let first = format!("{head}赵六,第4局,1980-02,科员,一级科员,2020-03-01\n周九,第4局,1981-02,科员,一级科员,2020-03-01\n");
        Sent::previewed(&server, "roster", "a.csv", first.as_bytes()).await.committed().await;
        let posts = async |name: &str| {
            let found = server.get(&format!("/people?q={name}")).await.expect(200);
            let page = server.get(&format!("/people/{}", found["items"][0]["id"].as_str().unwrap())).await.expect(200);
            (page["post"].as_str().unwrap().to_owned(), page["posts"].clone())
        };
        assert_eq!(posts("赵六").await, ("科员".into(), json!([])));
        let second = format!("{head}赵六,第4局,1980-02,副科长,四级主任科员,2025-06-01\n周九,第4局,1981-02,科员,一级科员,2020-03-01\n");
        let import = Sent::previewed(&server, "roster", "b.csv", second.as_bytes()).await;
        import.committed().await;
        let (post, history) = posts("赵六").await;
        assert_eq!(post, "副科长");
        let told: Vec<_> = history.as_array().unwrap().iter().map(|one| (one["kind"].as_str().unwrap(), one["title"].as_str().unwrap(), one["unit_name"].as_str().unwrap(), one["from"].as_str(), one["to"].as_str().unwrap())).collect();
        assert_eq!(told, [("post", "科员", "第4局", Some("2020-03-01"), "2025-06-01"), ("rank", "一级科员", "第4局", None, "2026-03-02")]);
        assert_eq!(posts("周九").await.1, json!([]), "who stays has left nothing");
        import.undone().await;
        assert_eq!(posts("赵六").await, ("科员".into(), json!([])));
    }

    async fn two_imports_of_the_same_people_make_nobody_twice(db: TestDb) {
        let server = reading(db).await;
        let text = "姓名,单位,出生年月\n赵六,第4局,1980-02\n周九,第4局,1981-02\n";
        let first = Sent::previewed(&server, "roster", "a.csv", text.as_bytes()).await;
        let second = Sent::previewed(&server, "roster", "b.csv", text.as_bytes()).await;
        assert_eq!(second.now().await["rows_new"], 2, "nothing is written yet");
        let workers = jinxue_app::jobs::start(&server.app).await.unwrap();
        let (one, other) = tokio::join!(first.commit(), second.commit());
        one.expect(202);
        other.expect(202);
        jinxue_app::jobs::drain(&server.app).await.unwrap();
        workers.stop().await;
        assert_eq!(server.get("/people").await.expect(200)["total"], 6);
        let states = [first.now().await, second.now().await];
        assert!(states.iter().all(|import| import["state"] == "committed"), "{states:#?}");
        assert_eq!(states.iter().map(|import| import["rows_same"].as_i64().unwrap()).sum::<i64>(), 2);
    }

    async fn a_job_tells_how_far_it_is(db: TestDb) {
        let server = reading(db).await;
        let lines: String = (0..5_000).map(|n| format!("人{n},第4局,19{:02}-02\n", 50 + n % 40)).collect();
        let import = Sent::previewed(&server, "roster", "a.csv", format!("姓名,单位,出生年月\n{lines}").as_bytes()).await;
        let (_, mut coming) = server.app.events.listen(None);
        import.committed().await;
        let mut told = Vec::new();
        while let Ok(event) = coming.try_recv() {
            let job: Value = serde_json::from_str(&event.data).unwrap();
            if event.kind == "job" && job["kind"] == "import_commit" && job["state"] == "running" {
                told.push(job["done"].as_i64().unwrap());
            }
        }
        assert!(told.windows(2).all(|pair| pair[0] <= pair[1]) && told.last() == Some(&5_000), "{told:?}");
        let jobs = server.get("/jobs").await.expect(200);
        let commit = jobs["items"].as_array().unwrap().iter().find(|job| job["kind"] == "import_commit").unwrap();
        assert_eq!((&commit["state"], &commit["done"], &commit["total"]), (&json!("done"), &json!(5_000), &json!(5_000)));
    }
}
