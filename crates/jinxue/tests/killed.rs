//! `jinxue import` is killed in the middle of writing: the next command goes on where it was, on both databases.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use jinxue_store::db::Sql;
use jinxue_store::{Db, imports, values};
use jinxue_testkit::{TestDb, on_both};

const WRITTEN: Sql = Sql::same(
    "select count(*) as only from import_row join import_file on import_file.id = import_row.import_id where import_file.kind = 'roster' and after is not null",
);
const PEOPLE: usize = 7_000;

fn jinxue(data: &Path, db: &TestDb) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jinxue"));
    command
        .arg("import")
        .arg("--data")
        .arg(data)
        .args(["--database", db.address()])
        .arg("--keys")
        .arg(db.keys());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Rows of the roster that are written.
async fn written(db: &Db) -> usize {
    let count = db.read(async |mut conn| conn.only::<u32>(WRITTEN, values![]).await);
    count.await.expect("the store answers") as usize
}

on_both! {
    async fn a_command_that_was_killed_is_finished_by_the_next(db: TestDb) {
        let data = tempfile::tempdir().expect("a folder");
        let file = |name: &str, text: &str| {
            let path = data.path().join(name);
            std::fs::write(&path, text).expect("a file");
            path
        };
        let units = file("units.csv", "单位名称,层级\n晋阳县,县级\n");
        let lines: String = (0..PEOPLE).map(|n| format!("人{n},晋阳县,19{:02}-02\n", 50 + n % 40)).collect();
        let roster = file("roster.csv", &format!("姓名,单位,出生年月\n{lines}"));
        let output = jinxue(data.path(), &db).arg("units").arg(&units).output().expect("the binary runs");
        assert!(output.status.success(), "{}", said(&output));

        let mut child = jinxue(data.path(), &db).arg("roster").arg(&roster).spawn().expect("the binary runs");
        let half = loop {
            let done = written(&db).await;
            if (1..PEOPLE).contains(&done) || child.try_wait().expect("a child").is_some() {
                child.kill().expect("it can be killed");
                child.wait().expect("it ends");
                break written(&db).await;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        };
        assert!(half > 0 && half < PEOPLE, "{half} of {PEOPLE} rows were written when it was killed");

        let next = jinxue(data.path(), &db).args(["roster", "--dry-run"]).arg(&roster).output().expect("the binary runs");
        assert!(said(&next).contains(&format!("新增 0，变更 0，相同 {PEOPLE}")), "{}", said(&next));
        let states = db.read(async |mut conn| imports::latest(&mut conn, 9).await).await.expect("the store answers");
        let states: Vec<_> = states.iter().map(|import| import.state.as_str()).collect();
        assert_eq!(states, ["previewed", "committed", "committed"]);
    }
}
