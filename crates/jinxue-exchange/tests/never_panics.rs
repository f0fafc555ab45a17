//! Readers on arbitrary bytes and on mutated files: a fault or rows, never a panic.
//!
//! Mutated files of the old binary format can exhaust the memory of the process
//! that parses them, so `child.rs` gives them to a reading process.

mod common;

use std::path::Path;

use common::{Folder, Put, citizen_no, mutated, workbook};
use jinxue_domain::person::CheckDigit;
use jinxue_exchange::{
    columns::{Request, recognise},
    fault::FileFault,
    forms::{Sensitive, read_form},
    kinds::{Gaps, History, People, Plan, Roster, TableKind, Units},
    limits::Limits,
    reading::{ReadRow, RowParser, read},
    table::{Epoch, open_table},
};
use proptest::prelude::*;

/// Small bounds, so that hostile lengths cost little.
fn limits() -> Limits {
    Limits { inflated_bytes_max: 8 << 20, cells_max: 100_000, ..Limits::default() }
}

/// Read to the end as a kind; every faulty row must say why, and every row must
/// read the same again from its texts.
fn read_through<K: TableKind>(path: &Path) -> Result<usize, FileFault>
where
    K::Row: PartialEq + std::fmt::Debug,
{
    let mut table = open_table(path, &limits())?;
    let mapping = recognise::<K>(&table, &Request::default())?;
    let mut parser = RowParser::<K>::new(mapping.clone(), Epoch::default())?;
    let mut rows = 0;
    for row in read::<K>(&mut table, mapping.clone())? {
        let ReadRow { number, raw, value, .. } = row?;
        if let Err(faults) = &value {
            assert!(!faults.is_empty(), "row {number} is refused without a reason");
            assert!(faults.iter().all(|fault| !fault.words.zh.is_empty() && !fault.words.en.is_empty()));
        }
        let repeats = |code: &str| code == "row_repeated";
        let again = parser.read_texts(number, raw, CheckDigit::MustFit).value;
        match (&value, &again) {
            (Err(faults), _) if faults.iter().any(|fault| repeats(fault.code)) => {}
            _ => assert_eq!(value, again, "row {number} read again"),
        }
        rows += 1;
    }
    Ok(rows)
}

fn read_as_every_kind(bytes: &[u8]) {
    let folder = Folder::new();
    let path = folder.file("table", bytes);
    // Whether it is a table is no matter here.
    let _ = read_through::<Units>(&path);
    let _ = read_through::<Roster>(&path);
    let _ = read_through::<Plan>(&path);
    let _ = read_through::<History>(&path);
    let _ = read_through::<Gaps>(&path);
    let _ = read_through::<People>(&path);
}

fn roster() -> Vec<u8> {
    workbook(&[
        ["姓名", "身份证号", "单位", "职级", "任职时间", "年度最多班次"].map(Put::Text).to_vec(),
        vec![
            Put::Text("张三"),
            Put::Text(citizen_no(1).leak()),
            Put::Text("财政局"),
            Put::Text("四级调研员"),
            Put::Date(46_266.0),
            Put::Number(3.0),
        ],
        vec![Put::Text("李四"), Put::Number(1.4e17), Put::Nothing, Put::Text("?"), Put::Number(46_266.0)],
    ])
}

const XLS: &[u8] = include_bytes!("data/roster.xls");

const LRMX: &str = "<?xml version=\"1.0\"?><Person><XingMing>张三</XingMing><JianLi>1996.09--2000.07  学习（其间：1998.01-1999.01 访学）&#xD;\n2000.07--   科员</JianLi><JiaTingChengYuan><Item><XingMing>李四</XingMing></Item></JiaTingChengYuan><ZhaoPian>/9j/4A==</ZhaoPian></Person>";

/// A text table of headers that are known and cells that are anything.
fn odd_table() -> impl Strategy<Value = Vec<u8>> {
    let header = prop::sample::select(vec![
        "姓名",
        "身份证号",
        "单位",
        "出生年月",
        "职级",
        "任职时间",
        "班次名称",
        "开始日期",
        "结束日期",
        "天数",
        "专题",
        "类别",
        "严重程度",
        "证据来源",
        "记录日期",
        "班次编号",
        "主办单位",
        "最多人数",
        "学时",
        "单位名称",
        "上级",
        "层级",
        "名额分配",
        "预算",
    ]);
    let cell = prop_oneof![
        "[0-9.年月日/-]{0,10}",
        "\\PC{0,6}",
        Just("2026-09-01".to_string()),
        Just("9999-12-30".to_string()),
        Just("3660".to_string()),
        Just("T1:50|T2:100".to_string()),
        Just("省级".to_string()),
        Just("主体班次".to_string()),
        Just("张三".to_string()),
        Just("\"".to_string()),
    ];
    let headers = prop::collection::vec(header, 2..14);
    let rows = prop::collection::vec(prop::collection::vec(cell, 0..14), 0..4);
    (headers, rows).prop_map(|(headers, rows)| {
        let lines: Vec<String> =
            std::iter::once(headers.join(",")).chain(rows.into_iter().map(|row| row.join(","))).collect();
        lines.join("\n").into_bytes()
    })
}

#[test]
fn the_files_that_are_mutated_are_whole() {
    let folder = Folder::new();
    assert_eq!(read_through::<Roster>(&folder.file("r.xlsx", &roster())), Ok(2));
    assert_eq!(read_through::<Roster>(&folder.file("r.xls", XLS)), Ok(3));
    assert!(read_form(LRMX.as_bytes(), Sensitive::Keep).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read_as_every_kind(&bytes);
        let _ = read_form(&bytes, Sensitive::Keep);
    }

    #[test]
    fn bytes_behind_a_magic_number(magic in prop::sample::select(vec![&b"PK\x03\x04"[..], b"\xef\xbb\xbf", b"\xff\xfe", b"<Person>", b"\""]), bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let bytes = [magic, &bytes].concat();
        read_as_every_kind(&bytes);
        let _ = read_form(&bytes, Sensitive::Keep);
    }

    #[test]
    fn mutated_xlsx(bytes in mutated(roster())) {
        read_as_every_kind(&bytes);
    }

    #[test]
    fn odd_text_tables(bytes in odd_table()) {
        read_as_every_kind(&bytes);
    }

    #[test]
    fn mutated_forms(bytes in mutated(LRMX.as_bytes().to_vec())) {
        let _ = read_form(&bytes, Sensitive::Keep);
    }

    #[test]
    fn odd_careers(text in "([12][90][0-9]{2}[.年/]?[01]?[0-9]月?|[-—─ ]{1,9}|（其间：|）|\\(|\n|&#xD;|至今|学习){0,40}") {
        let form = format!("<Person><XingMing>甲</XingMing><JianLi>{}</JianLi></Person>", text.replace('&', "&amp;"));
        let read = read_form(form.as_bytes(), Sensitive::Drop).expect("a form");
        // Every word of the career stands in an entry or before the first one.
        let entries = read.form.resume.entries.iter();
        let texts = entries.flat_map(|entry| entry.meanwhile.iter().chain([entry])).map(|entry| entry.text.as_str());
        let found: usize = texts.chain([read.form.resume.preface.as_str()]).map(|text| text.matches("学习").count()).sum();
        prop_assert_eq!(found, text.matches("学习").count());
    }
}
