//! Coming in: passwords, sessions, one-time links, the first start, the switch of the demonstration.

use jinxue_app::Actor;
use jinxue_app::sign_in::first_start;
use jinxue_app::sign_in::identities::{self, Player};
use jinxue_store::audit;
use jinxue_testkit::build::{person_id, unit_id};
use jinxue_testkit::server::{BREACHED, Reply};
use jinxue_testkit::{TestServer, on_both};
use serde_json::{Value, json};

pub const PASSWORD: &str = "汾河水暖鸭先知春江晚景-1";

/// The cookie that an answer sets, as a request brings it.
pub fn cookie(reply: &Reply) -> String {
    reply.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
}

/// What stands behind the `#` of a link's address.
pub fn secret(link: &Value) -> String {
    link["address"]
        .as_str()
        .and_then(|address| address.split_once('#'))
        .expect("an address with a secret")
        .1
        .to_owned()
}

/// An account with a password; its id.
pub async fn account(server: &TestServer, login: &str) -> String {
    let made =
        server.post("/accounts", json!({ "login": login, "display_name": "李小云" })).await.expect(201);
    let body = json!({ "link": secret(&made["link"]), "password": PASSWORD });
    server.stranger("POST", "/set-up/recovery", Some(body)).await.expect(204);
    made["account"]["id"].as_str().unwrap().to_owned()
}

pub async fn sign_in(server: &TestServer, login: &str, password: &str) -> Reply {
    server.stranger("POST", "/sign-in", Some(json!({ "login": login, "password": password }))).await
}

/// Asks in a session.
pub async fn within(
    server: &TestServer,
    cookie: &str,
    method: &str,
    path: &str,
    body: Option<Value>,
) -> Reply {
    server.ask(method, path, &[("cookie", cookie)], body).await
}

on_both! {
    async fn somebody_signs_in_is_known_and_signs_out(db: TestDb) {
        let server = TestServer::on(db).await;
        account(&server, "Li.Xiaoyun").await;
        let entered = sign_in(&server, "li.xiaoyun", PASSWORD).await;
        let set = entered.header("set-cookie").to_owned();
        assert!(set.ends_with("; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax"), "{set}");
        let session = cookie(&entered);
        assert_eq!(entered.expect(200)["due"], Value::Null);
        let me = within(&server, &session, "GET", "/me", None).await.expect(200);
        assert_eq!((&me["account"]["login"], &me["account"]["display_name"]), (&json!("li.xiaoyun"), &json!("李小云")));
        within(&server, &session, "GET", "/topics", None).await.expect(200);
        let left = within(&server, &session, "POST", "/sign-out", None).await;
        assert!(left.header("set-cookie").contains("=; Path=/; Max-Age=0;"));
        assert_eq!(left.header("clear-site-data"), "\"cache\"");
        left.expect(204);
        within(&server, &session, "GET", "/topics", None).await.refused(401, "unauthenticated");
    }

    async fn a_wrong_name_and_a_wrong_password_are_told_apart_by_nobody(db: TestDb) {
        let server = TestServer::on(db).await;
        let id = account(&server, "known").await;
        let version = server.get(&format!("/accounts/{id}")).await.expect(200)["version"].as_i64().unwrap();
        let mut wrong = vec![
            sign_in(&server, "known", "another password").await,
            sign_in(&server, "unknown", PASSWORD).await,
            sign_in(&server, "no name at all", PASSWORD).await,
        ];
        server.patch(&format!("/accounts/{id}"), version, json!({ "state": "suspended" })).await.expect(200);
        wrong.push(sign_in(&server, "known", PASSWORD).await);
        let said = wrong.into_iter().map(|reply| {
            assert_eq!(reply.header("set-cookie"), "");
            let mut error = reply.refused(401, "sign_in_refused");
            error.as_object_mut().unwrap().remove("request_id");
            error
        });
        let said: Vec<Value> = said.collect();
        assert!(said.windows(2).all(|pair| pair[0] == pair[1]), "{said:#?}");
    }

    async fn a_name_that_fails_too_often_waits_longer_each_time(db: TestDb) {
        let server = TestServer::on(db).await;
        account(&server, "patient").await;
        for _ in 0..5 {
            sign_in(&server, "patient", "guessed wrongly").await.refused(401, "sign_in_refused");
        }
        let wait = sign_in(&server, "PATIENT ", PASSWORD).await;
        assert_eq!(wait.header("retry-after"), "61");
        wait.refused(429, "sign_in_delayed");
        sign_in(&server, "somebody.else", "guess").await.refused(401, "sign_in_refused");
        server.clock.pass_seconds(60);
        sign_in(&server, "patient", "guessed wrongly").await.refused(401, "sign_in_refused");
        assert_eq!(sign_in(&server, "patient", PASSWORD).await.header("retry-after"), "121");
        server.clock.pass_seconds(120);
        sign_in(&server, "patient", PASSWORD).await.expect(200);
        for _ in 0..5 {
            sign_in(&server, "patient", "guessed wrongly").await.refused(401, "sign_in_refused");
        }
        // A name nobody has behaves the same.
        for _ in 0..5 {
            sign_in(&server, "nobody.here", "guess").await.refused(401, "sign_in_refused");
        }
        sign_in(&server, "nobody.here", "guess").await.refused(429, "sign_in_delayed");
    }

    async fn many_guesses_at_the_same_moment_count_each(db: TestDb) {
        let server = TestServer::on(db).await;
        account(&server, "raced").await;
        let guesses = futures_util::future::join_all((0..12).map(|_| sign_in(&server, "raced", "guess"))).await;
        let judged = guesses.iter().filter(|reply| reply.status == 401).count();
        assert_eq!(judged, 5, "only as many as are free are judged");
        assert!(guesses.iter().all(|reply| matches!(reply.status, 401 | 429)));
    }

    async fn a_session_given_to_somebody_beforehand_is_of_no_use(db: TestDb) {
        let server = TestServer::on(db).await;
        account(&server, "victim").await;
        account(&server, "attacker").await;
        let planted = cookie(&sign_in(&server, "attacker", PASSWORD).await);
        let body = json!({ "login": "victim", "password": PASSWORD });
        let entered = within(&server, &planted, "POST", "/sign-in", Some(body.clone())).await;
        let own = cookie(&entered);
        assert_ne!(own, planted);
        within(&server, &planted, "GET", "/me", None).await.refused(401, "unauthenticated");
        assert_eq!(within(&server, &own, "GET", "/me", None).await.expect(200)["account"]["login"], "victim");
        let invented = "jinxue-test=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let entered = within(&server, invented, "POST", "/sign-in", Some(body)).await;
        assert_ne!(cookie(&entered), invented);
        within(&server, invented, "GET", "/me", None).await.refused(401, "unauthenticated");
    }

    async fn a_session_ends_when_it_rests_and_when_it_is_old(db: TestDb) {
        let server = TestServer::on(db).await;
        account(&server, "idle").await;
        let session = cookie(&sign_in(&server, "idle", PASSWORD).await);
        for _ in 0..6 {
            server.clock.pass_seconds(119 * 60);
            within(&server, &session, "GET", "/topics", None).await.expect(200);
        }
        server.clock.pass_seconds(10 * 60);
        within(&server, &session, "GET", "/topics", None).await.refused(401, "unauthenticated");
        let session = cookie(&sign_in(&server, "idle", PASSWORD).await);
        server.clock.pass_seconds(120 * 60);
        within(&server, &session, "GET", "/topics", None).await.refused(401, "unauthenticated");
    }

    async fn sessions_are_seen_and_ended_by_their_owner_only(db: TestDb) {
        let server = TestServer::on(db).await;
        account(&server, "owner").await;
        account(&server, "other").await;
        let (here, there) = (cookie(&sign_in(&server, "owner", PASSWORD).await), cookie(&sign_in(&server, "owner", PASSWORD).await));
        let foreign = cookie(&sign_in(&server, "other", PASSWORD).await);
        let list = within(&server, &here, "GET", "/me/sessions", None).await.expect(200)["items"].clone();
        assert_eq!(list.as_array().unwrap().len(), 2);
        let current: Vec<&Value> = list.as_array().unwrap().iter().filter(|one| one["current"] == true).collect();
        assert_eq!(current.len(), 1);
        let away = list.as_array().unwrap().iter().find(|one| one["current"] == false).unwrap()["id"].as_str().unwrap().to_owned();
        let path = format!("/me/sessions/{away}/end");
        let proof = || Some(json!({ "password": PASSWORD }));
        let unproven = within(&server, &here, "POST", &path, Some(json!({}))).await.refused(422, "missing_value");
        assert_eq!(unproven["field"], "password");
        let wrong = Some(json!({ "password": "not mine at all" }));
        within(&server, &here, "POST", &path, wrong.clone()).await.refused(401, "sign_in_refused");
        within(&server, &here, "POST", "/me/sessions/end", wrong).await.refused(401, "sign_in_refused");
        within(&server, &there, "GET", "/me", None).await.expect(200);
        within(&server, &foreign, "POST", &path, proof()).await.refused(404, "not_found");
        within(&server, &here, "POST", &path, proof()).await.expect(204);
        within(&server, &there, "GET", "/me", None).await.refused(401, "unauthenticated");
        cookie(&sign_in(&server, "owner", PASSWORD).await);
        assert_eq!(within(&server, &here, "POST", "/me/sessions/end", proof()).await.expect(200)["sessions"], 1);
        within(&server, &here, "GET", "/me", None).await.expect(200);
        within(&server, &foreign, "GET", "/me", None).await.expect(200);
    }

    async fn of_too_many_sessions_those_end_that_were_used_longest_ago(db: TestDb) {
        let server = TestServer::on(db).await;
        account(&server, "everywhere").await;
        let mut sessions = Vec::new();
        for _ in 0..6 {
            sessions.push(cookie(&sign_in(&server, "everywhere", PASSWORD).await));
            server.clock.pass_seconds(60);
            // The first goes on being used; the second is the one that has rested longest.
            within(&server, &sessions[0], "GET", "/me", None).await.expect(200);
        }
        for (number, session) in sessions.iter().enumerate() {
            let status = within(&server, session, "GET", "/me", None).await.status;
            assert_eq!(status, if number == 1 { 401 } else { 200 }, "session {number}");
        }
    }

    async fn a_password_is_changed_by_who_knows_it_and_ends_the_other_sessions(db: TestDb) {
        let server = TestServer::on(db).await;
        account(&server, "changer").await;
        let (here, there) = (cookie(&sign_in(&server, "changer", PASSWORD).await), cookie(&sign_in(&server, "changer", PASSWORD).await));
        let change = async |session: &str, old: &str, new: &str| {
            within(&server, session, "PUT", "/me/password", Some(json!({ "password": old, "new_password": new }))).await
        };
        change(&here, "not mine at all", "吕梁山下好种田黄河岸边-2").await.refused(401, "sign_in_refused");
        let weak = change(&here, PASSWORD, "changer1").await.refused(422, "invalid_value");
        assert_eq!((&weak["field"], weak["more"].as_array().unwrap().len()), (&json!("new_password"), 1));
        assert!(!weak.to_string().contains("changer1"));
        change(&here, PASSWORD, PASSWORD).await.refused(422, "invalid_value");
        let changed = change(&here, PASSWORD, "吕梁山下好种田黄河岸边-2").await;
        let rotated = cookie(&changed);
        changed.expect(200);
        within(&server, &here, "GET", "/me", None).await.refused(401, "unauthenticated");
        within(&server, &there, "GET", "/me", None).await.refused(401, "unauthenticated");
        within(&server, &rotated, "GET", "/me", None).await.expect(200);
        change(&rotated, "吕梁山下好种田黄河岸边-2", PASSWORD).await.refused(422, "invalid_value");
        sign_in(&server, "changer", PASSWORD).await.refused(401, "sign_in_refused");
        sign_in(&server, "changer", "吕梁山下好种田黄河岸边-2").await.expect(200);
    }

    async fn what_others_know_is_no_password(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        account(&server, "guessable").await;
        let session = cookie(&sign_in(&server, "guessable", PASSWORD).await);
        for (taken, why) in [
            ("NeedForSpeed2026", "太常见"),
            (BREACHED, "泄露过"),
            ("ShanxiSheng-山西省", "名字组成"),
            ("李小云李小云LiXiaoyun", "名字组成"),
        ] {
            let body = json!({ "password": PASSWORD, "new_password": taken });
            let refused = within(&server, &session, "PUT", "/me/password", Some(body)).await.refused(422, "invalid_value");
            assert_eq!(refused["field"], "new_password");
            assert!(refused.to_string().contains(why), "{taken}: {refused:#}");
            assert!(!refused.to_string().contains(taken));
        }
    }

    async fn an_old_password_lets_in_to_change_it_and_to_nothing_else(db: TestDb) {
        let server = TestServer::on(db).await;
        account(&server, "aged").await;
        server.clock.pass_hours(1_000 * 24);
        assert_eq!(sign_in(&server, "aged", PASSWORD).await.expect(200)["due"], Value::Null, "as shipped none grows old");
        let mut rules = server.get("/sign-in/rules").await.expect(200);
        rules["password_days_max"] = json!(180);
        server.ask("PUT", "/sign-in/rules", &[], Some(rules)).await.expect(200);
        let entered = sign_in(&server, "aged", PASSWORD).await;
        let session = cookie(&entered);
        assert_eq!(entered.expect(200)["due"], "password");
        within(&server, &session, "GET", "/topics", None).await.refused(403, "step_due");
        within(&server, &session, "GET", "/me/sessions", None).await.refused(403, "step_due");
        let body = json!({ "password": PASSWORD, "new_password": "吕梁山下好种田黄河岸边-2" });
        let changed = within(&server, &session, "PUT", "/me/password", Some(body)).await;
        let whole = cookie(&changed);
        assert_eq!(changed.expect(200)["due"], Value::Null);
        within(&server, &whole, "GET", "/topics", None).await.expect(200);
    }

    async fn a_suspended_account_is_out_at_once_and_nobody_suspends_themself(db: TestDb) {
        let server = TestServer::on(db).await;
        let id = account(&server, "leaver").await;
        let session = cookie(&sign_in(&server, "leaver", PASSWORD).await);
        let path = format!("/accounts/{id}");
        let suspend = || Some(json!({ "state": "suspended" }));
        within(&server, &session, "PATCH", &path, suspend()).await.refused(403, "forbidden");
        server.ask("PATCH", &path, &[], suspend()).await.refused(428, "version_missing");
        let leaver = Actor { account: id.parse().ok(), ..Actor::operator() };
        server.ask_as(&leaver, "PATCH", &path, &[("if-match", "1")], suspend()).await.refused(409, "wrong_state");
        let suspended = server.patch(&path, 1, json!({ "state": "suspended" })).await.expect(200);
        assert_eq!((&suspended["state"], &suspended["version"]), (&json!("suspended"), &json!(2)));
        within(&server, &session, "GET", "/me", None).await.refused(401, "unauthenticated");
        let stale = server.patch(&path, 1, json!({ "state": "active" })).await.refused(412, "version_stale");
        assert_eq!(stale["current"]["state"], "suspended");
    }

    async fn a_link_is_good_once_in_its_time_and_in_its_installation(db: TestDb) {
        let server = TestServer::on(db).await;
        let made = server.post("/accounts", json!({ "login": "linked", "display_name": "李小云" })).await.expect(201);
        let id = made["account"]["id"].as_str().unwrap().to_owned();
        let first = secret(&made["link"]);
        let look = async |link: &str| server.stranger("POST", "/set-up/link", Some(json!({ "link": link }))).await;
        let recover = async |link: &str| {
            server.stranger("POST", "/set-up/recovery", Some(json!({ "link": link, "password": PASSWORD }))).await
        };
        assert_eq!(look(&first).await.expect(200)["account"]["login"], "linked");
        let again = secret(&server.post(&format!("/accounts/{id}/recovery-link"), Value::Null).await.expect(200));
        look(&first).await.refused(404, "link_unknown");
        let weak = json!({ "link": again, "password": "password1234" });
        server.stranger("POST", "/set-up/recovery", Some(weak)).await.refused(422, "invalid_value");
        recover(&again).await.expect(204);
        recover(&again).await.refused(410, "link_used");
        let late = secret(&server.post(&format!("/accounts/{id}/recovery-link"), Value::Null).await.expect(200));
        server.clock.pass_hours(24);
        recover(&late).await.refused(410, "link_expired");
        let (_, rest) = late.split_once('.').unwrap();
        look(&format!("deadbeef.{rest}")).await.refused(422, "link_elsewhere");
        look("nonsense").await.refused(404, "link_unknown");
    }

    async fn a_link_used_by_many_at_once_is_used_once(db: TestDb) {
        let server = TestServer::on(db).await;
        let made = server.post("/accounts", json!({ "login": "raced", "display_name": "李小云" })).await.expect(201);
        let link = secret(&made["link"]);
        let body = |n: usize| json!({ "link": link, "password": format!("{PASSWORD}-{n}") });
        let uses = (0..4).map(|n| server.stranger("POST", "/set-up/recovery", Some(body(n))));
        let statuses: Vec<u16> = futures_util::future::join_all(uses).await.iter().map(|reply| reply.status).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 204).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 204 | 410)), "{statuses:?}");
    }

    async fn a_recovered_account_has_lost_its_sessions_and_its_delay(db: TestDb) {
        let server = TestServer::on(db).await;
        let id = account(&server, "lost").await;
        let session = cookie(&sign_in(&server, "lost", PASSWORD).await);
        for _ in 0..5 {
            sign_in(&server, "lost", "guess").await.refused(401, "sign_in_refused");
        }
        let link = secret(&server.post(&format!("/accounts/{id}/recovery-link"), Value::Null).await.expect(200));
        let body = json!({ "link": link, "password": "吕梁山下好种田黄河岸边-2" });
        server.stranger("POST", "/set-up/recovery", Some(body)).await.expect(204);
        within(&server, &session, "GET", "/me", None).await.refused(401, "unauthenticated");
        sign_in(&server, "lost", "吕梁山下好种田黄河岸边-2").await.expect(200);
    }

    async fn the_first_start_makes_two_administrators_and_its_link_dies(db: TestDb) {
        let server = TestServer::unsettled(db).await;
        assert_eq!(server.get("/sign-in").await.expect(200)["set_up_waits"], true);
        let link = async || first_start::link(&server.app).await.unwrap().map(|address| address.split_once('#').unwrap().1.to_owned());
        let old = link().await.unwrap();
        let fresh = link().await.unwrap();
        let body = |link: &str, password: &str, second: &str| json!({
            "link": link, "login": "sys", "display_name": "王工", "password": password,
            "security_login": second, "security_display_name": "赵安",
            "top_unit": { "name": "山西省", "tier": "province" },
        });
        let start = async |body: Value| server.stranger("POST", "/set-up/first-start", Some(body)).await;
        start(body(&old, PASSWORD, "sec")).await.refused(404, "link_unknown");
        let weak = start(body(&fresh, "123456", "-")).await.refused(422, "invalid_value");
        assert_eq!(weak["field"], "security_login");
        assert!(weak["more"].as_array().unwrap().iter().all(|one| one["field"] == "password"));
        start(body(&fresh, PASSWORD, "sys")).await.refused(409, "duplicate");
        let mut rootless = body(&fresh, PASSWORD, "sec");
        rootless["top_unit"] = Value::Null;
        start(rootless.clone()).await.refused(422, "missing_value");
        rootless["top_unit"] = json!({ "name": " ", "tier": "realm" });
        let nameless = start(rootless).await.refused(422, "missing_value");
        assert_eq!((&nameless["field"], &nameless["more"][0]["field"]), (&json!("top_unit.name"), &json!("top_unit.tier")));
        assert_eq!(server.post("/set-up/link", json!({ "link": fresh })).await.expect(200)["top_unit"], Value::Null);
        let started = start(body(&fresh, PASSWORD, "sec")).await;
        let session = cookie(&started);
        let started = started.expect(200);
        assert_eq!(started["due"], "enrolment");
        within(&server, &session, "GET", "/topics", None).await.refused(403, "step_due");
        start(body(&fresh, PASSWORD, "sec2")).await.refused(410, "link_used");
        assert_eq!(link().await, None, "there are accounts now");
        let handed = secret(&started["security_link"]);
        let set = json!({ "link": handed, "password": PASSWORD });
        server.stranger("POST", "/set-up/recovery", Some(set)).await.expect(204);
        assert_eq!(sign_in(&server, "sec", PASSWORD).await.expect(200)["due"], "enrolment");
        let me = within(&server, &session, "GET", "/me", None).await.expect(200);
        assert_eq!((&me["roles"][0]["role"], &me["roles"][0]["unit_name"]), (&json!("system_administrator"), &json!("山西省")));
        assert_eq!(me["roles"][0]["rights"], json!(["manage_accounts", "manage_system"]));
    }

    async fn the_first_link_is_valid_for_half_an_hour(db: TestDb) {
        let server = TestServer::unsettled(db).await;
        let address = first_start::link(&server.app).await.unwrap().unwrap();
        let link = json!({ "link": address.split_once('#').unwrap().1 });
        server.clock.pass_seconds(30 * 60 - 1);
        assert_eq!(server.post("/set-up/link", link.clone()).await.expect(200)["purpose"], "first_start");
        server.clock.pass_seconds(1);
        server.post("/set-up/link", link).await.refused(410, "link_expired");
    }

    async fn a_served_installation_has_no_switch(db: TestDb) {
        let server = TestServer::on(db).await;
        server.stranger("GET", "/switch", None).await.refused(404, "not_found");
        server.stranger("POST", "/switch", Some(json!({ "identity": "province" }))).await.refused(404, "not_found");
        assert_eq!(server.stranger("GET", "/sign-in", None).await.expect(200)["entrance"], "sign_in");
    }

    async fn the_demonstration_lets_one_of_its_identities_be_chosen(db: TestDb) {
        let server = TestServer::demonstration(db).await.peopled().await;
        let player = |(identity, unit, person): (&'static str, u64, Option<u64>)| {
            Player { identity, display_name: format!("{identity} 演员"), unit: unit_id(unit), person: person.map(person_id) }
        };
        let parts = [("province", 1), ("city", 2), ("school", 1), ("liaison", 4), ("lecturer", 1)].map(|(identity, unit)| (identity, unit, None));
        let cast: Vec<Player> = parts.into_iter().chain([("trainee", 4, Some(2))]).map(player).collect();
        identities::plant(&server.app, &cast).await.unwrap();
        identities::plant(&server.app, &cast).await.unwrap();
        let list = server.stranger("GET", "/switch", None).await.expect(200)["items"].clone();
        assert_eq!(list.as_array().unwrap().len(), 6);
        let enter = async |identity: &str| {
            let chosen = server.stranger("POST", "/switch", Some(json!({ "identity": identity }))).await;
            let session = cookie(&chosen);
            chosen.expect(200);
            session
        };
        // Each sees the people of its own part and nobody else.
        for (identity, names) in [
            ("province", vec!["刘洋", "张伟", "李娜", "王芳"]),
            ("city", vec!["刘洋", "李娜", "王芳"]),
            ("liaison", vec!["李娜", "王芳"]),
            ("trainee", vec!["王芳"]),
        ] {
            let seen = within(&server, &enter(identity).await, "GET", "/people", None).await.expect(200);
            let mut seen: Vec<String> = seen["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect();
            seen.sort();
            assert_eq!(seen, names, "{identity}");
        }
        within(&server, &enter("lecturer").await, "GET", "/people", None).await.refused(403, "forbidden");
        let session = enter("city").await;
        within(&server, &session, "GET", &format!("/people/{}", person_id(1)), None).await.refused(404, "not_found");
        assert_eq!(within(&server, &session, "GET", "/me", None).await.expect(200)["account"]["display_name"], "city 演员");
        server.stranger("POST", "/switch", Some(json!({ "identity": "root" }))).await.refused(422, "invalid_value");
        sign_in(&server, "demo-city", "").await.refused(401, "sign_in_refused");
        server.stranger("GET", "/topics", None).await.refused(401, "unauthenticated");
    }

    async fn the_rules_of_signing_in_hold_from_the_next_request_on(db: TestDb) {
        let server = TestServer::on(db).await;
        account(&server, "ruled").await;
        let session = cookie(&sign_in(&server, "ruled", PASSWORD).await);
        let mut rules = server.get("/sign-in/rules").await.expect(200);
        rules["session_idle_minutes"] = json!(5);
        server.ask("PUT", "/sign-in/rules", &[], Some(rules.clone())).await.expect(200);
        server.clock.pass_seconds(5 * 60);
        within(&server, &session, "GET", "/me", None).await.refused(401, "unauthenticated");
        rules["second_factor_for"] = json!("nobody");
        server.ask("PUT", "/sign-in/rules", &[], Some(rules.clone())).await.refused(400, "bad_request");
        rules["second_factor_for"] = json!("sees_others");
        rules["failures_free"] = json!(0);
        rules["password_length_min"] = json!(3);
        let refused = server.ask("PUT", "/sign-in/rules", &[], Some(rules)).await.refused(422, "invalid_value");
        assert_eq!((&refused["field"], refused["more"].as_array().unwrap().len()), (&json!("password_length_min"), 1));
    }

    async fn no_secret_stands_in_the_audit(db: TestDb) {
        let server = TestServer::on(db).await;
        account(&server, "noted").await;
        let entered = sign_in(&server, "noted", PASSWORD).await;
        let token = cookie(&entered);
        sign_in(&server, "noted", "guess-that-is-wrong").await;
        let deeds = server.app.unfenced().read(async |mut conn| audit::search(&mut conn, &audit::Search::default(), 100).await).await.unwrap();
        let actions: Vec<&str> = deeds.iter().map(|found| found.deed.action.as_str()).collect();
        for action in ["create", "recover", "sign_in", "sign_in_refused"] {
            assert!(actions.contains(&action), "{actions:?}");
        }
        let all = format!("{deeds:?}");
        for secret in [PASSWORD, "guess-that-is-wrong", token.split_once('=').unwrap().1] {
            assert!(!all.contains(secret));
        }
    }
}
