use std::time::Duration;

use jinxue_domain::Instant;
use jinxue_testkit::{TestServer, on_both};
use serde_json::{Value, json};

/// A run that waits in the queue, as (run, job).
async fn queued(server: &TestServer) -> (String, String) {
    let plan = server.post("/plans", json!({ "year": 2026, "name": "年度计划" })).await.expect(201);
    let path = format!("/plans/{}/runs", plan["id"].as_str().unwrap());
    let run = server.post(&path, json!({ "with_drafts": true })).await.expect(202);
    let jobs = server.get("/jobs").await.expect(200);
    let job =
        jobs["items"].as_array().unwrap().iter().find(|job| job["subject"] == run["id"]).unwrap().clone();
    assert_eq!((&job["kind"], &job["state"]), (&json!("run"), &json!("queued")));
    (format!("/runs/{}", run["id"].as_str().unwrap()), format!("/jobs/{}", job["id"].as_str().unwrap()))
}

/// What stands at `path` once it has ended, by the workers of the server.
async fn ended(server: &TestServer, path: &str) -> Value {
    for _ in 0..600 {
        let now = server.get(path).await.expect(200);
        if now["finished_at"] != Value::Null {
            return now;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{path} does not end");
}

on_both! {
    async fn a_job_that_a_stopped_process_left_running_begins_again(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        let (run, job) = queued(&server).await;
        // A process takes the job and is gone before it has done anything.
        let now = Instant::from_micros(jinxue_testkit::build::MADE_AT.as_micros() + 86_400_000_000 * 90);
        let lease = Instant::from_micros(now.as_micros() + 60_000_000);
        let claimed = server.app.unfenced().work(async |mut tx| jinxue_store::jobs::claim(&mut tx, now, lease).await);
        assert!(claimed.await.expect("the queue is read").is_some());
        assert_eq!(server.get(&job).await.expect(200)["state"], "running");
        jinxue_app::jobs::start(&server.app).await.expect("the workers begin");
        let job = ended(&server, &job).await;
        assert_eq!(job["state"], "failed", "a plan without classes cannot be matched: {job:#}");
        let run = ended(&server, &run).await;
        assert!(run["fault"]["zh"].as_str().unwrap().contains("0 个班"), "{run:#}");
        assert_eq!(job["error"]["code"], "nothing_to_match");
    }

    async fn a_cancelled_job_ends_its_run_and_is_cancelled_once(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        let (run, job) = queued(&server).await;
        let cancelled = server.post(&format!("{job}/cancel"), json!({})).await.expect(200);
        assert_eq!(cancelled["state"], "cancelled");
        let run = server.get(&run).await.expect(200);
        assert_eq!((&run["state"], &run["fault"]["zh"]), (&json!("failed"), &json!("任务已取消")));
        server.post(&format!("{job}/cancel"), json!({})).await.refused(409, "wrong_state");
        server.get(&format!("/jobs/{}", jinxue_testkit::build::uuid(6, 9))).await.refused(404, "not_found");
    }
}
