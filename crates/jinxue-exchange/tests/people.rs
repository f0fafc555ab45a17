//! Appointment forms as rows: one alone, many in an archive, and the table that is handed back.

mod common;

use common::{Folder, zipped};
use jinxue_exchange::{
    columns::{Request, recognise},
    fault::FileFault,
    kinds::{People, Roster, people::FormRow},
    limits::Limits,
    reading::{ReadRow, read},
    table::open_table,
};

fn read_as(name: &str, bytes: &[u8]) -> Result<Vec<ReadRow<FormRow>>, FileFault> {
    let folder = Folder::new();
    let mut table = open_table(&folder.file(name, bytes), &Limits::default())?;
    let mapping = recognise::<People>(&table, &Request::default())?;
    read::<People>(&mut table, mapping)?.collect()
}

fn lrmx(inner: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Person>{inner}</Person>")
}

const ZHANG: &str = "<XingMing>张  三</XingMing><ChuShengNianYue>197501</ChuShengNianYue>";

#[test]
fn a_form_is_a_row_without_family_and_photo() {
    let family = "<JiaTingChengYuan><Item><ChengWei>妻子</ChengWei><XingMing>李四</XingMing></Item></JiaTingChengYuan>";
    let photo = "<ZhaoPian>/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//</ZhaoPian>";
    let rows = read_as("a.lrmx", lrmx(&format!("{ZHANG}{family}{photo}<XianRenZhiWu>晋阳县财政局局长</XianRenZhiWu><JianLi>1993.09--1997.08  学习\n1997.08--  局长</JianLi>")).as_bytes()).expect("a form");
    let row = &rows[0];
    let form = row.value.as_ref().expect("a person");
    assert_eq!((row.number, form.name.folded().as_str()), (2, "张三"));
    assert_eq!((form.post.as_deref(), form.resume.entries.len()), (Some("晋阳县财政局局长"), 2));
    let raw = row.raw.join("|");
    assert!(raw.contains("1 人，不导入") && raw.contains("照片 1 KiB，不导入"), "{raw}");
    assert!(!raw.contains("李四") && !raw.contains("/9j/"), "{raw}");
    assert!(row.doubts.is_empty());
}

#[test]
fn a_broken_photo_is_doubted_at_its_cell() {
    let rows = read_as("a.lrmx", lrmx(&format!("{ZHANG}<ZhaoPian>not base64!</ZhaoPian>")).as_bytes())
        .expect("a form");
    assert!(rows[0].value.is_ok());
    let doubt = &rows[0].doubts[0];
    assert_eq!((doubt.field, doubt.header.as_str(), doubt.column), ("photo", "照片（ZhaoPian）", Some(10)));
}

#[test]
fn a_missing_element_and_a_wrong_value_are_faults_at_their_cell() {
    let rows = read_as(
        "a.lrmx",
        lrmx("<XingBie>?</XingBie><ShenFenZheng>110105194912310021</ShenFenZheng>").as_bytes(),
    )
    .expect("a form");
    let faults = rows[0].value.as_ref().expect_err("faulty");
    let told: Vec<_> = faults.iter().map(|fault| (fault.code, fault.header.as_str(), fault.column)).collect();
    assert_eq!(
        told,
        [
            ("cell_missing", "姓名（XingMing）", Some(2)),
            ("word_unknown", "性别（XingBie）", Some(3)),
            ("citizen_number_check_digit", "身份证号（ShenFenZheng）", Some(5)),
        ]
    );
    let rows = read_as("a.lrmx", lrmx("<XingMing>张三</XingMing>").as_bytes()).expect("a form");
    assert_eq!(rows[0].value.as_ref().expect_err("nobody to find")[0].code, "cells_all_missing");
}

#[test]
fn entity_expansion_is_refused() {
    let laughs = "<!DOCTYPE Person [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><Person><XingMing>&b;</XingMing></Person>";
    assert_eq!(read_as("a.lrmx", laughs.as_bytes()), Err(FileFault::DocumentType));
}

#[test]
fn an_archive_gives_a_row_for_every_file_and_says_which_cannot_be_read() {
    let bytes = zipped(&[
        ("forms/", ""),
        ("__MACOSX/._a.lrmx", "x"),
        ("forms/a.lrmx", &lrmx(ZHANG)),
        ("forms/b.lrmx", "<!DOCTYPE Person []><Person/>"),
        ("forms/c.lrmx", &lrmx(ZHANG)),
        ("forms/说明.txt", "hello"),
    ]);
    let rows = read_as("forms.zip", &bytes).expect("an archive of forms");
    let outcome: Vec<_> = rows
        .iter()
        .map(|row| row.value.as_ref().err().map(|faults| (faults[0].code, faults[0].value.as_str())))
        .collect();
    assert_eq!(
        outcome,
        [
            None,
            Some(("form_unreadable", "forms/b.lrmx")),
            Some(("row_repeated", "张  三")),
            Some(("form_unreadable", "forms/说明.txt")),
        ]
    );
    let words = &rows[1].value.as_ref().expect_err("refused")[0].words;
    assert!(words.zh.contains("DOCTYPE") && words.en.contains("DOCTYPE"), "{words:?}");
}

#[test]
fn the_older_format_is_told_from_a_quoted_table() {
    let mut fields = vec![String::new(); 33];
    for (place, text) in
        [(0, "王  五"), (2, "1980.02"), (17, "1997.09--2001.07  学习\r\n2001.07--         科员")]
    {
        fields[place] = text.into();
    }
    let quoted: Vec<String> = fields.iter().map(|field| format!("\"{field}\"")).collect();
    let (bytes, _, _) = encoding_rs::GB18030.encode(Box::leak(quoted.join(",").into_boxed_str()));
    let rows = read_as("a.lrm", &bytes).expect("a form");
    assert_eq!(rows[0].value.as_ref().map(|form| form.resume.entries.len()), Ok(2));
}

#[test]
fn a_form_is_no_roster() {
    let folder = Folder::new();
    let table =
        open_table(&folder.file("a.lrmx", lrmx(ZHANG).as_bytes()), &Limits::default()).expect("a form");
    let refused = recognise::<Roster>(&table, &Request::default()).expect_err("no roster");
    assert!(matches!(refused, FileFault::WrongFormat { .. }), "{refused}");
}

#[test]
fn forms_handed_back_as_a_table_are_read_again() {
    let text = "问题 / Problem,姓名（XingMing）,出生年月（ChuShengNianYue）,简历（JianLi）\n改好,张三,197501,1997.08--  局长\n";
    let rows = read_as("mended.csv", text.as_bytes()).expect("a table");
    assert_eq!(rows[0].value.as_ref().map(|form| form.resume.entries.len()), Ok(1));
}
