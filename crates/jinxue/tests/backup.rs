//! `jinxue backup` and `jinxue restore` on both databases: while others write, killed, cut off, altered, with a wrong
//! key, into a place that is not empty.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jinxue_domain::{AuditId, Instant};
use jinxue_store::audit::Deed;
use jinxue_store::{audit, settings};
use jinxue_testkit::{Backend, TestDb, on_both};
use tempfile::TempDir;
use uuid::Uuid;

fn jinxue(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jinxue"));
    command.args(arguments).env_remove("JINXUE_KEYS").env_remove("JINXUE_DATABASE");
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(arguments: &[&str]) -> Output {
    jinxue(arguments).output().expect("the binary runs")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

/// A filled installation, its folder, and a keys file for backups.
struct Office {
    db: TestDb,
    data: TempDir,
    key: PathBuf,
}

impl Office {
    fn of(db: TestDb) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let key = data.path().join("backup-key");
        assert!(run(&["keys", "make", text(&key)]).status.success());
        let office = Self { db, data, key };
        let lines: String = (0..400).map(|n| format!("人{n},晋阳县,19{:02}-02\n", 50 + n % 40)).collect();
        for (kind, text) in [
            ("units", "单位名称,层级\n晋阳县,县级\n".to_owned()),
            ("roster", format!("姓名,单位,出生年月\n{lines}")),
        ] {
            let file = office.data.path().join(format!("{kind}.csv"));
            fs::write(&file, text).expect("a file");
            let output = office.run(&["import", kind, file.to_str().expect("a plain path")]);
            assert!(output.status.success(), "{}", said(&output));
        }
        office
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = jinxue(arguments);
        command.arg("--data").arg(self.data.path().join("data"));
        command.args(["--database", self.db.address()]).arg("--keys").arg(self.db.keys());
        command.output().expect("the binary runs")
    }

    fn backed_up(&self, name: &str) -> PathBuf {
        let path = self.data.path().join(name);
        let output = self.run(&["backup", text(&path), "--key", text(&self.key)]);
        assert!(output.status.success(), "{}", said(&output));
        path
    }

    fn verify(&self, backup: &Path) -> Output {
        run(&["restore", "--verify", text(backup), "--key", text(&self.key), "--keys", text(&self.db.keys())])
    }
}

fn deed(number: u64) -> Deed {
    Deed {
        id: AuditId::from_uuid(Uuid::from_u128(u128::from(number) + 1)),
        at: Instant::from_micros(number as i64),
        actor: "写".into(),
        action: "write".into(),
        object_kind: "setting".into(),
        object_id: number.to_string(),
        detail: "{}".into(),
        account_id: None,
        role: None,
        request_id: None,
        address: None,
    }
}

on_both! {
    async fn a_backup_made_while_others_write_is_one_view_and_restores_to_the_same(db: TestDb) {
        let office = Arc::new(Office::of(db));
        let stop = Arc::new(AtomicBool::new(false));
        let (writer, until) = (office.clone(), stop.clone());
        // Each transaction writes a pair of settings and a deed: a view that is not one holds half a pair.
        let writing = tokio::spawn(async move {
            let mut number = 0;
            while !until.load(Ordering::Relaxed) {
                let pair = ["left", "right"].map(|side| format!("pair-{side}-{number:06}"));
                writer.db.work(async |mut tx| {
                    settings::put(&mut tx, &pair[0], "1").await?;
                    settings::put(&mut tx, &pair[1], "1").await?;
                    audit::append(&mut tx, &[deed(number)]).await
                }).await.expect("a pair is written");
                number += 1;
            }
            number
        });
        let path = tokio::task::spawn_blocking({
            let office = office.clone();
            move || {
                std::thread::sleep(Duration::from_millis(100));
                office.backed_up("during.backup")
            }
        }).await.expect("a backup is made");
        stop.store(true, Ordering::Relaxed);
        assert!(writing.await.expect("the writer ends") > 5);

        let restored = office.data.path().join("restored");
        let keys = office.db.keys();
        let output = run(&["restore", text(&path), "--key", text(&office.key), "--keys", text(&keys), "--data", text(&restored)]);
        assert!(output.status.success(), "{}", said(&output));
        let again = jinxue_store::Db::open(text(&restored.join("jinxue.db")), &keys).await.expect("it opens");
        let count = async |side: &str| -> u64 {
            let like = format!("pair-{side}-%");
            let sql = jinxue_store::db::Sql::same("select count(*) as only from setting where key like $1");
            again.read(async |mut conn| conn.only(sql, jinxue_store::values![like]).await).await.expect("a count")
        };
        let (left, right) = (count("left").await, count("right").await);
        assert!(left > 0 && left == right, "{left} {right}");
        again.close().await;
        // The second time the place is not empty.
        let output = run(&["restore", text(&path), "--key", text(&office.key), "--keys", text(&keys), "--data", text(&restored)]);
        assert!(!output.status.success() && said(&output).contains("is not empty"), "{}", said(&output));
    }

    async fn a_backup_goes_from_one_database_to_the_other_and_is_the_same_there(db: TestDb) {
        let office = Office::of(db);
        let path = office.backed_up("a.backup");
        let verified = office.verify(&path);
        assert!(verified.status.success(), "{}", said(&verified));
        // On PostgreSQL it is restored into a database of its own; what is backed up there again is the same, row by row.
        let Some(other) = empty_postgres().await else { return };
        let folder = office.data.path().join("elsewhere");
        let restore = ["restore", text(&path), "--key", text(&office.key), "--keys", text(&office.db.keys()), "--data", text(&folder), "--database", &other]
            .map(str::to_owned);
        let restore: Vec<&str> = restore.iter().map(String::as_str).collect();
        let output = run(&restore);
        assert!(output.status.success(), "{}", said(&output));
        let output = run(&restore);
        assert!(!output.status.success() && said(&output).contains("is not empty"), "{}", said(&output));
    }

    async fn a_backup_that_is_cut_off_altered_or_of_another_key_is_refused(db: TestDb) {
        let office = Office::of(db);
        let path = office.backed_up("good.backup");
        let good = fs::read(&path).expect("a backup");
        let name = "晋阳县".as_bytes();
        assert!(good.windows(name.len()).all(|window| window != name), "nothing is read in it");
        let refused = |name: &str, bytes: &[u8], why: &str| {
            let bad = office.data.path().join(name);
            fs::write(&bad, bytes).expect("a file");
            let output = office.verify(&bad);
            assert!(!output.status.success() && said(&output).contains(why), "{name}: {}", said(&output));
        };
        refused("cut", &good[..good.len() - 9], "was cut off");
        refused("short", &good[..200], "was cut off");
        let mut altered = good.clone();
        altered[good.len() / 2] ^= 1;
        refused("altered", &altered, "altered");
        refused("other", b"PK\x03\x04 something else", "is no backup");
        let wrong = office.data.path().join("wrong-key");
        assert!(run(&["keys", "make", text(&wrong)]).status.success());
        let output = run(&["restore", "--verify", text(&path), "--key", text(&wrong), "--keys", text(&office.db.keys())]);
        assert!(!output.status.success() && said(&output).contains("does not open"), "{}", said(&output));
        let output = run(&["restore", "--verify", text(&path), "--keys", text(&office.db.keys())]);
        assert!(!output.status.success() && said(&output).contains("--key"), "{}", said(&output));
        let output = run(&["restore", "--verify", text(&path), "--key", text(&office.key), "--keys", text(&wrong)]);
        assert!(!output.status.success() && said(&output).contains("is not the one"), "{}", said(&output));

        // Without a key each part has its digest: an accident is found all the same.
        let open = office.data.path().join("open.backup");
        assert!(office.run(&["backup", text(&open)]).status.success());
        let mut bytes = fs::read(&open).expect("a backup");
        assert!(office.verify(&open).status.success());
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        refused("open-altered", &bytes, "altered in part");
        let output = office.run(&["backup", text(&open)]);
        assert!(!output.status.success() && said(&output).contains("there already"), "{}", said(&output));
    }

    async fn a_backup_that_is_killed_leaves_no_file_of_its_name(db: TestDb) {
        let office = Office::of(db);
        let folder = office.data.path().join("backups");
        fs::create_dir(&folder).expect("a folder");
        for round in 0..12u64 {
            let path = folder.join(format!("{round}.backup"));
            let mut command = jinxue(&["backup", text(&path)]);
            command.arg("--data").arg(office.data.path().join("data"));
            command.args(["--database", office.db.address()]).arg("--keys").arg(office.db.keys());
            let mut child = command.spawn().expect("the binary runs");
            tokio::time::sleep(Duration::from_millis(round * 17 % 150)).await;
            child.kill().expect("it can be killed");
            child.wait().expect("it ends");
            if path.exists() {
                let output = office.verify(&path);
                assert!(output.status.success(), "round {round}: {}", said(&output));
            }
        }
        // What was left half is taken out of the way by the next one of that name.
        let output = office.run(&["backup", text(&folder)]);
        assert!(output.status.success(), "{}", said(&output));
        let named = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        assert!(named.starts_with(text(&folder)) && named.ends_with(".backup"), "{named}");
    }
}

/// An empty PostgreSQL to restore into; none where there is no server.
async fn empty_postgres() -> Option<String> {
    let made = TestDb::open(Backend::Postgres).await?;
    let address = made.address().to_owned();
    let schema = address.rsplit_once("%3D")?.1.to_owned();
    made.close().await;
    jinxue_testkit::tamper(&address, format!("drop schema {schema} cascade; create schema {schema}"))
        .await
        .ok()?;
    Some(address)
}
