//! Small writes through the door: `cargo bench -p jinxue-store --bench door -- [connections] [seconds]`.
//!
//! The store is a fresh SQLite file in a temporary folder, or the PostgreSQL named by JINXUE_TEST_POSTGRES when the
//! third argument is `postgres`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jinxue_domain::AuditId;
use jinxue_store::{StoreError, audit};
use jinxue_testkit::build::{MADE_AT, uuid};
use jinxue_testkit::{Backend, TestDb};

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let number =
        |at: usize, default: u64| arguments.get(at).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (connections, seconds) = (number(0, 256), number(1, 10));
    let backend = match arguments.get(2).map(String::as_str) {
        Some("postgres") => Backend::Postgres,
        _ => Backend::Sqlite,
    };
    let db = Arc::new(TestDb::open(backend).await.expect("the database asked for is there"));

    let numbers = Arc::new(AtomicU64::new(1));
    let began = Instant::now();
    let until = began + Duration::from_secs(seconds);
    let writers: Vec<_> = (0..connections)
        .map(|_| {
            let (db, numbers) = (Arc::clone(&db), Arc::clone(&numbers));
            tokio::spawn(async move {
                let mut took = Vec::new();
                while Instant::now() < until {
                    let start = Instant::now();
                    write(&db, numbers.fetch_add(1, Ordering::Relaxed)).await.expect("the write is stored");
                    took.push(start.elapsed());
                }
                took
            })
        })
        .collect();
    let mut took = Vec::new();
    for writer in writers {
        took.extend(writer.await.expect("a writer ends"));
    }
    let elapsed = began.elapsed();
    took.sort_unstable();
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
    println!(
        "{backend:?}, {connections} connections: {} writes, {:.0}/s, p50 {:?}, p99 {:?}, max {:?}",
        took.len(),
        took.len() as f64 / elapsed.as_secs_f64(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

async fn write(db: &TestDb, number: u64) -> Result<(), StoreError> {
    let deed = audit::Deed {
        id: AuditId::from_uuid(uuid(3, number)),
        at: MADE_AT,
        actor: "bench".to_owned(),
        action: "check_in".to_owned(),
        object_kind: "lesson".to_owned(),
        object_id: number.to_string(),
        detail: "{}".to_owned(),
        account_id: None,
        role: None,
        request_id: None,
        address: None,
    };
    db.work(async |mut tx| audit::append(&mut tx, std::slice::from_ref(&deed)).await).await
}
