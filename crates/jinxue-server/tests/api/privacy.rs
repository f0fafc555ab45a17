//! A person's own data, and somebody who left made nameless: nothing tells who they were, and nothing counted changes.

use jinxue_app::Actor;
use jinxue_domain::authority::{Authority, Grant, GrantRole, Reach, Terms};
use jinxue_domain::{
    ClassKind, ClassState, Date, Evidence, GapKind, PersonId, PostKind, RecordForm, SeatState, Tenths,
    UnitPath,
};
use jinxue_store::dump;
use jinxue_store::gaps::{self, GapEvidence};
use jinxue_store::imports::rows;
use jinxue_store::posts::{self, PersonPost};
use jinxue_store::records::{self, TrainingRecord};
use jinxue_store::seats::{self, Seat};
use jinxue_store::{Value as Cell, accounts, classes, plans, sessions};
use jinxue_testkit::{TestServer, build, on_both};
use serde_json::{Value, json};

use super::access::world::{TREE, World, said};
use super::imports::desk::{Sent, reading};

const NAME: &str = "司马相如";
const NUMBER: &str = "11010519491231002X";
/// What else tells who it was.
const WORDS: [&str; 8] =
    [NAME, NUMBER, "simaxiangru", "smxr", "辞赋处", "上林苑令", "茂陵县文书", "临邛分局"];

/// One who left, with a record, posts, evidence, a seat, an account, and the row of a roster that brought them.
async fn left(server: &TestServer) -> PersonId {
    let text =
        format!("姓名,单位,身份证号,部门,职务,职级\n{NAME},第4局,{NUMBER},辞赋处,上林苑令,一级主任科员\n");
    Sent::previewed(server, "roster", "r.csv", text.as_bytes()).await.committed().await;
    let id = server.get("/people?q=smxr").await.expect(200)["items"][0]["id"].as_str().unwrap().to_owned();
    let person: PersonId = PersonId::from_uuid(id.parse().unwrap());
    let now = server.app.clock.now();
    let day = |day| Date::constant(2026, 2, day);
    let topic = "T0301".parse().unwrap();
    let (root, plan) = (build::unit(1, None, "0001"), build::plan(0, &build::unit(1, None, "0001")));
    let mut class = build::class(1, &plan, &root, topic, 10);
    class.class.state = ClassState::Published;
    let record = TrainingRecord {
        id: build::uuid(20, 1).into(),
        person_id: person,
        class_name: "任职培训班".into(),
        class_id: None,
        topic: Some(topic),
        kind: ClassKind::ALL[0],
        form: RecordForm::Offline,
        start_date: day(2),
        end_date: day(6),
        days: 5,
        hours_tenths: Tenths::new(400),
        recognised: true,
        organiser: None,
        organiser_tier: None,
        institution: None,
        completion: None,
        unit_then: Some("临邛分局".into()),
        post_then: Some("茂陵县文书".into()),
        import_id: None,
        created_at: now,
        verbatim: Some("{\"A1108\":\"茂陵县文书\"}".into()),
    };
    let post = PersonPost {
        id: build::uuid(21, 1).into(),
        person_id: person,
        kind: PostKind::Resume,
        title: "茂陵县文书".into(),
        level: None,
        unit_name: Some("临邛分局".into()),
        from_date: Some("2001-03".into()),
        to_date: Some("2005-07".into()),
        source: "form".into(),
    };
    let gap = GapEvidence {
        id: build::uuid(22, 1).into(),
        person_id: person,
        topic,
        kind: GapKind::Ability,
        severity: 60.try_into().unwrap(),
        evidence: Evidence::Measured,
        noted_on: day(1),
        note: Some(format!("{NAME}须补课")),
        import_id: None,
        class_id: None,
        survey_id: None,
        created_at: now,
    };
    let seat = Seat {
        class_id: class.class.id,
        person_id: person,
        run_id: None,
        state: SeatState::Announced,
        mandatory: false,
        created_at: now,
    };
    server.account(7, NAME).await;
    server
        .app
        .unfenced()
        .work(async |mut tx| {
            plans::insert(&mut tx, &plan).await?;
            classes::upsert_many(&mut tx, std::slice::from_ref(&class)).await?;
            records::upsert_many(&mut tx, std::slice::from_ref(&record)).await?;
            posts::upsert_many(&mut tx, std::slice::from_ref(&post)).await?;
            gaps::add_evidence(&mut tx, std::slice::from_ref(&gap)).await?;
            seats::take(&mut tx, &seat).await?;
            let account = accounts::get(&mut tx, build::uuid(30, 7).into()).await?;
            let held = accounts::Account { person_id: Some(person), ..account };
            accounts::update(&mut tx, &held, now).await
        })
        .await
        .unwrap();
    let path = format!("/people/{id}");
    let version = server.get(&path).await.expect(200)["version"].as_i64().unwrap();
    server.patch(&path, version, json!({ "state": "left" })).await.expect(200);
    jinxue_app::jobs::drain(&server.app).await.unwrap();
    person
}

async fn anonymise(
    server: &TestServer,
    person: PersonId,
    version: i64,
    reason: &str,
) -> jinxue_testkit::Reply {
    let path = format!("/people/{person}/anonymise");
    server
        .ask("POST", &path, &[("if-match", &format!("\"{version}\""))], Some(json!({ "reason": reason })))
        .await
}

/// All that is counted: of the person, of the class, of everybody.
async fn figures(server: &TestServer, person: PersonId) -> Value {
    let one = server.get(&format!("/people/{person}")).await.expect(200);
    let kept = [
        "hours_done_tenths",
        "hours_due_tenths",
        "hours_short_tenths",
        "gaps_open",
        "top_gap",
        "seats",
        "hours",
        "grade",
        "sex",
        "unit_id",
    ];
    let kept: Vec<&Value> = kept.iter().map(|field| &one[*field]).collect();
    let counted = |list: &str, fields: &[&str]| -> Vec<Value> {
        let rows = one[list].as_array().unwrap().iter();
        rows.map(|row| json!(fields.iter().map(|field| row[*field].clone()).collect::<Vec<_>>())).collect()
    };
    let class = format!("/classes/{}", build::class_id(1));
    let seats = server.get(&format!("{class}/seats")).await.expect(200);
    let attendance: Vec<Vec<Value>> = seats
        .as_array()
        .or(seats["items"].as_array())
        .unwrap()
        .iter()
        .map(|seat| {
            ["state", "presence", "hours_tenths", "absence"].map(|field| seat[field].clone()).to_vec()
        })
        .collect();
    json!({
        "person": kept,
        "training": counted("training", &["class_name", "start_date", "end_date", "days", "hours_tenths", "topic"]),
        "posts": counted("posts", &["kind", "level", "from", "to"]),
        "gaps": counted("gaps", &["topic", "severity"]),
        "class": server.get(&class).await.expect(200)["seats_taken"],
        "attendance": attendance,
        "everybody": server.get("/people").await.expect(200)["total"],
        "overview": server.get("/overview").await.expect(200)["people"],
        "summary": server.get("/gaps/summary").await.expect(200),
    })
}

/// Every text of the store that holds one of the words, by table and column. The trail of deeds is never altered.
async fn told(server: &TestServer) -> Vec<String> {
    server
        .app
        .unfenced()
        .read(async |mut conn| {
            let mut told = Vec::new();
            for table in dump::tables(&mut conn).await? {
                dump::rows(&mut conn, &table, |row| {
                    for ((column, _), cell) in table.columns.iter().zip(&row) {
                        if let Cell::Text(Some(text)) = cell
                            && WORDS.iter().any(|word| text.contains(word))
                        {
                            told.push(format!("{}.{column}", table.name));
                        }
                    }
                    Ok(())
                })
                .await?;
            }
            Ok::<_, jinxue_store::StoreError>(told)
        })
        .await
        .unwrap()
}

on_both! {
    async fn somebody_who_left_becomes_nameless_and_no_figure_changes(db: TestDb) {
        let server = reading(db).await;
        let person = left(&server).await;
        let before = figures(&server, person).await;
        assert!(before["person"][0] == 400 && before["class"] == 1, "{before:#}");
        let places = told(&server).await;
        for place in ["person.name", "person_post.title", "training_record.verbatim", "gap_evidence.note", "account.display_name"] {
            assert!(places.iter().any(|told| told == place), "{place} is not among {places:?}");
        }
        let version = server.get(&format!("/people/{person}")).await.expect(200)["version"].as_i64().unwrap();
        let after = anonymise(&server, person, version, "离职满五年").await.expect(200);
        assert!(after["name"].as_str().unwrap().starts_with("已匿名") && after["citizen_no_masked"].is_null(), "{after:#}");
        assert_eq!(figures(&server, person).await, before);

        let places: Vec<String> = told(&server).await.into_iter().filter(|place| !place.starts_with("audit.")).collect();
        assert_eq!(places, Vec::<String>::new());
        let import = server.get("/imports").await.expect(200);
        let import = import.as_array().or(import["items"].as_array()).unwrap()[0]["id"].as_str().unwrap().parse::<uuid::Uuid>().unwrap();
        let kept = server.app.unfenced().read(async |mut conn| rows::page(&mut conn, import.into(), None, 0, 9).await).await.unwrap();
        assert_eq!((kept[0].raw.as_str(), &kept[0].data, &kept[0].after), ("[]", &None, &None));
        assert_eq!(server.get(&format!("/people?q={NUMBER}")).await.expect(200)["total"], 0);

        let account = server.app.unfenced().read(async |mut conn| accounts::of_person(&mut conn, person).await).await.unwrap();
        assert_eq!(account[0].state.as_str(), "suspended");
        let open = server.app.unfenced().read(async |mut conn| sessions::of_account(&mut conn, account[0].id).await).await.unwrap();
        assert!(open.is_empty());
        let id = person.to_string();
        let deeds = server.app.unfenced().read(async |mut conn| jinxue_store::audit::of_object(&mut conn, "person", &id).await).await.unwrap();
        let deed = deeds.iter().find(|deed| deed.action == "anonymise").unwrap();
        assert!(deed.detail.contains("离职满五年") && !deed.detail.contains(NAME));
        anonymise(&server, person, version + 1, "再来").await.refused(409, "wrong_state");
    }

    async fn whoever_is_here_or_has_changed_is_not_made_nameless(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        let one = build::person_id(2);
        anonymise(&server, one, 1, "误").await.refused(409, "wrong_state");
        anonymise(&server, one, 1, " ").await.refused(422, "missing_value");
        server.patch(&format!("/people/{one}"), 1, json!({ "state": "left" })).await.expect(200);
        anonymise(&server, one, 1, "离职").await.refused(412, "version_stale");
        anonymise(&server, build::person_id(99), 1, "离职").await.refused(404, "not_found");
        server.post(&format!("/people/{one}/anonymise"), json!({ "reason": "离职" })).await.refused(428, "version_missing");
    }

    async fn own_data_is_whole_for_oneself_and_masked_for_others(db: TestDb) {
        let mut world = World::on(db).await;
        let own = build::person_id(4);
        let path = format!("/people/{own}/own-data");
        let (number, masked) = ("110000199001010004", "110000********0004");
        let now = world.server.app.clock.now();
        let node: UnitPath = TREE[3].parse().unwrap();
        let terms = Terms { role: GrantRole::Trainee, node, reach: Reach::Subtree, fields: vec![], from: now, until: None };
        let authority = Authority::at(now, [Grant { id: build::uuid(44, 1).into(), terms }], Some(own));
        let trainee = Actor { account: Some(build::uuid(40, 9)), name: "学员".into(), authority };
        let data = world.get(&trainee, &path).await.expect(200);
        assert_eq!((&data["citizen_no"], &data["person"]["name"]), (&json!(number), &json!("张伟")));
        world.get(&trainee, &format!("/people/{}/own-data", build::person_id(5))).await.refused(404, "not_found");

        let organiser = world.with_role(GrantRole::CountyOrganiser, 2).await;
        let answer = world.get(&organiser, &path).await;
        assert!(!said(&answer).contains(number));
        let data = answer.expect(200);
        assert_eq!(data["citizen_no"], masked);
        // Whoever asks later is told who took it before.
        assert!(data["deeds"].as_array().unwrap().iter().any(|deed| deed["action"] == "own_data" && deed["actor"] == "学员"));
        let leader = world.with_role(GrantRole::Leader, 2).await;
        world.get(&leader, &path).await.refused(403, "forbidden");
    }
}
