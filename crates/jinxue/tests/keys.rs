//! `jinxue keys`: a new key while the data is used, killed in the middle, gone on with by the next command.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use jinxue_store::sealed::states;
use jinxue_testkit::{TestDb, on_both};

const PEOPLE: usize = 6_000;

fn jinxue(data: &Path, db: &TestDb, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jinxue"));
    command
        .args(arguments)
        .arg("--data")
        .arg(data)
        .args(["--database", db.address()])
        .env("JINXUE_KEYS", db.keys());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(data: &Path, db: &TestDb, arguments: &[&str]) -> Output {
    jinxue(data, db, arguments).output().expect("the binary runs")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The line of one key in the list.
fn listed(data: &Path, db: &TestDb, key: &str) -> String {
    let output = run(data, db, &["keys", "list"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find(|line| line.starts_with(&format!("{key}\t")));
    line.unwrap_or_else(|| panic!("{key} is not listed: {}", said(&output))).to_owned()
}

fn values_of(data: &Path, db: &TestDb, key: &str) -> usize {
    listed(data, db, key).rsplit('\t').next().and_then(|text| text.parse().ok()).expect("a count")
}

/// How many values a key seals, asked of the store itself.
async fn used(db: &TestDb, key: u32) -> u64 {
    let key = key.to_string();
    db.read(async |mut conn| states::used(&mut conn, &key).await).await.expect("the store answers")
}

/// A roster of made-up people, each with a citizen number of its own that passes its check.
fn roster() -> String {
    let mut text = "姓名,单位,身份证号\n".to_owned();
    for n in 0..PEOPLE {
        let first: String = format!("990101{}{:03}", 19_600_101 + n / 900 * 10_000, n % 900);
        let digits: [u8; 17] = first.as_bytes().try_into().expect("seventeen digits");
        let check = jinxue_domain::CitizenNumber::check_character(&digits);
        writeln!(text, "人{n},晋阳县,{first}{check}").expect("a text grows");
    }
    text
}

fn kill(mut child: Child) {
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
}

on_both! {
    async fn a_new_key_takes_over_although_its_command_was_killed(db: TestDb) {
        let data = tempfile::tempdir().expect("a folder");
        for (kind, text) in [("units", "单位名称,层级\n晋阳县,县级\n".to_owned()), ("roster", roster())] {
            let file = data.path().join(format!("{kind}.csv"));
            std::fs::write(&file, text).expect("a file");
            let output = run(data.path(), &db, &["import", kind, file.to_str().expect("a plain path")]);
            assert!(output.status.success(), "{}", said(&output));
        }
        let before = values_of(data.path(), &db, "1");
        assert!(before >= PEOPLE * 3, "{before}: each number, and the texts of its row");

        // A fast machine may be done before it is killed: then there is another key, and another try.
        let mut old = 1;
        let half = loop {
            let child = jinxue(data.path(), &db, &["keys", "rotate", "--algorithm", "sm4-gcm"]).spawn().expect("the binary runs");
            while used(&db, old + 1).await == 0 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            kill(child);
            match used(&db, old).await {
                0 => old += 1,
                half => break half,
            }
        };
        let old = old.to_string();
        let refused = run(data.path(), &db, &["keys", "retire", &old]);
        assert!(!refused.status.success() && said(&refused).contains(&format!("still seals {half} values")), "{}", said(&refused));

        // Both keys open; the next command that works on jobs finishes what was begun.
        let file = data.path().join("roster.csv");
        let same = run(data.path(), &db, &["import", "roster", "--dry-run", file.to_str().expect("a plain path")]);
        assert!(said(&same).contains(&format!("新增 0，变更 0，相同 {PEOPLE}")), "{}", said(&same));
        assert_eq!(values_of(data.path(), &db, &old), 0);
        let retired = run(data.path(), &db, &["keys", "retire", &old]);
        assert!(retired.status.success(), "{}", said(&retired));
        assert!(listed(data.path(), &db, &old).contains("retired"));
        assert!(!std::fs::read_to_string(db.keys()).expect("the keys file").contains(&format!("\n{old} ")));
        let verified = run(data.path(), &db, &["audit", "verify"]);
        assert!(verified.status.success(), "{}", said(&verified));
    }
}

#[test]
fn a_data_folder_whose_keys_are_gone_says_which_file_is_missing() {
    let data = tempfile::tempdir().expect("a folder");
    let list = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jinxue"));
        command.args(["keys", "list", "--data"]).arg(data.path()).args(more).env_remove("JINXUE_KEYS");
        command.output().expect("the binary runs")
    };
    assert!(list(&[]).status.success());
    let keys = data.path().join("keys");
    let kept = data.path().join("kept-elsewhere");
    std::fs::rename(&keys, &kept).expect("it can be moved");
    let without = list(&[]);
    assert!(
        !without.status.success() && said(&without).contains(&format!("{} is missing", keys.display())),
        "{}",
        said(&without)
    );
    assert!(list(&["--keys", kept.to_str().expect("a plain path")]).status.success());
}
