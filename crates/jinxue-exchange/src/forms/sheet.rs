//! A form as a row of a table: what an import takes, under the Chinese name and the element of each value.
//!
//! Family and photo are sensitive and nothing here needs them, so their cells only say what was left out.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{build::is_picture, raw::RawForm};
use crate::{
    fault::FileFault,
    table::{Cell, Row},
};

/// Name of the field and the two parts of its header.
pub(crate) const COLUMNS: [(&str, &str, &str); 11] = [
    ("file", "文件", "File"),
    ("problem", "读取问题", "Problem"),
    ("name", "姓名", "XingMing"),
    ("sex", "性别", "XingBie"),
    ("birth_month", "出生年月", "ChuShengNianYue"),
    ("citizen_no", "身份证号", "ShenFenZheng"),
    ("post", "现任职务", "XianRenZhiWu"),
    ("resume", "简历", "JianLi"),
    ("submitting_unit", "呈报单位", "ChengBaoDanWei"),
    ("family", "家庭成员", "JiaTingChengYuan"),
    ("photo", "照片", "ZhaoPian"),
];

/// How the cell of a photo begins that is one.
pub(crate) const PICTURE: &str = "照片";

const PHOTO_BYTES_MAX: usize = 2 << 20;

/// The header row.
pub(super) fn header() -> Row {
    let cells = COLUMNS.iter().map(|(_, zh, element)| Cell::text(format!("{zh}（{element}）")));
    Row { number: 1, cells: cells.collect() }
}

/// The row of a form, or of a file that could not be read as one.
pub(super) fn row(number: u32, file: &str, form: Result<RawForm, FileFault>) -> Row {
    let (mut form, problem) = match form {
        Ok(form) => (form, String::new()),
        Err(fault) => {
            let words = fault.words();
            (RawForm::default(), format!("{}\n{}", words.zh, words.en))
        }
    };
    let cells = COLUMNS.iter().map(|(field, _, element)| match *field {
        "file" => file.to_owned(),
        "problem" => problem.clone(),
        "family" => family(form.family.iter().filter(|member| !member.is_empty()).count()),
        "photo" => form.take(element).map(|text| photo(&text)).unwrap_or_default(),
        _ => form.take(element).unwrap_or_default(),
    });
    let mut row = Row { number, cells: cells.map(Cell::text).collect() };
    row.trim_end();
    row
}

fn family(members: usize) -> String {
    if members == 0 { String::new() } else { format!("{members} 人，不导入") }
}

fn photo(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    match STANDARD.decode(&text) {
        Ok(bytes) if bytes.len() <= PHOTO_BYTES_MAX && is_picture(&bytes) => {
            format!("{PICTURE} {} KiB，不导入", bytes.len().div_ceil(1024))
        }
        _ => format!("{} B", text.len()),
    }
}
