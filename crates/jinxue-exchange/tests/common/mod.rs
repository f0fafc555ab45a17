//! Files made up for the tests, good ones and hostile ones.
#![allow(dead_code, reason = "each test program uses a part")]

use std::{io::Write, path::PathBuf};

use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};
use tempfile::TempDir;
use zip::{ZipWriter, write::SimpleFileOptions};

/// A folder that vanishes with the test, and files in it.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(TempDir::new().expect("a temporary folder"))
    }

    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).expect("a temporary file");
        path
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// A cell to be written.
#[derive(Clone)]
pub enum Put {
    Text(&'static str),
    Number(f64),
    /// A serial with a date format.
    Date(f64),
    /// A formula and the value it had when saved.
    Formula(&'static str, &'static str),
    Nothing,
}

/// A workbook of one sheet, written by a library that knows nothing of ours.
pub fn workbook(rows: &[Vec<Put>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Put::Text(text) => sheet.write_string(row, column, *text).map(drop),
                Put::Number(number) => sheet.write_number(row, column, *number).map(drop),
                Put::Date(serial) => sheet.write_number_with_format(row, column, *serial, &day).map(drop),
                Put::Formula(formula, value) => sheet
                    .write_formula(row, column, rust_xlsxwriter::Formula::new(*formula).set_result(*value))
                    .map(drop),
                Put::Nothing => Ok(()),
            }
            .expect("a cell within the sheet");
        }
    }
    book.save_to_buffer().expect("a workbook in memory")
}

/// Rows of texts as a workbook.
pub fn text_workbook(rows: &[&[&'static str]]) -> Vec<u8> {
    let rows: Vec<Vec<Put>> =
        rows.iter().map(|row| row.iter().map(|text| Put::Text(text)).collect()).collect();
    workbook(&rows)
}

/// The parts every `.xlsx` needs, around a sheet given as XML.
pub fn package(sheet: &str, shared_strings: Option<&str>) -> Vec<u8> {
    let types = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
    let workbook = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let relations = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let root = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let mut parts = vec![
        ("[Content_Types].xml", types),
        ("_rels/.rels", root),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    parts.extend(shared_strings.map(|strings| ("xl/sharedStrings.xml", strings)));
    zipped(&parts)
}

/// A zip archive of these parts.
pub fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("memory takes it");
    }
    zip.finish().expect("an archive").into_inner()
}

/// A worksheet around rows given as XML.
pub fn sheet(rows: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

/// A valid citizen number of a division that is not assigned, so that nobody has it.
pub fn citizen_no(serial: u32) -> String {
    let body = format!(
        "149999{}{:02}{:02}{:03}",
        1970 + serial / 28 % 30,
        1 + serial % 12,
        1 + serial % 28,
        serial % 1000
    );
    let digits: [u8; 17] = body.as_bytes().try_into().expect("seventeen digits");
    format!("{body}{}", jinxue_domain::CitizenNumber::check_character(&digits))
}

/// A whole file with some bytes changed, and perhaps its end missing.
pub fn mutated(whole: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let length = whole.len();
    let changes = prop::collection::vec((0..length, any::<u8>()), 0..12);
    (changes, prop_oneof![3 => Just(length), 1 => 0..length]).prop_map(move |(changes, end)| {
        let mut bytes = whole.clone();
        for (at, byte) in changes {
            bytes[at] = byte;
        }
        bytes.truncate(end);
        bytes
    })
}
