//! The stream of events: what a session hears of, and that it ends with the server.

use futures_util::StreamExt as _;
use jinxue_app::events::Of;
use jinxue_domain::authority::{GrantRole, PathRange, Right};
use jinxue_testkit::{build, on_both};
use serde_json::json;

use crate::access::world::{TREE, World};

on_both! {
    async fn a_session_hears_of_what_its_roles_may_see_until_the_server_stops(db: TestDb) {
        let world = World::on(db).await;
        let cookie = world.server.account(3, "县委组织部").await;
        world.plant(build::uuid(30, 3), GrantRole::CountyOrganiser, 2).await;
        let mut stream = world.server.stream(&cookie).await;
        let events = &world.server.app.events;
        let of = |at: usize| Of::Place(Right::SeeClasses, Some(PathRange::subtree(&TREE[at].parse().unwrap())));
        events.tell("class", of(5), &json!("beside"));
        events.tell("class", of(3), &json!("below"));
        let heard = stream.next().await.expect("an event").unwrap();
        let heard = String::from_utf8(heard.to_vec()).unwrap();
        assert!(heard.contains("event: class") && heard.contains("below") && !heard.contains("beside"), "{heard}");

        // A role that is taken back is heard no more from, one that is given is.
        let grants = world.server.get("/grants").await.expect(200);
        let grant = grants["items"].as_array().unwrap().iter().find(|one| one["account_id"] == json!(build::uuid(30, 3)));
        let id = grant.unwrap()["id"].as_str().unwrap();
        world.server.post(&format!("/grants/{id}/revoke"), json!({})).await.expect(200);
        events.tell("class", of(3), &json!("after it was taken back"));
        world.plant(build::uuid(30, 3), GrantRole::CountyOrganiser, 5).await;
        events.tell("class", of(5), &json!("beside, where it is now"));
        let heard = stream.next().await.expect("an event").unwrap();
        let heard = String::from_utf8(heard.to_vec()).unwrap();
        assert!(heard.contains("where it is now"), "{heard}");

        // Whoever signs out hears nothing more, at once.
        let again = world.server.session_of(3, "again").await;
        let mut other = world.server.stream(&again).await;
        world.server.ask("POST", "/sign-out", &[("cookie", &again)], None).await.expect(204);
        assert!(other.next().await.is_none());
        events.close();
        assert!(stream.next().await.is_none(), "a stream that goes on keeps the server from stopping");
    }
}
