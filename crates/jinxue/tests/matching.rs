//! `jinxue match` as its users meet it: files in, files out, whatever happens on the way.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;

/// A folder with a made-up province in `in`; results go beside it.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new(people: &str) -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.done(&["generate", "in", "--people", people]);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Replaces a part of a file, which must be there.
    fn alter(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name}: {from}");
        std::fs::write(self.path(name), text.replacen(from, to, 1)).unwrap();
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jinxue"));
        command.current_dir(self.0.path()).arg("match").args(args);
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs the command, which must succeed; what it prints.
    fn done(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs the command, which must end with the code; what it prints on both ways.
    fn refused(&self, args: &[&str], code: i32) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(code), "{args:?}");
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    }

    fn start(&self, args: &[&str]) -> Child {
        self.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    fn report(&self, folder: &str) -> Value {
        serde_json::from_str(&self.read(&format!("{folder}/report.json"))).unwrap()
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn a_result_is_written_checked_explained_and_counted() {
    let desk = Desk::new("800");
    let said = desk.done(&["in", "--out", "out", "--gap", "0"]);
    let report = desk.report("out");
    assert!(said.contains(&format!("目标 {}", report["objective"])), "{said}");
    assert_eq!(desk.done(&["check", "in", "out"]), format!("{}\n", report["objective"]));
    let english = desk.done(&["in", "--out", "out", "--gap", "0", "--language", "en"]);
    assert!(english.contains(&format!("objective {}", report["objective"])), "the same seed: {english}");

    let seat = desk.read("out/seats.csv").lines().nth(1).unwrap().to_string();
    let (person, class) = seat.split_once(',').unwrap();
    let asked = ["explain", "in", "out", "--person", person];
    assert!(desk.done(&asked).contains(&format!("{class}  已安排，价值")));
    assert!(desk.done(&[&asked[..], &["--language", "en"]].concat()).contains("Seated; worth"));
    for line in desk.done(&[&asked[..], &["--json"]].concat()).lines() {
        let answer: Value = serde_json::from_str(line).unwrap();
        assert_eq!(answer["person"], person);
        assert!(answer["zh"].is_string() && answer["en"].is_string() && answer["data"].is_object());
    }
    assert!(desk.refused(&["explain", "in", "out", "--person", "nobody"], 1).contains("nobody"));

    let census: Value = serde_json::from_str(&desk.done(&["census", "in", "out"])).unwrap();
    assert_eq!(census, report["census"]);
    assert_eq!(census["unexplained"], 0);
    let header = "topic,region,month,classes,held,seats,free,price,like,people,worth";
    assert_eq!(desk.read("out/openings.csv").lines().next(), Some(header));
}

#[test]
fn check_believes_no_file() {
    let desk = Desk::new("400");
    desk.done(&["in", "--out", "out", "--gap", "0"]);
    let objective = desk.report("out")["objective"].to_string();
    let seat = desk.read("out/seats.csv").lines().nth(1).unwrap().to_string() + "\n";
    let class = seat.trim().split_once(',').unwrap().1.to_string();
    let cases: [(&str, &str, &str, &str); 5] = [
        ("seats.csv", &seat, "", &class),
        ("seats.csv", &seat, &seat.repeat(2), "出现两次"),
        ("seats.csv", &seat, "R0000001,nowhere\n", "nowhere"),
        ("report.json", &objective, "1", "objective"),
        ("classes.csv", ",1,", ",0,", "held"),
    ];
    for (file, from, to, said) in cases {
        copy(&desk.path("out"), &desk.path("forged"));
        desk.alter(&format!("forged/{file}"), from, to);
        let words = desk.refused(&["check", "in", "forged"], 1);
        assert!(words.contains(said), "{file}: {words}");
    }
    std::fs::remove_file(desk.path("forged/report.json")).unwrap();
    assert!(desk.refused(&["check", "in", "forged"], 1).contains("report.json"));
}

#[test]
fn faults_and_wrong_usage_have_their_codes() {
    let desk = Desk::new("100");
    let people = desk.read("in/people.csv");
    let division = people.lines().nth(1).unwrap().split(',').nth(2).unwrap();
    desk.alter("in/people.csv", &format!(",{division},"), ",14,");
    let words = desk.refused(&["in", "--out", "out"], 1);
    assert!(words.contains("people.csv 第 2 行 division：“14” 应为 6 位数字"), "{words}");
    let words = desk.refused(&["in", "--out", "out", "--language", "en"], 1);
    assert!(words.contains("people.csv line 2 division: “14” expected 6 digits"), "{words}");
    assert!(!desk.path("out").exists());
    for wrong in [&["in"][..], &["in", "--out", "x", "--time", "soon"], &["in", "--out", "x", "--stay", "5"]]
    {
        desk.refused(wrong, 2);
    }
    desk.refused(&["generate", "x", "--people", "0"], 1);
}

#[test]
fn a_folder_with_other_files_is_left_alone() {
    let desk = Desk::new("100");
    std::fs::create_dir(desk.path("mine")).unwrap();
    std::fs::write(desk.path("mine/letter.txt"), "dear").unwrap();
    assert!(desk.refused(&["in", "--out", "mine"], 1).contains("letter.txt"));
    assert_eq!(desk.read("mine/letter.txt"), "dear");
}

#[test]
fn the_time_over_at_once_leaves_a_whole_result() {
    let desk = Desk::new("2500");
    for time in ["0s", "1ms", "60ms", "300ms"] {
        desk.done(&["in", "--out", "out", "--gap", "0", "--time", time]);
        desk.done(&["check", "in", "out"]);
    }
}

#[test]
fn an_interrupt_at_any_moment_leaves_a_whole_result() {
    let desk = Desk::new("5000");
    for wait in [0, 200, 600, 1200] {
        let mut command = desk.command(&["in", "--out", "out", "--gap", "0", "--time", "60s"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        // The first line of progress says that the run is under way.
        let mut progress = BufReader::new(child.stderr.take().unwrap());
        progress.read_line(&mut String::new()).unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        std::io::copy(&mut progress, &mut std::io::sink()).unwrap();
        assert!(child.wait().unwrap().success(), "interrupted after {wait} ms");
        desk.done(&["check", "in", "out"]);
        std::fs::remove_dir_all(desk.path("out")).unwrap();
    }
}

#[test]
fn a_kill_at_any_moment_leaves_no_half_result() {
    let desk = Desk::new("2500");
    for (at, wait) in [20, 90, 200, 400, 650, 900, 1200].into_iter().enumerate() {
        let mut child = desk.start(&["in", "--out", "out", "--seed", &at.to_string()]);
        std::thread::sleep(Duration::from_millis(wait));
        child.kill().unwrap();
        child.wait().unwrap();
        if desk.path("out").exists() {
            desk.done(&["check", "in", "out"]);
        }
    }
    desk.done(&["in", "--out", "out"]);
    desk.done(&["check", "in", "out"]);
    let left: Vec<_> = std::fs::read_dir(desk.0.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn a_late_change_says_who_moves_and_why() {
    let desk = Desk::new("2500");
    desk.done(&["in", "--out", "before"]);
    copy(&desk.path("in"), &desk.path("changed"));
    let before = desk.read("before/seats.csv");
    let gone = before.lines().nth(9).unwrap().split_once(',').unwrap().1.to_string();
    for file in ["classes", "coverage", "quotas", "groups", "preferences"] {
        let path = desk.path(&format!("changed/{file}.csv"));
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let kept = text.lines().filter(|line| !line.split(',').any(|field| field == gone));
        std::fs::write(path, kept.map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    }
    let said = desk.done(&["changed", "--out", "after", "--previous", "before", "--stay", "20000"]);
    desk.done(&["check", "changed", "after"]);
    let after = desk.read("after/seats.csv");
    let moves = desk.read("after/moves.csv");
    let lost: Vec<&str> = before.lines().filter(|seat| !after.lines().any(|other| other == *seat)).collect();
    let given = after.lines().filter(|seat| !before.lines().any(|other| other == *seat)).count();
    let row = |seat: &&str| moves.lines().any(|row| row.starts_with(&format!("{seat},")));
    assert!(lost.iter().all(row), "every seat taken away has its row");
    let rows: Vec<Vec<&str>> = moves.lines().skip(1).map(|row| row.split(',').collect()).collect();
    assert_eq!(rows.iter().filter(|row| !row[1].is_empty()).count(), lost.len());
    assert_eq!(rows.iter().filter(|row| !row[2].is_empty()).count(), given);
    assert!(rows.iter().filter(|row| row[1] == gone).all(|row| row[3] == "class_gone"));
    assert!(rows.iter().all(|row| row[1] == gone || row[3] != "class_gone"));
    let asked = ["census", "changed", "after", "--previous", "before", "--stay", "20000"];
    let census: Value = serde_json::from_str(&desk.done(&asked)).unwrap();
    assert_eq!(census, desk.report("after")["census"]);
    assert_eq!(census["unexplained"], 0);
    let counts = desk.report("after")["moves"].clone();
    let total: u64 = counts.as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(total as usize, rows.len());
    assert!(said.contains("变动"), "{said}");
    let others = lost.iter().filter(|seat| !seat.ends_with(&gone)).count();
    assert!(others * 50 <= before.lines().count(), "{others} others moved");
}
