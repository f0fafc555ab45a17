//! The trail of deeds: whatever was changed beside the software is found.

use jinxue_app::access;
use jinxue_app::audit::{self, Fault, Head, Verified};
use jinxue_domain::authority::GrantRole;
use jinxue_testkit::{TestServer, build, on_both, tamper};
use serde_json::json;

use crate::sign_in::{PASSWORD, account, cookie, sign_in, within};

/// What lets somebody with the database's password change what is only to be added to.
fn unlocked(address: &str, sql: &str) -> String {
    if address.starts_with("postgres") {
        format!(
            "alter table audit disable trigger user; alter table audit_seal disable trigger user;
             alter table audit_seal drop constraint if exists audit_seal_audit_fk; {sql}"
        )
    } else {
        format!(
            "pragma foreign_keys = off; drop trigger if exists audit_not_changed; drop trigger if exists audit_not_removed;
             drop trigger if exists audit_seal_not_changed; drop trigger if exists audit_seal_not_removed; {sql}"
        )
    }
}

/// A server on which four views were kept, their deeds sealed.
async fn four_deeds(db: jinxue_testkit::TestDb) -> (TestServer, String) {
    let address = db.address().to_owned();
    let server = TestServer::on(db).await;
    for number in 1..=4 {
        let view = json!({ "list": "people", "name": format!("视图 {number}"), "query": "due=short", "columns": ["name"] });
        server.post("/views", view).await.expect(201);
    }
    assert_eq!(audit::seal(&server.app).await.unwrap(), 4);
    (server, address)
}

async fn verified(server: &TestServer, kept: &[Head]) -> Verified {
    audit::verify(&server.app, kept).await.unwrap()
}

on_both! {
    async fn a_whole_trail_is_found_whole(db: TestDb) {
        let (server, _) = four_deeds(db).await;
        let middle = audit::head(&server.app).await.unwrap().unwrap();
        server.post("/views", json!({ "list": "people", "name": "第五", "query": "", "columns": ["name"] })).await.expect(201);
        let waiting = verified(&server, &[]).await;
        assert_eq!((waiting.seals, waiting.waiting, waiting.faults), (4, 1, vec![]));
        assert_eq!((audit::seal(&server.app).await.unwrap(), audit::seal(&server.app).await.unwrap()), (1, 0));
        let found = verified(&server, std::slice::from_ref(&middle)).await;
        assert_eq!((found.seals, found.waiting, found.faults), (5, 0, vec![]));
        assert_eq!(found.head.as_ref().map(|head| head.seq), Some(5));
        assert_ne!(found.head, Some(middle));
        let mut lines = Vec::new();
        let count = audit::export(&server.app, |line| { lines.push(line.clone()); Ok(()) }).await.unwrap();
        assert_eq!((count, lines.len()), (5, 5));
        assert_eq!((&lines[4]["seq"], &lines[4]["action"], &lines[4]["detail"]["name"]), (&json!(5), &json!("create"), &json!("第五")));
        assert!(lines[4]["request_id"].as_str().is_some_and(|id| !id.is_empty()));
    }

    async fn what_was_refused_is_noted_with_who_tried_it(db: TestDb) {
        let server = TestServer::on(db).await;
        let id = account(&server, "climber").await;
        let session = cookie(&sign_in(&server, "climber", PASSWORD).await);
        within(&server, &session, "GET", "/accounts", None).await.refused(403, "forbidden");
        let proof = json!({ "password": "guessed wrongly" });
        within(&server, &session, "POST", "/me/authenticator", Some(proof)).await.refused(401, "sign_in_refused");
        let begun = within(&server, &session, "POST", "/me/authenticator", Some(json!({ "password": PASSWORD }))).await;
        begun.expect(200);
        let wrong = Some(json!({ "code": "000000" }));
        within(&server, &session, "PUT", "/me/authenticator", wrong).await.refused(422, "code_refused");
        server.stranger("POST", "/set-up/link", Some(json!({ "link": "test.AAAA" }))).await.refused(422, "link_elsewhere");
        let state = json!({ "state": "unknown", "code": "x" });
        server.stranger("POST", "/sign-in/provider/return", Some(state)).await.refused(410, "challenge_over");
        let foreign = [("cookie", session.as_str()), ("sec-fetch-site", "cross-site")];
        server.ask("POST", "/sign-out", &foreign, None).await.refused(403, "foreign_origin");
        let deeds = server.get("/audit?action=refused").await.expect(200)["items"].clone();
        let mut noted: Vec<(String, String, bool)> = deeds.as_array().unwrap().iter().map(|deed| {
            assert_eq!(deed["object_kind"], "operation");
            let own = deed["account_id"] == json!(id);
            (deed["object_id"].as_str().unwrap().into(), deed["detail"]["code"].as_str().unwrap().into(), own)
        }).collect();
        noted.sort_unstable();
        let expected = [
            ("GET /accounts", "forbidden", true),
            ("POST /me/authenticator", "sign_in_refused", true),
            ("POST /set-up/link", "link_elsewhere", false),
            ("POST /sign-in/provider/return", "challenge_over", false),
            ("POST /sign-out", "foreign_origin", false),
            ("PUT /me/authenticator", "code_refused", true),
        ];
        assert_eq!(noted, expected.map(|(operation, code, own)| (operation.to_owned(), code.to_owned(), own)));
        assert!(!deeds.to_string().contains("guessed wrongly"));
    }

    async fn a_flood_of_refusals_does_not_fill_the_trail(db: TestDb) {
        let server = TestServer::on(db).await;
        account(&server, "flooder").await;
        let session = cookie(&sign_in(&server, "flooder", PASSWORD).await);
        let knock = async || within(&server, &session, "GET", "/audit", None).await.refused(403, "forbidden");
        for _ in 0..40 {
            knock().await;
        }
        let noted = async || server.get("/audit?action=refused").await.expect(200)["items"].clone();
        assert_eq!(noted().await.as_array().unwrap().len(), 10);
        server.clock.pass_seconds(601);
        knock().await;
        let told = noted().await;
        assert_eq!((told.as_array().unwrap().len(), &told[0]["detail"]["not_noted_before"]), (11, &json!(30)));
    }

    async fn a_deed_names_account_role_and_address_and_its_auditor_finds_it(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        let sessions = [server.account(1, "李组织").await, server.account(2, "郑审计").await];
        let (organiser, auditor) = (build::uuid(30, 1), build::uuid(30, 2));
        access::plant(&server.app, organiser, GrantRole::CityOrganiser, build::unit_id(2).as_uuid()).await.unwrap();
        access::plant(&server.app, auditor, GrantRole::Auditor, build::unit_id(1).as_uuid()).await.unwrap();
        // An administrator signs in anew, by a second factor; here the session is made past the door once more.
        let again = server.session_of(2, "again").await;
        let path = format!("/people/{}/reveal", build::person_id(2));
        let reveal = Some(json!({ "field": "citizen_no", "reason": "核对参训名单" }));
        server.ask("POST", &path, &[("cookie", &sessions[0])], reveal).await.expect(200);
        audit::seal(&server.app).await.unwrap();
        let look = async |session: &str, query: &str| server.ask("GET", &format!("/audit?{query}"), &[("cookie", session)], None).await;
        look(&sessions[0], "").await.refused(403, "forbidden");
        look(&sessions[1], "").await.refused(401, "unauthenticated");
        let found = look(&again, "action=reveal").await.expect(200);
        assert_eq!(found["items"].as_array().unwrap().len(), 1);
        let deed = &found["items"][0];
        assert_eq!((&deed["actor"], &deed["account_id"]), (&json!("李组织"), &json!(organiser)));
        assert_eq!((&deed["roles"][0]["en"], &deed["object_id"]), (&json!("city organiser"), &json!(build::person_id(2).as_uuid())));
        assert!(deed["address"].as_str().is_some_and(|address| !address.is_empty()) && deed["seal"].is_i64());
        // Whole in parts, newest first, and by every filter.
        let (mut parts, mut after) = (Vec::new(), String::new());
        loop {
            let part = look(&again, &format!("limit=2{after}")).await.expect(200);
            parts.extend(part["items"].as_array().unwrap().iter().map(|deed| (-deed["at"].as_i64().unwrap(), deed["id"].as_str().unwrap().to_owned())));
            let Some(next) = part["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        let all = look(&again, "").await.expect(200);
        assert_eq!(parts.len(), all["items"].as_array().unwrap().len());
        parts.dedup_by(|a, b| a.1 == b.1);
        assert_eq!(parts.len(), all["items"].as_array().unwrap().len());
        let count = async |query: &str| look(&again, query).await.expect(200)["items"].as_array().unwrap().len();
        let day = server.app.clock.now().as_micros();
        assert_eq!((count("actor=李组&action=reveal").await, count("actor=%25").await), (1, 0));
        assert_eq!((count(&format!("from={}", day + 1)).await, count(&format!("object_kind=person&until={}", day + 1)).await), (0, 1));
        look(&again, "limit=0&after=x").await.refused(422, "invalid_value");
        look(&again, "from=5&until=5").await.refused(422, "invalid_value");
        look(&again, "wanted=1").await.refused(400, "bad_request");
    }

    async fn the_sealer_leaves_nothing_and_writes_each_end_down_once(db: TestDb) {
        let (server, _) = four_deeds(db).await;
        let written = || std::fs::read_to_string(audit::heads_file(&server.app)).unwrap();
        for _ in 0..2 {
            audit::Sealer::start(&server.app).stop().await;
        }
        let first = audit::head(&server.app).await.unwrap().unwrap();
        assert_eq!(written(), format!("{first}\n"));
        server.post("/views", json!({ "list": "people", "name": "第五", "query": "", "columns": ["name"] })).await.expect(201);
        audit::Sealer::start(&server.app).stop().await;
        let found = verified(&server, &[first]).await;
        assert_eq!((found.seals, found.waiting, found.faults), (5, 0, vec![]));
        assert_eq!(written().lines().nth(1).unwrap(), found.head.unwrap().to_string());
    }

    async fn deeds_and_seals_are_only_added(db: TestDb) {
        let (server, address) = four_deeds(db).await;
        for sql in ["update audit set actor = 'x'", "delete from audit", "update audit_seal set hash = 'x'", "delete from audit_seal"] {
            let refused = tamper(&address, sql.to_owned()).await.expect_err(sql).to_string();
            assert!(refused.contains("only added"), "{sql}: {refused}");
        }
        assert_eq!(verified(&server, &[]).await.faults, []);
    }

    async fn an_altered_deed_is_found(db: TestDb) {
        let (server, address) = four_deeds(db).await;
        let sql = "update audit set actor = '别人' where id = (select audit_id from audit_seal where seq = 2)";
        tamper(&address, unlocked(&address, sql)).await.unwrap();
        let faults = verified(&server, &[]).await.faults;
        assert!(matches!(faults.as_slice(), [Fault::Altered { seq: 2, .. }]), "{faults:?}");
    }

    async fn a_deed_taken_away_is_found(db: TestDb) {
        let (server, address) = four_deeds(db).await;
        let sql = "delete from audit where id = (select audit_id from audit_seal where seq = 3)";
        tamper(&address, unlocked(&address, sql)).await.unwrap();
        assert_eq!(verified(&server, &[]).await.faults, [Fault::DeedGone { seq: 3 }]);
    }

    async fn a_deed_taken_away_with_its_seal_is_found(db: TestDb) {
        let (server, address) = four_deeds(db).await;
        let sql = "delete from audit where id = (select audit_id from audit_seal where seq = 3); delete from audit_seal where seq = 3";
        tamper(&address, unlocked(&address, sql)).await.unwrap();
        assert_eq!(verified(&server, &[]).await.faults, [Fault::SealGone { seq: 4, expected: 3 }]);
    }

    async fn an_end_cut_off_is_found_by_a_kept_head(db: TestDb) {
        let (server, address) = four_deeds(db).await;
        let kept = audit::head(&server.app).await.unwrap().unwrap();
        let sql = "delete from audit where id in (select audit_id from audit_seal where seq > 2); delete from audit_seal where seq > 2";
        tamper(&address, unlocked(&address, sql)).await.unwrap();
        assert_eq!(verified(&server, &[]).await.faults, [], "the chain alone cannot know its own end");
        assert_eq!(verified(&server, std::slice::from_ref(&kept)).await.faults, [Fault::HeadGone(kept)]);
    }

    async fn a_deed_put_in_beside_the_software_is_found(db: TestDb) {
        let (server, address) = four_deeds(db).await;
        let zero = if address.starts_with("postgres") { "'00000000-0000-0000-0000-000000000001'" } else { "x'00000000000000000000000000000001'" };
        let sql = format!("insert into audit (id, at, actor, action, object_kind, object_id, detail) values ({zero}, 1, 'a', 'b', 'c', 'd', '{{}}')");
        tamper(&address, sql).await.unwrap();
        assert_eq!(verified(&server, &[]).await.faults, [Fault::PutIn { deeds: 1 }]);
    }
}

#[test]
fn a_head_is_read_as_it_is_written() {
    let head = Head { seq: 12, hash: "0f".repeat(32) };
    assert_eq!(head.to_string().parse(), Ok(head));
    for wrong in
        ["", "12", "12:", "0:00", "x:00", &format!("0:{}", "0".repeat(64)), &format!("1:{}", "g".repeat(64))]
    {
        assert!(wrong.parse::<Head>().is_err_and(|fault| fault.contains("jinxue audit head")), "{wrong}");
    }
}
