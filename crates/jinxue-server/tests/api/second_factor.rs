//! The second factor: bound, asked for, replayed, lost.

use jinxue_app::{Clock as _, access};
use jinxue_domain::authority::GrantRole;
use jinxue_testkit::build::{person_id, unit_id};
use jinxue_testkit::{TestServer, on_both};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use crate::sign_in::{PASSWORD, account, cookie, secret, sign_in, within};

/// What the app on a telephone shows now, `seconds` off the server's clock.
fn shown(server: &TestServer, secret: &str, seconds: i64) -> String {
    let plain: String = secret.split(' ').collect();
    let totp = Builder::new().with_secret(Secret::try_from_base32(plain).unwrap()).build().unwrap();
    let now = server.clock.now().as_micros() / 1_000_000 + seconds;
    totp.generate(u64::try_from(now).unwrap()).to_string()
}

/// Binds an authenticator in a whole session: the secret, the recovery codes, the new cookie.
async fn bound(server: &TestServer, session: &str) -> (String, Vec<String>, String) {
    let proof = json!({ "password": PASSWORD });
    let begun = within(server, session, "POST", "/me/authenticator", Some(proof)).await.expect(200);
    let secret = begun["secret"].as_str().unwrap().to_owned();
    let code = json!({ "code": shown(server, &secret, 0) });
    let reply = within(server, session, "PUT", "/me/authenticator", Some(code)).await;
    let cookie = cookie(&reply);
    let codes = reply.expect(200)["codes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| code.as_str().unwrap().to_owned())
        .collect();
    (secret, codes, cookie)
}

/// Shows a code in a session that waits for one.
async fn show(server: &TestServer, session: &str, code: &str) -> jinxue_testkit::server::Reply {
    within(server, session, "POST", "/sign-in/second-factor", Some(json!({ "code": code }))).await
}

on_both! {
    async fn after_the_password_only_the_code_counts(db: TestDb) {
        let server = TestServer::on(db).await;
        account(&server, "two").await;
        let first = cookie(&sign_in(&server, "two", PASSWORD).await);
        let (key, codes, rotated) = bound(&server, &first).await;
        assert_eq!(codes.len(), 10);
        within(&server, &first, "GET", "/me", None).await.refused(401, "unauthenticated");
        within(&server, &rotated, "GET", "/topics", None).await.expect(200);
        let entered = sign_in(&server, "two", PASSWORD).await;
        let waiting = cookie(&entered);
        assert_eq!(entered.expect(200)["due"], "second_factor");
        for (method, path, body) in [
            ("GET", "/topics", None),
            ("GET", "/me/sessions", None),
            ("PUT", "/me/password", Some(json!({ "password": PASSWORD, "new_password": "吕梁山下好种田黄河岸边-2" }))),
            ("POST", "/me/authenticator", Some(json!({ "password": PASSWORD }))),
            ("PUT", "/me/authenticator", Some(json!({ "code": "123456" }))),
        ] {
            within(&server, &waiting, method, path, body).await.refused(403, "step_due");
        }
        show(&server, &waiting, "000000").await.refused(422, "code_refused");
        server.clock.pass_seconds(30);
        let passed = show(&server, &waiting, &shown(&server, &key, 0)).await;
        let whole = cookie(&passed);
        assert_eq!(passed.expect(200)["due"], Value::Null);
        assert_ne!(whole, waiting);
        within(&server, &waiting, "GET", "/me", None).await.refused(401, "unauthenticated");
        within(&server, &whole, "GET", "/topics", None).await.expect(200);
        show(&server, &whole, "000000").await.refused(409, "wrong_state");
    }

    async fn a_code_is_taken_once_and_within_a_step_of_the_clock(db: TestDb) {
        let server = TestServer::on(db).await;
        account(&server, "replay").await;
        let (key, ..) = bound(&server, &cookie(&sign_in(&server, "replay", PASSWORD).await)).await;
        server.clock.pass_seconds(60);
        let code = shown(&server, &key, 0);
        let waiting = async || cookie(&sign_in(&server, "replay", PASSWORD).await);
        show(&server, &waiting().await, &code).await.expect(200);
        show(&server, &waiting().await, &code).await.refused(422, "code_refused");
        let earlier = shown(&server, &key, -30);
        show(&server, &waiting().await, &earlier).await.refused(422, "code_refused");
        for minutes in [-5, 5] {
            let skewed = shown(&server, &key, minutes * 60);
            show(&server, &waiting().await, &skewed).await.refused(422, "code_refused");
        }
        show(&server, &waiting().await, &shown(&server, &key, 30)).await.expect(200);
    }

    async fn a_code_shown_in_two_sessions_at_once_is_taken_in_one(db: TestDb) {
        let server = TestServer::on(db).await;
        account(&server, "twice").await;
        let (key, ..) = bound(&server, &cookie(&sign_in(&server, "twice", PASSWORD).await)).await;
        server.clock.pass_seconds(30);
        let (one, two) = (cookie(&sign_in(&server, "twice", PASSWORD).await), cookie(&sign_in(&server, "twice", PASSWORD).await));
        let code = shown(&server, &key, 0);
        let (one, two) = tokio::join!(show(&server, &one, &code), show(&server, &two, &code));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422]);
    }

    async fn guessing_codes_makes_the_account_wait(db: TestDb) {
        let server = TestServer::on(db).await;
        account(&server, "guessed").await;
        let (key, ..) = bound(&server, &cookie(&sign_in(&server, "guessed", PASSWORD).await)).await;
        server.clock.pass_seconds(30);
        for _ in 0..5 {
            let waiting = cookie(&sign_in(&server, "guessed", PASSWORD).await);
            show(&server, &waiting, "000000").await.refused(422, "code_refused");
        }
        let waiting = cookie(&sign_in(&server, "guessed", PASSWORD).await);
        show(&server, &waiting, &shown(&server, &key, 0)).await.refused(429, "sign_in_delayed");
    }

    async fn a_recovery_code_lets_in_once(db: TestDb) {
        let server = TestServer::on(db).await;
        account(&server, "paper").await;
        let (_, codes, _) = bound(&server, &cookie(&sign_in(&server, "paper", PASSWORD).await)).await;
        let waiting = async || cookie(&sign_in(&server, "paper", PASSWORD).await);
        let passed = show(&server, &waiting().await, &format!(" {} ", codes[3].to_uppercase())).await;
        let whole = cookie(&passed);
        passed.expect(200);
        show(&server, &waiting().await, &codes[3]).await.refused(422, "code_refused");
        assert_eq!(within(&server, &whole, "GET", "/me", None).await.expect(200)["recovery_codes_left"], 9);
        let anew = json!({ "password": PASSWORD });
        let missing = within(&server, &whole, "POST", "/me/authenticator", Some(anew)).await.refused(422, "missing_value");
        assert_eq!(missing["field"], "code");
        let anew = json!({ "password": PASSWORD, "code": codes[4] });
        within(&server, &whole, "POST", "/me/authenticator", Some(anew)).await.expect(200);
    }

    async fn a_recovery_link_for_a_password_keeps_the_second_factor(db: TestDb) {
        let server = TestServer::on(db).await;
        let id = account(&server, "forgetful").await;
        let (key, ..) = bound(&server, &cookie(&sign_in(&server, "forgetful", PASSWORD).await)).await;
        server.clock.pass_seconds(30);
        let made = server.post(&format!("/accounts/{id}/recovery-link"), Value::Null).await.expect(200);
        let seen = server.stranger("POST", "/set-up/link", Some(json!({ "link": secret(&made) }))).await.expect(200);
        assert_eq!(seen["factor_reason"], Value::Null);
        recover(&server, &made).await;
        let entered = sign_in(&server, "forgetful", SECOND).await;
        let waiting = cookie(&entered);
        assert_eq!(entered.expect(200)["due"], "second_factor");
        show(&server, &waiting, &shown(&server, &key, 0)).await.expect(200);
    }

    async fn a_link_for_a_lost_factor_says_why_is_noted_and_its_owner_sees_it(db: TestDb) {
        let server = TestServer::on(db).await;
        let id = account(&server, "phoneless").await;
        bound(&server, &cookie(&sign_in(&server, "phoneless", PASSWORD).await)).await;
        let path = format!("/accounts/{id}/factor-link");
        server.post(&path, json!({})).await.refused(400, "bad_request");
        let empty = server.post(&path, json!({ "reason": "  " })).await.refused(422, "missing_value");
        assert_eq!(empty["field"], "reason");
        for wrong in ["丢了".to_owned(), "丢".repeat(201)] {
            server.post(&path, json!({ "reason": wrong })).await.refused(422, "invalid_value");
        }
        let reason = "手机丢失，本人持证件到办公室核验";
        let made = server.post(&path, json!({ "reason": reason })).await.expect(200);
        let seen = server.stranger("POST", "/set-up/link", Some(json!({ "link": secret(&made) }))).await.expect(200);
        assert_eq!(seen["factor_reason"], reason);
        recover(&server, &made).await;
        let entered = sign_in(&server, "phoneless", SECOND).await;
        let session = cookie(&entered);
        assert_eq!(entered.expect(200)["due"], Value::Null);
        let me = within(&server, &session, "GET", "/me", None).await.expect(200);
        let told = &me["second_factor_taken_off"];
        assert_eq!((&told["reason"], &told["by"]), (&json!(reason), &json!("测试员")), "{me:#}");
        let deeds = server.get(&format!("/audit?action=make_factor_link&object_id={id}")).await.expect(200);
        assert_eq!(deeds["items"][0]["detail"]["reason"], reason);
        server.clock.pass_hours(91 * 24);
        let later = cookie(&sign_in(&server, "phoneless", SECOND).await);
        let me = within(&server, &later, "GET", "/me", None).await.expect(200);
        assert_eq!(me["second_factor_taken_off"], Value::Null);
    }

    async fn who_needs_a_second_factor_is_a_rule(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        let (organiser, _) = (account(&server, "organiser").await, account(&server, "nobody").await);
        let of_person = json!({ "login": "trainee", "display_name": "王芳", "person_id": person_id(2).as_uuid() });
        let made = server.post("/accounts", of_person).await.expect(201);
        let body = json!({ "link": secret(&made["link"]), "password": PASSWORD });
        server.stranger("POST", "/set-up/recovery", Some(body)).await.expect(204);
        let trainee = made["account"]["id"].as_str().unwrap();
        for (account, role) in [(organiser.as_str(), GrantRole::ProvinceOrganiser), (trainee, GrantRole::Trainee)] {
            access::plant(&server.app, account.parse().unwrap(), role, unit_id(1).as_uuid()).await.unwrap();
        }
        for (whose, due) in [("administrators", [false, false, false]), ("sees_others", [true, false, false]), ("everybody", [true, true, true])] {
            server.ask_second_factor_of(whose).await;
            for (login, due) in ["organiser", "trainee", "nobody"].into_iter().zip(due) {
                let expected = if due { json!("enrolment") } else { Value::Null };
                assert_eq!(sign_in(&server, login, PASSWORD).await.expect(200)["due"], expected, "{whose} {login}");
            }
        }
    }

    async fn as_shipped_everybody_needs_a_second_factor(db: TestDb) {
        let server = TestServer::unsettled(db).await;
        let rules = server.stranger("GET", "/sign-in", None).await.expect(200)["rules"].clone();
        assert_eq!(rules["second_factor_for"], "everybody");
        assert_eq!(rules["password_days_max"], 0);
    }
}

const SECOND: &str = "吕梁山下好种田黄河岸边-2";

async fn recover(server: &TestServer, link: &Value) {
    let body = json!({ "link": secret(link), "password": SECOND });
    server.stranger("POST", "/set-up/recovery", Some(body)).await.expect(204);
}
