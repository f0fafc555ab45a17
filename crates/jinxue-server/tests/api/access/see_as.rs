//! The pages as somebody else sees them: what they see and nothing more, to read only.

use jinxue_app::Actor;
use jinxue_domain::authority::GrantRole;
use jinxue_testkit::{Reply, build, on_both};
use serde_json::{Value, json};
use uuid::Uuid;

use super::relations::{questions, shown};
use super::world::World;

async fn asked_as(world: &World, viewer: &Actor, seen: Uuid, method: &str, path: &str) -> Reply {
    let header = seen.to_string();
    let body = (method != "GET").then(|| json!({}));
    world.server.ask_as(viewer, method, path, &[("x-see-as", &header)], body).await
}

async fn begun(world: &World, viewer: &Actor, seen: Uuid) -> Reply {
    world.post(viewer, &format!("/accounts/{seen}/see-as"), Value::Null).await
}

on_both! {
    async fn who_sees_as_another_is_answered_as_they_are(db: TestDb) {
        let mut world = World::on(db).await;
        let city = world.with_role(GrantRole::CityOrganiser, 1).await;
        let account = world.account().await;
        world.plant(account, GrantRole::UnitLiaison, 4).await;
        let liaison = world.actor(account).await;
        let begun = begun(&world, &city, account).await.expect(200);
        assert_eq!((&begun["name"], &begun["roles"][0]["role"]), (&json!("账号2"), &json!("unit_liaison")));
        // What is no unit's, or the asker's own, needs no right and stays the asker's.
        let own = ["/jobs", "/views?list=people"];
        let mut told = 0;
        for question in questions().iter().filter(|question| !own.contains(&question.as_str())) {
            let (as_seen, themself) = (asked_as(&world, &city, account, "GET", question).await, world.get(&liaison, question).await);
            assert_eq!(shown(&as_seen), shown(&themself), "{question}");
            told += usize::from(shown(&as_seen) != shown(&world.get(&city, question).await));
        }
        assert!(told > 20, "only {told} answers differ from what the asker sees themself");
    }

    async fn nothing_is_changed_or_carried_away_meanwhile(db: TestDb) {
        let mut world = World::on(db).await;
        let city = world.with_role(GrantRole::CityOrganiser, 1).await;
        let account = world.account().await;
        world.plant(account, GrantRole::CountyOrganiser, 2).await;
        let person = build::person_id(4);
        for (method, path) in [
            ("POST", "/people/exports".to_owned()),
            ("PATCH", format!("/people/{person}")),
            ("POST", format!("/people/{person}/reveal")),
            ("POST", "/grants".to_owned()),
            ("GET", format!("/people/{person}/own-data")),
            ("GET", format!("/exports/{}/file", Uuid::nil())),
        ] {
            asked_as(&world, &city, account, method, &path).await.refused(403, "forbidden");
        }
        asked_as(&world, &city, account, "GET", &format!("/people/{person}")).await.expect(200);
        let spelt = world.server.ask_as(&city, "GET", "/people", &[("x-see-as", "账号")], None).await;
        assert_eq!(spelt.refused(422, "invalid_value")["field"], "x-see-as");
    }

    async fn nobody_is_seen_as_who_could_not_have_been_given_their_role(db: TestDb) {
        let mut world = World::on(db).await;
        let city = world.with_role(GrantRole::CityOrganiser, 1).await;
        let mut refused = Vec::new();
        for (role, at) in [
            (GrantRole::CountyOrganiser, 9),
            (GrantRole::ProvinceOrganiser, 0),
            (GrantRole::UnitLiaison, 11),
            (GrantRole::Auditor, 0),
        ] {
            let account = world.account().await;
            world.plant(account, role, at).await;
            refused.push(account);
        }
        // One role of two goes beyond.
        let both = world.account().await;
        world.plant(both, GrantRole::UnitLiaison, 3).await;
        world.plant(both, GrantRole::UnitLiaison, 9).await;
        let bare = world.account().await;
        refused.extend([both, bare, city.account.unwrap(), Uuid::from_u128(9)]);
        for account in refused {
            let beginning = begun(&world, &city, account).await.refused(404, "not_found");
            let asking = asked_as(&world, &city, account, "GET", "/people").await.refused(404, "not_found");
            assert_eq!((&beginning["field"], &asking["field"]), (&json!("account"), &json!("account")));
        }
        let liaison = world.with_role(GrantRole::UnitLiaison, 3).await;
        let below = world.account().await;
        world.plant(below, GrantRole::UnitLiaison, 4).await;
        begun(&world, &liaison, below).await.refused(403, "forbidden");
        begun(&world, &city, below).await.expect(200);
        let grants = world.get(&city, "/grants").await.expect(200);
        let grant = grants["items"].as_array().unwrap().iter().find(|one| one["account_id"] == below.to_string()).unwrap();
        world.post(&city, &format!("/grants/{}/revoke", grant["id"].as_str().unwrap()), json!({})).await;
        let operator = Actor::operator();
        world.post(&operator, &format!("/grants/{}/revoke", grant["id"].as_str().unwrap()), json!({})).await;
        asked_as(&world, &city, below, "GET", "/people").await.refused(404, "not_found");
    }
}
