//! The journey by command line alone: an office's files go in by the same path as the page's.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/province-small")
}

fn jinxue(data: &Path, arguments: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_jinxue")).args(arguments).arg("--data").arg(data).output();
    output.expect("the binary runs")
}

fn import(data: &Path, kind: &str, file: &str, more: &[&str]) -> Output {
    let file = examples().join(file);
    let mut arguments = vec!["import", kind, file.to_str().expect("a path of the repository")];
    arguments.extend(more);
    jinxue(data, &arguments)
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn an_offices_files_go_in_whole_and_the_second_time_change_nothing() {
    let data = tempfile::tempdir().expect("a folder");
    for (kind, file) in [
        ("units", "01-units"),
        ("roster", "02-roster"),
        ("history", "03-history"),
        ("gaps", "04-gaps"),
        ("plan", "05-plan"),
    ] {
        let output = import(data.path(), kind, &format!("{file}.xlsx"), &[]);
        assert!(output.status.success(), "{file}: {}", said(&output));
        assert!(said(&output).contains("有误 0"), "{file}: {}", said(&output));
    }
    let again = import(data.path(), "roster", "02-roster.xlsx", &["--dry-run"]);
    assert!(said(&again).contains("新增 0，变更 0"), "{}", said(&again));
}

#[test]
fn faulty_rows_are_named_by_row_column_value_and_what_was_expected() {
    let data = tempfile::tempdir().expect("a folder");
    for (kind, file) in [("units", "01-units.xlsx"), ("roster", "02-roster.xlsx")] {
        assert!(import(data.path(), kind, file, &[]).status.success());
    }
    let output = import(data.path(), "roster", "07-roster-with-faults.xlsx", &["--dry-run"]);
    assert!(!output.status.success(), "faults are a failure for whoever scripts it");
    let said = said(&output);
    for word in ["1.49999E+17", "校验位", "没有单位", "待确认 1"] {
        assert!(said.contains(word), "{word} is missing in:\n{said}");
    }
}

#[test]
fn a_file_that_is_no_table_is_refused_with_its_reason() {
    let data = tempfile::tempdir().expect("a folder");
    let file = data.path().join("roster.xlsx");
    std::fs::write(&file, b"%PDF-1.7 not a workbook").expect("a file");
    let output = jinxue(data.path(), &["import", "roster", file.to_str().expect("a path")]);
    assert!(!output.status.success());
    assert!(said(&output).contains("PDF"), "{}", said(&output));
}

#[test]
fn an_import_that_is_killed_loses_nothing() {
    let data = tempfile::tempdir().expect("a folder");
    assert!(import(data.path(), "units", "01-units.xlsx", &[]).status.success());
    let roster = examples().join("02-roster.xlsx");
    // Killed at several moments: before, during and after its preview and its commit.
    for millis in [60, 200, 400, 800] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_jinxue"))
            .args(["import", "roster"])
            .arg(&roster)
            .arg("--data")
            .arg(data.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary runs");
        std::thread::sleep(std::time::Duration::from_millis(millis));
        let _ = child.kill();
        let _ = child.wait();
    }
    let whole = import(data.path(), "roster", "02-roster.xlsx", &[]);
    assert!(whole.status.success(), "{}", said(&whole));
    let again = import(data.path(), "roster", "02-roster.xlsx", &["--dry-run"]);
    assert!(said(&again).contains("新增 0，变更 0，相同 2000"), "{}", said(&again));
}

/// A data folder with everything of the small province in it, its classes approved.
fn office() -> tempfile::TempDir {
    let data = tempfile::tempdir().expect("a folder");
    let files =
        [("units", "01-units"), ("roster", "02-roster"), ("history", "03-history"), ("gaps", "04-gaps")];
    for (kind, file) in files.into_iter().chain([("plan", "05-plan")]) {
        let output = import(data.path(), kind, &format!("{file}.xlsx"), &[]);
        assert!(output.status.success(), "{file}: {}", said(&output));
    }
    data
}

fn plan(data: &Path, verb: &str, more: &[&str]) -> String {
    let mut arguments = vec!["plan", verb, "2026"];
    arguments.extend(more);
    let output = jinxue(data, &arguments);
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    said(&output)
}

fn refused(data: &Path, verb: &str, more: &[&str]) -> String {
    let mut arguments = vec!["plan", verb, "2026"];
    arguments.extend(more);
    let output = jinxue(data, &arguments);
    assert!(!output.status.success(), "{arguments:?}: {}", said(&output));
    said(&output)
}

/// The year is begun at its beginning, so that the test means the same on every day.
const FROM: [&str; 2] = ["--from", "2026-01-01"];

#[test]
fn from_the_files_to_seats_with_reasons_and_an_excel_file() {
    let data = office();
    let at = data.path();
    let targets = examples().join("06-targets.csv");
    let set = plan(at, "targets", &[targets.to_str().expect("a path")]);
    assert!(set.contains("县级：目标 "), "{set}");
    assert!(refused(at, "match", &["--time", "5s"]).contains("0 个班"), "only agreed classes take part");
    for to in ["submitted", "已批准"] {
        assert!(plan(at, "step", &["--to", to]).contains("，0 个不能"));
    }
    let file = at.join("seats.xlsx");
    let file = file.to_str().expect("a path");
    let matched = plan(at, "match", &[&FROM[..], &["--time", "4s", "--name", "甲", "--out", file]].concat());
    assert!(matched.contains("“甲”：") && matched.contains("与最优至多相差"), "{matched}");
    let workbook = std::fs::read(file).expect("the workbook was written");
    assert!(workbook.starts_with(b"PK"), "an .xlsx file is a zip");
    let shown = plan(at, "show", &["--run", "甲"]);
    assert!(shown.lines().filter(|line| line.starts_with('●')).count() > 50, "{shown}");

    let seated = seated_person(at);
    let reasons = plan(at, "explain", &["--person", &seated]);
    assert!(reasons.contains("● ") && reasons.contains("已安排："), "{reasons}");
    let english = plan(at, "explain", &["--person", &seated, "--language", "en"]);
    assert!(english.contains("seated: "), "{english}");
    let unknown = refused(at, "explain", &["--person", "欧阳无此人"]);
    assert!(unknown.contains("没有找到“欧阳无此人”"), "{unknown}");

    plan(
        at,
        "match",
        &[&FROM[..], &["--time", "4s", "--name", "乙", "--seed", "1", "--stay", "甲"]].concat(),
    );
    let compared = plan(at, "compare", &["甲", "乙"]);
    assert!(compared.contains("席位变动 "), "{compared}");
    assert!(plan(at, "accept", &["--run", "甲"]).contains("拟定 "));
    assert!(refused(at, "accept", &["--run", "甲"]).contains("已采用过"), "a run is accepted once");
    let overview = plan(at, "show", &[]);
    assert!(overview.contains("已采用") && !overview.contains("已有席位 0"), "{overview}");
}

/// The id of somebody whom the run seats, as its data says.
fn seated_person(data: &Path) -> String {
    let folder = data.join("instance");
    let folder = folder.to_str().expect("a path");
    plan(data, "instance", &[&FROM[..], &["--out", folder]].concat());
    let result = data.join("result");
    let result = result.to_str().expect("a path");
    let solved = Command::new(env!("CARGO_BIN_EXE_jinxue"))
        .args(["match", folder, "--out", result, "--time", "4s"])
        .output()
        .expect("the binary runs");
    assert!(solved.status.success(), "{}", said(&solved));
    let people = std::fs::read_to_string(Path::new(folder).join("people.csv")).expect("the people");
    let ids = people.lines().skip(1).filter_map(|line| line.split(',').next());
    let mut seated = ids.filter(|id| {
        let answers = jinxue(data, &["plan", "explain", "2026", "--person", id, "--json"]);
        said(&answers).contains("\"seated\"")
    });
    seated.next().expect("somebody is seated").to_owned()
}

#[test]
fn an_interrupted_match_takes_the_best_so_far() {
    let data = office();
    for to in ["submitted", "approved"] {
        plan(data.path(), "step", &["--to", to]);
    }
    let child = Command::new(env!("CARGO_BIN_EXE_jinxue"))
        .args(["plan", "match", "2026", "--time", "10m", "--gap", "0%"])
        .args(FROM)
        .arg("--data")
        .arg(data.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let id = child.id().to_string();
    let mut waited = 0;
    while !plan(data.path(), "show", &[]).contains("solving") && waited < 300 {
        std::thread::sleep(std::time::Duration::from_millis(100));
        waited += 1;
    }
    let killed = Command::new("kill").args(["-INT", &id]).status().expect("kill runs");
    assert!(killed.success());
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("停止"), "{}", said(&output));
    assert!(said(&output).contains("（提前停止 stopped）"), "{}", said(&output));
}
