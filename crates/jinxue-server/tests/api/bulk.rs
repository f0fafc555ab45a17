//! A bulk step whose process is killed, or that is cancelled half way: its report and its undo know of every class it
//! moved.

use std::time::Duration;

use jinxue_app::jobs;
use jinxue_domain::{Instant, JobState};
use jinxue_store::{classes, jobs as store_jobs, plans};
use jinxue_testkit::{TestDb, TestServer, build, on_both};
use serde_json::{Value, json};

use crate::imports::killed;

const CLASSES: u64 = 400;

/// A server with a plan of many drafts, and the path of the plan.
async fn drafted(db: TestDb) -> (TestServer, String) {
    let server = TestServer::on(db).await.peopled().await;
    let unit = build::unit(1, None, "0001");
    let plan = build::plan(0, &unit);
    let topic = "T0301".parse().unwrap();
    let drafts: Vec<_> = (1..=CLASSES).map(|n| build::class(n, &plan, &unit, topic, 40)).collect();
    let planted = server.app.unfenced().work(async |mut tx| {
        plans::insert(&mut tx, &plan).await?;
        classes::upsert_many(&mut tx, &drafts).await
    });
    planted.await.unwrap();
    (server, format!("/plans/{}", plan.id.as_uuid()))
}

async fn in_state(server: &TestServer, plan: &str, state: &str) -> u64 {
    let path = format!("{plan}/classes?state={state}&limit=1");
    server.get(&path).await.expect(200)["total"].as_u64().unwrap()
}

/// Kills a process that works on the jobs as soon as some classes are in `state` and some are not.
async fn killed_in_the_middle(server: &TestServer, plan: &str, state: &str) -> u64 {
    let before = in_state(server, plan, state).await;
    let mut child = killed::start(server);
    loop {
        let now = in_state(server, plan, state).await;
        if now != before || child.try_wait().unwrap().is_some() {
            child.kill().unwrap();
            child.wait().unwrap();
            return in_state(server, plan, state).await;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn begun(server: &TestServer, plan: &str, body: Value) -> String {
    let job = server.post(&format!("{plan}/transitions"), body).await.expect(202);
    format!("/jobs/{}", job["id"].as_str().unwrap())
}

on_both! {
    async fn a_bulk_step_that_was_killed_reports_and_takes_back_all_it_moved(db: TestDb) {
        let (server, plan) = drafted(db).await;
        // One class cannot move: it is there already.
        let first = format!("/classes/{}", build::class_id(1).as_uuid());
        server.post(&format!("{first}/transitions"), json!({ "to": "submitted" })).await.expect(200);
        let job = begun(&server, &plan, json!({ "to": "submitted" })).await;
        let half = killed_in_the_middle(&server, &plan, "submitted").await;
        assert!(half > 1 && half < CLASSES, "{half} of {CLASSES} had moved when it was killed");
        jobs::drain(&server.app).await.unwrap();
        let done = server.get(&job).await.expect(200);
        assert_eq!((&done["state"], &done["bulk"]["moved"]), (&json!("done"), &json!(CLASSES - 1)), "{done:#}");
        assert_eq!(done["bulk"]["refused"].as_array().unwrap().len(), 1, "{done:#}");
        assert_eq!(done["bulk"]["refused"][0]["classes"], 1, "what it moved before does not refuse itself: {done:#}");

        // One class moves on meanwhile; the undo is killed too.
        let last = format!("/classes/{}", build::class_id(CLASSES).as_uuid());
        server.post(&format!("{last}/transitions"), json!({ "to": "approved" })).await.expect(200);
        server.post(&format!("{job}/undo"), Value::Null).await.expect(202);
        let half = killed_in_the_middle(&server, &plan, "draft").await;
        assert!(half > 0 && half < CLASSES - 2, "{half} had been taken back when it was killed");
        jobs::drain(&server.app).await.unwrap();
        assert_eq!(in_state(&server, &plan, "draft").await, CLASSES - 2);
        assert_eq!(server.get(&last).await.expect(200)["state"], "approved");
        assert_eq!(server.get(&first).await.expect(200)["state"], "submitted");
        let steps = server.get(&format!("/classes/{}", build::class_id(2).as_uuid())).await.expect(200);
        assert_eq!(steps["transitions"].as_array().unwrap().len(), 2, "there and back, once each: {steps:#}");
    }

    async fn a_bulk_step_that_is_cancelled_stops_and_can_be_taken_back(db: TestDb) {
        let (server, plan) = drafted(db).await;
        let job = begun(&server, &plan, json!({ "to": "submitted" })).await;
        server.post(&format!("{job}/undo"), Value::Null).await.refused(409, "wrong_state");
        let workers = jobs::start(&server.app).await.unwrap();
        while in_state(&server, &plan, "submitted").await == 0 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let cancelled = server.post(&format!("{job}/cancel"), Value::Null).await.expect(200);
        let moved = in_state(&server, &plan, "submitted").await;
        assert!(moved < CLASSES, "it had ended before it was cancelled");
        assert_eq!((&cancelled["state"], &cancelled["bulk"]["moved"]), (&json!("cancelled"), &json!(moved)));
        server.post(&format!("{job}/undo"), Value::Null).await.expect(202);
        workers.stop().await;
        jobs::drain(&server.app).await.unwrap();
        assert_eq!(in_state(&server, &plan, "draft").await, CLASSES, "no step was taken after the cancel");
    }

    async fn a_worker_that_lost_its_job_takes_no_step(db: TestDb) {
        let (server, plan) = drafted(db).await;
        let job = begun(&server, &plan, json!({ "to": "submitted" })).await;
        let id: jinxue_domain::JobId = job.trim_start_matches("/jobs/").parse().unwrap();
        let (now, lease) = (server.app.clock.now(), Instant::from_micros(i64::MAX));
        let claimed = server.app.unfenced().work(async |mut tx| store_jobs::claim(&mut tx, now, lease).await);
        let old = claimed.await.unwrap().unwrap();
        jobs::drain(&server.app).await.unwrap();
        let held = server.app.unfenced().work(async |mut tx| store_jobs::hold(&mut tx, id, old.attempts).await);
        assert!(!held.await.unwrap(), "another worker has done it");
        let done = server.app.unfenced().read(async |mut conn| store_jobs::by_id(&mut conn, id).await).await.unwrap();
        assert_eq!((done.state, done.attempts), (JobState::Done, old.attempts + 1));
        assert_eq!(in_state(&server, &plan, "submitted").await, CLASSES);
    }
}
