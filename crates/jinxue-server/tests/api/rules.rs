use jinxue_testkit::{TestServer, build, on_both};
use serde_json::{Value, json};

const YEARLY: &str = "hours.section_and_below.yearly";

async fn yearly(server: &TestServer, unit: u64) -> Value {
    let rules = server.get(&format!("/rules?unit={}", build::unit_id(unit))).await.expect(200);
    rules["items"].as_array().unwrap().iter().find(|rule| rule["code"] == YEARLY).unwrap().clone()
}

on_both! {
    async fn a_local_value_holds_for_its_subtree_until_it_is_given_up(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        let path = format!("/rules/{YEARLY}/override");
        let city = build::unit_id(2).to_string();
        let local = json!({ "unit_id": city, "value": { "hours": 100 }, "source": "市委组织部通知", "valid_from": "2026-01-01" });
        let set = server.ask("PUT", &path, &[], Some(local)).await.expect(200);
        assert_eq!((&set["value"]["hours"], &set["value"]["days"]), (&json!(100), &json!(12)));
        assert_eq!(yearly(&server, 4).await["overridden"]["unit_name"], "太原市");
        assert_eq!(yearly(&server, 1).await["value"]["hours"], 90);
        jinxue_app::jobs::drain(&server.app).await.unwrap();
        let clerk = format!("/people/{}", build::person_id(2));
        assert_eq!(server.get(&clerk).await.expect(200)["hours_due_tenths"], 1_000);
        let gone = format!("{path}?unit={city}");
        server.ask("DELETE", &gone, &[], None).await.expect(200);
        assert_eq!(yearly(&server, 4).await["overridden"], Value::Null);
        server.ask("DELETE", &gone, &[], None).await.refused(404, "not_found");
    }

    async fn every_version_stays_readable_and_a_verdict_names_its_own(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        let (path, city) = (format!("/rules/{YEARLY}/override"), build::unit_id(2).to_string());
        let set = async |hours: i64, source: &str, from: &str| {
            let local = json!({ "unit_id": city, "value": { "hours": hours }, "source": source, "valid_from": from });
            server.ask("PUT", &path, &[], Some(local)).await.expect(200)
        };
        set(95, "一号文", "2026-01-01").await;
        set(100, "二号文", "2026-01-01").await;
        set(110, "三号文", "2026-09-01").await;
        let judged = async || {
            let person = server.get(&format!("/people/{}", build::person_id(2))).await.expect(200);
            person["hours"]["rule"].clone()
        };
        let rule = judged().await;
        assert_eq!(rule["version"], json!({ "number": 2, "unit_name": "太原市", "valid_from": "2026-01-01" }));
        assert!(rule["words"]["zh"].as_str().unwrap().contains("二号文，太原市第 2 版，2026-01-01 起"), "{rule}");
        server.ask("DELETE", &format!("{path}?unit={city}"), &[], None).await.expect(200);
        assert_eq!(judged().await["version"], Value::Null, "what was shipped holds again");

        let asked = format!("/rules/{YEARLY}/versions?unit={}", build::unit_id(4));
        let versions = server.get(&asked).await.expect(200)["items"].as_array().unwrap().clone();
        let told: Vec<_> = versions.iter().map(|one| (one["number"].as_i64().unwrap(), one["value"]["hours"].as_i64(), one["source"].as_str(), one["held"].clone())).collect();
        let today = "2026-03-02";
        assert_eq!(told, [
            (4, None, None, json!([])),
            (3, Some(110), Some("三号文"), json!([])),
            (2, Some(100), Some("二号文"), json!([{ "from": "2026-01-01", "until": today }])),
            (1, Some(95), Some("一号文"), json!([])),
        ], "the youngest first; the value of September went with what was given up");
        assert_eq!((&versions[0]["actor"], &versions[0]["unit_name"]), (&json!("测试员"), &json!("太原市")));
        assert_eq!(versions[2]["figures"][0]["zh"], "或每年 100 学时");
        assert_eq!(server.get(&format!("/rules/{YEARLY}/versions")).await.expect(200)["items"], json!([]), "nothing is set at the root");

        let again = set(105, "五号文", "2026-02-01").await;
        assert_eq!((&again["overridden"]["number"], &again["overridden"]["value"]), (&json!(5), &json!({ "hours": 105 })));
    }

    async fn what_a_rule_does_not_take_is_refused(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        let at = build::unit_id(2).to_string();
        let wrong = json!({ "unit_id": at, "value": { "hours": -1, "weeks": 3 }, "source": " ", "valid_from": "2026-01-01" });
        let error = server.ask("PUT", &format!("/rules/{YEARLY}/override"), &[], Some(wrong)).await;
        assert_eq!(error.refused(422, "invalid_value")["more"].as_array().unwrap().len(), 2);
        let unknown = json!({ "unit_id": at, "value": { "hours": 1 }, "source": "x", "valid_from": "2026-01-01" });
        server.ask("PUT", "/rules/hours.nothing/override", &[], Some(unknown)).await.refused(404, "not_found");
    }
}
