//! The door itself: who is let ask what, and what strange requests are told.

use jinxue_server::{Front, Rate, Rates, Transport};
use jinxue_testkit::{TestServer, on_both};
use serde_json::{Value, json};

use crate::sign_in::{PASSWORD, account, cookie, sign_in};

/// What a stranger may ask; everything else wants a session.
const OPEN: [&str; 12] = [
    "set_up_look",
    "set_up_recover",
    "set_up_start",
    "sign_in_come_back",
    "sign_in_door",
    "sign_in_enter",
    "sign_in_set_out",
    "switch_choose",
    "switch_list",
    "system_health",
    "system_openapi",
    "system_version",
];

/// Method, address and name of every operation of the document.
fn operations() -> Vec<(String, String, String)> {
    let document: Value = serde_json::from_str(&jinxue_server::openapi()).unwrap();
    let paths = document["paths"].as_object().unwrap().clone();
    let of = |(path, item): (String, Value)| {
        let path = path.trim_start_matches("/api/v1").split('/').map(filled).collect::<Vec<_>>().join("/");
        let methods = item.as_object().unwrap().clone();
        methods.into_iter().map(move |(method, operation)| {
            (method.to_uppercase(), path.clone(), operation["operationId"].as_str().unwrap().to_owned())
        })
    };
    paths.into_iter().flat_map(of).collect()
}

fn filled(part: &str) -> &str {
    if part.starts_with('{') { "019a3c5e-0000-7000-8000-000000000001" } else { part }
}

on_both! {
    async fn a_stranger_is_refused_by_every_operation_but_the_open_ones(db: TestDb) {
        let server = TestServer::on(db).await;
        let operations = operations();
        assert!(operations.len() > 60, "the document has its operations");
        let mut open = Vec::new();
        for (method, path, name) in operations {
            let body = (method != "GET").then(|| json!({}));
            let bare = server.stranger(&method, &path, body.clone()).await;
            let invented = [("cookie", "jinxue-test=invented")];
            let forged = server.ask(&method, &path, &invented, body).await;
            if bare.status == 401 {
                bare.refused(401, "unauthenticated");
                forged.refused(401, "unauthenticated");
            } else {
                assert!(bare.status < 500, "{name}: {}", bare.status);
                open.push(name);
            }
        }
        open.sort_unstable();
        assert_eq!(open, OPEN);
    }

    async fn the_pages_come_with_headers_that_keep_them_safe(db: TestDb) {
        let server = TestServer::on(db).await;
        let answer = server.stranger("GET", "/version", None).await;
        let policy = answer.header("content-security-policy");
        for part in ["default-src 'self'", "script-src 'self';", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"] {
            assert!(policy.contains(part), "{policy}");
        }
        for never in ["unsafe-inline", "unsafe-eval", "*", "http:"] {
            assert!(!policy.contains(never), "{policy}");
        }
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "no-store"),
            ("strict-transport-security", ""),
        ] {
            assert_eq!(answer.header(name), value, "{name}");
        }
    }

    async fn behind_tls_the_cookie_and_the_headers_are_for_tls_alone(db: TestDb) {
        let server = TestServer::fronted(db, Front::new(Transport::BehindTls)).await;
        let made = server.ask("GET", "/version", &[], None).await;
        assert!(made.header("strict-transport-security").starts_with("max-age=31536000"));
        let refused = sign_in(&server, "nobody", "nothing").await;
        assert!(refused.header("strict-transport-security").starts_with("max-age="));
        // The plain cookie of a session is none here.
        let plain = server.account(5, "别人").await;
        server.ask("GET", "/topics", &[("cookie", &plain)], None).await.refused(401, "unauthenticated");
        let address = jinxue_app::sign_in::accounts::create(
            &jinxue_app::Work::of(&server.app, jinxue_app::Actor::operator()),
            &jinxue_api::accounts::NewAccount { login: "tls".into(), display_name: "李小云".into(), person_id: None },
        ).await.unwrap().link.address;
        let body = json!({ "link": address.split_once('#').unwrap().1, "password": PASSWORD });
        server.stranger("POST", "/set-up/recovery", Some(body)).await.expect(204);
        let entered = sign_in(&server, "tls", PASSWORD).await;
        let set = entered.header("set-cookie");
        assert!(set.starts_with("__Host-jinxue="), "{set}");
        for part in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
            assert!(set.contains(part), "{set}");
        }
        assert!(!set.contains("Domain"));
    }

    async fn a_page_of_another_site_cannot_sign_anybody_in_or_out(db: TestDb) {
        let server = TestServer::on(db).await;
        let body = Some(json!({ "login": "a.b", "password": "c" }));
        for headers in [
            vec![("sec-fetch-site", "cross-site")],
            vec![("sec-fetch-site", "same-site")],
            vec![("origin", "https://evil.example"), ("host", "127.0.0.1:8080")],
            vec![("origin", "null"), ("host", "127.0.0.1:8080")],
        ] {
            for path in ["/sign-in", "/sign-out", "/switch", "/set-up/first-start"] {
                server.ask("POST", path, &headers, body.clone()).await.refused(403, "foreign_origin");
            }
        }
        let own = [("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080"), ("sec-fetch-site", "same-origin")];
        server.ask("POST", "/sign-in", &own, body).await.refused(401, "sign_in_refused");
    }

    async fn strange_fields_are_refused_and_nothing_breaks(db: TestDb) {
        let server = TestServer::on(db).await;
        account(&server, "steady").await;
        let long = "长".repeat(4_000);
        sign_in(&server, &long, PASSWORD).await.refused(401, "sign_in_refused");
        sign_in(&server, "steady", &long).await.refused(401, "sign_in_refused");
        sign_in(&server, "steady\r\nSet-Cookie: a=b", PASSWORD).await.refused(401, "sign_in_refused");
        sign_in(&server, "steady", &"x".repeat(20_000)).await.refused(413, "too_large");
        let refused = server.post("/accounts", json!({ "login": long, "display_name": long })).await.refused(422, "invalid_value");
        assert_eq!(refused["more"].as_array().unwrap().len(), 1);
        assert!(refused["value"].as_str().unwrap().chars().count() <= 40);
        server.post_bytes("/sign-in", &[], b"{\"login\":\"steady\",\"password\":\"\xff\xfe\"}".to_vec()).await.refused(400, "bad_request");
        let deep = "[".repeat(8_000);
        server.post_bytes("/sign-in", &[], deep.into_bytes()).await.refused(400, "bad_request");
        let nested = format!("{{\"login\":{}", "{\"a\":".repeat(1_500));
        server.post_bytes("/sign-in", &[], nested.into_bytes()).await.refused(400, "bad_request");
        let assigned = json!({ "login": "steady", "password": PASSWORD, "state": "active" });
        server.stranger("POST", "/sign-in", Some(assigned)).await.refused(400, "bad_request");
        sign_in(&server, "steady", PASSWORD).await.expect(200);
    }

    async fn what_a_browser_says_of_itself_is_kept_short_and_plain(db: TestDb) {
        let server = TestServer::on(db).await;
        account(&server, "agent").await;
        let agent = "x".repeat(5_000);
        let headers = [("cookie", ""), ("user-agent", agent.as_str()), ("x-request-id", "a\tb<script>")];
        let body = json!({ "login": "agent", "password": PASSWORD });
        let entered = server.ask("POST", "/sign-in", &headers, Some(body)).await;
        assert!(!entered.header("x-request-id").contains("script"));
        let session = cookie(&entered);
        let list = server.ask("GET", "/me/sessions", &[("cookie", &session)], None).await.expect(200);
        assert_eq!(list["items"][0]["agent"].as_str().unwrap().len(), 200);
    }

    async fn more_than_the_rates_allow_waits_and_others_do_not(db: TestDb) {
        let endless = Rate { burst: 1e9, per_second: 1.0 };
        let rates = Rates {
            strangers: Rate { burst: 30.0, per_second: 1.0 },
            failures: Rate { burst: 8.0, per_second: 0.1 },
            account: Rate { burst: 10.0, per_second: 0.5 },
        };
        let transport = || Transport::Local { installation: "test".into() };
        let server = TestServer::fronted(db, Front::with_rates(transport(), Rates { strangers: endless, ..rates })).await;
        for number in 0..8 {
            sign_in(&server, &format!("sprayed-{number}"), "guess").await.refused(401, "sign_in_refused");
        }
        let spraying = sign_in(&server, "sprayed-9", "guess").await;
        assert_eq!(spraying.header("retry-after"), "10");
        spraying.refused(429, "too_many_requests");
        let (own, other) = (server.account(5, "自己").await, server.account(6, "别人").await);
        let topics = async |session: &str| server.ask("GET", "/topics", &[("cookie", session)], None).await;
        for _ in 0..10 {
            topics(&own).await.expect(200);
        }
        let hasty = topics(&own).await;
        assert_eq!(hasty.header("retry-after"), "2");
        hasty.refused(429, "too_many_requests");
        topics(&other).await.expect(200);
        server.clock.pass_seconds(2);
        topics(&own).await.expect(200);
    }

    async fn strangers_of_one_address_are_counted(db: TestDb) {
        let endless = Rate { burst: 1e9, per_second: 1.0 };
        let rates = Rates { strangers: Rate { burst: 3.0, per_second: 1.0 }, failures: endless, account: endless };
        let front = Front::with_rates(Transport::Local { installation: "test".into() }, rates);
        let server = TestServer::fronted(db, front).await;
        for _ in 0..3 {
            server.stranger("GET", "/units", None).await.refused(401, "unauthenticated");
        }
        server.stranger("GET", "/units", None).await.refused(429, "too_many_requests");
        let known = server.account(5, "别人").await;
        server.ask("GET", "/topics", &[("cookie", &known)], None).await.expect(200);
    }
}
