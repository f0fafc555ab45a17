//! Bad input as a person meets it: each with the file, row, column, value and what was expected.
//!
//! `docs/bad-input.md` lists where every sort of it is tested.

use jinxue_testkit::{TestServer, on_both};
use rust_xlsxwriter::{Format, Workbook};
use serde_json::{Value, json};

use super::desk::{Sent, reading};

/// What the preview says of each row: verdict, header and message of the first fault.
async fn told(server: &TestServer, kind: &str, name: &str, bytes: &[u8]) -> Vec<(String, String, String)> {
    let import = Sent::previewed(server, kind, name, bytes).await;
    let seen = import.now().await;
    assert_eq!(seen["state"], "previewed", "{:#}", seen["fault"]);
    let rows = import.rows("").await;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let told = |row: &Value| {
        let fault = &row["faults"][0];
        if !fault.is_null() {
            assert!(
                !text(&fault["expected"]["zh"]).is_empty() && !text(&fault["message"]["en"]).is_empty(),
                "{fault:#}"
            );
        }
        (text(&row["verdict"]), text(&fault["header"]), text(&fault["message"]["zh"]))
    };
    rows["items"].as_array().unwrap().iter().map(told).collect()
}

/// Why a file as a whole was refused.
async fn refused(server: &TestServer, kind: &str, name: &str, bytes: &[u8]) -> String {
    let seen = Sent::previewed(server, kind, name, bytes).await.now().await;
    assert_eq!((&seen["state"], &seen["file_name"]), (&json!("failed"), &json!(name)), "{seen:#}");
    assert!(seen["fault"]["en"].as_str().is_some_and(|words| !words.is_empty()));
    seen["fault"]["zh"].as_str().unwrap().to_owned()
}

/// Verdicts, and headers and pieces of the words of the faults.
fn check(told: &[(String, String, String)], expected: &[(&str, &str, &str)]) {
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, expected) in told.iter().zip(expected) {
        let same = told.0 == expected.0 && told.1 == expected.1 && told.2.contains(expected.2);
        assert!(same, "{told:?} is not {expected:?}");
    }
}

fn sheet_xml(rows: &str) -> Vec<u8> {
    let parts = [
        ("[Content_Types].xml", r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#.to_owned()),
        ("_rels/.rels", r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#.to_owned()),
        ("xl/workbook.xml", r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#.to_owned()),
        ("xl/_rels/workbook.xml.rels", r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#.to_owned()),
        ("xl/worksheets/sheet1.xml", format!(r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#)),
    ];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A small workbook whose parts inflate to more than a reader takes: ten MiB of blanks, packed once, under many names.
fn bomb() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new_append(std::io::Cursor::new(sheet_xml(""))).unwrap();
    zip.start_file("xl/0.xml", zip::write::SimpleFileOptions::default()).unwrap();
    std::io::Write::write_all(&mut zip, &vec![b' '; 10 << 20]).unwrap();
    let one = zip.finish().unwrap().into_inner();
    let mut packed = zip::ZipArchive::new(std::io::Cursor::new(one.clone())).unwrap();
    let mut zip = zip::ZipWriter::new_append(std::io::Cursor::new(one)).unwrap();
    for number in 1..31 {
        zip.raw_copy_file_rename(packed.by_name("xl/0.xml").unwrap(), format!("xl/{number}.xml")).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

on_both! {
    async fn ten_million_rows_are_refused(db: TestDb) {
        let server = reading(db).await;
        let far = sheet_xml(r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="10000000"><c r="A10000000"><v>1</v></c></row>"#);
        let words = refused(&server, "roster", "名册.xlsx", &far).await;
        assert!(words.contains("行数超过上限 1048576"), "{words}");
    }

    async fn a_zip_bomb_is_refused_and_the_server_goes_on(db: TestDb) {
        let server = reading(db).await;
        let bomb = bomb();
        assert!(bomb.len() < 1 << 20, "the bomb is small: {}", bomb.len());
        let words = refused(&server, "roster", "名册.xlsx", &bomb).await;
        assert!(words.contains("解压后字节数超过上限 314572800"), "{words}");
        // The next file is read as if nothing had been.
        check(&told(&server, "roster", "名册.csv", "姓名,单位,出生年月\n赵六,第4局,1980-02\n".as_bytes()).await, &[("new", "", "")]);
    }

    async fn a_gbk_file_with_a_utf8_mark_is_refused(db: TestDb) {
        let server = reading(db).await;
        let (text, _, _) = encoding_rs::GB18030.encode("姓名,单位,出生年月\n赵六,第4局,1980-02\n");
        let marked = [b"\xef\xbb\xbf".as_slice(), &text].concat();
        let words = refused(&server, "roster", "名册.csv", &marked).await;
        assert!(words.contains("UTF-8") && words.contains("第 3 字节"), "{words}");
        // The same without the mark is GB 18030, and good.
        check(&told(&server, "roster", "名册.csv", &text).await, &[("new", "", "")]);
    }

    async fn merged_title_rows_do_no_harm(db: TestDb) {
        let server = reading(db).await;
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.merge_range(0, 0, 0, 3, "山西省干部名册", &Format::new()).unwrap();
        sheet.merge_range(1, 0, 1, 3, "填报日期：2026.1.5", &Format::new()).unwrap();
        // Two rows of header: 姓名 and 单位 merged downwards, 现任 above two columns.
        sheet.merge_range(2, 0, 3, 0, "姓名", &Format::new()).unwrap();
        sheet.merge_range(2, 1, 3, 1, "单位", &Format::new()).unwrap();
        sheet.merge_range(2, 2, 2, 3, "个人信息", &Format::new()).unwrap();
        for (column, text) in [(2, "出生年月"), (3, "职务")] {
            sheet.write_string(3, column, text).unwrap();
        }
        for (column, text) in (0..).zip(["赵六", "第4局", "1980.02", "科长"]) {
            sheet.write_string(4, column, text).unwrap();
        }
        let import = Sent::previewed(&server, "roster", "名册.xlsx", &book.save_to_buffer().unwrap()).await;
        let rows = import.rows("").await;
        assert_eq!(rows["headers"], json!(["姓名", "单位", "出生年月", "职务"]));
        assert_eq!((&rows["items"][0]["row_no"], &rows["items"][0]["verdict"]), (&json!(5), &json!("new")));
    }

    async fn a_citizen_number_turned_into_a_float_is_refused_with_the_reason(db: TestDb) {
        let server = reading(db).await;
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (column, text) in (0..).zip(["姓名", "单位", "身份证号"]) {
            sheet.write_string(0, column, text).unwrap();
        }
        sheet.write_string(1, 0, "赵六").unwrap();
        sheet.write_string(1, 1, "第4局").unwrap();
        sheet.write_number(1, 2, 140_105_197_501_010_017.0).unwrap();
        let told = told(&server, "roster", "名册.xlsx", &book.save_to_buffer().unwrap()).await;
        check(&told, &[("faulty", "身份证号", "“1.40105E+17”是超过 15 位的数字，表格软件已把末几位变成 0")]);
    }

    async fn dates_as_people_write_them_and_a_day_that_is_none(db: TestDb) {
        let server = reading(db).await;
        let days = ["2026.9.1", "20260901", "2026-09-01", "2026年9月1日", "46266", "2026-02-30", "很久以前"];
        let rows: String = days.iter().enumerate().map(|(n, day)| format!("人{n},第4局,1980-02,{day}\n")).collect();
        let import = Sent::previewed(&server, "roster", "名册.csv", format!("姓名,单位,出生年月,任现职时间\n{rows}").as_bytes()).await;
        let verdicts: Vec<_> = import.rows("").await["items"].as_array().unwrap().iter().map(|row| row["verdict"].as_str().unwrap().to_owned()).collect();
        assert_eq!(verdicts, ["new", "new", "new", "new", "new", "faulty", "faulty"]);
        let fault = &import.rows("?verdict=faulty").await["items"][0]["faults"][0];
        assert_eq!((&fault["header"], &fault["value"]), (&json!("任现职时间"), &json!("2026-02-30")));
        assert!(fault["message"]["zh"].as_str().unwrap().contains("日历上没有"), "{fault:#}");
        import.committed().await;
        let people = server.get("/people?q=人").await.expect(200);
        for person in people["items"].as_array().unwrap() {
            let person = server.get(&format!("/people/{}", person["id"].as_str().unwrap())).await.expect(200);
            assert_eq!(person["post_since"], "2026-09-01");
        }
        assert_eq!(people["total"], 5);
    }

    async fn the_same_person_twice_in_a_file_and_in_two_units(db: TestDb) {
        let server = reading(db).await;
        let text = "姓名,单位,身份证号,出生年月\n赵六,第4局,149999198002010015,\n赵六,太原市,149999198002010015,\n钱七,第4局,,1980-02\n钱七,第4局,,1980.02\n钱七,太原市,,1980-02\n";
        let told = told(&server, "roster", "名册.csv", text.as_bytes()).await;
        check(&told, &[
            ("new", "", ""),
            ("faulty", "身份证号", "与第 2 行重复"),
            ("new", "", ""),
            ("faulty", "姓名", "与第 4 行重复"),
            ("new", "", ""),
        ]);
    }

    async fn units_without_a_parent_and_in_a_cycle(db: TestDb) {
        let server = reading(db).await;
        let text = "单位代码,单位名称,上级单位代码,层级\nX1,甲局,U00003,县级\nX2,乙局,NONE,县级\nX3,丙局,X4,县级\nX4,丁局,X3,县级\n";
        let told = told(&server, "units", "单位.csv", text.as_bytes()).await;
        check(&told, &[
            ("new", "", ""),
            ("faulty", "上级单位代码", "NONE"),
            ("faulty", "上级单位代码", "上级单位成环"),
            ("faulty", "上级单位代码", "上级单位成环"),
        ]);
    }

    async fn a_class_that_ends_before_it_starts_and_seats_out_of_order(db: TestDb) {
        let server = reading(db).await;
        let text = "班次编号,班次名称,主办单位,班次类别,主专题,开始日期,结束日期,最少人数,最多人数,学时\nP1,甲班,山西省,专题培训,T0301,2026-05-15,2026-05-11,10,40,40\nP2,乙班,山西省,专题培训,T0301,2026-05-11,2026-05-15,50,40,40\nP3,丙班,山西省,专题培训,T0301,2026-05-11,2026-05-15,10,40,40\n";
        let told = told(&server, "plan", "计划.csv", text.as_bytes()).await;
        check(&told, &[
            ("faulty", "开始日期", "不大于 2026-05-11"),
            ("faulty", "最少人数", "不大于 40"),
            ("new", "", ""),
        ]);
    }

    async fn overlapping_classes_of_one_person_are_taken_and_pointed_out(db: TestDb) {
        let server = reading(db).await;
        let text = "姓名,单位,培训班次名称,开始时间,结束时间\n王芳,第4局,甲班,2025-03-03,2025-03-07\n王芳,第4局,乙班,2025-03-06,2025-03-10\n王芳,第4局,甲班,2025-03-03,2025-03-07\n李四,第4局,甲班,2025-03-07,2025-03-03\n";
        let told = told(&server, "history", "培训.csv", text.as_bytes()).await;
        check(&told, &[
            ("new", "", ""),
            ("new", "开始时间", "与第 2 行同一人的培训时间重叠"),
            ("faulty", "培训班次名称", "与第 2 行重复"),
            ("faulty", "开始时间", "不大于 2025-03-03"),
        ]);
    }

    async fn rare_characters_stay_what_they_are(db: TestDb) {
        let server = reading(db).await;
        let names = ["𠮷㐂鿿", "𬶍三", "\u{9fef}四"];
        let rows: String = names.iter().map(|name| format!("{name},第4局,1980-02\n")).collect();
        let text = format!("姓名,单位,出生年月\n{rows}");
        let (gb, _, unmappable) = encoding_rs::GB18030.encode(&text);
        assert!(!unmappable);
        Sent::previewed(&server, "roster", "a.csv", &gb).await.committed().await;
        let again = told(&server, "roster", "b.csv", text.as_bytes()).await;
        check(&again, &[("same", "", ""), ("same", "", ""), ("same", "", "")]);
        let people = server.get("/people?limit=100").await.expect(200);
        let kept: Vec<_> = people["items"].as_array().unwrap().iter().map(|person| person["name"].as_str().unwrap()).collect();
        assert!(names.iter().all(|name| kept.contains(name)), "{kept:?}");
        let hidden = told(&server, "roster", "c.csv", "姓名,单位,出生年月\n张\u{200b}三,第4局,1980-02\n".as_bytes()).await;
        check(&hidden, &[("faulty", "姓名", "U+200B")]);
    }

    async fn forms_that_expand_lack_an_element_or_have_a_broken_photo(db: TestDb) {
        let server = reading(db).await;
        let laughs = "<!DOCTYPE Person [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><Person><XingMing>&b;</XingMing></Person>";
        assert!(refused(&server, "people", "a.lrmx", laughs.as_bytes()).await.contains("DOCTYPE"));
        let nameless = "<Person><ChuShengNianYue>198002</ChuShengNianYue><XianRenZhiWu>第4局科长</XianRenZhiWu></Person>";
        check(&told(&server, "people", "b.lrmx", nameless.as_bytes()).await, &[("faulty", "姓名（XingMing）", "不能为空")]);
        let broken = "<Person><XingMing>赵六</XingMing><ChuShengNianYue>198002</ChuShengNianYue><XianRenZhiWu>第4局科长</XianRenZhiWu><ZhaoPian>no picture!</ZhaoPian></Person>";
        check(&told(&server, "people", "c.lrmx", broken.as_bytes()).await, &[("new", "照片（ZhaoPian）", "JPEG 或 PNG")]);
        let cut = "<Person><XingMing>赵六</XingMing><ChuShengNianYue>19";
        assert!(refused(&server, "people", "d.lrmx", cut.as_bytes()).await.contains("不完整或已损坏"));
    }

    async fn a_workbook_that_was_cut_off_is_refused(db: TestDb) {
        let server = reading(db).await;
        let whole = super::super::files::workbook(&[("S", &[&["姓名", "单位", "出生年月"], &["赵六", "第4局", "1980-02"]])]);
        let words = refused(&server, "roster", "名册.xlsx", &whole[..whole.len() / 2]).await;
        assert!(words.contains("不完整或已损坏"), "{words}");
    }
}
