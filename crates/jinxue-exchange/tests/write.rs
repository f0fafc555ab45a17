//! What is written can be opened, never runs, and reads back the same.

mod common;

use std::path::Path;

use common::{Folder, citizen_no};
use jiff::civil::{date, datetime};
use jinxue_domain::{
    ClassKind, Evidence, FeeCategory, GapKind, Grade, Month, PostLevel, Rank, RecordForm, Role, Sector, Sex,
    Tenths, Tier, UnitKind,
};
use jinxue_exchange::{
    columns::{Request, recognise},
    kinds::{
        Gaps, History, Plan, Roster, Units, gaps::GapRow, history::HistoryRow, person::PersonKey,
        plan::ClassRow, roster::RosterRow, told::Told, units::UnitRow,
    },
    limits::Limits,
    reading::{ReadRow, read},
    table::{CellKind, open_table},
    values::{Seats, Share},
    write::{
        CsvEncoding, CsvWriter, FaultyRows, Language, Put, Sheet, WriteFault, WrittenKind, XlsxWriter, sheet,
    },
};
use proptest::prelude::*;

fn writer() -> XlsxWriter {
    XlsxWriter::new(datetime(2026, 1, 5, 8, 30, 0, 0)).expect("a workbook")
}

fn read_back<K: WrittenKind>(path: &Path) -> Vec<K::Row>
where
    K::Row: std::fmt::Debug,
{
    let mut table = open_table(path, &Limits::default()).expect("a table");
    let mapping = recognise::<K>(&table, &Request::default()).expect("a header");
    let rows = read::<K>(&mut table, mapping).expect("columns");
    rows.map(|row| row.expect("a row").value.expect("no fault")).collect()
}

/// Through a workbook and through both encodings of text.
fn survives<K: WrittenKind>(row: K::Row)
where
    K::Row: std::fmt::Debug + PartialEq,
{
    let folder = Folder::new();
    let head = sheet::<K>("表", Some("说明：导出的表".into()));
    let mut book = writer();
    book.begin(&head).expect("a sheet");
    book.row(&K::cells(&row)).expect("a row");
    let path = folder.path("out.xlsx");
    book.save(&path).expect("a file");
    let rows = read_back::<K>(&path);
    assert!(rows.len() == 1 && rows[0] == row, "{rows:?}");
    for encoding in [CsvEncoding::MarkedUtf8, CsvEncoding::Gb18030] {
        let mut text = CsvWriter::begin(Vec::new(), encoding, &head.headers).expect("a header");
        text.row(&K::cells(&row)).expect("a row");
        let rows = read_back::<K>(&folder.file("out.csv", &text.finish().expect("bytes")));
        assert!(rows.len() == 1 && rows[0] == row, "{encoding:?}: {rows:?}");
    }
}

fn person() -> PersonKey {
    PersonKey {
        citizen_no: citizen_no(11).parse().ok(),
        name: "𠮷 三".parse().ok(),
        birth_month: Month::new(1975, 10),
        unit_code: Some("001".into()),
        unit_name: Some("财政局".into()),
    }
}

#[test]
fn every_kind_reads_back_what_it_wrote() {
    survives::<Units>(UnitRow {
        code: Some("0012".into()),
        name: "=财政局".into(),
        parent_code: Some("+86".into()),
        parent_name: Some("-晋阳市".into()),
        tier: Some(Tier::County),
        kind: Some(UnitKind::Institution),
        division: "140105".parse().ok(),
        sector: Sector::read("政法").ok(),
        release_cap: Some(5),
    });
    survives::<Roster>(RosterRow {
        citizen_no: citizen_no(5).parse().ok(),
        name: "㐂鿿·阿里".parse().expect("a name"),
        sex: Some(Sex::Female),
        birth_month: citizen_no(5)
            .parse()
            .ok()
            .map(|n: jinxue_domain::CitizenNumber| Month::of(n.birth_date())),
        unit_code: Some("0012".into()),
        unit_name: Some("'=财政局".into()),
        department: Some("预算科".into()),
        post: Some("@科长".into()),
        post_level: Some(PostLevel::Section),
        rank: Some(Rank::Officer1),
        role: Some(Role::Head),
        sector: Sector::read("经济").ok(),
        max_classes: Some(2),
        post_since: Some(date(2020, 2, 29)),
        rank_since: Some(date(2021, 12, 31)),
    });
    survives::<History>(HistoryRow {
        person: person(),
        class_name: "班".into(),
        class_code: Some("P1".into()),
        topic: Some("T0301".into()),
        kind: Some(Told { text: "A17".into(), known: None }),
        form: Some(Told { text: "网络培训".into(), known: Some(RecordForm::Online) }),
        start: date(2024, 3, 1),
        end: date(2024, 3, 5),
        days: Some(5),
        hours: Some(Tenths::new(375)),
        organiser: Some("校".into()),
        organiser_code: Some("0007".into()),
        organiser_tier: Some(Told { text: "省级".into(), known: Some(Tier::Province) }),
        institution: Some("学院".into()),
        completion: Some("1".into()),
        unit_then: Some("局".into()),
        post_then: Some("科员".into()),
        abroad: Some("0".into()),
        recognised: Some(false),
        verbatim: [].into(),
    });
    survives::<Gaps>(GapRow {
        person: person(),
        topic: "T0301".into(),
        kind: GapKind::Experience,
        severity: 70,
        evidence: Evidence::Appraisal,
        noted_on: date(2026, 1, 31),
        note: Some("第一行\n第二行，\"引号\"".into()),
    });
}

#[test]
fn a_class_reads_back_with_every_grade() {
    for grade in Grade::all() {
        survives::<Plan>(ClassRow {
            code: "P1".into(),
            name: "班".into(),
            organiser: "校".into(),
            tier: Some(Tier::Province),
            kind: ClassKind::Core,
            topics: vec![
                Share { what: "T0301".into(), percent: 100 },
                Share { what: "T0302".into(), percent: 40 },
            ],
            main_topic: "T0302".into(),
            start: date(2026, 2, 27),
            end: date(2026, 4, 2),
            seats_min: 0,
            seats_max: 50,
            hours: Tenths::new(1205),
            venue: Some("学院".into()),
            division: "140105".parse().ok(),
            audience: Some("140100".into()),
            grade_from: grade,
            grade_to: grade,
            roles: vec![Role::Head, Role::Deputy],
            sectors: Sector::read("政法").into_iter().collect(),
            fee_category: Some(FeeCategory::Third),
            budget_yuan: Some(1_000_000),
            quotas: vec![
                Seats { unit: "140100".into(), min: 5, max: Some(20) },
                Seats { unit: "140200".into(), min: 3, max: None },
            ],
            remark: None,
        });
    }
}

#[test]
fn what_looks_like_a_formula_stays_a_text() {
    let folder = Folder::new();
    let texts = ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "=cmd|' /C calc'!A0"];
    let row: Vec<Put> = texts.iter().map(|text| Put::Text((*text).into())).collect();
    let mut book = writer();
    book.begin(&Sheet { name: "S".into(), description: None, headers: vec!["a".into(); 6] })
        .expect("a sheet");
    book.row(&row).expect("a row");
    let path = folder.path("out.xlsx");
    book.save(&path).expect("a file");
    let mut table = open_table(&path, &Limits::default()).expect("a table");
    let rows: Vec<_> = table.rows(0).expect("rows").collect::<Result<_, _>>().expect("whole");
    assert_eq!(rows[1].texts(), texts);
    assert!(rows[1].cells.iter().all(|cell| cell.kind == CellKind::Text));

    let mut text = CsvWriter::begin(Vec::new(), CsvEncoding::Gb18030, &[]).expect("a header");
    text.row(&row).expect("a row");
    let bytes = text.finish().expect("bytes");
    let written = String::from_utf8_lossy(&bytes);
    let fields = written.lines().last().expect("a line").split(',');
    assert!(fields.into_iter().all(|field| field.trim_matches('"').starts_with('\'')), "{written}");
}

#[test]
fn a_private_character_that_would_change_is_refused() {
    let mut text = CsvWriter::begin(Vec::new(), CsvEncoding::Gb18030, &["a".into()]).expect("a header");
    let fault = text.row(&[Put::Text("\u{e5e5}".into())]);
    assert!(matches!(fault, Err(WriteFault::Unencodable { row: 2, character: '\u{e5e5}' })), "{fault:?}");
    assert!(text.row(&[Put::Text("𠮷㐂鿿".into())]).is_ok());
}

#[test]
fn faulty_rows_come_back_with_reasons_and_can_be_read_again() {
    let folder = Folder::new();
    let source =
        "序号,姓名,,单位,出生年月\n1,张三,记,财政局,1980.13\n2,,=1+1,财政局,1980-01,多出\n3,好,,局,1980-01\n";
    let mut table =
        open_table(&folder.file("in.csv", source.as_bytes()), &Limits::default()).expect("a table");
    let mapping = recognise::<Roster>(&table, &Request::default()).expect("a header");
    let mut faulty = FaultyRows::begin(writer(), &mapping.headers(), Language::Chinese).expect("a sheet");
    let mut raws = Vec::new();
    for row in read::<Roster>(&mut table, mapping).expect("columns") {
        let ReadRow { number, raw, value, .. } = row.expect("a row");
        if let Err(faults) = value {
            faulty.row(number, &raw, &faults).expect("a row");
            raws.push(raw);
        }
    }
    let path = folder.path("faulty.xlsx");
    faulty.finish().save(&path).expect("a file");
    let mut table = open_table(&path, &Limits::default()).expect("a table");
    let rows: Vec<_> = table.rows(0).expect("rows").collect::<Result<_, _>>().expect("whole");
    assert_eq!(rows[0].texts(), ["问题 / Problem", "原行号 / Row", "序号", "姓名", "", "单位", "出生年月"]);
    let written: Vec<Vec<String>> = rows.iter().skip(1).map(|row| row.texts().split_off(2)).collect();
    assert_eq!(written, raws);
    assert_eq!(rows[1].texts()[1], "2");
    assert!(rows[1].texts()[0].contains("出生年月：“1980.13”"), "{}", rows[1].texts()[0]);
    assert!(recognise::<Roster>(&table, &Request::default()).is_ok_and(|mapping| mapping.missing.is_empty()));
}

#[test]
fn a_text_longer_than_a_cell_comes_back_cut() {
    let folder = Folder::new();
    let mut faulty = FaultyRows::begin(writer(), &["姓名".into()], Language::Chinese).expect("a sheet");
    faulty.row(2, &["长".repeat(40_000)], &[]).expect("a row");
    let path = folder.path("faulty.xlsx");
    faulty.finish().save(&path).expect("a file");
    let mut table = open_table(&path, &Limits::default()).expect("a table");
    let rows: Vec<_> = table.rows(0).expect("rows").collect::<Result<_, _>>().expect("whole");
    assert_eq!(rows[1].texts()[2].chars().count(), 32_001);
}

#[test]
fn several_sheets_with_days_numbers_and_long_codes() {
    let folder = Folder::new();
    let mut book = writer();
    assert!(matches!(book.row(&[]), Err(WriteFault::NoSheet)));
    for name in ["一", "二"] {
        book.begin(&Sheet { name: name.into(), description: None, headers: vec!["a".into()] })
            .expect("a sheet");
        book.row(&[
            Put::Day(date(2026, 9, 1)),
            Put::Day(date(1850, 1, 1)),
            Put::Whole(1_234_567_890_123_456_789),
            Put::Decimal(7.5),
        ])
        .expect("a row");
    }
    let path = folder.path("out.xlsx");
    book.save(&path).expect("a file");
    let mut table = open_table(&path, &Limits::default()).expect("a table");
    assert_eq!(table.sheets().iter().map(|head| head.name.as_str()).collect::<Vec<_>>(), ["一", "二"]);
    let rows: Vec<_> = table.rows(1).expect("rows").collect::<Result<_, _>>().expect("whole");
    assert_eq!(rows[1].texts(), ["2026-09-01", "1850-01-01", "1234567890123456789", "7.5"]);
}

#[test]
fn the_same_rows_make_the_same_bytes() {
    let bytes = || {
        let mut book = writer();
        book.begin(&sheet::<Roster>("人员", None)).expect("a sheet");
        book.row(&[Put::Text("甲".into())]).expect("a row");
        let mut out = std::io::Cursor::new(Vec::new());
        book.save_to(&mut out).expect("bytes");
        out.into_inner()
    };
    assert_eq!(bytes(), bytes());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any text survives a text table, and any that a sheet can hold survives a workbook.
    #[test]
    fn texts_survive(texts in prop::collection::vec("[^\\p{C}]{0,12}|[=+@'-]{1,3}[a-z]?", 1..6)) {
        let folder = Folder::new();
        let row: Vec<Put> = texts.iter().cloned().map(Put::Text).chain([Put::Text("end".into())]).collect();
        let expected: Vec<String> = texts.iter().cloned().chain(["end".into()]).collect();
        let headers: Vec<String> = row.iter().map(|_| "列".to_string()).collect();
        for encoding in [CsvEncoding::MarkedUtf8, CsvEncoding::Gb18030] {
            let mut text = CsvWriter::begin(Vec::new(), encoding, &headers).expect("a header");
            text.row(&row).expect("a row");
            let path = folder.file("t.csv", &text.finish().expect("bytes"));
            let mut table = open_table(&path, &Limits::default()).expect("a table");
            let rows: Vec<_> = table.rows(0).expect("rows").collect::<Result<_, _>>().expect("whole");
            prop_assert_eq!(&rows[1].texts(), &expected);
        }
    }
}
