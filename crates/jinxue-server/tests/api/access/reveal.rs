use jinxue_domain::authority::GrantRole;
use jinxue_testkit::{build, on_both};
use serde_json::json;

use super::world::{World, said};

on_both! {
    async fn a_citizen_number_is_masked_until_it_is_revealed_and_that_is_kept(db: TestDb) {
        let mut world = World::on(db).await;
        let county = world.with_role(GrantRole::CountyOrganiser, 2).await;
        let person = build::person_id(4);
        let number = "110000199001010004";
        for path in ["/people", &format!("/people/{person}"), "/search?q=张伟"] {
            let answer = world.get(&county, path).await;
            assert!(answer.status == 200 && !said(&answer).contains(number), "{path}");
        }
        let path = format!("/people/{person}/reveal");
        let asked = json!({ "field": "citizen_no", "reason": "办理调训手续" });
        world.post(&county, &path, json!({ "field": "citizen_no", "reason": " " })).await.refused(422, "missing_value");
        world.post(&county, &path, json!({ "field": "salary", "reason": "好奇" })).await.refused(422, "invalid_value");
        assert_eq!(world.post(&county, &path, asked.clone()).await.expect(200)["value"], number);
        let id = person.to_string();
        let notes = world.server.app.unfenced().read(async |mut conn| {
            jinxue_store::audit::of_object(&mut conn, "person", &id).await
        }).await.unwrap();
        assert_eq!(notes.len(), 1, "a refused reveal shows nothing");
        assert!(notes[0].action == "reveal" && notes[0].detail.contains("办理调训手续") && !notes[0].detail.contains(number));
        let liaison = world.with_role(GrantRole::UnitLiaison, 3).await;
        world.post(&liaison, &path, asked.clone()).await.refused(403, "forbidden");
        // Passed on without the field, the role does not reveal.
        world.account().await;
        world.give(&county, 3, GrantRole::CountyOrganiser, 2, json!({})).await.expect(201);
        let colleague = world.actor(build::uuid(40, 3)).await;
        world.post(&colleague, &path, asked).await.refused(403, "forbidden");
    }
}
