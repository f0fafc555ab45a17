use jinxue_domain::authority::GrantRole;
use jinxue_testkit::{build, on_both};
use serde_json::json;

use super::world::World;

const DAY: i64 = 86_400_000_000;

on_both! {
    async fn what_is_passed_on_never_goes_beyond_and_falls_with_its_giver(db: TestDb) {
        let mut world = World::on(db).await;
        let city_account = world.account().await;
        let city_grant = world.plant(city_account, GrantRole::CityOrganiser, 1).await;
        let city = world.actor(city_account).await;
        let (county_account, liaison_account) = (world.account().await, world.account().await);
        let none = || json!({});
        let given = world.give(&city, 2, GrantRole::CountyOrganiser, 2, none()).await.expect(201);
        assert_eq!((&given["standing"], &given["passed_on"], &given["given_by"]), (&json!("in_force"), &json!(true), &json!("账号1")));
        let county = world.actor(county_account).await;
        world.give(&county, 3, GrantRole::UnitLiaison, 3, none()).await.expect(201);
        let liaison = world.actor(liaison_account).await;
        let person = format!("/people/{}", build::person_id(4));
        world.get(&liaison, &person).await.expect(200);
        // Sideways, upwards, to oneself, and what one is not.
        world.give(&county, 3, GrantRole::UnitLiaison, 5, none()).await.refused(404, "not_found");
        world.give(&county, 3, GrantRole::UnitLiaison, 1, none()).await.refused(403, "forbidden");
        world.give(&county, 2, GrantRole::UnitLiaison, 3, none()).await.refused(403, "forbidden");
        world.give(&county, 3, GrantRole::Auditor, 3, none()).await.refused(403, "forbidden");
        world.give(&county, 3, GrantRole::CityOrganiser, 2, none()).await.refused(422, "invalid_value");
        world.give(&liaison, 2, GrantRole::Leader, 4, none()).await.refused(403, "forbidden");
        world.give(&county, 3, GrantRole::UnitLiaison, 3, json!({ "until": 1 })).await.refused(422, "invalid_value");
        // Taken back at the top, all below falls with it.
        let taken = world.post(&jinxue_app::Actor::operator(), &format!("/grants/{city_grant}/revoke"), json!({})).await.expect(200);
        assert_eq!(taken["taken_back"], 3);
        for account in [city_account, county_account, liaison_account] {
            let now = world.actor(account).await;
            world.get(&now, &person).await.refused(403, "forbidden");
        }
        world.post(&jinxue_app::Actor::operator(), &format!("/grants/{city_grant}/revoke"), json!({})).await.refused(409, "wrong_state");
    }

    async fn the_grants_below_a_unit_are_listed_with_it_in_parts(db: TestDb) {
        let mut world = World::on(db).await;
        let city = world.with_role(GrantRole::CityOrganiser, 1).await;
        let county = world.with_role(GrantRole::CountyOrganiser, 2).await;
        world.with_role(GrantRole::UnitLiaison, 3).await;
        let beside = world.with_role(GrantRole::CountyOrganiser, 5).await;
        let on = |unit: u64, more: &str| format!("/grants?unit={}{more}", build::unit_id(unit + 1));
        let roles = async |actor: &jinxue_app::Actor, path: &str| {
            let page = world.get(actor, path).await.expect(200);
            let roles = page["items"].as_array().unwrap().iter().map(|one| one["role"].as_str().unwrap().to_owned());
            (roles.collect::<Vec<_>>(), page["total"].clone(), page["next"].as_str().map(str::to_owned))
        };
        assert_eq!(roles(&city, &on(1, "")).await, (vec!["city_organiser".into()], json!(1), None));
        let (first, total, next) = roles(&city, &on(1, "&within=below&limit=2")).await;
        assert_eq!((first.len(), &total), (2, &json!(4)), "{first:?}");
        let (rest, _, end) = roles(&city, &on(1, &format!("&within=below&limit=2&after={}", next.unwrap()))).await;
        assert_eq!((rest.len(), rest.last().map(String::as_str), end), (2, Some("city_organiser"), None));
        assert_eq!(roles(&county, &on(2, "&within=below")).await.0, ["unit_liaison", "county_organiser"]);
        let seen = roles(&beside, &on(1, "&within=below")).await;
        assert_eq!((seen.0, seen.1), (vec!["county_organiser".to_owned()], json!(1)), "its own, of a unit above");
        world.get(&city, &on(1, "&within=above")).await.refused(400, "bad_request");
        world.get(&city, &on(1, "&limit=0")).await.refused(422, "invalid_value");
    }

    async fn a_grant_has_its_time_and_a_node_alone_is_alone(db: TestDb) {
        let mut world = World::on(db).await;
        let city = world.with_role(GrantRole::CityOrganiser, 1).await;
        let account = world.account().await;
        let now = world.server.app.clock.now().as_micros();
        let term = json!({ "reach": "node", "from": now + DAY, "until": now + 3 * DAY });
        let given = world.give(&city, 2, GrantRole::UnitLiaison, 2, term).await.expect(201);
        assert_eq!(given["standing"], "not_yet");
        let status = async |world: &World, number: u64| {
            let actor = world.actor(account).await;
            world.get(&actor, &format!("/people/{}", build::person_id(number))).await.status
        };
        assert_eq!(status(&world, 3).await, 403);
        world.server.clock.pass_hours(25);
        assert_eq!((status(&world, 3).await, status(&world, 4).await), (200, 404), "the unit, not what is below");
        world.server.clock.pass_hours(48);
        assert_eq!(status(&world, 3).await, 403, "its time is over");
    }

    async fn a_grant_whose_unit_moves_out_or_goes_is_suspended_and_says_so(db: TestDb) {
        let mut world = World::on(db).await;
        let county = world.with_role(GrantRole::CountyOrganiser, 2).await;
        let account = world.account().await;
        world.give(&county, 2, GrantRole::UnitLiaison, 3, json!({})).await.expect(201);
        let own = world.account().await;
        world.plant(own, GrantRole::UnitLiaison, 3).await;
        let now = world.server.app.clock.now();
        let move_to = async |to: u64| {
            let (unit, to) = (build::unit_id(4), build::unit_id(to));
            world.server.app.unfenced().work(async |mut tx| jinxue_store::units::move_to(&mut tx, unit, to, now).await).await.unwrap();
        };
        let person = format!("/people/{}", build::person_id(4));
        move_to(6).await;
        assert_eq!(world.get(&world.actor(account).await, &person).await.status, 403, "outside its giver's reach");
        assert_eq!(world.get(&world.actor(own).await, &person).await.status, 200, "given by an administrator it follows");
        let operator = jinxue_app::Actor::operator();
        let unit = build::unit_id(4);
        let listed = world.get(&operator, &format!("/grants?unit={unit}")).await.expect(200);
        let standings: Vec<&str> = listed["items"].as_array().unwrap().iter().map(|one| one["standing"].as_str().unwrap()).collect();
        assert_eq!(standings, ["in_force", "moved_out"], "the latest given first");
        move_to(3).await;
        assert_eq!(world.get(&world.actor(account).await, &person).await.status, 200, "it is back");
    }

    async fn the_three_administrators_are_three_accounts(db: TestDb) {
        let mut world = World::on(db).await;
        let security = world.with_role(GrantRole::SecurityAdministrator, 0).await;
        world.account().await;
        let give = async |role| world.give(&security, 2, role, 0, json!({})).await;
        give(GrantRole::Auditor).await.expect(201);
        give(GrantRole::SystemAdministrator).await.refused(409, "wrong_state");
        give(GrantRole::ProvinceOrganiser).await.refused(409, "wrong_state");
        world.give(&security, 1, GrantRole::Auditor, 0, json!({})).await.refused(403, "forbidden");
        world.get(&security, "/people").await.refused(403, "forbidden");
        // Nobody who is watched shuts out who watches.
        let system = world.with_role(GrantRole::SystemAdministrator, 0).await;
        let clerk = world.with_role(GrantRole::UnitLiaison, 3).await;
        let suspended = async |by: &jinxue_app::Actor, account: u64| {
            let path = format!("/accounts/{}", build::uuid(40, account));
            world.server.ask_as(by, "PATCH", &path, &[("if-match", "1")], Some(json!({ "state": "suspended" }))).await
        };
        for administrator in [1, 2] {
            suspended(&system, administrator).await.refused(403, "forbidden");
        }
        suspended(&system, 4).await.expect(200);
        assert_eq!(clerk.account, Some(build::uuid(40, 4)));
        let path = format!("/accounts/{}", build::uuid(40, 2));
        world.server.patch(&path, 2, json!({ "state": "suspended" })).await.expect(200);
    }

    async fn who_can_see_a_person_is_named_below_and_counted_above(db: TestDb) {
        let mut world = World::on(db).await;
        world.with_role(GrantRole::ProvinceOrganiser, 0).await;
        let county = world.with_role(GrantRole::CountyOrganiser, 2).await;
        world.with_role(GrantRole::CountyOrganiser, 5).await;
        for path in [format!("/people/{}/access", build::person_id(4)), format!("/classes/{}/access", build::class_id(3))] {
            let seers = world.get(&county, &path).await.expect(200);
            assert_eq!((seers["grants"].as_array().unwrap().len(), &seers["above"]), (1, &json!(1)), "{path}");
            assert_eq!(seers["grants"][0]["holder"], "账号2");
        }
    }
}
