use jinxue_testkit::{TestServer, build, on_both};
use serde_json::{Value, json};

/// A class of five days in March 2026 for everybody, about `topic`.
fn class(code: &str, topic: &str, seats_max: u32) -> Value {
    json!({
        "code": code, "name": format!("第{code}期培训班"), "organiser_id": build::unit_id(1).to_string(),
        "tier": "province", "kind": "special_topic", "start_date": "2026-03-16", "end_date": "2026-03-20",
        "seats_min": 1, "seats_max": seats_max, "hours": 40, "recognised": true, "audience_id": build::unit_id(1).to_string(),
        "grade_from": 1, "grade_to": 12, "fee_category": "third",
        "topics": [{ "topic": topic, "percent": 80, "main": true }]
    })
}

/// 王芳 lacks T0301 gravely and T0302 a little; a plan of two classes on the same days, the first of them approved.
pub struct Office {
    pub server: TestServer,
    pub plan: String,
    pub grave: String,
    slight: String,
}

const WANG: u64 = 2;

impl Office {
    pub async fn open(db: jinxue_testkit::TestDb) -> Self {
        let server = TestServer::on(db).await.peopled().await;
        for (topic, severity) in [("T0301", 90), ("T0302", 20)] {
            lacks(&server, topic, severity).await;
        }
        let plan = server.post("/plans", json!({ "year": 2026, "name": "年度计划" })).await.expect(201);
        let plan = format!("/plans/{}", plan["id"].as_str().unwrap());
        let mut ids = Vec::new();
        for (code, topic) in [("A1", "T0301"), ("A2", "T0302")] {
            let made = server.post(&format!("{plan}/classes"), class(code, topic, 1)).await.expect(201);
            ids.push(format!("/classes/{}", made["id"].as_str().unwrap()));
        }
        let slight = ids.pop().unwrap();
        Self { server, plan, grave: ids.pop().unwrap(), slight }
    }

    pub async fn step(&self, class: &str, to: &str) {
        let body = json!({ "to": to, "remark": "按程序" });
        self.server.post(&format!("{class}/transitions"), body).await.expect(200);
    }

    pub async fn approve(&self, class: &str) {
        self.step(class, "submitted").await;
        self.step(class, "approved").await;
    }

    /// A run to its end; its path.
    pub async fn run(&self, name: &str) -> String {
        let begun =
            self.server.post(&format!("{}/runs", self.plan), json!({ "name": name, "seconds": 20 })).await;
        let begun = begun.expect(202);
        assert_eq!(begun["state"], "queued");
        jinxue_app::jobs::drain(&self.server.app).await.expect("jobs are run");
        let path = format!("/runs/{}", begun["id"].as_str().unwrap());
        let run = self.server.get(&path).await.expect(200);
        assert_eq!(run["state"], "done", "{run:#}");
        path
    }

    async fn answers(&self, run: &str) -> Value {
        self.server.get(&format!("{run}/people/{}", build::person_id(WANG))).await.expect(200)
    }
}

async fn lacks(server: &TestServer, topic: &str, severity: i64) {
    let gap = json!({ "topic": topic, "kind": "ability", "severity": severity, "evidence": "measured", "noted_on": "2026-01-10" });
    server.post(&format!("/people/{}/gaps", build::person_id(WANG)), gap).await.expect(201);
}

fn verdict<'a>(answers: &'a Value, code: &str) -> &'a str {
    let items = answers["items"].as_array().unwrap();
    items.iter().find(|item| item["code"] == code).map_or("", |item| item["verdict"].as_str().unwrap())
}

on_both! {
    async fn a_run_seats_people_with_reasons_and_goes_into_a_workbook(db: TestDb) {
        let office = Office::open(db).await;
        let server = &office.server;
        office.approve(&office.grave).await;
        office.approve(&office.slight).await;
        let (_, mut heard) = server.app.events.listen(None);
        let path = office.run("方案甲").await;
        let run = server.get(&path).await.expect(200);
        assert_eq!((&run["name"], &run["people"], &run["classes"]), (&json!("方案甲"), &json!(4), &json!(2)));
        assert!(run["bound"].as_f64() >= run["objective"].as_f64() && run["seats"].as_i64() > Some(0), "{run:#}");
        let mut kinds = Vec::new();
        while let Ok(event) = heard.try_recv() {
            kinds.push(event.kind);
        }
        assert!(kinds.contains(&"run") && kinds.contains(&"job"), "{kinds:?}");

        let classes = server.get(&format!("{path}/classes")).await.expect(200);
        let grave = classes["items"].as_array().unwrap().iter().find(|class| class["code"] == "A1").unwrap();
        assert_eq!((&grave["held"], &grave["seats"], &grave["seats_max"]), (&json!(true), &json!(1), &json!(1)));
        let id = grave["class_id"].as_str().unwrap();
        let seated = server.get(&format!("{path}/classes/{id}/people")).await.expect(200);
        assert_eq!(seated["items"][0]["name"], "王芳", "the gravest gap");
        let people = server.get(&format!("{path}/people?q=王芳")).await.expect(200);
        assert_eq!((&people["total"], &people["items"][0]["classes"]), (&json!(1), &json!(["第A1期培训班"])));

        let answers = office.answers(&path).await;
        assert_eq!((verdict(&answers, "A1"), verdict(&answers, "A2")), ("seated", "clash"), "{answers:#}");
        assert_eq!((&answers["name"], &answers["changed"]), (&json!("王芳"), &Value::Null));
        let words = answers["items"][0]["words"]["zh"].as_str().unwrap();
        assert!(words.starts_with("《第A1期培训班》已安排：补“"), "{words}");
        assert!(answers["items"][0]["words"]["en"].as_str().unwrap().contains(" seated: "), "{answers:#}");
        server.get(&format!("{path}/people/{}", build::uuid(2, 99))).await.refused(404, "not_found");

        let file = crate::exports::taken(server, &path).await;
        assert_eq!((file.status, file.bytes.starts_with(b"PK")), (200, true));
        assert!(file.header("content-disposition").contains("filename*=UTF-8''"));
        server.post(&format!("{path}/stop"), json!({})).await.refused(409, "wrong_state");
        assert_eq!(server.get("/runs").await.expect(200)["items"].as_array().unwrap().len(), 1);
    }

    async fn a_run_is_begun_once_under_one_key_and_every_fault_is_named(db: TestDb) {
        let office = Office::open(db).await;
        let (server, runs) = (&office.server, format!("{}/runs", office.plan));
        let key = [("idempotency-key", "begin-run-0001")];
        let first = server.ask("POST", &runs, &key, Some(json!({ "name": "甲" }))).await;
        let again = server.ask("POST", &runs, &key, Some(json!({ "name": "甲" }))).await;
        assert_eq!((first.status, first.header("idempotency-replayed")), (202, "false"));
        assert_eq!((again.status, again.header("idempotency-replayed")), (202, "true"));
        assert_eq!(first.body["id"], again.body["id"]);
        server.ask("POST", &runs, &key, Some(json!({ "name": "乙" }))).await.refused(409, "idempotency_key_reused");
        let list = server.get(&format!("/runs?plan={}", office.plan.trim_start_matches("/plans/"))).await.expect(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        let wrong = json!({ "seconds": 0, "gap_percent": 101.0, "seed": -1, "from": "2026-13-01" });
        let error = server.post(&runs, wrong).await.refused(422, "invalid_value");
        let more = error["more"].as_array().unwrap().iter().chain([&error]);
        let mut fields: Vec<_> = more.map(|fault| fault["field"].as_str().unwrap()).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["from", "gap_percent", "seconds", "seed"]);
        server.post(&format!("/plans/{}/runs", build::uuid(3, 9)), json!({})).await.refused(404, "not_found");
    }

    async fn a_run_without_an_agreed_class_fails_with_words(db: TestDb) {
        let office = Office::open(db).await;
        let begun = office.server.post(&format!("{}/runs", office.plan), json!({})).await.expect(202);
        jinxue_app::jobs::drain(&office.server.app).await.expect("jobs are run");
        let path = format!("/runs/{}", begun["id"].as_str().unwrap());
        let run = office.server.get(&path).await.expect(200);
        assert_eq!((&run["state"], &run["objective"]), (&json!("failed"), &Value::Null));
        assert!(run["fault"]["zh"].as_str().unwrap().contains("0 个班"), "{run:#}");
        office.server.post(&format!("{path}/accept"), json!({})).await.refused(409, "wrong_state");
    }

    async fn accepting_makes_proposed_seats_once_and_another_run_gives_way(db: TestDb) {
        let office = Office::open(db).await;
        let server = &office.server;
        office.approve(&office.slight).await;
        let slight = office.run("只有乙班").await;
        office.approve(&office.grave).await;
        let both = office.run("两班").await;
        let compared = server.get(&format!("{slight}/compare/{}", both.trim_start_matches("/runs/"))).await.expect(200);
        let moved = compared["moved"].as_array().unwrap().iter().find(|moved| moved["name"] == "王芳").unwrap();
        assert_eq!((&moved["only_left"], &moved["only_right"]), (&json!(["第A2期培训班"]), &json!(["第A1期培训班"])));

        let first = server.post(&format!("{slight}/accept"), json!({})).await.expect(200);
        assert_eq!((&first["seats_made"], &first["seats_released"]), (&json!(1), &json!(0)));
        let again = server.post(&format!("{slight}/accept"), json!({})).await.refused(409, "wrong_state");
        assert!(again["message"].as_str().unwrap().contains("已采用过"), "{again:#}");
        let second = server.post(&format!("{both}/accept"), json!({})).await.expect(200);
        assert_eq!((&second["seats_released"], &second["announced_kept"]), (&json!(1), &json!(0)));
        let seats = server.get(&format!("{}/seats", office.grave)).await.expect(200);
        assert_eq!((&seats["items"][0]["name"], &seats["items"][0]["state"]), (&json!("王芳"), &json!("proposed")));
        let page = server.get(&format!("/people/{}", build::person_id(WANG))).await.expect(200);
        assert!(page["seat_list"][0]["why"]["zh"].as_str().unwrap().contains("已安排："), "{:#}", page["seat_list"]);
    }

    async fn nothing_announced_is_contradicted_by_a_run_made_before(db: TestDb) {
        let office = Office::open(db).await;
        let server = &office.server;
        office.approve(&office.slight).await;
        let before = office.run("只有乙班").await;
        office.approve(&office.grave).await;
        let both = office.run("两班").await;
        server.post(&format!("{both}/accept"), json!({})).await.expect(200);
        office.step(&office.grave, "published").await;
        let refused = server.post(&format!("{before}/accept"), json!({})).await.refused(409, "seats_taken");
        assert!(refused["message"].as_str().unwrap().contains("1 人此后已被通知"), "{refused:#}");
        let run = server.get(&before).await.expect(200);
        assert_eq!(run["accepted_at"], Value::Null, "nothing of a refused acceptance stays");
        let seats = server.get(&format!("{}/seats", office.grave)).await.expect(200);
        assert_eq!(seats["items"][0]["state"], "announced");

        office.step(&office.slight, "cancelled").await;
        office.step(&office.grave, "cancelled").await;
        let closed = server.post(&format!("{before}/accept"), json!({})).await.refused(409, "wrong_state");
        assert!(closed["message"].as_str().unwrap().contains("已举办或取消"), "{closed:#}");
    }

    async fn a_class_that_was_held_counts_for_those_who_sat_in_it(db: TestDb) {
        let office = Office::open(db).await;
        let server = &office.server;
        office.approve(&office.grave).await;
        let run = office.run("甲").await;
        server.post(&format!("{run}/accept"), json!({})).await.expect(200);
        office.step(&office.grave, "published").await;
        let person = format!("/people/{}", build::person_id(WANG));
        let before = server.get(&person).await.expect(200);
        server.clock.set(jinxue_domain::Date::constant(2026, 3, 21));
        office.step(&office.grave, "held").await;
        let after = server.get(&person).await.expect(200);
        let count = |page: &Value| page["training"].as_array().unwrap().len();
        assert_eq!(count(&after), count(&before) + 1);
        let trained = after["training"].as_array().unwrap().iter().find(|one| one["class_name"] == "第A1期培训班").unwrap();
        assert_eq!((&trained["hours_tenths"], &trained["days"], &trained["form"]), (&json!(400), &json!(5), &json!("offline")));
        assert_eq!((&trained["topic"], &trained["start_date"]), (&json!("T0301"), &json!("2026-03-16")));
        let done = |page: &Value| page["hours"]["done_tenths"].as_i64().unwrap();
        assert_eq!(done(&after), done(&before) + 400, "{after:#}");
    }

    async fn who_stayed_away_is_not_credited_and_a_correction_is_dated(db: TestDb) {
        let office = Office::open(db).await;
        let server = &office.server;
        office.approve(&office.grave).await;
        let run = office.run("甲").await;
        server.post(&format!("{run}/accept"), json!({})).await.expect(200);
        let path = format!("{}/seats/{}/attendance", office.grave, build::person_id(WANG));
        let put = async |version: i64, body: Value| {
            server.ask("PUT", &path, &[("if-match", &format!("\"{version}\""))], Some(body)).await
        };
        let away = json!({ "presence": "absent", "absence": "sick", "remark": "医院证明" });
        let early = put(1, away.clone()).await.refused(409, "wrong_state");
        assert!(early["message"].as_str().unwrap().contains("已批准"), "{early:#}");
        office.step(&office.grave, "published").await;
        put(1, json!({ "presence": "absent" })).await.refused(422, "missing_value");
        let faults = put(1, json!({ "presence": "elsewhere", "absence": "luck", "hours_tenths": -1 })).await;
        assert_eq!(faults.refused(422, "invalid_value")["more"].as_array().unwrap().len(), 2);
        put(1, json!({ "presence": "absent", "absence": "sick", "hours_tenths": 10 })).await.refused(422, "invalid_value");
        put(1, json!({ "presence": "present", "hours_tenths": 401 })).await.refused(422, "invalid_value");
        server.ask("PUT", &path, &[], Some(away.clone())).await.refused(428, "version_missing");
        let nobody = format!("{}/seats/{}/attendance", office.grave, build::person_id(1));
        server.ask("PUT", &nobody, &[("if-match", "\"1\"")], Some(away.clone())).await.refused(404, "not_found");

        let person = format!("/people/{}", build::person_id(WANG));
        let standing = async || {
            let page = server.get(&person).await.expect(200);
            let records = page["training"].as_array().unwrap().iter();
            let record = records.filter(|one| one["class_name"] == "第A1期培训班").map(|one| (one["hours_tenths"].as_i64().unwrap(), one["days"].as_i64().unwrap())).collect::<Vec<_>>();
            (page["hours"]["done_tenths"].as_i64().unwrap(), record, page["seat_list"][0]["attended"]["zh"].as_str().unwrap().to_owned())
        };
        let (before, none, nothing) = standing().await;
        assert_eq!((none.len(), nothing.as_str()), (0, ""));
        // Noted before the class is held: there is nothing to credit.
        let noted = put(1, away.clone()).await;
        assert_eq!(noted.header("etag"), "\"2\"");
        let noted = noted.expect(200);
        assert_eq!((&noted["attendance"]["absence"], &noted["attendance"]["noted_by"]), (&json!("sick"), &json!("测试员")));
        put(1, away.clone()).await.refused(412, "version_stale");
        server.clock.set(jinxue_domain::Date::constant(2026, 3, 21));
        office.step(&office.grave, "held").await;
        assert_eq!(standing().await, (before, vec![], "缺席（病假）".into()));

        // It was a mistake; then she turns out to have left early; then to have been away after all.
        server.clock.pass_hours(1);
        put(2, json!({ "presence": "present" })).await.expect(200);
        assert_eq!(standing().await, (before + 400, vec![(400, 5)], String::new()));
        put(3, json!({ "presence": "present", "absence": "duty", "hours_tenths": 235 })).await.expect(200);
        assert_eq!(standing().await, (before + 235, vec![(235, 2)], "实到 23.5 学时（公务）".into()));
        let seats = server.get(&format!("{}/seats", office.grave)).await.expect(200);
        assert_eq!((&seats["items"][0]["version"], &seats["items"][0]["attendance"]["hours_tenths"]), (&json!(4), &json!(235)));
        put(4, away).await.expect(200);
        assert_eq!(standing().await, (before, vec![], "缺席（病假）".into()));

        let object = format!("{}/{}", office.grave.trim_start_matches("/classes/"), build::person_id(WANG));
        let notes = server.app.unfenced().read(async |mut conn| jinxue_store::audit::of_object(&mut conn, "seat", &object).await).await.unwrap();
        assert_eq!(notes.len(), 4, "every note and correction is kept");
        let first: Value = serde_json::from_str(&notes[0].detail).unwrap();
        assert_eq!((&first["before"]["presence"], &first["after"]["absence"], &first["remark"]), (&json!("present"), &json!("sick"), &json!("医院证明")));
        assert!(notes[1].at > notes[0].at);
        // A correction of one class leaves the seats and the hours of everybody else alone.
        assert_eq!(server.get(&office.grave).await.expect(200)["seats_taken"], 1);
    }

    async fn a_reason_names_the_version_of_the_rule_the_run_was_judged_by(db: TestDb) {
        let office = Office::open(db).await;
        let server = &office.server;
        office.approve(&office.grave).await;
        let set = async |hours: i64, source: &str| {
            let local = json!({ "unit_id": build::unit_id(1).as_uuid(), "value": { "hours": hours }, "source": source, "valid_from": "2026-01-01" });
            server.ask("PUT", "/rules/hours.section_and_below.yearly/override", &[], Some(local)).await.expect(200);
        };
        set(95, "一号文").await;
        let before = office.run("甲").await;
        server.clock.pass_hours(1);
        set(100, "二号文").await;
        let after = office.run("乙").await;
        for (run, source) in [(before, "一号文，山西省第 1 版，2026-01-01 起"), (after, "二号文，山西省第 2 版，2026-01-01 起")] {
            let answers = office.answers(&run).await;
            let seated = answers["items"][0]["words"]["zh"].as_str().unwrap();
            assert!(seated.contains(&format!("计入所欠学时（依据：{source}）")), "{seated}");
            assert_eq!(answers["changed"], Value::Null, "the rules are the run's");
        }
    }

    async fn an_answer_says_what_has_changed_since_the_run(db: TestDb) {
        let office = Office::open(db).await;
        let server = &office.server;
        office.approve(&office.grave).await;
        let run = office.run("甲").await;
        assert_eq!(office.answers(&run).await["changed"], Value::Null);
        server.post(&format!("{run}/accept"), json!({})).await.expect(200);
        office.step(&office.grave, "published").await;
        assert_eq!(office.answers(&run).await["changed"], Value::Null, "what came out is no change");
        lacks(server, "T0401", 50).await;
        let changed = office.answers(&run).await["changed"]["zh"].as_str().unwrap().to_owned();
        assert!(changed.contains("此人的资料") && !changed.contains("班次《"), "{changed}");
        let class = server.get(&office.grave).await.expect(200);
        let version = class["version"].as_i64().unwrap();
        let moved = json!({ "start_date": "2026-03-23", "end_date": "2026-03-27" });
        server.patch(&office.grave, version, moved).await.expect(200);
        let answers = office.answers(&run).await;
        assert!(answers["changed"]["zh"].as_str().unwrap().contains("班次《第A1期培训班》"), "{answers:#}");
        assert_eq!(verdict(&answers, "A1"), "seated", "the seat is the run's");
    }
}
