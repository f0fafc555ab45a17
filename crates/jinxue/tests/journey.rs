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
