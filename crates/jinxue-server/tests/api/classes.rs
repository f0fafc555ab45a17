use jinxue_domain::Date;
use jinxue_testkit::{TestServer, build, on_both};
use serde_json::{Value, json};

fn described(code: &str) -> Value {
    json!({
        "code": code, "name": "安全生产专题班", "organiser_id": build::unit_id(2).to_string(),
        "tier": "city", "kind": "special_topic", "start_date": "2026-05-11", "end_date": "2026-05-15",
        "seats_min": 1, "seats_max": 40, "hours": 40, "audience_id": build::unit_id(2).to_string(),
        "grade_from": 5, "grade_to": 12, "fee_category": "third",
        "topics": [{ "topic": "T0301", "percent": 80, "main": true }]
    })
}

async fn planned(db: jinxue_testkit::TestDb) -> (TestServer, String) {
    let server = TestServer::on(db).await.peopled().await;
    let plan = server.post("/plans", json!({ "year": 2026, "name": "年度计划" })).await.expect(201);
    (server, format!("/plans/{}", plan["id"].as_str().unwrap()))
}

async fn made(server: &TestServer, plan: &str) -> String {
    let class = server.post(&format!("{plan}/classes"), described("A1")).await.expect(201);
    format!("/classes/{}", class["id"].as_str().unwrap())
}

on_both! {
    async fn every_step_is_kept_with_who_and_when(db: TestDb) {
        let (server, plan) = planned(db).await;
        let class = made(&server, &plan).await;
        let days = [("submitted", (3, 3)), ("approved", (3, 10)), ("published", (4, 1)), ("held", (5, 15))];
        let mut at = Vec::new();
        for (to, (month, day)) in days {
            server.clock.set(Date::constant(2026, month, day));
            at.push(server.app.clock.now().as_micros());
            server.post(&format!("{class}/transitions"), json!({ "to": to })).await.expect(200);
        }
        let now = server.get(&class).await.expect(200);
        assert_eq!((&now["state"], &now["next_states"]), (&json!("held"), &json!([])));
        let steps: Vec<_> = now["transitions"].as_array().unwrap().iter().map(|step| {
            let word = |field: &str| step[field].as_str().unwrap().to_owned();
            (word("from"), word("to"), word("actor"), step["at"].as_i64().unwrap())
        }).collect();
        let froms = ["draft", "submitted", "approved", "published"];
        let expected: Vec<_> = froms.into_iter().zip(days).zip(at)
            .map(|((from, (to, _)), at)| (from.to_owned(), to.to_owned(), "测试员".to_owned(), at)).collect();
        assert_eq!(steps, expected);
        let version = now["version"].as_i64().unwrap();
        server.patch(&class, version, json!({ "hours": 8 })).await.refused(409, "wrong_state");
    }

    async fn a_step_that_does_not_lead_there_is_refused_with_words(db: TestDb) {
        let (server, plan) = planned(db).await;
        let class = made(&server, &plan).await;
        let steps = format!("{class}/transitions");
        let step = async |to: &str| server.post(&steps, json!({ "to": to })).await;
        let refused = step("published").await.refused(409, "wrong_state");
        assert_eq!(refused["field"], "to");
        assert!(refused["message"].as_str().unwrap().contains("草稿"), "{refused:#}");
        step("lost").await.refused(422, "invalid_value");
        step("submitted").await.expect(200);
        step("approved").await.expect(200);
        step("cancelled").await.refused(422, "missing_value");
        server.clock.set(Date::constant(2026, 5, 11));
        let begun = step("published").await.refused(409, "wrong_state");
        assert!(begun["message"].as_str().unwrap().contains("2026-05-11"), "{begun:#}");
        server.clock.set(Date::constant(2026, 5, 1));
        step("published").await.expect(200);
        let early = step("held").await.refused(409, "wrong_state");
        assert!(early["message"].as_str().unwrap().contains("2026-05-15"), "{early:#}");
        assert_eq!(server.get(&class).await.expect(200)["transitions"].as_array().unwrap().len(), 3);
    }

    async fn an_edit_needs_the_version_it_was_made_on(db: TestDb) {
        let (server, plan) = planned(db).await;
        let class = made(&server, &plan).await;
        let shown = server.get(&class).await;
        assert_eq!(shown.header("etag"), "\"1\"");
        server.ask("PATCH", &class, &[], Some(json!({ "hours": 8 }))).await.refused(428, "version_missing");
        let edited = server.ask("PATCH", &class, &[("if-match", "\"1\"")], Some(json!({ "hours": 8 }))).await;
        assert_eq!((edited.header("etag"), edited.status), ("\"2\"", 200));
        let stale = server.patch(&class, 1, json!({ "hours": 16 })).await.refused(412, "version_stale");
        assert_eq!((&stale["current"]["hours"], &stale["current"]["version"]), (&json!(8), &json!(2)));
        let plan_shown = server.get(&plan).await;
        assert_eq!(plan_shown.header("etag"), "\"1\"");
        let targets = json!({ "targets": [] });
        server.ask("PUT", &format!("{plan}/targets"), &[], Some(targets)).await.refused(428, "version_missing");
    }

    async fn what_is_made_twice_under_one_key_is_made_once(db: TestDb) {
        let (server, plan) = planned(db).await;
        let classes = format!("{plan}/classes");
        let key = [("idempotency-key", "class-A1-2026")];
        let first = server.ask("POST", &classes, &key, Some(described("A1"))).await;
        let again = server.ask("POST", &classes, &key, Some(described("A1"))).await;
        assert_eq!((first.status, again.status, again.header("idempotency-replayed")), (201, 201, "true"));
        assert_eq!(first.body["id"], again.body["id"]);
        server.ask("POST", &classes, &key, Some(described("A2"))).await.refused(409, "idempotency_key_reused");
        let new = json!({ "year": 2027, "name": "下一年" });
        let key = [("idempotency-key", "plan-2027-0001")];
        let first = server.ask("POST", "/plans", &key, Some(new.clone())).await.expect(201);
        let again = server.ask("POST", "/plans", &key, Some(new.clone())).await.expect(201);
        assert_eq!(first["id"], again["id"]);
        // A day later the key is forgotten, and the year is taken.
        server.clock.pass_hours(25);
        server.ask("POST", "/plans", &key, Some(new)).await.refused(409, "duplicate");
    }

    async fn the_ribbon_has_a_lane_for_every_city_and_one_for_the_province(db: TestDb) {
        let (server, plan) = planned(db).await;
        made(&server, &plan).await;
        // Held by the province, organised by an office that sits in a city.
        let mut of_province = described("P1");
        of_province["tier"] = json!("province");
        server.post(&format!("{plan}/classes"), of_province).await.expect(201);
        let ribbon = server.get(&format!("{plan}/ribbon")).await.expect(200);
        let mut lanes: Vec<_> = ribbon["items"].as_array().unwrap().iter()
            .map(|item| (item["code"].as_str().unwrap(), item["lane"].as_str().unwrap())).collect();
        lanes.sort_unstable();
        assert_eq!(lanes, [("A1", "140100"), ("P1", "province")]);
    }
}
