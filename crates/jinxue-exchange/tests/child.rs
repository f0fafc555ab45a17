//! The reading process against hostile files. This program is its own child:
//! with `parse-file` as its first argument it is the reader.

mod common;

use std::{process::ExitCode, time::Duration};

use common::{Folder, mutated, package, sheet, text_workbook};
use jinxue_exchange::{
    fault::{FileFault, Measure},
    limits::Limits,
    process::{ReaderProgram, open_table, serve},
    table::{self, Row},
};
use proptest::{
    strategy::Strategy,
    test_runner::{Config, TestRunner},
};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    match arguments.next().as_ref().and_then(|first| first.to_str()) {
        Some("parse-file") => return serve(arguments),
        Some("sleep") => {
            std::thread::sleep(Duration::from_secs(600));
            return ExitCode::SUCCESS;
        }
        Some("greet") => {
            println!("hello");
            return ExitCode::SUCCESS;
        }
        _ => {}
    }
    the_child_reads_what_this_process_reads();
    faults_of_the_file_come_through();
    sheets_can_be_read_one_after_the_other();
    memory_has_an_end();
    silence_has_an_end();
    a_program_that_is_no_reader_is_told_apart();
    old_workbooks_end_in_rows_or_a_fault();
    println!("7 tests of the reading process passed");
    ExitCode::SUCCESS
}

fn reader(subcommand: &str) -> ReaderProgram {
    let program = std::env::current_exe().expect("this program");
    ReaderProgram { program, arguments: vec![subcommand.into()] }
}

fn all_rows(mut table: table::Table, sheet: usize) -> Result<Vec<Row>, FileFault> {
    table.rows(sheet)?.collect()
}

fn the_child_reads_what_this_process_reads() {
    let folder = Folder::new();
    let rows: Vec<[&str; 2]> = vec![["姓名", "单位"], ["𠮷\n三", "\"财政局\""], ["", "审计局"]];
    let rows: Vec<&[&'static str]> = rows
        .iter()
        .map(|row| {
            [row[0].to_string().leak() as &str, row[1].to_string().leak()].to_vec().leak() as &[&str]
        })
        .collect();
    let path = folder.file("roster.xlsx", &text_workbook(&rows));
    let limits = Limits::default();
    let here = table::open_table(&path, &limits).expect("here");
    let there = open_table(&reader("parse-file"), &path, &limits).expect("there");
    assert_eq!(here.sheets(), there.sheets());
    assert_eq!(all_rows(here, 0), all_rows(there, 0));
}

fn faults_of_the_file_come_through() {
    let folder = Folder::new();
    let limits = Limits { rows_max: 5, ..Limits::default() };
    let long = folder.file("long.csv", "a\n".repeat(6).as_bytes());
    let fault = open_table(&reader("parse-file"), &long, &limits).and_then(|table| all_rows(table, 0));
    assert_eq!(fault, Err(FileFault::TooLarge { measure: Measure::Rows, limit: 5 }));
    let empty = folder.file("empty", b"");
    assert_eq!(open_table(&reader("parse-file"), &empty, &limits).err(), Some(FileFault::Empty));
    let gone = folder.path("gone");
    let fault = open_table(&reader("parse-file"), &gone, &limits).err();
    assert!(matches!(fault, Some(FileFault::Unreadable { .. })), "{fault:?}");
}

fn sheets_can_be_read_one_after_the_other() {
    let folder = Folder::new();
    let mut book = rust_xlsxwriter::Workbook::new();
    for name in ["first", "second"] {
        let sheet = book.add_worksheet().set_name(name).expect("a name");
        for row in 0..1_000 {
            sheet.write_string(row, 0, format!("{name} {row}")).expect("a cell");
        }
    }
    let path = folder.file("two.xlsx", &book.save_to_buffer().expect("a workbook"));
    let mut table = open_table(&reader("parse-file"), &path, &Limits::default()).expect("two sheets");
    let begun: Vec<_> = table.rows(0).expect("the first").take(3).collect();
    assert_eq!(begun.len(), 3);
    let second: Vec<_> = table.rows(1).expect("the second").collect::<Result<_, _>>().expect("whole");
    assert_eq!((second.len(), second[999].texts()), (1_000, vec!["second 999".to_string()]));
    assert!(matches!(table.rows(2).err(), Some(FileFault::NoSuchSheet { .. })));
}

/// Many short strings take ten times the room they have in the file.
fn memory_has_an_end() {
    let folder = Folder::new();
    let strings = format!("<sst>{}</sst>", "<si><t>ab</t></si>".repeat(4_000_000));
    let path = folder.file("strings.xlsx", &package(&sheet(""), Some(&strings)));
    let limits = Limits { memory_mib_max: 128, ..Limits::default() };
    let fault = open_table(&reader("parse-file"), &path, &limits).err();
    assert_eq!(fault, Some(FileFault::OutOfMemory { limit_mib: 128 }));
}

fn silence_has_an_end() {
    let folder = Folder::new();
    let path = folder.file("any.csv", b"a\n");
    let limits = Limits { patience: Duration::from_millis(300), ..Limits::default() };
    let fault = open_table(&reader("sleep"), &path, &limits).err();
    assert_eq!(fault, Some(FileFault::TooSlow { limit_seconds: 0 }));
}

fn a_program_that_is_no_reader_is_told_apart() {
    let folder = Folder::new();
    let path = folder.file("any.csv", b"a\n");
    for reader in [reader("greet"), ReaderProgram { program: "/nonexistent".into(), arguments: vec![] }] {
        let fault = open_table(&reader, &path, &Limits::default()).err();
        assert!(matches!(fault, Some(FileFault::ReaderDied { .. })), "{fault:?}");
    }
}

const XLS: &[u8] = include_bytes!("data/roster.xls");

/// The parsing library follows a chain of sectors that leads back into itself
/// until the memory is full. In a process of its own that is one more fault.
fn old_workbooks_end_in_rows_or_a_fault() {
    let limits = Limits { memory_mib_max: 256, patience: Duration::from_secs(60), ..Limits::default() };
    let folder = Folder::new();
    let read = |bytes: &[u8]| {
        let path = folder.file("old.xls", bytes);
        open_table(&reader("parse-file"), &path, &limits).and_then(|table| all_rows(table, 0))
    };
    assert_eq!(read(XLS).map(|rows| rows.len()), Ok(5));
    assert_eq!(read(&circular(XLS)), Err(FileFault::OutOfMemory { limit_mib: 256 }));
    let magic = proptest::collection::vec(proptest::num::u8::ANY, 0..1_200)
        .prop_map(|bytes| [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes.as_slice()].concat());
    let hostile = proptest::strategy::Union::new([mutated(XLS.to_vec()).boxed(), magic.boxed()]);
    let outcome = TestRunner::new(Config { cases: 96, failure_persistence: None, ..Config::default() }).run(
        &hostile,
        |bytes| {
            let fault = read(&bytes).err();
            proptest::prop_assert!(!matches!(fault, Some(FileFault::ReaderDied { .. })), "{:?}", fault);
            Ok(())
        },
    );
    assert_eq!(outcome, Ok(()));
}

/// The same workbook with every sector of its chains followed by itself.
fn circular(whole: &[u8]) -> Vec<u8> {
    const HEADER: usize = 512;
    let mut bytes = whole.to_vec();
    let number = |at: usize| {
        whole.iter().skip(at).take(4).rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
    };
    let table = HEADER + number(76) * 512;
    for (sector, entry) in bytes[table..table + 512].chunks_exact_mut(4).enumerate() {
        entry.copy_from_slice(&(sector as u32).to_le_bytes());
    }
    bytes
}
