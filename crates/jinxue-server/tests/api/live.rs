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
        events.close();
        assert!(stream.next().await.is_none(), "a stream that goes on keeps the server from stopping");
    }
}
