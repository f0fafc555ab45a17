use jinxue_testkit::{TestServer, build, on_both};
use serde_json::{Value, json};

fn names(grid: &Value) -> Vec<&str> {
    grid["items"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect()
}

on_both! {
    async fn the_grid_filters_sorts_and_pages(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        let all = server.get("/people").await.expect(200);
        assert_eq!((names(&all), &all["total"]), (vec!["李娜", "刘洋", "王芳", "张伟"], &json!(4)));
        let page = server.get("/people?sort=grade&offset=1&limit=2").await.expect(200);
        assert_eq!((names(&page), &page["total"], &page["offset"]), (vec!["李娜", "刘洋"], &json!(4), &json!(1)));
        let below = server.get(&format!("/people?unit={}&grade_from=8", build::unit_id(3))).await.expect(200);
        assert_eq!(names(&below), ["王芳"]);
        assert_eq!(names(&server.get("/people?role=head&due=short").await.expect(200)), ["张伟"]);
        assert!(names(&server.get("/people?due=met").await.expect(200)).is_empty());
        assert_eq!(names(&server.get("/people?q=wf").await.expect(200)), ["王芳"]);
    }

    async fn the_choices_of_a_filter_are_counted_beside_the_others(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        let all = server.get("/people/choices").await.expect(200);
        let of = |answer: &Value, filter: &str| -> Vec<(String, i64)> {
            let choices = answer[filter].as_array().unwrap().iter();
            choices.map(|one| (one["value"].as_str().unwrap().into(), one["people"].as_i64().unwrap())).collect()
        };
        let (head, deputy, member) = (("head".into(), 1), ("deputy".into(), 1), ("member".into(), 2));
        assert_eq!(of(&all, "role"), [deputy, head, member.clone()]);
        assert_eq!(of(&all, "due"), [("short".into(), 4)]);
        // A filter's own choice does not empty its other choices; the other filters do.
        let members = server.get("/people/choices?role=member").await.expect(200);
        assert_eq!(of(&members, "role").len(), 3);
        assert_eq!(of(&members, "grade").iter().map(|(_, people)| people).sum::<i64>(), 2);
        let none = server.get("/people/choices?q=nobody&role=member").await.expect(200);
        assert!(of(&none, "role").is_empty());
        server.get("/people/choices?role=boss").await.refused(422, "invalid_value");
    }

    async fn every_fault_of_a_question_is_named(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        let error = server.get("/people?role=boss&sort=luck&limit=0").await.refused(422, "invalid_value");
        let fields: Vec<_> = error["more"].as_array().unwrap().iter().map(|more| &more["field"]).collect();
        assert_eq!((&error["field"], fields), (&json!("role"), vec![&json!("sort"), &json!("limit")]));
        server.get("/people?colour=red").await.refused(400, "bad_request");
        server.get(&format!("/people?unit={}", build::unit_id(9))).await.refused(404, "not_found");
    }

    async fn hours_are_due_by_the_rule_of_the_grade(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        let head = server.get(&format!("/people/{}", build::person_id(1))).await;
        assert_eq!(head.header("etag"), "\"1\"");
        let head = head.expect(200);
        assert_eq!(head["hours"]["due_tenths"], 5_500);
        assert_eq!(head["hours"]["rule"]["code"], "hours.county_and_above.five_years");
        assert_eq!((&head["hours"]["from"], &head["hours"]["to"]), (&json!("2023-01-01"), &json!("2027-12-31")));
        assert_eq!(head["hours_short_tenths"], 5_500);
        let clerk = server.get(&format!("/people/{}", build::person_id(2))).await.expect(200);
        assert_eq!((&clerk["hours"]["due_tenths"], &clerk["hours"]["met"]), (&json!(900), &json!(false)));
        assert_eq!(clerk["unit_path"], json!(["山西省", "太原市", "小店区", "第4局"]));
        server.get(&format!("/people/{}", build::person_id(9))).await.refused(404, "not_found");
    }

    async fn an_edit_needs_the_version_it_was_made_on(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        let path = format!("/people/{}", build::person_id(2));
        let promoted = json!({ "post_level": "vice_division_head", "role": "deputy" });
        server.ask("PATCH", &path, &[], Some(promoted.clone())).await.refused(428, "version_missing");
        let after = server.patch(&path, 1, promoted).await;
        assert_eq!(after.header("etag"), "\"2\"");
        let after = after.expect(200);
        assert_eq!((&after["grade"], &after["hours_due_tenths"]), (&json!(6), &json!(5_500)));
        let stale = server.patch(&path, 1, json!({ "role": "head" })).await.refused(412, "version_stale");
        assert_eq!((&stale["current"]["version"], &stale["current"]["role"]), (&json!(2), &json!("deputy")));
        let error = server.patch(&path, 2, json!({ "rank": "king", "max_classes": 99 })).await;
        let error = error.refused(422, "invalid_value");
        assert_eq!((&error["field"], &error["more"][0]["field"]), (&json!("rank"), &json!("max_classes")));
        let notes = server.app.unfenced().read(async |mut conn| {
            jinxue_store::audit::of_object(&mut conn, "person", &build::person_id(2).to_string()).await
        });
        assert_eq!(notes.await.unwrap().len(), 1, "the one edit that was made is noted");
    }

    async fn evidence_opens_and_closes_a_gap_once_per_key(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        let path = format!("/people/{}/gaps", build::person_id(2));
        let seen = |severity: i64, evidence: &str, day: &str| json!({ "topic": "T0301", "kind": "ability", "severity": severity, "evidence": evidence, "noted_on": day });
        let key = [("idempotency-key", "a-key-of-mine")];
        let first = server.ask("POST", &path, &key, Some(seen(60, "appraisal", "2026-01-10"))).await;
        assert_eq!(first.header("idempotency-replayed"), "false");
        assert_eq!(first.expect(201)["severity"], 60);
        let again = server.ask("POST", &path, &key, Some(seen(60, "appraisal", "2026-01-10"))).await;
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(again.expect(201)["entries"].as_array().unwrap().len(), 1);
        let other = server.ask("POST", &path, &key, Some(seen(61, "appraisal", "2026-01-10"))).await;
        other.refused(409, "idempotency_key_reused");
        let row = &server.get("/people?topic=T0301").await.expect(200)["items"][0];
        assert_eq!((&row["gaps_open"], &row["top_gap"]["severity"]), (&json!(1), &json!(60)));
        let closed = server.post(&path, seen(0, "measured", "2026-02-01")).await.expect(201);
        assert_eq!((&closed["severity"], closed["entries"].as_array().unwrap().len()), (&json!(0), 2));
        assert_eq!(server.get("/people?topic=T0301").await.expect(200)["total"], 0);
        let error = server.post(&path, seen(101, "rumour", "2026-12-31")).await.refused(422, "invalid_value");
        assert_eq!(error["more"].as_array().unwrap().len(), 2);
        server.clock.pass_hours(25);
        let late = server.ask("POST", &path, &key, Some(seen(61, "appraisal", "2026-01-10"))).await;
        assert_eq!(late.status, 201, "a key is kept for a day");
    }
}
