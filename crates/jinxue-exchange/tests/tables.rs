//! Tables as people send them, good and bad.

mod common;

use common::{Folder, Put, package, sheet, text_workbook, workbook, zipped};
use jinxue_exchange::{
    fault::{FileFault, Measure},
    limits::Limits,
    table::{CellKind, Row, open_table},
};

fn rows_of(name: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<Row>, FileFault> {
    let folder = Folder::new();
    let mut table = open_table(&folder.file(name, bytes), limits)?;
    table.rows(0)?.collect()
}

fn texts(rows: &[Row]) -> Vec<Vec<String>> {
    rows.iter().map(Row::texts).collect()
}

fn read(bytes: &[u8]) -> Result<Vec<Row>, FileFault> {
    rows_of("table", bytes, &Limits::default())
}

#[test]
fn a_workbook_gives_its_cells_and_row_numbers() {
    let rows = read(&workbook(&[
        vec![Put::Text("姓名"), Put::Text("生日")],
        vec![],
        vec![
            Put::Text("张三"),
            Put::Date(46_266.0),
            Put::Number(12.5),
            Put::Nothing,
            Put::Formula("1+1", "2"),
        ],
    ]))
    .expect("a table");
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(rows[1].texts(), ["张三", "2026-09-01", "12.5", "", "2"]);
    let kinds: Vec<_> = rows[1].cells.iter().take(4).map(|cell| cell.kind).collect();
    assert_eq!(kinds, [CellKind::Text, CellKind::Date, CellKind::Number, CellKind::Empty]);
}

#[test]
fn text_tables_of_every_encoding_and_separator() {
    let (gb, _, _) = encoding_rs::GB18030.encode("姓名;单位\n𠮷三;财政局\n");
    for bytes in [
        "姓名,单位\n𠮷三,财政局\n".as_bytes().to_vec(),
        "\u{feff}姓名,单位\r\n𠮷三,财政局".as_bytes().to_vec(),
        "姓名\t单位\n𠮷三\t财政局\n".as_bytes().to_vec(),
        gb.to_vec(),
    ] {
        let rows = read(&bytes).expect("a table");
        assert_eq!(texts(&rows), [["姓名", "单位"], ["𠮷三", "财政局"]]);
    }
}

#[test]
fn row_numbers_of_a_text_table_are_those_of_a_spreadsheet() {
    let rows = read("a,b\n\n\"x\ny\",2\n\n\nlast,3\n".as_bytes()).expect("a table");
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 3, 6]);
}

#[test]
fn wrappings_against_formulas_are_taken_off() {
    let rows = read("'=1+1,=\"0012\",'tis\n".as_bytes()).expect("a table");
    assert_eq!(texts(&rows), [["=1+1", "0012", "'tis"]]);
}

#[test]
fn a_number_of_more_than_fifteen_digits_is_marked() {
    let rows = read(&workbook(&[vec![Put::Number(140_105_197_501_010_017.0)]])).expect("a table");
    assert_eq!(
        (rows[0].cells[0].text.as_str(), rows[0].cells[0].kind),
        ("1.40105E+17", CellKind::LostDigits)
    );
}

#[test]
fn other_files_are_named() {
    for (bytes, found) in [
        (b"%PDF-1.7 ...".as_slice(), "PDF"),
        (b"\x89PNG\r\n".as_slice(), "PNG"),
        (b"ab\0cd".as_slice(), "binary data"),
    ] {
        let fault = read(bytes).expect_err("no table");
        assert!(matches!(&fault, FileFault::WrongFormat { found: it, .. } if it == found), "{fault}");
    }
    assert_eq!(read(b"\r\n<HTML><table><tr><td>"), Err(FileFault::WebPage));
    assert_eq!(read(b""), Err(FileFault::Empty));
    assert!(matches!(read(&zipped(&[("word/document.xml", "<a/>")])), Err(FileFault::Damaged { .. })));
}

#[test]
fn a_truncated_upload_is_said_to_be_cut_off() {
    let whole = text_workbook(&[&["姓名", "单位"], &["张三", "财政局"]]);
    for length in [10, whole.len() / 2, whole.len() - 1] {
        let cut: Vec<u8> = whole.iter().copied().take(length).collect();
        assert!(matches!(read(&cut), Err(FileFault::Damaged { .. })), "{length}");
    }
}

#[test]
fn a_gbk_file_with_a_utf8_mark_is_refused_with_the_byte() {
    let (gb, _, _) = encoding_rs::GB18030.encode("姓名");
    let bytes = [b"\xef\xbb\xbfa,".as_slice(), &gb].concat();
    assert_eq!(read(&bytes), Err(FileFault::FalseMark { encoding: "UTF-8".into(), byte: 5 }));
}

#[test]
fn a_zip_bomb_is_refused_before_it_is_parsed() {
    let bomb = package(&sheet(&" ".repeat(310 << 20)), None);
    assert!(bomb.len() < 1 << 20, "the bomb is small: {}", bomb.len());
    let limit = Limits::default().inflated_bytes_max;
    assert_eq!(read(&bomb), Err(FileFault::TooLarge { measure: Measure::InflatedBytes, limit }));
}

#[test]
fn too_many_parts_are_refused() {
    let names: Vec<String> = (0..2_001).map(|number| format!("xl/{number}.xml")).collect();
    let parts: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    assert_eq!(read(&zipped(&parts)), Err(FileFault::TooLarge { measure: Measure::Entries, limit: 2_000 }));
}

#[test]
fn declared_strings_that_cannot_be_there_are_refused() {
    for opening in
        [r#"<sst uniqueCount="4000000000000">"#, r#"<x/><a:sst count="1" uniqueCount = "99999999">"#]
    {
        let fault = read(&package(&sheet(""), Some(opening))).expect_err("a lie");
        assert!(matches!(fault, FileFault::TooLarge { measure: Measure::SharedStrings, .. }), "{fault}");
    }
}

#[test]
fn a_row_number_of_ten_million_is_refused_in_no_time() {
    let far = sheet(
        r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="10000000"><c r="A10000000"><v>1</v></c></row>"#,
    );
    let fault = read(&package(&far, None)).expect_err("too far");
    assert_eq!(fault, FileFault::TooLarge { measure: Measure::Rows, limit: 1_048_576 });
}

#[test]
fn more_rows_than_allowed_are_refused() {
    let limits = Limits { rows_max: 1_000, ..Limits::default() };
    let long: String = (0..1_001).map(|row| format!("{row}\n")).collect();
    let expected = Err(FileFault::TooLarge { measure: Measure::Rows, limit: 1_000 });
    assert_eq!(rows_of("long.csv", long.as_bytes(), &limits), expected);
    let rows: String =
        (1..=1_001).map(|row| format!(r#"<row r="{row}"><c r="A{row}"><v>1</v></c></row>"#)).collect();
    assert_eq!(rows_of("long.xlsx", &package(&sheet(&rows), None), &limits), expected);
}

#[test]
fn columns_far_to_the_right_are_refused_only_if_they_hold_something() {
    let far =
        |value: &str| sheet(&format!(r#"<row r="1"><c r="A1"><v>1</v></c><c r="XFD1">{value}</c></row>"#));
    assert_eq!(read(&package(&far(""), None)).map(|rows| texts(&rows)), Ok(vec![vec!["1".to_string()]]));
    let fault = read(&package(&far("<v>1</v>"), None)).expect_err("too far");
    assert_eq!(fault, FileFault::TooLarge { measure: Measure::Columns, limit: 256 });
}

#[test]
fn cells_without_end_are_refused() {
    let limits = Limits { cells_max: 10_000, ..Limits::default() };
    let empty = sheet(&"<c/>".repeat(0));
    assert_eq!(rows_of("few.xlsx", &package(&empty, None), &limits), Ok(vec![]));
    let many = sheet(&format!("<row>{}</row>", "<c></c>".repeat(10_001)));
    let expected = Err(FileFault::TooLarge { measure: Measure::Cells, limit: 10_000 });
    assert_eq!(rows_of("many.xlsx", &package(&many, None), &limits), expected);
}

#[test]
fn an_open_quote_does_not_swallow_the_file() {
    let swallowed = format!("a,b\n\"{}", "x,y\n".repeat(400_000));
    let fault = read(swallowed.as_bytes()).expect_err("too long a row");
    assert!(matches!(fault, FileFault::TooLarge { measure: Measure::RowBytes, .. }), "{fault}");
}

#[test]
fn rows_out_of_order_are_damage() {
    let turned = sheet(r#"<row r="5"><c r="A5"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>"#);
    assert!(matches!(read(&package(&turned, None)), Err(FileFault::Damaged { .. })));
}

#[test]
fn every_fault_speaks_both_languages() {
    let fault = FileFault::UnknownEncoding { utf8_byte: 3, gb18030_byte: 5 };
    let words = fault.words();
    assert!(words.zh.contains("第 3 字节") && words.en.contains("byte 3"), "{words:?}");
    assert_eq!(fault.to_string(), words.en);
}

#[test]
fn a_workbook_of_the_binary_format() {
    let rows = read(include_bytes!("data/roster.xls")).expect("a table");
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert_eq!(rows[2].texts()[5], "2026-09-01");
    assert_eq!(rows[2].cells[5].kind, CellKind::Date);
    assert_eq!(rows[3].texts()[0], "李𠮷");
    assert_eq!((rows[4].texts()[1].as_str(), rows[4].cells[1].kind), ("1.49999E+17", CellKind::LostDigits));
    assert_eq!(rows[4].texts()[5], "43831");
}
