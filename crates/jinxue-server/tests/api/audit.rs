//! The trail of deeds: whatever was changed beside the software is found.

use jinxue_app::audit::{self, Fault, Head, Verified};
use jinxue_testkit::{TestServer, on_both, tamper};
use serde_json::json;

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
        assert_eq!(lines[4]["account_id"], jinxue_testkit::build::uuid(30, 0).to_string(), "the tester's account");
        assert!(lines[4]["address"].as_str().is_some_and(|address| !address.is_empty()));
        assert!(lines[4]["request_id"].as_str().is_some_and(|id| !id.is_empty()));
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
