//! A writing process is killed at many moments: what it was told is stored is there, and nothing is half there.
//!
//! JINXUE_KILLS says how often (20 unless told; bench/store/kills runs 200).

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use jinxue_store::db::{Only, Sql};
use jinxue_store::{Db, StoreError, settings, values};
use jinxue_testkit::on_both;

const ADDRESS: &str = "JINXUE_KILL_ADDRESS";
const KEYS_FILE: &str = "JINXUE_KILL_KEYS";
const ROUND: &str = "JINXUE_KILL_ROUND";
const WRITERS: u64 = 16;

const KEYS: Sql = Sql::same("select key as only from setting where key >= $1 and key < $2 order by key");

/// The process that is killed: this very test, started with an address. Every write is two rows.
#[test]
fn the_process_to_be_killed() {
    let (Ok(address), Ok(round)) = (std::env::var(ADDRESS), std::env::var(ROUND)) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let keys = std::env::var(KEYS_FILE).unwrap();
        let db = Arc::new(Db::open(&address, keys.as_ref()).await.unwrap());
        let writers: Vec<_> =
            (0..WRITERS).map(|writer| tokio::spawn(write(Arc::clone(&db), round.clone(), writer))).collect();
        for writer in writers {
            writer.await.unwrap();
        }
    });
}

async fn write(db: Arc<Db>, round: String, writer: u64) {
    for number in 0..100_000u64 {
        let key = format!("{round}-{writer}-{number}");
        let stored = db
            .work(async |mut tx| {
                settings::put(&mut tx, &format!("{key}-a"), "1").await?;
                settings::put(&mut tx, &format!("{key}-b"), "1").await
            })
            .await;
        stored.unwrap();
        let mut out = std::io::stdout().lock();
        // The harness leaves its own line open: ours begins on a new one.
        write!(out, "\nstored {key}\n").and_then(|()| out.flush()).unwrap();
    }
}

fn start(address: &str, keys: &Path, round: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["killed::the_process_to_be_killed", "--exact", "--nocapture", "--test-threads=1"])
        .env(ADDRESS, address)
        .env(KEYS_FILE, keys)
        .env(ROUND, format!("{round:05}"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Runs one process until it is killed, some time after its first write; the keys it was told are stored.
fn killed_once(address: &str, keys: &Path, round: u64) -> Vec<String> {
    let mut child = start(address, keys, round);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let told = |line: std::io::Result<String>| Some(line.ok()?.strip_prefix("stored ")?.to_owned());
    let first = lines.by_ref().find_map(told).expect("the process writes something");
    // A sequence of moments that repeats nowhere near the rhythm of commits.
    let killer = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_micros(round * 7_919 % 120_000));
        child.kill().unwrap();
        child.wait().unwrap();
    });
    let mut all: Vec<String> = std::iter::once(first).chain(lines.filter_map(told)).collect();
    killer.join().unwrap();
    // The last line may have been cut off in the middle of a number.
    if all.len() > 1 {
        all.pop();
    }
    all
}

async fn keys_of(db: &Db, round: u64) -> BTreeSet<String> {
    let values = values![format!("{round:05}-"), format!("{round:05}.")];
    let keys: Vec<Only<String>> = db.read(async |mut reader| reader.all(KEYS, values).await).await.unwrap();
    keys.into_iter().map(|key| key.0).collect()
}

fn kills() -> u64 {
    std::env::var("JINXUE_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(20)
}

on_both! {
    async fn nothing_that_was_acknowledged_is_lost(db: TestDb) {
        let mut acknowledged = 0;
        for round in 1..=kills() {
            let (address, keys) = (db.address().to_owned(), db.keys());
            let told = tokio::task::spawn_blocking(move || killed_once(&address, &keys, round)).await.unwrap();
            // Opened anew, as after the death of a server.
            let again = db.again().await;
            let found = keys_of(&again, round).await;
            for key in &told {
                assert!(found.contains(&format!("{key}-a")), "round {round}: {key} was acknowledged and is gone");
            }
            let halves = found.iter().filter(|key| key.ends_with("-a")).count();
            assert_eq!(halves * 2, found.len(), "round {round}: a write is half there");
            acknowledged += told.len();
            again.work(async |mut tx| settings::put(&mut tx, "alive", "1").await).await.unwrap();
            again.close().await;
        }
        println!("{} kills, {acknowledged} acknowledged writes, none lost", kills());
        assert!(acknowledged as u64 > kills());
    }

    async fn the_check_above_would_see_a_loss(db: TestDb) {
        let lost: Result<(), StoreError> = db
            .work(async |mut tx| {
                settings::put(&mut tx, "00001-0-0-a", "1").await?;
                Err(StoreError::Busy)
            })
            .await;
        assert!(lost.is_err());
        assert!(!keys_of(&db, 1).await.contains("00001-0-0-a"));
        db.work(async |mut tx| settings::put(&mut tx, "00001-0-0-a", "1").await).await.unwrap();
        assert!(keys_of(&db, 1).await.contains("00001-0-0-a"));
    }
}
