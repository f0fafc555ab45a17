use jinxue_testkit::{TestServer, build, on_both};
use serde_json::{Value, json};

fn class(code: &str, start: &str, end: &str) -> Value {
    json!({
        "code": code, "name": format!("第{code}期培训班"), "organiser_id": build::unit_id(1).to_string(),
        "tier": "province", "kind": "special_topic", "start_date": start, "end_date": end,
        "seats_min": 20, "seats_max": 40, "hours": 40, "audience_id": build::unit_id(1).to_string(),
        "grade_from": 5, "grade_to": 8, "fee_category": "third",
        "topics": [{ "topic": "T0301", "percent": 80, "main": true }]
    })
}

/// A server with a plan of 2026, and the path of the plan.
async fn planned(db: jinxue_testkit::TestDb) -> (TestServer, String) {
    let server = TestServer::on(db).await.peopled().await;
    let plan = server.post("/plans", json!({ "year": 2026, "name": "百千万计划" })).await.expect(201);
    let path = format!("/plans/{}", plan["id"].as_str().unwrap());
    (server, path)
}

async fn made(server: &TestServer, plan: &str, class: Value) -> (String, Value) {
    let class = server.post(&format!("{plan}/classes"), class).await.expect(201);
    (format!("/classes/{}", class["id"].as_str().unwrap()), class)
}

on_both! {
    async fn the_figures_of_a_plan_agree_with_its_classes(db: TestDb) {
        let (server, plan) = planned(db).await;
        server.post("/plans", json!({ "year": 2026, "name": "另一个" })).await.refused(409, "duplicate");
        made(&server, &plan, class("A1", "2026-05-11", "2026-05-15")).await;
        let (second, _) = made(&server, &plan, class("A2", "2026-06-08", "2026-06-12")).await;
        let targets = json!({ "targets": [{ "tier": "province", "classes": 3, "person_times": 100 }] });
        let set = server.ask("PUT", &format!("{plan}/targets"), &[("if-match", "\"1\"")], Some(targets.clone())).await;
        let set = set.expect(200);
        let province = &set["targets"][0];
        assert_eq!((&province["classes"], &province["planned_classes"]), (&json!(3), &json!(2)));
        assert_eq!((&province["planned_person_times"], &set["person_times"]), (&json!(80), &json!(80)));
        let stale = server.ask("PUT", &format!("{plan}/targets"), &[("if-match", "\"1\"")], Some(targets)).await;
        assert_eq!(stale.refused(412, "version_stale")["current"]["version"], 2);
        for to in ["submitted", "approved"] {
            server.post(&format!("{second}/transitions"), json!({ "to": to })).await.expect(200);
        }
        let now = server.get(&plan).await.expect(200);
        assert_eq!(now["targets"][0]["approved_classes"], 1);
        let counted: i64 = now["states"].as_array().unwrap().iter().map(|s| s["classes"].as_i64().unwrap()).sum();
        assert_eq!(counted, 2);
    }

    async fn every_class_that_matches_takes_the_step_and_comes_back(db: TestDb) {
        let (server, plan) = planned(db).await;
        for (code, month) in [("A1", 5), ("A2", 5), ("B1", 6)] {
            made(&server, &plan, class(code, &format!("2026-0{month}-11"), &format!("2026-0{month}-15"))).await;
        }
        let steps = format!("{plan}/transitions");
        let ask = async |body: Value| server.post(&steps, body).await;
        ask(json!({ "to": "draft" })).await.refused(422, "missing_value");
        ask(json!({ "to": "nowhere" })).await.refused(422, "invalid_value");
        ask(json!({ "to": "submitted", "month": "May" })).await.refused(422, "invalid_value");
        let job = ask(json!({ "to": "submitted", "month": "2026-05" })).await.expect(202);
        jinxue_app::jobs::drain(&server.app).await.unwrap();
        let path = format!("/jobs/{}", job["id"].as_str().unwrap());
        let done = server.get(&path).await.expect(200);
        assert_eq!((&done["state"], &done["bulk"]["moved"]), (&json!("done"), &json!(2)));
        // Once more for all: two are there already and say why, one goes.
        let again = ask(json!({ "to": "submitted" })).await.expect(202);
        jinxue_app::jobs::drain(&server.app).await.unwrap();
        let again = server.get(&format!("/jobs/{}", again["id"].as_str().unwrap())).await.expect(200);
        assert_eq!((&again["bulk"]["moved"], &again["bulk"]["refused"][0]["classes"]), (&json!(1), &json!(2)));
        let in_state = async |state: &str| {
            server.get(&format!("{plan}/classes?state={state}")).await.expect(200)["total"].as_i64().unwrap()
        };
        assert_eq!(in_state("submitted").await, 3);
        server.post(&format!("{path}/undo"), Value::Null).await.expect(202);
        jinxue_app::jobs::drain(&server.app).await.unwrap();
        assert_eq!((in_state("submitted").await, in_state("draft").await), (1, 2));
        server.post(&format!("{path}/undo"), Value::Null).await.refused(409, "wrong_state");
    }

    async fn a_bulk_step_that_people_were_told_of_stays(db: TestDb) {
        let (server, plan) = planned(db).await;
        made(&server, &plan, class("A1", "2026-11-09", "2026-11-13")).await;
        let mut last = Value::Null;
        for to in ["submitted", "approved", "published"] {
            let job = server.post(&format!("{plan}/transitions"), json!({ "to": to })).await.expect(202);
            jinxue_app::jobs::drain(&server.app).await.unwrap();
            last = server.get(&format!("/jobs/{}", job["id"].as_str().unwrap())).await.expect(200);
            assert_eq!(last["bulk"]["moved"], 1, "{to}");
        }
        assert_eq!(last["bulk"]["undoable"], false);
        let undo = format!("/jobs/{}/undo", last["id"].as_str().unwrap());
        server.post(&undo, Value::Null).await.refused(409, "wrong_state");
    }

    async fn a_class_knows_where_it_may_go(db: TestDb) {
        let (server, plan) = planned(db).await;
        let (path, _) = made(&server, &plan, class("A1", "2026-11-09", "2026-11-13")).await;
        made(&server, &plan, class("A2", "2026-11-23", "2026-11-27")).await;
        let found = server.get(&format!("{path}/obstacles")).await.expect(200);
        assert_eq!((&found["days"], &found["first"], &found["last"]), (&json!(5), &json!("2026-01-01"), &json!("2026-12-27")));
        let items = found["items"].as_array().unwrap();
        let of = |start: &str| items.iter().find(|one| one["start"] == start).map(|one| one["kind"].as_str().unwrap());
        assert_eq!(of("2026-01-05"), Some("begun"), "a week gone by");
        assert_eq!(of("2026-09-29"), Some("holiday"), "the national holiday");
        // Five days from the 19th or the 27th meet the other class on its first or last day; a week later nothing does.
        assert_eq!((of("2026-11-19"), of("2026-11-27")), (Some("overlap"), Some("overlap")));
        assert_eq!((of("2026-11-16"), of("2026-11-30")), (None, None));
        assert_eq!(of("2026-12-05"), Some("weekend"));
    }

    async fn a_class_that_meets_another_is_offered_moves(db: TestDb) {
        let (server, plan) = planned(db).await;
        let (path, one) = made(&server, &plan, class("A1", "2026-11-23", "2026-11-27")).await;
        let offered = async || server.get(&format!("{path}/repairs")).await.expect(200);
        assert_eq!(offered().await, json!({ "conflicts": 0, "items": [] }));
        let short = |code: &str, start: &str, end: &str| {
            let mut short = class(code, start, end);
            short["hours"] = json!(10);
            short
        };
        let (_, other) = made(&server, &plan, short("A2", "2026-11-25", "2026-11-27")).await;
        let seen = |found: &Value| -> Vec<(Value, String, i64)> {
            let items = found["items"].as_array().unwrap().iter();
            let of = |one: &Value| {
                let start = one["start_date"].as_str().unwrap().to_owned();
                (one["class_id"].clone(), start, one["days"].as_i64().unwrap())
            };
            items.map(of).collect()
        };
        // Nobody has a seat yet: the shortest way is first, and no class begins or ends on a weekend.
        let (one, other) = (&one["id"], &other["id"]);
        let found = offered().await;
        assert_eq!(found["conflicts"], 1);
        assert_eq!(seen(&found), [
            (other.clone(), "2026-11-30".into(), 5),
            (one.clone(), "2026-11-16".into(), -7),
            (other.clone(), "2026-11-18".into(), -7),
        ]);
        // Where two are met, moving one of them would not end it.
        made(&server, &plan, short("A3", "2026-11-23", "2026-11-24")).await;
        let found = offered().await;
        assert_eq!(found["conflicts"], 2);
        assert_eq!(seen(&found), [(one.clone(), "2026-11-16".into(), -7), (one.clone(), "2026-11-30".into(), 7)]);
        // A repair keeps its word.
        let first = &found["items"][0];
        let dates = json!({ "start_date": first["start_date"], "end_date": first["end_date"] });
        server.patch(&path, first["version"].as_i64().unwrap(), dates).await.expect(200);
        assert_eq!(offered().await["conflicts"], first["conflicts"]);
    }

    async fn quotas_are_edited_on_the_version_they_were_seen_at(db: TestDb) {
        let (server, plan) = planned(db).await;
        let (path, _) = made(&server, &plan, class("A1", "2026-11-09", "2026-11-13")).await;
        let quota = |unit: u64, least: i64, most: i64| {
            json!({ "unit_id": build::unit_id(unit).to_string(), "seats_min": least, "seats_max": most })
        };
        let saved = server.patch(&path, 1, json!({ "quotas": [quota(2, 5, 10), quota(3, 0, 8)] })).await.expect(200);
        assert_eq!((&saved["quotas"][0]["unit_name"], &saved["quotas"][0]["seats_max"]), (&json!("太原市"), &json!(10)));
        assert!(saved["changed_by"].is_string());
        let stale = server.patch(&path, 1, json!({ "quotas": [] })).await.refused(412, "version_stale");
        assert_eq!(stale["current"]["quotas"].as_array().unwrap().len(), 2);
        // Every fault is named, with the unit it is about.
        let wrong = json!({ "quotas": [quota(2, 9, 3), quota(3, 40, 40), quota(3, 0, 1)] });
        let error = server.patch(&path, 2, wrong).await.refused(422, "invalid_value");
        let said = std::iter::once(&error).chain(error["more"].as_array().unwrap());
        let values: Vec<_> = said.map(|one| (one["field"].as_str().unwrap(), one["value"].as_str().unwrap())).collect();
        assert_eq!(values, [("quotas", "太原市 9–3"), ("quotas", "小店区"), ("quotas", "49")]);
        let (low, _) = made(&server, &plan, {
            let mut low = class("A2", "2026-11-16", "2026-11-20");
            low["audience_id"] = json!(build::unit_id(3).to_string());
            low
        })
        .await;
        let outside = server.patch(&low, 1, json!({ "quotas": [quota(2, 0, 5)] })).await;
        assert_eq!(outside.refused(422, "invalid_value")["value"], "太原市");
    }

    async fn a_view_is_kept_under_its_name(db: TestDb) {
        let server = TestServer::on(db).await;
        let view = json!({ "list": "people", "name": " 学时不足 ", "query": "due=short", "columns": ["name", "hours"] });
        let kept = server.post("/views", view.clone()).await.expect(201);
        assert_eq!(kept["name"], "学时不足");
        let taken = server.post("/views", view).await.refused(409, "duplicate");
        assert_eq!(taken["field"], "name");
        let error = server.post("/views", json!({ "list": "cars", "name": "", "query": "" })).await;
        let error = error.refused(422, "missing_value");
        assert_eq!((&error["field"], &error["more"][0]["field"]), (&json!("name"), &json!("list")));
        assert_eq!(server.get("/views?list=people").await.expect(200)["items"][0]["columns"], json!(["name", "hours"]));
        assert!(server.get("/views?list=classes").await.expect(200)["items"].as_array().unwrap().is_empty());
        let path = format!("/views/{}", kept["id"].as_str().unwrap());
        server.ask("DELETE", &path, &[], None).await.expect(204);
        server.ask("DELETE", &path, &[], None).await.refused(404, "not_found");
    }

    async fn classes_are_listed_by_key(db: TestDb) {
        let (server, plan) = planned(db).await;
        for n in 1..=5 {
            made(&server, &plan, class(&format!("A{n}"), &format!("2026-05-1{n}"), "2026-05-29")).await;
        }
        let first = server.get(&format!("{plan}/classes?limit=3&sort=code")).await.expect(200);
        assert_eq!((first["items"].as_array().unwrap().len(), &first["total"]), (3, &json!(5)));
        let next = first["next"].as_str().unwrap();
        let rest = server.get(&format!("{plan}/classes?limit=3&sort=code&after={next}")).await.expect(200);
        let codes: Vec<_> = rest["items"].as_array().unwrap().iter().map(|c| c["code"].as_str().unwrap()).collect();
        assert_eq!((codes, &rest["next"]), (vec!["A4", "A5"], &Value::Null));
        let exact = server.get(&format!("{plan}/classes?limit=5")).await.expect(200);
        assert_eq!(exact["next"], Value::Null, "a page that is just full is the last");
        assert_eq!(server.get(&format!("{plan}/classes?q=a3")).await.expect(200)["total"], 1);
        assert_eq!(server.get(&format!("{plan}/classes?month=2026-07")).await.expect(200)["total"], 0);
        server.get(&format!("{plan}/classes?state=lost&month=May")).await.refused(422, "invalid_value");
    }

    async fn every_fault_of_a_class_is_named(db: TestDb) {
        let (server, plan) = planned(db).await;
        let mut wrong = class("A1", "2026-05-15", "2026-05-11");
        wrong["seats_min"] = json!(50);
        wrong["kind"] = json!("party");
        let error = server.post(&format!("{plan}/classes"), wrong).await.refused(422, "invalid_value");
        let more = error["more"].as_array().unwrap();
        let mut fields: Vec<_> = more.iter().chain([&error]).map(|e| e["field"].as_str().unwrap()).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["end_date", "kind", "seats_max"]);
        made(&server, &plan, class("A1", "2026-05-11", "2026-05-15")).await;
        let again = server.post(&format!("{plan}/classes"), class("A1", "2026-05-11", "2026-05-15")).await;
        assert_eq!(again.refused(409, "duplicate")["field"], "code");
    }

    async fn a_class_is_edited_and_goes_its_way(db: TestDb) {
        let (server, plan) = planned(db).await;
        let (path, _) = made(&server, &plan, class("A1", "2026-05-11", "2026-05-15")).await;
        let edited = server.patch(&path, 1, json!({ "seats_max": 60, "budget_yuan": 999_999 })).await.expect(200);
        assert_eq!((&edited["seats_max"], &edited["version"]), (&json!(60), &json!(2)));
        assert_eq!((&edited["fee"]["cap_yuan_per_person"], &edited["fee"]["within"]), (&json!(2_750), &json!(false)));
        assert_eq!(edited["warnings"][0]["kind"], "fee_cap");
        server.patch(&path, 1, json!({ "hours": 8 })).await.refused(412, "version_stale");
        let steps = format!("{path}/transitions");
        server.post(&steps, json!({ "to": "held" })).await.refused(409, "wrong_state");
        server.post(&steps, json!({ "to": "submitted" })).await.expect(200);
        server.post(&steps, json!({ "to": "draft" })).await.refused(422, "missing_value");
        let back = server.post(&steps, json!({ "to": "draft", "remark": "名额有误" })).await.expect(200);
        assert_eq!((back["transitions"].as_array().unwrap().len(), &back["next_states"]), (2, &json!(["submitted"])));
        let id = back["id"].clone();
        let bulk = json!({ "classes": [id, build::uuid(9, 9).to_string()], "to": "submitted" });
        let taken = server.post("/classes/transitions", bulk).await.expect(200);
        assert_eq!((&taken["moved"], &taken["refused"][0]["error"]["code"]), (&json!(1), &json!("not_found")));
        assert_eq!(server.get(&format!("{path}/seats")).await.expect(200)["items"], json!([]));
    }

    async fn clashes_of_the_plan_are_found_anew_when_it_changes(db: TestDb) {
        let (server, plan) = planned(db).await;
        let (first, _) = made(&server, &plan, class("A1", "2026-05-11", "2026-05-15")).await;
        let warnings = format!("{plan}/warnings");
        assert_eq!(server.get(&warnings).await.expect(200)["total"], 0);
        made(&server, &plan, class("A2", "2026-05-14", "2026-05-18")).await;
        let found = server.get(&warnings).await.expect(200);
        let count = |found: &Value, kind: &str| found["counts"].as_array().unwrap().iter().find(|c| c["kind"] == kind).unwrap()["count"].as_i64().unwrap();
        assert_eq!((count(&found, "overlap"), count(&found, "repetition"), &found["total"]), (1, 1, &json!(2)));
        let page = server.get(&format!("{warnings}?kind=overlap&limit=1")).await.expect(200);
        assert_eq!((&page["items"][0]["other_code"], &page["next"]), (&json!("A2"), &Value::Null));
        let ribbon = server.get(&format!("{plan}/ribbon")).await.expect(200);
        assert_eq!((&ribbon["items"][0]["warnings"], &ribbon["items"][0]["lane"]), (&json!(2), &json!("province")));
        assert_eq!(server.get(&first).await.expect(200)["warnings"].as_array().unwrap().len(), 2);
        let moved = json!({ "start_date": "2026-04-13", "end_date": "2026-04-17" });
        server.patch(&first, 1, moved).await.expect(200);
        assert_eq!(count(&server.get(&warnings).await.expect(200), "overlap"), 0);
        server.get(&format!("{warnings}?kind=gossip")).await.refused(422, "invalid_value");
    }

    async fn the_first_page_tells_how_it_stands(db: TestDb) {
        let (server, plan) = planned(db).await;
        made(&server, &plan, class("A1", "2026-05-11", "2026-05-15")).await;
        let path = format!("/people/{}/gaps", build::person_id(3));
        let gap = json!({ "topic": "T0301", "kind": "ability", "severity": 40, "evidence": "self", "noted_on": "2026-01-10" });
        server.post(&path, gap).await.expect(201);
        let page = server.get("/overview").await.expect(200);
        assert_eq!((&page["people"], &page["units"], &page["classes"], &page["person_times"]), (&json!(4), &json!(4), &json!(1), &json!(40)));
        assert_eq!((&page["hours_short"], &page["hours_due_people"]), (&json!(4), &json!(4)));
        let rows = page["demand"]["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["topic"] == "T0301").unwrap();
        let seats: i64 = row["cells"].as_array().unwrap().iter().map(|cell| cell["seats"].as_i64().unwrap()).sum();
        assert_eq!((&row["people"], seats), (&json!(1), 40), "no seat is lost in sharing");
        assert_eq!(server.get("/gaps/summary").await.expect(200)["rows"].as_array().unwrap().len(), 68);
    }
}
