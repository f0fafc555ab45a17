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
