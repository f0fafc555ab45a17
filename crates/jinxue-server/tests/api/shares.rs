//! A plan's targets handed down the tree.

use jinxue_app::Actor;
use jinxue_domain::authority::GrantRole;
use jinxue_domain::{Tier, UnitKind};
use jinxue_store::units;
use jinxue_testkit::{Reply, TestServer, build, on_both};
use serde_json::{Value, json};

fn unit(number: u64) -> String {
    build::unit_id(number).to_string()
}

/// What one unit is to get: classes and person-times by tier.
fn share(number: u64, targets: &[(&str, i64, i64)]) -> Value {
    let target = |(tier, classes, times): &(&str, i64, i64)| json!({ "tier": tier, "classes": classes, "person_times": times });
    json!({ "unit_id": unit(number), "targets": targets.iter().map(target).collect::<Vec<_>>() })
}

/// A province of two cities, the first with two counties, and a plan with targets; the path of the plan.
async fn world(db: jinxue_testkit::TestDb) -> (TestServer, String) {
    let server = TestServer::on(db).await.peopled().await;
    let region = |number, parent, path, name: &str, tier| {
        let mut unit = build::unit(number, parent, path);
        (unit.name, unit.tier, unit.kind) = (name.into(), tier, UnitKind::Region);
        unit
    };
    let tree = [
        region(1, None, "0001", "山西省", Tier::Province),
        region(2, Some(1), "0001.0001", "太原市", Tier::City),
        region(3, Some(2), "0001.0001.0001", "小店区", Tier::County),
        region(5, Some(2), "0001.0001.0002", "迎泽区", Tier::County),
        region(6, Some(1), "0001.0002", "大同市", Tier::City),
    ];
    server.app.unfenced().work(async |mut tx| units::upsert_many(&mut tx, &tree).await).await.unwrap();
    let plan = server.post("/plans", json!({ "year": 2026, "name": "百千万计划" })).await.expect(201);
    let path = format!("/plans/{}", plan["id"].as_str().unwrap());
    let targets = json!({ "targets": [
        { "tier": "province", "classes": 2, "person_times": 80 },
        { "tier": "city", "classes": 10, "person_times": 400 },
        { "tier": "county", "classes": 30, "person_times": 1200 },
    ] });
    server.ask("PUT", &format!("{path}/targets"), &[("if-match", "\"1\"")], Some(targets)).await.expect(200);
    (server, path)
}

async fn divide(server: &TestServer, plan: &str, holder: u64, version: i64, shares: Vec<Value>) -> Reply {
    let path = format!("{plan}/shares/{}", unit(holder));
    let version = format!("\"{version}\"");
    server.ask("PUT", &path, &[("if-match", &version)], Some(json!({ "shares": shares }))).await
}

async fn organiser(server: &TestServer, number: u64, role: GrantRole, at: u64) -> Actor {
    server.account(number, &format!("organiser{number}")).await;
    let account = build::uuid(30, number);
    jinxue_app::access::plant(&server.app, account, role, build::unit_id(at).as_uuid()).await.unwrap();
    jinxue_app::access::actor_of(&server.app, account).await.unwrap()
}

fn standing<'a>(holder: &'a Value, tier: &str) -> &'a str {
    let lines = holder["lines"].as_array().unwrap();
    lines.iter().find(|line| line["tier"] == tier).unwrap()["standing"].as_str().unwrap()
}

on_both! {
    async fn targets_are_handed_down_and_the_levels_reconcile(db: TestDb) {
        let (server, plan) = world(db).await;
        let before = server.get(&format!("{plan}/shares")).await.expect(200);
        assert_eq!((&before["holder"]["unit_name"], &before["version"]), (&json!("山西省"), &json!(0)));
        assert_eq!((standing(&before["holder"], "province"), standing(&before["holder"], "city")), ("own", "undivided"));
        assert_eq!(before["receivers"].as_array().unwrap().len(), 2, "the cities: {before:#}");
        assert_eq!(before["imbalances"].as_array().unwrap().len(), 2, "city and county tier");

        // Two county classes too few, forty person-times too many.
        let shares = vec![share(2, &[("city", 6, 240), ("county", 18, 740)]), share(6, &[("city", 4, 160), ("county", 10, 500)])];
        let divided = divide(&server, &plan, 1, 0, shares).await.expect(200);
        assert_eq!((standing(&divided["holder"], "city"), standing(&divided["holder"], "county")), ("even", "off"));
        let off = divided["imbalances"].as_array().unwrap();
        assert_eq!(off.len(), 3, "the province, and two cities that have not divided: {off:#?}");
        assert_eq!(off[0]["off"], json!({ "classes": -2, "person_times": 40 }));
        assert_eq!(off[0]["words"]["zh"], "山西省：县级任务班次还差 2 个，培训量多分 40 人次");
        assert_eq!((&off[1]["unit_name"], &off[1]["kind"]), (&json!("太原市"), &json!("undivided")));

        // A city divides what it was given; who reads the province sees that it agrees.
        let below = divide(&server, &plan, 2, 0, vec![share(3, &[("county", 10, 400)]), share(5, &[("county", 8, 340)])]).await;
        let below = below.expect(200);
        assert_eq!((&below["from"]["name"], standing(&below["holder"], "county")), (&json!("山西省"), "even"));
        let now = server.get(&format!("{plan}/shares")).await.expect(200);
        assert_eq!((&now["receivers"][0]["receivers"], standing(&now["receivers"][0], "county")), (&json!(2), "even"));
        assert_eq!(now["imbalances"].as_array().unwrap().len(), 2);

        // A unit that moves away from its giver is told of.
        let moved = build::unit(5, Some(6), "0001.0002.0001");
        server.app.unfenced().work(async |mut tx| units::move_to(&mut tx, moved.id, build::unit_id(6), build::MADE_AT).await).await.unwrap();
        let now = server.get(&format!("{plan}/shares")).await.expect(200);
        let kinds: Vec<_> = now["imbalances"].as_array().unwrap().iter().map(|one| (one["unit_name"].as_str().unwrap(), one["kind"].as_str().unwrap())).collect();
        assert_eq!(kinds, [("山西省", "off"), ("大同市", "undivided"), ("迎泽区", "moved")]);
    }

    async fn a_division_that_cannot_be_is_refused_whole(db: TestDb) {
        let (server, plan) = world(db).await;
        let ask = async |holder, shares| divide(&server, &plan, holder, 0, shares).await;
        let city = |classes, times| [("city", classes, times)];
        ask(2, vec![share(3, &[("county", 1, 40)])]).await.refused(409, "wrong_state");
        ask(1, vec![share(99, &city(1, 40))]).await.refused(404, "not_found");
        ask(1, vec![share(1, &city(1, 40))]).await.refused(422, "invalid_value");
        ask(1, vec![share(2, &city(1, 40)), share(2, &city(1, 40))]).await.refused(422, "invalid_value");
        ask(1, vec![share(2, &city(-1, 40))]).await.refused(422, "invalid_value");
        ask(1, vec![share(2, &[("township", 1, 40)])]).await.refused(422, "invalid_value");
        ask(1, vec![share(2, &[("city", 1, 40), ("city", 2, 40)])]).await.refused(422, "invalid_value");
        ask(1, vec![share(3, &city(1, 40))]).await.refused(422, "invalid_value");
        let nested = ask(1, vec![share(2, &city(1, 40)), share(3, &[("county", 1, 40)])]).await.refused(422, "invalid_value");
        assert!(nested["message"].as_str().unwrap().contains("隶属"), "{nested:#}");
        assert_eq!(server.get(&format!("{plan}/shares")).await.expect(200)["version"], 0, "nothing was kept");

        ask(1, vec![share(2, &[("city", 6, 240), ("county", 18, 720)])]).await.expect(200);
        let stale = ask(1, vec![]).await.refused(412, "version_stale");
        assert_eq!(stale["current"]["version"], 1);
        // A county of a city that divides cannot have a share of the province too.
        divide(&server, &plan, 2, 0, vec![share(3, &[("county", 18, 720)])]).await.expect(200);
        divide(&server, &plan, 1, 1, vec![share(3, &[("county", 30, 1200)])]).await.refused(409, "duplicate");
        divide(&server, &plan, 1, 1, vec![]).await.expect(200);
        let orphan = server.get(&format!("{plan}/shares?unit={}", unit(2))).await.expect(200);
        assert_eq!(standing(&orphan["holder"], "county"), "off", "it has handed on what it no longer holds");
        divide(&server, &plan, 2, 1, vec![]).await.expect(200);
    }

    async fn nothing_goes_down_under_what_is_approved(db: TestDb) {
        let (server, plan) = world(db).await;
        divide(&server, &plan, 1, 0, vec![share(2, &[("city", 6, 240)])]).await.expect(200);
        for code in ["A1", "A2"] {
            let class = json!({
                "code": code, "name": format!("第{code}期培训班"), "organiser_id": unit(2), "tier": "city", "kind": "special_topic",
                "start_date": "2026-05-11", "end_date": "2026-05-15", "seats_min": 20, "seats_max": 40, "hours": 40,
                "audience_id": unit(2), "grade_from": 5, "grade_to": 8, "fee_category": "third",
                "topics": [{ "topic": "T0301", "percent": 80, "main": true }]
            });
            let class = server.post(&format!("{plan}/classes"), class).await.expect(201);
            for to in ["submitted", "approved"] {
                let path = format!("/classes/{}/transitions", class["id"].as_str().unwrap());
                server.post(&path, json!({ "to": to })).await.expect(200);
            }
        }
        let refused = divide(&server, &plan, 1, 1, vec![share(2, &[("city", 1, 40)])]).await.refused(422, "invalid_value");
        assert_eq!((&refused["value"], &refused["expected"]), (&json!("1"), &json!("≥ 2")));
        divide(&server, &plan, 1, 1, vec![]).await.refused(422, "invalid_value");
        let shares = divide(&server, &plan, 1, 1, vec![share(2, &[("city", 2, 80)])]).await.expect(200);
        assert_eq!(shares["receivers"][0]["lines"][1]["approved"], json!({ "classes": 2, "person_times": 80 }));
        let set = async |classes: i64, version: &str| {
            let targets = json!({ "targets": [{ "tier": "city", "classes": classes, "person_times": 400 }] });
            server.ask("PUT", &format!("{plan}/targets"), &[("if-match", version)], Some(targets)).await
        };
        set(1, "\"2\"").await.refused(422, "invalid_value");
        set(2, "\"2\"").await.expect(200);
    }

    async fn a_city_sees_and_divides_its_own_share_alone(db: TestDb) {
        let (server, plan) = world(db).await;
        divide(&server, &plan, 1, 0, vec![share(2, &[("county", 18, 720)]), share(6, &[("county", 12, 480)])]).await.expect(200);
        let city = organiser(&server, 1, GrantRole::CityOrganiser, 2).await;
        let ask = async |method: &str, path: &str, body: Option<Value>| {
            server.ask_as(&city, method, &format!("{plan}/{path}"), &[("if-match", "\"0\"")], body).await
        };
        let own = ask("GET", "shares", None).await.expect(200);
        assert_eq!((&own["holder"]["unit_name"], &own["from"]["name"], &own["may_divide"]), (&json!("太原市"), &json!("山西省"), &json!(true)));
        let told = own.to_string();
        assert!(!told.contains("大同") && !told.contains("480"), "{told}");
        for other in [1, 6] {
            ask("GET", &format!("shares?unit={}", unit(other)), None).await.refused(404, "not_found");
            ask("PUT", &format!("shares/{}", unit(other)), Some(json!({ "shares": [] }))).await.refused(404, "not_found");
            ask("GET", &format!("shares/proposal?by=people&unit={}", unit(other)), None).await.refused(404, "not_found");
        }
        let shares = json!({ "shares": [share(3, &[("county", 18, 720)])] });
        ask("PUT", &format!("shares/{}", unit(2)), Some(shares)).await.expect(200);
        let leader = organiser(&server, 2, GrantRole::Leader, 2).await;
        let path = format!("{plan}/shares/{}", unit(2));
        let refused = server.ask_as(&leader, "PUT", &path, &[("if-match", "\"1\"")], Some(json!({ "shares": [] }))).await;
        refused.refused(403, "forbidden");
    }

    async fn a_proposal_adds_up_and_keeps_nothing(db: TestDb) {
        let (server, plan) = world(db).await;
        let path = format!("{plan}/shares/proposal");
        let by_people = server.get(&format!("{path}?by=people")).await.expect(200);
        // Three of the people live below the first city, none below the second.
        let of = |shares: &Value, at: usize| shares["shares"][at]["targets"].clone();
        assert_eq!(of(&by_people, 0), json!([{ "tier": "city", "classes": 10, "person_times": 400 }, { "tier": "county", "classes": 30, "person_times": 1200 }]));
        assert_eq!(of(&by_people, 1)[1]["classes"], 0);
        let planned = server.get(&format!("{path}?by=planned")).await.expect(200);
        assert_eq!(of(&planned, 0)[0]["classes"], 0, "nobody has planned anything");
        server.get(&format!("{path}?by=moon")).await.refused(422, "invalid_value");
        server.get(&path).await.refused(400, "bad_request");
        assert_eq!(server.get(&format!("{plan}/shares")).await.expect(200)["version"], 0);
        let kept = divide(&server, &plan, 1, 0, by_people["shares"].as_array().unwrap().clone()).await.expect(200);
        assert_eq!(standing(&kept["holder"], "county"), "even");
    }
}
