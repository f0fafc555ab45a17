//! How a file is read: columns and sheets by hand, remembered; what comes back as a file; what never becomes one.

use jinxue_app::jobs;
use jinxue_exchange::limits::Limits;
use jinxue_exchange::table::{CellKind, open_table};
use jinxue_testkit::{build, on_both, server};
use rust_xlsxwriter::Workbook;
use serde_json::json;

use super::desk::{Sent, files_in, reading};

/// A workbook of sheets of texts.
pub fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in (0..).zip(*rows) {
            for (column, text) in (0..).zip(*cells) {
                sheet.write_string(row, column, *text).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

on_both! {
    async fn columns_mapped_by_hand_are_remembered_for_the_unit(db: TestDb) {
        let server = reading(db).await;
        let text = "甲,乙,丙\n赵六,第4局,1980-02\n";
        let unit = build::unit_id(2).to_string();
        let texts = [("kind", "roster"), ("unit", unit.as_str())];
        let import = Sent::with(&server, &texts, &[("file", "a.csv", text.as_bytes())]).await;
        let seen = import.now().await;
        assert_eq!(seen["state"], "failed");
        let headers: Vec<_> = seen["columns"].as_array().unwrap().iter().map(|column| column["header"].as_str().unwrap()).collect();
        assert_eq!(headers, ["甲", "乙", "丙"]);
        let columns = json!({ "columns": { "甲": "name", "乙": "unit_name", "丙": "birth_month" } });
        let mapped = import.mapped(columns).await;
        assert_eq!((&mapped["state"], &mapped["rows_new"]), (&json!("previewed"), &json!(1)), "{mapped:#}");
        let next = Sent::with(&server, &texts, &[("file", "b.csv", text.as_bytes())]).await;
        assert_eq!(next.now().await["rows_new"], 1, "the unit's next file like it is read the same way");
        let elsewhere = Sent::previewed(&server, "roster", "c.csv", text.as_bytes()).await;
        assert_eq!(elsewhere.now().await["state"], "failed");
        let mapped = elsewhere.mapped(json!({ "columns": { "甲": "name", "乙": "unit_name", "丙": "birth_month" } })).await;
        assert_eq!(mapped["rows_new"], 1, "without a unit the file itself remembers");
    }

    async fn a_field_that_is_none_is_refused(db: TestDb) {
        let server = reading(db).await;
        let import = Sent::previewed(&server, "roster", "a.csv", b"a,b\n1,2\n").await;
        let version = import.now().await["version"].to_string();
        let mapping = json!({ "columns": { "a": "nmae" } });
        let asked = server.ask("PUT", &format!("{}/mapping", import.path), &[("if-match", &version)], Some(mapping)).await;
        assert_eq!(asked.refused(422, "invalid_value")["value"], "nmae");
    }

    async fn a_roster_without_a_unit_column_is_of_the_unit_chosen(db: TestDb) {
        let server = reading(db).await;
        let text = "姓名,出生年月\n赵六,1980-02\n";
        let import = Sent::previewed(&server, "roster", "a.csv", text.as_bytes()).await;
        let refused = import.now().await;
        assert!(refused["fault"]["zh"].as_str().unwrap().contains("单位"), "{refused:#}");
        assert_eq!(import.mapped(json!({ "unit_id": build::unit_id(4).to_string() })).await["rows_new"], 1);
        import.committed().await;
        assert_eq!(server.get("/people?q=赵六").await.expect(200)["items"][0]["unit_name"], "第4局");
    }

    async fn a_sheet_is_asked_for_when_several_fit(db: TestDb) {
        let server = reading(db).await;
        let rows: &[&[&str]] = &[&["姓名", "单位", "出生年月"], &["赵六", "第4局", "1980-02"]];
        let book = workbook(&[("2024", rows), ("2025", rows), ("说明", &[&["填表说明"]])]);
        let import = Sent::previewed(&server, "roster", "a.xlsx", &book).await;
        let seen = import.now().await;
        assert_eq!((&seen["state"], &seen["sheets"]), (&json!("failed"), &json!(["2024", "2025", "说明"])));
        assert!(seen["fault"]["zh"].as_str().unwrap().contains("2024、2025"), "{seen:#}");
        let chosen = import.mapped(json!({ "sheet": "2025" })).await;
        assert_eq!((&chosen["sheet"], &chosen["rows_new"]), (&json!("2025"), &json!(1)));
    }

    async fn past_training_by_the_codes_of_the_personnel_systems(db: TestDb) {
        let server = reading(db).await;
        let header = ["姓名", "单位", "A1131", "A1101", "A1107", "A1111", "A1107B", "A1108", "A1114A", "A1117", "A1151", "A1104"];
        let row = ["王芳", "第4局", "初任培训班", "17", "20250303", "20250314", "12", "90", "省委组织部", "A05", "0", "07"];
        let book = workbook(&[
            ("培训班数据", &[&["培训班次名称", "主办单位"], &["初任培训班", "省委组织部"]]),
            ("学员培训信息", &[&header, &row]),
            ("单位人数信息", &[&["单位", "人数"], &["第4局", "2"]]),
        ]);
        let import = Sent::previewed(&server, "history", "a.xlsx", &book).await;
        assert_eq!(import.now().await["sheet"], "学员培训信息");
        import.committed().await;
        let id = build::person_id(2);
        let records = server.app.unfenced().read(async |mut conn| jinxue_store::records::of_person(&mut conn, id).await).await.unwrap();
        let kept: serde_json::Value = serde_json::from_str(records[0].verbatim.as_deref().unwrap()).unwrap();
        assert_eq!(kept, json!({ "A1101": "17", "A1117": "A05", "A1151": "0", "A1104": "07" }));
        let training = &server.get(&format!("/people/{id}")).await.expect(200)["training"][0];
        let shown = json!([{ "column": "A1101", "text": "17" }, { "column": "A1104", "text": "07" }, { "column": "A1117", "text": "A05" }, { "column": "A1151", "text": "0" }]);
        assert_eq!(training["verbatim"], shown);
        assert_eq!((&training["hours_tenths"], &training["days"], &training["recognised"]), (&json!(900), &json!(12), &json!(true)));
    }

    async fn faulty_rows_come_back_as_a_workbook_that_never_computes(db: TestDb) {
        let server = reading(db).await;
        let text = "姓名,单位,出生年月,部门\n=HYPERLINK(\"http://x\"),第4局,1980-13,+86\n赵六,第4局,1980-02,@部\n孙八,不存在的局,1980-02,-1\n";
        let import = Sent::previewed(&server, "roster", "名册.csv", text.as_bytes()).await;
        let file = crate::exports::taken(&server, &import.path).await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faulty.xlsx");
        std::fs::write(&path, &file.bytes).unwrap();
        let mut table = open_table(&path, &Limits::default()).unwrap();
        let rows: Vec<_> = table.rows(0).unwrap().collect::<Result<_, _>>().unwrap();
        assert_eq!(rows.iter().map(|row| row.texts()[1].clone()).collect::<Vec<_>>(), ["原行号 / Row", "2", "4"]);
        assert!(rows[1].texts()[0].contains("出生年月") && rows[2].texts()[0].contains("没有单位"), "{rows:?}");
        assert_eq!((rows[1].texts()[2].as_str(), rows[1].texts()[5].as_str()), ("=HYPERLINK(\"http://x\")", "+86"));
        assert!(rows[1].cells.iter().skip(2).all(|cell| cell.kind == CellKind::Text), "{:?}", rows[1]);
        let mut book = zip::ZipArchive::new(std::io::Cursor::new(&file.bytes)).unwrap();
        let sheet = std::io::read_to_string(book.by_name("xl/worksheets/sheet1.xml").unwrap()).unwrap();
        assert!(!sheet.contains("<f>"), "a formula would run");
        let listed = server.get("/exports").await.expect(200)["items"][0].clone();
        assert_eq!((&listed["kind"], &listed["file_name"], &listed["rows"]), (&json!("faulty_rows"), &json!("名册-问题行.xlsx"), &json!(2)));
        let core = std::io::read_to_string(book.by_name("docProps/core.xml").unwrap()).unwrap();
        assert!(core.contains("测试员") && core.contains(listed["id"].as_str().unwrap()), "{core}");
        // Mended, it goes in as it is.
        let mended = workbook(&[("问题行 Problems", &[&["问题 / Problem", "姓名", "单位", "出生年月"], &["改好了", "赵九", "第4局", "1980-12"]])]);
        assert_eq!(Sent::previewed(&server, "roster", "b.xlsx", &mended).await.now().await["rows_new"], 1);
    }

    async fn a_truncated_upload_leaves_nothing_behind(db: TestDb) {
        let server = reading(db).await;
        let whole = server::form(&[("kind", "roster")], &[("file", "a.csv", &[b'x'; 100_000])]);
        for share in [2, 3, 50] {
            let cut = whole[..whole.len() / share].to_vec();
            server.send_raw("/imports", &[], cut.into()).await.refused(400, "bad_request");
        }
        server.send_form("/imports", &[], &[("kind", "roster")], &[]).await.refused(422, "missing_value");
        server.send_form("/imports", &[], &[], &[("file", "a.csv", b"x")]).await.refused(422, "missing_value");
        server.send_form("/imports", &[], &[("kind", "gossip")], &[("file", "a.csv", b"x")]).await.refused(422, "invalid_value");
        let nowhere = build::unit_id(9).to_string();
        server.send_form("/imports", &[], &[("kind", "roster"), ("unit", &nowhere)], &[("file", "a.csv", b"x")]).await.refused(404, "not_found");
        assert_eq!((files_in(&server), server.get("/imports").await.expect(200)["items"].as_array().unwrap().len()), (0, 0));
    }

    async fn an_import_that_wrote_nothing_can_be_thrown_away(db: TestDb) {
        let server = reading(db).await;
        let import = Sent::previewed(&server, "roster", "a.csv", "姓名,单位,出生年月\n赵六,第4局,1980-02\n".as_bytes()).await;
        assert_eq!(files_in(&server), 1);
        server.ask("DELETE", &import.path, &[], None).await.expect(204);
        server.get(&import.path).await.refused(404, "not_found");
        assert_eq!(files_in(&server), 0);
        let written = Sent::previewed(&server, "roster", "a.csv", "姓名,单位,出生年月\n赵六,第4局,1980-02\n".as_bytes()).await;
        written.committed().await;
        server.ask("DELETE", &written.path, &[], None).await.refused(409, "wrong_state");
        jobs::drain(&server.app).await.unwrap();
    }
}

/// More than the greatest upload: refused as it comes in, and gone from the disk.
#[test]
fn a_file_that_is_too_large_is_refused() {
    jinxue_testkit::db::run(jinxue_testkit::Backend::Sqlite, async |db| {
        let server = reading(db).await;
        let body = server::form(&[("kind", "roster")], &[("file", "a.csv", &vec![b'x'; 201 << 20])]);
        server.send_raw("/imports", &[], body.into()).await.refused(413, "too_large");
        assert_eq!(files_in(&server), 0);
    });
}
