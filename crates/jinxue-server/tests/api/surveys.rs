//! Needs surveys: asked of a subtree, answered by oneself, told without giving anybody away.

use std::io::Cursor;

use calamine::{Reader as _, Xlsx};
use jinxue_app::{Actor, jobs};
use jinxue_domain::authority::{Authority, Grant, GrantRole, Reach, Terms};
use jinxue_domain::{Date, Grade, GrantId, UnitKind, UnitPath};
use jinxue_store::{people, units};
use jinxue_testkit::{Reply, TestDb, TestServer, build, on_both};
use serde_json::{Value, json};

const WANG: u64 = 2;
const LI: u64 = 3;

/// Somebody with a role on a unit; a trainee is the person of a number.
fn holder(server: &TestServer, role: GrantRole, node: &str, person: Option<u64>) -> Actor {
    let node: UnitPath = node.parse().unwrap();
    let from = jinxue_domain::Instant::from_micros(0);
    let terms = Terms { role, node, reach: Reach::Subtree, fields: vec![], from, until: None };
    let grant = Grant { id: GrantId::from_uuid(build::uuid(40, 1)), terms };
    let own = person.map(build::person_id);
    let authority = Authority::at(server.app.clock.now(), [grant], own);
    Actor { account: None, name: format!("{role}"), authority }
}

fn trainee(server: &TestServer, person: u64) -> Actor {
    holder(server, GrantRole::Trainee, "0001.0001.0001.0001", Some(person))
}

fn draft(naming: &str) -> Value {
    json!({
        "title": "2026 年度培训需求调研", "naming": naming, "grade_from": 5, "grade_to": 12, "roles": [], "sectors": [],
        "topics": ["T0301", "T0302", "T0401"], "chosen_max": 2, "question": "还想学什么？", "opens_on": "2026-03-01", "closes_on": "2026-03-20"
    })
}

fn with(mut draft: Value, fields: Value) -> Value {
    for (field, value) in fields.as_object().unwrap() {
        draft[field] = value.clone();
    }
    draft
}

/// The province, the city and the county are regions; the bureau is none.
async fn province(db: TestDb) -> TestServer {
    let server = TestServer::on(db).await.peopled().await;
    server
        .app
        .unfenced()
        .work(async |mut tx| {
            let mut tree = units::all(&mut tx).await?;
            tree.iter_mut().take(3).for_each(|unit| unit.kind = UnitKind::Region);
            units::upsert_many(&mut tx, &tree).await
        })
        .await
        .unwrap();
    server
}

async fn made(server: &TestServer, unit: u64, draft: Value) -> String {
    let made =
        server.post("/surveys", json!({ "unit_id": build::unit_id(unit).as_uuid(), "draft": draft })).await;
    format!("/surveys/{}", made.expect(201)["id"].as_str().unwrap())
}

async fn step(server: &TestServer, survey: &str, version: i64, to: &str) -> Reply {
    let version = format!("\"{version}\"");
    server
        .ask("POST", &format!("{survey}/transitions"), &[("if-match", &version)], Some(json!({ "to": to })))
        .await
}

async fn opened(server: &TestServer, unit: u64, draft: Value) -> String {
    let survey = made(server, unit, draft).await;
    step(server, &survey, 1, "open").await.expect(200);
    jobs::drain(&server.app).await.unwrap();
    survey
}

async fn answer(
    server: &TestServer,
    survey: &str,
    person: u64,
    version: i64,
    chosen: &[(&str, &str)],
) -> Reply {
    let choices: Vec<Value> =
        chosen.iter().map(|(topic, urgency)| json!({ "topic": topic, "urgency": urgency })).collect();
    say(server, survey, person, version, json!({ "choices": choices, "remark": null })).await
}

async fn say(server: &TestServer, survey: &str, person: u64, version: i64, said: Value) -> Reply {
    let version = format!("\"{version}\"");
    let (path, headers) = (format!("{survey}/answer"), [("if-match", version.as_str())]);
    server.ask_as(&trainee(server, person), "PUT", &path, &headers, Some(said)).await
}

async fn results(server: &TestServer, survey: &str) -> Value {
    jobs::drain(&server.app).await.unwrap();
    server.get(&format!("{survey}/results")).await.expect(200)
}

fn topic<'v>(results: &'v Value, code: &str) -> &'v Value {
    results["topics"].as_array().unwrap().iter().find(|topic| topic["topic"] == code).unwrap()
}

async fn gap(server: &TestServer, person: u64, topic: &str) -> Value {
    let page = server.get(&format!("/people/{}", build::person_id(person))).await.expect(200);
    page["gaps"].as_array().unwrap().iter().find(|gap| gap["topic"] == topic).cloned().unwrap_or_default()
}

/// Puts twelve more clerks into the bureau, 101 to 112, and as many into a second one beside it, 201 to 212.
async fn crowded(server: &TestServer) {
    server
        .app
        .unfenced()
        .work(async |mut tx| {
            let bureau = units::by_id(&mut tx, build::unit_id(4)).await?;
            let mut city = build::unit(5, Some(1), "0001.0002");
            (city.name, city.kind) = ("大同市".into(), UnitKind::Region);
            units::upsert_many(&mut tx, std::slice::from_ref(&city)).await?;
            let clerks = |unit: jinxue_store::units::Unit, from: u64| {
                (from..from + 12).map(move |number| build::person(number, &unit, "某人")).collect::<Vec<_>>()
            };
            people::upsert_many(&mut tx, &[clerks(bureau, 101), clerks(city, 201)].concat()).await
        })
        .await
        .unwrap();
}

on_both! {
    async fn a_survey_is_asked_answered_reminded_of_and_closed(db: TestDb) {
        let server = province(db).await;
        let survey = made(&server, 1, draft("named")).await;
        let own = trainee(&server, WANG);
        server.ask_as(&own, "GET", &format!("{survey}/answer"), &[], None).await.refused(404, "not_found");
        let draft = server.get(&format!("{survey}/results")).await.expect(200);
        assert_eq!((&draft["asked"], &draft["topics"]), (&json!(4), &json!([])), "a draft says whom it would ask");
        let open = step(&server, &survey, 1, "open").await.expect(200);
        assert_eq!((&open["state"], &open["asked"], &open["opened_by"]), (&json!("open"), &json!(4), &json!("测试员")));
        step(&server, &survey, 1, "closed").await.refused(412, "version_stale");
        step(&server, &survey, 2, "open").await.refused(409, "wrong_state");

        let mine = server.ask_as(&own, "GET", "/surveys/mine", &[], None).await.expect(200);
        assert_eq!((mine["items"][0]["open"].clone(), mine["items"][0]["answered_at"].clone()), (json!(true), json!(null)));
        let sheet = server.ask_as(&own, "GET", &format!("{survey}/answer"), &[], None).await;
        assert_eq!(sheet.header("etag"), "\"0\"");
        assert_eq!(sheet.expect(200)["topics"].as_array().unwrap().len(), 3);
        let said = answer(&server, &survey, WANG, 0, &[("T0301", "urgent"), ("T0302", "mild"), ("T0401", "none")]).await.expect(200);
        assert_eq!((&said["version"], said["answer"]["choices"].as_array().unwrap().len()), (&json!(1), 2));
        let opened = gap(&server, WANG, "T0301").await;
        assert_eq!((&opened["severity"], &opened["evidence"]), (&json!(80), &json!("self")));
        assert_eq!((&opened["changes"][0]["cause"], &opened["changes"][0]["subject_name"]), (&json!("survey"), &json!("2026 年度培训需求调研")));

        // The later answer counts, and what was said before is said no more.
        answer(&server, &survey, WANG, 0, &[("T0301", "mild")]).await.refused(412, "version_stale");
        answer(&server, &survey, WANG, 1, &[("T0302", "needed")]).await.expect(200);
        assert_eq!((gap(&server, WANG, "T0301").await["severity"].clone(), gap(&server, WANG, "T0302").await["severity"].clone()), (json!(0), json!(50)));
        let found = results(&server, &survey).await;
        assert_eq!((&found["asked"], &found["answered"], &topic(&found, "T0302")["needed"], &topic(&found, "T0301")["urgent"]), (&json!(4), &json!(1), &json!(1), &json!(0)));
        assert_eq!(topic(&found, "T0302")["personal_tenths"], 1000, "the most needed");

        let waiting = server.get(&format!("{survey}/waiting?limit=2")).await.expect(200);
        assert_eq!((&waiting["total"], waiting["items"].as_array().unwrap().len()), (&json!(3), 2));
        let reminder = server.post(&format!("{survey}/reminders"), json!({ "unit_id": null })).await.expect(200);
        assert_eq!((&reminder["waiting"], &reminder["unit_name"]), (&json!(3), &json!("山西省")));
        server.post(&format!("{survey}/reminders"), json!({ "unit_id": null })).await.refused(409, "duplicate");
        let mine = server.ask_as(&trainee(&server, LI), "GET", "/surveys/mine", &[], None).await.expect(200);
        assert!(mine["items"][0]["reminded_at"].is_i64());

        step(&server, &survey, 2, "closed").await.expect(200);
        answer(&server, &survey, LI, 0, &[("T0301", "mild")]).await.refused(409, "wrong_state");
        answer(&server, &survey, WANG, 2, &[]).await.refused(409, "wrong_state");
        let sheet = server.ask_as(&own, "GET", &format!("{survey}/answer"), &[], None).await.expect(200);
        assert_eq!((&sheet["survey"]["open"], &sheet["answer"]["choices"][0]["topic"]), (&json!(false), &json!("T0302")));
        let found = results(&server, &survey).await;
        assert_eq!((&found["answered"], &found["reminders"][0]["waiting"]), (&json!(1), &json!(3)));
        let own = format!("/people/{}/own-data", build::person_id(WANG));
        let data = server.get(&own).await.expect(200);
        assert_eq!(data["answers"][0]["choices"][0]["urgency"], "needed");
    }

    async fn two_reminders_at_once_are_one(db: TestDb) {
        let server = province(db).await;
        let survey = opened(&server, 1, draft("named")).await;
        let path = format!("{survey}/reminders");
        let ask = async || server.post(&path, json!({ "unit_id": null })).await.status;
        let mut ended = vec![];
        let (one, two, three) = tokio::join!(ask(), ask(), ask());
        ended.extend([one, two, three]);
        ended.sort_unstable();
        assert_eq!(ended, [200, 409, 409]);
        assert_eq!(results(&server, &survey).await["reminders"].as_array().unwrap().len(), 1);
    }

    async fn a_unit_counts_its_own_departments_alone(db: TestDb) {
        let server = province(db).await;
        crowded(&server).await;
        server.app.unfenced().work(async |mut tx| {
            let mut own = build::unit(6, Some(1), "0001.0009");
            own.name = "省发改委".into();
            units::upsert_many(&mut tx, std::slice::from_ref(&own)).await?;
            people::upsert_many(&mut tx, &[build::person(301, &own, "某人"), build::person(302, &own, "某人")]).await
        }).await.unwrap();
        let survey = opened(&server, 1, draft("named")).await;
        answer(&server, &survey, 301, 0, &[("T0301", "mild")]).await.expect(200);
        let found = results(&server, &survey).await;
        assert_eq!((&found["ways"], &found["asked"]), (&json!(["region", "unit"]), &json!(30)));
        let own = server.get(&format!("{survey}/results?by=unit")).await.expect(200);
        let places: Vec<_> = own["places"].as_array().unwrap().iter().map(|place| (place["label"]["zh"].as_str().unwrap(), place["asked"].as_i64().unwrap(), place["answered"].as_i64().unwrap())).collect();
        assert_eq!(places, [("省发改委", 2, 1), ("本级", 1, 0)]);
        assert_eq!((&own["asked"], &own["answered"]), (&json!(30), &json!(1)), "the whole stays the whole");
    }

    async fn what_people_say_opens_and_worsens_but_closes_nothing(db: TestDb) {
        let server = province(db).await;
        let survey = opened(&server, 1, draft("named")).await;
        let measured = json!({ "topic": "T0301", "kind": "ability", "severity": 60, "evidence": "measured", "noted_on": "2026-02-01" });
        server.post(&format!("/people/{}/gaps", build::person_id(WANG)), measured).await.expect(201);
        answer(&server, &survey, WANG, 0, &[("T0301", "mild")]).await.expect(200);
        assert_eq!(gap(&server, WANG, "T0301").await["severity"], 60);
        answer(&server, &survey, WANG, 1, &[]).await.expect(200);
        assert_eq!(gap(&server, WANG, "T0301").await["severity"], 60);
    }

    async fn nobody_is_told_of_who_is_not_asked_and_of_what_is_not_theirs(db: TestDb) {
        let server = province(db).await;
        let clerks = opened(&server, 4, with(draft("named"), json!({ "grade_from": 9 }))).await;
        answer(&server, &clerks, LI, 0, &[]).await.refused(404, "not_found");
        answer(&server, &clerks, 1, 0, &[]).await.refused(404, "not_found");
        answer(&server, "/surveys/00000000-0000-7000-8000-000000000000", WANG, 0, &[]).await.refused(404, "not_found");
        server.ask("PUT", &format!("{clerks}/answer"), &[("if-match", "\"0\"")], Some(json!({ "choices": [], "remark": null }))).await.refused(404, "not_found");
        let province = made(&server, 1, draft("named")).await;
        let liaison = holder(&server, GrantRole::UnitLiaison, "0001.0001.0001.0001", None);
        server.ask_as(&liaison, "GET", &province, &[], None).await.refused(404, "not_found");
        let listed = server.ask_as(&liaison, "GET", "/surveys", &[], None).await.expect(200);
        assert_eq!(listed["items"].as_array().unwrap().len(), 1, "a draft of those above is not known");
        step(&server, &province, 1, "open").await.expect(200);
        jobs::drain(&server.app).await.unwrap();
        let seen = server.ask_as(&liaison, "GET", &province, &[], None).await.expect(200);
        assert_eq!((&seen["asked"], &seen["may_change"], &seen["may_remind"]), (&json!(null), &json!(false), &json!(false)));
        let own = server.ask_as(&liaison, "GET", &format!("{province}/results"), &[], None).await.expect(200);
        assert_eq!((&own["unit_name"], &own["asked"]), (&json!("第4局"), &json!(2)));
        let waiting = server.ask_as(&liaison, "GET", &format!("{province}/waiting"), &[], None).await.expect(200);
        assert_eq!(waiting["total"], 2);
        let root = build::unit_id(1).as_uuid();
        server.ask_as(&liaison, "GET", &format!("{province}/results?unit={root}"), &[], None).await.refused(404, "not_found");
        server.ask_as(&liaison, "POST", &format!("{province}/reminders"), &[], Some(json!({ "unit_id": null }))).await.refused(403, "forbidden");
        // An organiser below reminds their own people, and changes nothing of it.
        let county = holder(&server, GrantRole::CountyOrganiser, "0001.0001.0001", None);
        let reminded = server.ask_as(&county, "POST", &format!("{province}/reminders"), &[], Some(json!({ "unit_id": null }))).await.expect(200);
        assert_eq!((&reminded["unit_name"], &reminded["waiting"]), (&json!("小店区"), &json!(2)));
        server.ask_as(&county, "POST", &format!("{province}/transitions"), &[("if-match", "\"2\"")], Some(json!({ "to": "closed" }))).await.refused(403, "forbidden");
        let outside = server.get(&format!("{clerks}/results?unit={root}")).await;
        outside.refused(404, "not_found");
    }

    async fn without_names_nothing_is_told_of_few_and_nobody_can_be_found(db: TestDb) {
        let server = province(db).await;
        crowded(&server).await;
        let survey = opened(&server, 1, draft("anonymous")).await;
        for person in (101..=108).chain(201..=203) {
            say(&server, &survey, person, 0, json!({ "choices": [{ "topic": "T0301", "urgency": "urgent" }], "remark": format!("第{person}句") })).await.expect(200);
        }
        let open = results(&server, &survey).await;
        assert_eq!((&open["hidden"], &open["topics"], &open["answered"]), (&json!("open"), &json!([]), &json!(11)));
        assert_eq!(gap(&server, 101, "T0301").await["severity"], json!(null), "no gap of anybody's");
        let data = server.get(&format!("/people/{}/own-data", build::person_id(101))).await.expect(200);
        assert_eq!((&data["answers"][0]["choices"], &data["answers"][0]["remark"]), (&json!([]), &json!(null)));
        step(&server, &survey, 2, "closed").await.expect(200);
        let whole = results(&server, &survey).await;
        assert_eq!((&whole["hidden"], &topic(&whole, "T0301")["urgent"]), (&json!(null), &json!(11)));
        // Three of one city are too few, and the other city would give them away.
        for (unit, reason) in [(5, "few"), (2, "few"), (4, "place")] {
            let of = server.get(&format!("{survey}/results?unit={}", build::unit_id(unit))).await.expect(200);
            assert_eq!((&of["hidden"], &of["topics"]), (&json!(reason), &json!([])), "{unit}");
            let said = server.get(&format!("{survey}/remarks?unit={}", build::unit_id(unit))).await.expect(200);
            assert_eq!(said["total"], 0);
        }
        let said = server.get(&format!("{survey}/remarks")).await.expect(200);
        assert_eq!((&said["total"], &said["items"][0]["name"], &said["items"][0]["words"]), (&json!(11), &json!(null), &json!("第101句")));
        let left = server.app.unfenced().read(async |mut conn| {
            let (answers, choices) = jinxue_store::surveys::answers::of_person(&mut conn, build::person_id(101)).await?;
            Ok::<_, jinxue_store::StoreError>((answers.iter().map(|one| one.remark.clone()).collect::<Vec<_>>(), choices.len()))
        }).await.unwrap();
        assert_eq!(left, (vec![None], 0), "what was said has lost its person");
        // Counted once more it would have lost its numbers too.
        jobs::drain(&server.app).await.unwrap();
        assert_eq!(topic(&results(&server, &survey).await, "T0301")["urgent"], 11);
    }

    async fn a_survey_closes_by_itself_when_its_day_is_over(db: TestDb) {
        let server = province(db).await;
        let survey = opened(&server, 1, draft("named")).await;
        server.clock.set(Date::constant(2026, 3, 20));
        answer(&server, &survey, WANG, 0, &[("T0301", "mild")]).await.expect(200);
        server.clock.set(Date::constant(2026, 3, 21));
        answer(&server, &survey, LI, 0, &[("T0301", "mild")]).await.refused(409, "wrong_state");
        let found = results(&server, &survey).await;
        assert_eq!(found["answered"], 1);
        let closed = server.get(&survey).await.expect(200);
        assert_eq!((&closed["state"], &closed["closed_by"], &closed["may_change"]), (&json!("closed"), &json!("系统"), &json!(false)));
    }

    async fn people_are_counted_where_they_are_and_units_that_move_take_their_answers_along(db: TestDb) {
        let server = province(db).await;
        crowded(&server).await;
        let survey = opened(&server, 1, draft("named")).await;
        for person in 101..=104 {
            answer(&server, &survey, person, 0, &[("T0301", "needed")]).await.expect(200);
        }
        let place = |found: &Value, name: &str| {
            let place = found["places"].as_array().unwrap().iter().find(|place| place["label"]["zh"] == name).cloned().unwrap_or_default();
            (place["asked"].as_i64().unwrap_or(0), place["answered"].as_i64().unwrap_or(0))
        };
        let found = results(&server, &survey).await;
        assert_eq!((place(&found, "太原市"), place(&found, "大同市"), place(&found, "直属单位")), ((15, 4), (12, 0), (1, 0)));
        let now = server.app.clock.now();
        server.app.unfenced().work(async |mut tx| units::move_to(&mut tx, build::unit_id(4), build::unit_id(5), now).await).await.unwrap();
        server.clock.pass_hours(2);
        let found = results(&server, &survey).await;
        assert_eq!((place(&found, "太原市"), place(&found, "大同市")), ((1, 0), (26, 4)));
        // Someone who comes is asked too; whoever leaves the audience counts no more.
        server.app.unfenced().work(async |mut tx| {
            let mut gone = people::by_id(&mut tx, build::person_id(101)).await?;
            gone.grade = Grade::try_from(4).unwrap();
            let come = build::person(150, &units::by_id(&mut tx, build::unit_id(5)).await?, "新人");
            people::upsert_many(&mut tx, &[gone, come]).await
        }).await.unwrap();
        server.clock.pass_hours(2);
        let found = results(&server, &survey).await;
        assert_eq!((place(&found, "大同市"), &topic(&found, "T0301")["needed"]), ((26, 3), &json!(3)));
        answer(&server, &survey, 150, 0, &[]).await.expect(200);
    }

    async fn the_three_needs_are_weighed_and_shown(db: TestDb) {
        let server = province(db).await;
        let profile = |name: &str, demand: &str, levels: Value, grade_to: u8| json!({
            "name": name, "grade_from": 1, "grade_to": grade_to, "roles": [], "sectors": [], "unproven": "asked", "demand": demand, "levels": levels
        });
        let (all, posts) = (json!([{ "topic": "T0301", "level": 90 }]), json!([{ "topic": "T0301", "level": 60 }, { "topic": "T0302", "level": 90 }]));
        let root = build::unit_id(1).as_uuid();
        for draft in [profile("组织", "organisation", all, 12), profile("岗位", "post", posts, 8)] {
            server.post("/profiles", json!({ "unit_id": root, "draft": draft })).await.expect(201);
        }
        let survey = opened(&server, 1, draft("named")).await;
        answer(&server, &survey, WANG, 0, &[("T0301", "needed"), ("T0302", "urgent")]).await.expect(200);
        let found = results(&server, &survey).await;
        let parts = |found: &Value, code: &str| {
            ["organisation_tenths", "post_tenths", "personal_tenths", "combined_tenths"].map(|part| topic(found, code)[part].as_i64().unwrap())
        };
        // Two of four are of grade 8 or above: their post asks 60 of the first and 90 of the second.
        // She lacks the second more: the first is told against it, and weighed.
        assert_eq!(parts(&found, "T0301"), [1000, 667, 625, 788]);
        assert_eq!(parts(&found, "T0302"), [0, 1000, 1000, 600]);
        assert_eq!((&found["topics"][0]["topic"], &found["weights"]["organisation"], &found["weights"]["rule"]["code"]), (&json!("T0301"), &json!(40), &json!("needs.combined")));
        // A unit that is no region is counted when it is asked for, and by the same rule.
        let bureau = server.get(&format!("{survey}/results?unit={}", build::unit_id(4))).await.expect(200);
        assert_eq!((parts(&bureau, "T0301"), &bureau["counted_at"]), ([1000, 667, 625, 788], &json!(null)));
        let weights = json!({ "unit_id": root, "value": { "organisation": 0, "post": 0, "personal": 100 }, "source": "晋组训〔2026〕1号", "valid_from": "2026-03-02" });
        server.ask("PUT", "/rules/needs.combined/override", &[("if-match", "\"0\"")], Some(weights)).await.expect(200);
        assert_eq!(parts(&results(&server, &survey).await, "T0302"), [0, 1000, 1000, 1000], "other weights, another order");
        let begun = server.post(&format!("{survey}/exports"), json!({ "unit": null })).await.expect(202);
        jobs::drain(&server.app).await.unwrap();
        let file = server.get(&format!("/exports/{}/file", begun["id"].as_str().unwrap())).await.bytes;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).unwrap();
        assert_eq!(book.sheet_names(), ["需求汇总", "作答进度"]);
        let rows: Vec<Vec<String>> = book.worksheet_range("需求汇总").unwrap().rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
        let first = rows.iter().find(|row| row[0] == "1").unwrap();
        assert_eq!((first[2].as_str(), first[5].as_str()), ("T0302", "0"));
    }

    async fn every_fault_of_a_survey_is_named(db: TestDb) {
        let server = province(db).await;
        let root = build::unit_id(1).as_uuid();
        let bad = with(draft("secret"), json!({
            "title": "  ", "grade_from": 9, "grade_to": 5, "roles": ["boss"], "topics": ["T0301", "T9999", "T0301"], "chosen_max": 0,
            "question": "问".repeat(201), "opens_on": "2026-03-09", "closes_on": "2026-03-08"
        }));
        let refused = server.post("/surveys", json!({ "unit_id": root, "draft": bad })).await;
        assert_eq!(refused.status, 422);
        let error = &refused.body["error"];
        let mut fields = vec![error["field"].as_str().unwrap().to_owned()];
        fields.extend(error["more"].as_array().unwrap().iter().map(|more| more["field"].as_str().unwrap().to_owned()));
        assert_eq!(fields, ["title", "naming", "grade_from", "roles", "question", "topic", "topics", "chosen_max", "closes_on"]);
        for (over, field) in [
            (json!({ "closes_on": "2026-03-01", "opens_on": "2026-02-01" }), "closes_on"),
            (json!({ "closes_on": "2028-03-01" }), "closes_on"),
            (json!({ "chosen_max": 4 }), "chosen_max"),
            (json!({ "opens_on": "gestern" }), "opens_on"),
        ] {
            let refused = server.post("/surveys", json!({ "unit_id": root, "draft": with(draft("named"), over) })).await;
            assert_eq!(refused.refused(422, "invalid_value")["field"], field);
        }
        let nobody = made(&server, 4, with(draft("named"), json!({ "grade_to": 5 }))).await;
        step(&server, &nobody, 1, "open").await.refused(422, "invalid_value");
        step(&server, &nobody, 1, "closed").await.refused(409, "wrong_state");
        step(&server, &nobody, 1, "shut").await.refused(422, "invalid_value");
        server.get(&format!("{nobody}/waiting")).await.refused(409, "wrong_state");

        let survey = opened(&server, 1, draft("named")).await;
        let refused = answer(&server, &survey, WANG, 0, &[("T0301", "very"), ("T0999", "mild"), ("T0302", "mild"), ("T0302", "mild")]).await;
        assert_eq!(refused.status, 422);
        assert_eq!((&refused.body["error"]["field"], refused.body["error"]["more"].as_array().unwrap().len()), (&json!("urgency"), 2));
        let many = answer(&server, &survey, WANG, 0, &[("T0301", "mild"), ("T0302", "mild"), ("T0401", "mild")]).await;
        assert_eq!(many.refused(422, "invalid_value")["expected"], "至多 2 个");
        let long = say(&server, &survey, WANG, 0, json!({ "choices": [], "remark": "长".repeat(501) })).await;
        assert_eq!(long.refused(422, "invalid_value")["field"], "remark");
        assert_eq!(results(&server, &survey).await["answered"], 0, "nothing refused was kept");
        server.get(&format!("{survey}/results?by=grade")).await.refused(422, "invalid_value");
        server.get(&format!("{survey}/waiting?limit=500")).await.refused(422, "invalid_value");
    }

    async fn a_draft_is_changed_and_removed_and_of_an_open_survey_only_the_last_day(db: TestDb) {
        let server = province(db).await;
        let survey = made(&server, 1, draft("named")).await;
        let put = async |version: i64, body: Value| server.ask("PUT", &survey, &[("if-match", &format!("\"{version}\""))], Some(body)).await;
        let changed = put(1, with(draft("anonymous"), json!({ "topics": [] }))).await.expect(200);
        assert_eq!((&changed["version"], &changed["draft"]["naming"], &changed["draft"]["topics"]), (&json!(2), &json!("anonymous"), &json!([])));
        put(1, draft("named")).await.refused(412, "version_stale");
        server.ask("PUT", &survey, &[], Some(draft("named"))).await.refused(428, "version_missing");
        step(&server, &survey, 2, "open").await.expect(200);
        let later = with(draft("anonymous"), json!({ "topics": [], "closes_on": "2026-04-01" }));
        put(3, with(later.clone(), json!({ "title": "另一个" }))).await.refused(409, "wrong_state");
        assert_eq!(put(3, later).await.expect(200)["draft"]["closes_on"], "2026-04-01");
        server.ask("DELETE", &survey, &[("if-match", "\"4\"")], None).await.refused(409, "wrong_state");
        let other = made(&server, 1, draft("named")).await;
        assert_eq!(server.ask("DELETE", &other, &[("if-match", "\"1\"")], None).await.status, 204);
        server.get(&other).await.refused(404, "not_found");
    }
}
