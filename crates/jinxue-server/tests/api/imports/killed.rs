//! A process is killed in the middle of a commit, and of an undo: the next one goes on, and all or nothing is written.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use jinxue_app::sign_in::Entrance;
use jinxue_app::{App, Clock, Outgoing, Published, ReaderProgram, Settings, jobs};
use jinxue_domain::{ImportId, Instant};
use jinxue_store::db::Sql;
use jinxue_store::{Db, values};
use jinxue_testkit::{TestServer, on_both};

use super::desk::{Sent, reading};

const ADDRESS: &str = "JINXUE_KILLED_ADDRESS";
const KEYS: &str = "JINXUE_KILLED_KEYS";
const FOLDER: &str = "JINXUE_KILLED_FOLDER";
const WRITTEN: Sql =
    Sql::same("select count(*) as only from import_row where import_id = $1 and after is not null");
const PEOPLE: i64 = 5_000;

/// The process that is killed: this very test, started with an address. It works on the jobs that wait.
#[test]
fn the_process_to_be_killed() {
    let (Ok(address), Ok(folder)) = (std::env::var(ADDRESS), std::env::var(FOLDER)) else { return };
    let keys = std::env::var(KEYS).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let reader = ReaderProgram { program: "false".into(), arguments: Vec::new() };
        let settings = Settings {
            folder: folder.into(),
            reader,
            threads: 1,
            entrance: Entrance::SignIn,
            published: Published::Here,
            outgoing: Outgoing::default(),
            provider_secret: None,
            breached: None,
        };
        let app = App::new(
            Db::open(&address, keys.as_ref()).await.unwrap(),
            Arc::new(Still),
            u64::from(std::process::id()) << 16,
            settings,
        );
        jobs::drain(&app).await.unwrap();
    });
}

/// The clock of the server under test stands still too.
struct Still;

impl Clock for Still {
    fn now(&self) -> Instant {
        Instant::from_micros(1_772_424_000_000_000)
    }
}

pub fn start(server: &TestServer) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["imports::killed::the_process_to_be_killed", "--exact", "--test-threads=1"])
        .env(ADDRESS, server.address())
        .env(KEYS, server.keys())
        .env(FOLDER, server.folder())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// How many rows of the import are written.
async fn written(server: &TestServer, import: &Sent<'_>) -> i64 {
    let id = import.now().await["id"].as_str().unwrap().parse().unwrap();
    let id: ImportId = ImportId::from_uuid(id);
    let count = server.app.unfenced().read(async |mut conn| conn.only(WRITTEN, values![id]).await);
    count.await.unwrap()
}

/// Kills a process that works on the jobs as soon as some rows are written and some are not.
async fn killed_in_the_middle(server: &TestServer, import: &Sent<'_>) -> i64 {
    let mut child = start(server);
    loop {
        let done = written(server, import).await;
        if (1..PEOPLE).contains(&done) || child.try_wait().unwrap().is_some() {
            child.kill().unwrap();
            child.wait().unwrap();
            return written(server, import).await;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A roster of many people, previewed.
async fn roster(server: &TestServer) -> Sent<'_> {
    let lines: String = (0..PEOPLE).map(|n| format!("人{n},第4局,19{:02}-02\n", 50 + n % 40)).collect();
    Sent::previewed(server, "roster", "a.csv", format!("姓名,单位,出生年月\n{lines}").as_bytes()).await
}

async fn begin_undo(server: &TestServer, import: &Sent<'_>) {
    let version = import.now().await["version"].to_string();
    let path = format!("{}/undo", import.path);
    server.ask("POST", &path, &[("if-match", &version)], None).await.expect(202);
}

on_both! {
    async fn a_server_that_is_stopped_lays_its_work_down(db: TestDb) {
        let server = reading(db).await;
        let import = roster(&server).await;
        let workers = jobs::start(&server.app).await.unwrap();
        import.commit().await.expect(202);
        while written(&server, &import).await == 0 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        workers.stop().await;
        let half = written(&server, &import).await;
        assert!(half < PEOPLE, "it was stopped after the end");
        assert_eq!(import.now().await["state"], "committing", "it has not failed");
        jobs::drain(&server.app).await.unwrap();
        assert_eq!((import.now().await["state"].as_str(), written(&server, &import).await), (Some("committed"), PEOPLE));
    }

    async fn an_undo_that_is_blocked_half_way_puts_everything_back(db: TestDb) {
        let server = reading(db).await;
        let import = roster(&server).await;
        import.committed().await;
        begin_undo(&server, &import).await;
        let half = killed_in_the_middle(&server, &import).await;
        assert!(half > 0 && half < PEOPLE, "{half} of {PEOPLE} rows still stood when it was killed");
        // Somebody edits a person whom the undo has not reached yet.
        let first = &server.get("/people?q=人0&limit=1").await.expect(200)["items"][0];
        let path = format!("/people/{}", first["id"].as_str().unwrap());
        server.patch(&path, 1, serde_json::json!({ "role": "deputy" })).await.expect(200);
        jobs::drain(&server.app).await.unwrap();
        let after = import.now().await;
        assert_eq!(after["state"], "committed");
        assert!(after["fault"]["zh"].as_str().is_some_and(|words| words.contains("人0")), "{after:#}");
        assert_eq!(written(&server, &import).await, PEOPLE);
        assert_eq!(server.get("/people").await.expect(200)["total"], 4 + PEOPLE);
    }

    async fn a_commit_and_an_undo_that_were_killed_go_on(db: TestDb) {
        let server = reading(db).await;
        let import = roster(&server).await;
        import.commit().await.expect(202);
        let half = killed_in_the_middle(&server, &import).await;
        assert!(half > 0 && half < PEOPLE, "{half} of {PEOPLE} rows were written when it was killed");
        assert_eq!(server.get("/people").await.expect(200)["total"], 4 + half, "what the journal says is what is there");
        assert_eq!(import.now().await["state"], "committing");
        jobs::drain(&server.app).await.unwrap();
        assert_eq!((import.now().await["state"].as_str(), written(&server, &import).await), (Some("committed"), PEOPLE));
        assert_eq!(server.get("/people").await.expect(200)["total"], 4 + PEOPLE);

        begin_undo(&server, &import).await;
        let half = killed_in_the_middle(&server, &import).await;
        assert!(half > 0 && half < PEOPLE, "{half} of {PEOPLE} rows still stood when it was killed");
        assert_eq!(server.get("/people").await.expect(200)["total"], 4 + half);
        jobs::drain(&server.app).await.unwrap();
        assert_eq!((import.now().await["state"].as_str(), written(&server, &import).await), (Some("undone"), 0));
        assert_eq!(server.get("/people").await.expect(200)["total"], 4);
    }
}
