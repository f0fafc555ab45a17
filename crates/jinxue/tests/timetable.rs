//! `jinxue timetable` as its users meet it: files in, files out, and what each exit code says.

use std::path::Path;
use std::process::{Command, Output};

const PROBLEM: &str = "Name: two\nCourses: 2\nRooms: 1\nDays: 1\nPeriods_per_day: 3\nCurricula: 1\nConstraints: 0\n\
    COURSES:\na t 1 1 5\nb u 1 1 5\nROOMS:\nr 9\nCURRICULA:\nq 2 a b\nUNAVAILABILITY_CONSTRAINTS:\nEND.\n";

fn timetable(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jinxue"));
    command.current_dir(folder).arg("timetable").args(args).output().unwrap()
}

#[test]
fn code_one_says_that_a_hard_rule_is_broken_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let write = |name: &str, text: &[u8]| std::fs::write(folder.join(name), text).unwrap();
    write("two.ctt", PROBLEM.as_bytes());
    let one_period =
        PROBLEM.replace("day: 3", "day: 1").replace("Rooms: 1", "Rooms: 2").replace("r 9", "r 9\ns 9");
    write("impossible.ctt", one_period.as_bytes());
    write("cut.ctt", b"Name: two\nCourses: 2\n");
    write("bytes.ctt", b"\xff\xfe");
    write("clash.sol", b"a r 0 0\nb r 0 0\n");
    let solve = |file: &'static str, rest: &[&'static str]| {
        let args = [&["solve", file, "--out", "out.sol", "--steps", "100000"], rest].concat();
        timetable(folder, &args)
    };
    assert_eq!(solve("two.ctt", &[]).status.code(), Some(0));
    assert_eq!(timetable(folder, &["check", "two.ctt", "out.sol"]).status.code(), Some(0));
    assert_eq!(timetable(folder, &["check", "two.ctt", "clash.sol"]).status.code(), Some(1));

    let impossible = solve("impossible.ctt", &[]);
    assert_eq!(impossible.status.code(), Some(1));
    let told = String::from_utf8_lossy(&impossible.stderr).into_owned();
    assert!(
        told.contains("cannot hold") && told.contains("curriculum) q") && told.contains("(a, b)"),
        "{told}"
    );

    let refused: [(&[&str], &str); 7] = [
        (&["solve", "cut.ctt", "--out", "x"], "truncated"),
        (&["solve", "none.ctt", "--out", "x"], "none.ctt"),
        (&["solve", "bytes.ctt", "--out", "x"], "UTF-8"),
        (&["solve", "clash.sol", "--out", "x"], "expected extension"),
        (&["solve", "two.ctt", "--out", "nowhere/x"], "a folder that exists"),
        (&["solve", "two.ctt", "--out", "x", "--threads", "0"], "--threads"),
        (&["check", "two.ctt", "cut.ctt"], "COURSE ROOM DAY PERIOD"),
    ];
    for (args, expected) in refused {
        let output = timetable(folder, args);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{args:?}\n{told}");
        assert!(told.contains(expected), "{args:?}\n{told}");
    }
    assert!(!folder.join("x").exists());
}
