//! Files to carry away: written in the background, listed, marked, and gone after their days.

use std::io::{Cursor, Read as _};

use jinxue_app::jobs;
use jinxue_store::audit;
use jinxue_testkit::{Reply, TestServer, build, on_both};
use serde_json::{Value, json};

use crate::seated::sheets;

async fn asked(server: &TestServer, query: Value) -> String {
    let export = server.post("/people/exports", query).await.expect(202);
    assert_eq!((&export["state"], &export["rows"]), (&json!("making"), &Value::Null));
    format!("/exports/{}", export["id"].as_str().unwrap())
}

/// The file of a run, a class or an import.
pub async fn taken(server: &TestServer, of: &str) -> Reply {
    let export = server.ask("POST", &format!("{of}/exports"), &[], None).await.expect(202);
    jobs::drain(&server.app).await.unwrap();
    let file = server.get(&format!("/exports/{}/file", export["id"].as_str().unwrap())).await;
    assert_eq!(file.status, 200, "{:#}", file.body);
    file
}

/// A part of a workbook as text.
fn part(bytes: &[u8], name: &str) -> String {
    let mut book = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    book.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

on_both! {
    async fn people_are_carried_away_as_a_workbook_that_says_who_took_it(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        let export = asked(&server, json!({ "sort": "grade", "columns": "name,unit_name,hours_short,seats" })).await;
        server.get(&format!("{export}/file")).await.refused(409, "wrong_state");
        jobs::drain(&server.app).await.unwrap();
        let ready = server.get(&export).await.expect(200);
        assert_eq!((&ready["state"], &ready["rows"], &ready["actor"]), (&json!("ready"), &json!(4), &json!("测试员")));
        assert_eq!((&ready["file_name"], &ready["query"]["sort"]), (&json!("人员与短板-2026-03-02.xlsx"), &json!("grade")));
        let job = server.get(&format!("/jobs/{}", ready["job_id"].as_str().unwrap())).await.expect(200);
        assert_eq!((&job["kind"], &job["state"], &job["done"], &job["total"]), (&json!("export"), &json!("done"), &json!(4), &json!(4)));
        let file = server.get(&format!("{export}/file")).await;
        assert!(file.header("content-disposition").contains(".xlsx"));
        assert_eq!(json!(file.bytes.len()), ready["bytes"]);
        let core = part(&file.bytes, "docProps/core.xml");
        assert!(core.contains("测试员") && core.contains(export.trim_start_matches("/exports/")), "{core}");
        let rows = sheets(file.bytes).remove("人员").unwrap();
        assert!(rows[0][0].contains("测试员导出"), "{rows:?}");
        assert_eq!(rows[1], ["姓名", "单位", "尚缺学时", "席位"]);
        let grid = server.get("/people?sort=grade").await.expect(200);
        let shown: Vec<Vec<String>> = grid["items"].as_array().unwrap().iter().map(|row| vec![
            row["name"].as_str().unwrap().into(), row["unit_name"].as_str().unwrap().into(),
            format!("{}", row["hours_short_tenths"].as_f64().unwrap() / 10.0), row["seats"].to_string(),
        ]).collect();
        assert_eq!(rows[2..], shown, "the order and the cells of the grid");

        let notes = server.app.unfenced().read(async |mut conn| audit::of_object(&mut conn, "people", "grid").await).await.unwrap();
        assert_eq!(notes.len(), 1);
        assert!(notes[0].detail.contains("\"rows\":4"), "{}", notes[0].detail);
        let taken = server.app.unfenced().read(async |mut conn| audit::of_object(&mut conn, "export", export.trim_start_matches("/exports/")).await);
        assert_eq!(taken.await.unwrap().len(), 1, "that it was taken is noted too");
    }

    async fn runs_and_classes_are_listed_and_marked_too(db: TestDb) {
        let office = crate::runs::Office::open(db).await;
        let server = &office.server;
        office.approve(&office.grave).await;
        let run = office.run("方案甲").await;
        server.post(&format!("{run}/accept"), json!({})).await.expect(200);
        office.step(&office.grave, "published").await;
        let seat = format!("{}/seats/{}/attendance", office.grave, build::person_id(2));
        let absent = json!({ "presence": "absent", "absence": "sick" });
        server.ask("PUT", &seat, &[("if-match", "\"1\"")], Some(absent)).await.expect(200);
        let mut marks = Vec::new();
        for (of, sheet) in [(&run, "人员与理由"), (&office.grave, "班次名单")] {
            let file = taken(server, of).await;
            assert!(part(&file.bytes, "docProps/core.xml").contains("测试员"), "{sheet}");
            marks.push(part(&file.bytes, "docProps/core.xml"));
            assert!(sheets(file.bytes)[sheet].len() > 1, "{sheet}");
        }
        let list = server.get("/exports").await.expect(200)["items"].as_array().unwrap().clone();
        let told: Vec<_> = list.iter().map(|one| ["kind", "file_name", "actor", "state"].map(|field| one[field].as_str().unwrap())).collect();
        assert_eq!(told, [
            ["class", "班次名单-第A1期培训班.xlsx", "测试员", "ready"],
            ["run", "匹配方案-方案甲.xlsx", "测试员", "ready"],
        ]);
        assert_eq!(list.iter().map(|one| one["rows"].as_i64().unwrap()).collect::<Vec<_>>(), [1, 1]);
        assert_eq!(list[1]["query"]["name"], "方案甲");
        for (mark, one) in marks.iter().rev().zip(&list) {
            assert!(mark.contains(one["id"].as_str().unwrap()), "the number under which it is kept: {mark}");
        }
        let seats = sheets(taken(server, &office.grave).await.bytes).remove("班次名单").unwrap();
        assert!(seats[0][0].contains("第A1期培训班") && seats[0][0].contains("测试员导出"), "{seats:?}");
        assert_eq!(seats[2][..3], ["1", "王芳", "第4局"].map(str::to_owned));
        assert_eq!(seats[2][5..9], ["已通知", "", "缺席（病假）", "测试员"].map(str::to_owned), "{seats:?}");
    }

    async fn a_file_that_will_not_come_says_so(db: TestDb) {
        let office = crate::runs::Office::open(db).await;
        let server = &office.server;
        office.approve(&office.grave).await;
        let queued = server.post(&format!("{}/runs", office.plan), json!({ "name": "乙", "seconds": 1 })).await.expect(202);
        let path = format!("/runs/{}/exports", queued["id"].as_str().unwrap());
        let early = server.ask("POST", &path, &[], None).await.refused(409, "wrong_state");
        assert_eq!((&early["field"], &early["value"]), (&json!("run"), &json!("queued")));
        let export = server.post("/people/exports", json!({})).await.expect(202);
        server.ask("POST", &format!("/jobs/{}/cancel", export["job_id"].as_str().unwrap()), &[], None).await.expect(200);
        let now = server.get(&format!("/exports/{}", export["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(now["state"], "failed");
    }

    async fn what_cannot_be_written_is_refused_before_anything_is_begun(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        let wrong = server.post("/people/exports", json!({ "columns": "name,colour" })).await.refused(422, "invalid_value");
        assert_eq!((&wrong["field"], &wrong["value"]), (&json!("columns"), &json!("colour")));
        server.post("/people/exports", json!({ "role": "boss" })).await.refused(422, "invalid_value");
        server.post("/people/exports", json!({ "unit": build::unit_id(9) .as_uuid()})).await.refused(404, "not_found");
        assert_eq!(server.get("/exports").await.expect(200)["items"], json!([]));
        server.get(&format!("/exports/{}", build::uuid(7, 1))).await.refused(404, "not_found");
    }

    async fn exports_are_listed_and_their_files_go_after_a_week(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        let key = [("idempotency-key", "export-people-1")];
        let query = json!({ "role": "head" });
        let first = server.ask("POST", "/people/exports", &key, Some(query.clone())).await.expect(202);
        let again = server.ask("POST", "/people/exports", &key, Some(query)).await.expect(202);
        assert_eq!(first["id"], again["id"], "one call, one file");
        jobs::drain(&server.app).await.unwrap();
        let first = format!("/exports/{}", first["id"].as_str().unwrap());
        server.get(&format!("{first}/file")).await.expect(200);
        server.clock.pass_hours(8 * 24);
        let second = asked(&server, json!({})).await;
        jobs::drain(&server.app).await.unwrap();
        let list = server.get("/exports").await.expect(200)["items"].as_array().unwrap().clone();
        let told: Vec<_> = list.iter().map(|one| (one["state"].as_str().unwrap(), one["rows"].as_i64().unwrap())).collect();
        assert_eq!(told, [("ready", 4), ("gone", 1)], "newest first; what was taken stays known");
        let gone = server.get(&format!("{first}/file")).await.refused(409, "wrong_state");
        assert_eq!(gone["value"], "gone");
        server.get(&format!("{second}/file")).await.expect(200);
        assert_eq!(std::fs::read_dir(server.folder().join("exports")).unwrap().count(), 1);
    }
}
