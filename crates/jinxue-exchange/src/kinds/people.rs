//! Appointment forms (干部任免审批表), one person a row.

use std::collections::HashMap;

use jinxue_domain::{CitizenNumber, Month, PersonName, Sex, Words};

use super::{
    TableKind,
    person::{BIRTH_MONTH, CITIZEN_NO, NAME, UNIT_CODE, UNIT_NAME},
};
use crate::{
    columns::{Field, field},
    fault::Problem,
    forms::{Resume, from_texts, sheet},
    reading::RowReader,
    values::short_text,
};

/// The kind of table.
pub struct People;

/// What an import takes of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormRow {
    pub name: PersonName,
    pub sex: Option<Sex>,
    /// As the form states it, else that of the citizen number.
    pub birth_month: Option<Month>,
    pub citizen_no: Option<CitizenNumber>,
    /// 现任职务: unit and post in one text.
    pub post: Option<String>,
    pub resume: Resume,
    /// The unit, where it was told for the whole file or stands in a column of a table.
    pub unit_code: Option<String>,
    pub unit_name: Option<String>,
}

const FIELDS: &[Field] = &[
    field("file", "文件", "File", &["文件名", "file name"]),
    field("problem", "读取问题", "Problem", &[]),
    NAME,
    field("sex", "性别", "Sex", &["gender"]),
    BIRTH_MONTH,
    CITIZEN_NO,
    field("post", "现任职务", "Post", &["职务", "position"]),
    field("resume", "简历", "Résumé", &["履历", "工作简历", "resume"]),
    field("submitting_unit", "呈报单位", "Submitting unit", &[]),
    field("family", "家庭成员", "Family", &[]),
    field("photo", "照片", "Photo", &[]),
    UNIT_CODE,
    UNIT_NAME,
];

/// Rows by which a repetition is found: by citizen number, and by name and birth month.
#[derive(Default)]
pub struct SeenForms {
    by_number: HashMap<CitizenNumber, u32>,
    by_name: HashMap<String, u32>,
}

impl TableKind for People {
    const FIELDS: &'static [Field] = FIELDS;
    const NEEDED: &'static [&'static [&'static str]] = &[&["name"], &["citizen_no", "birth_month"]];
    const TAKES_FORMS: bool = true;
    type Row = FormRow;
    type Seen = SeenForms;

    fn read(row: &mut RowReader<'_>) -> Option<FormRow> {
        if let Some(why) = Some(row.text("problem")).filter(|why| !why.is_empty()) {
            let (zh, en) = why.split_once('\n').unwrap_or((why, why));
            let problem = Problem::UnreadableForm {
                file: row.text("file").to_owned(),
                why: Words::new(zh.to_owned(), en.to_owned()),
            };
            return row.fault("problem", &problem);
        }
        row.one_of(&["citizen_no", "birth_month"]);
        let texts: Vec<(&str, &str)> =
            FIELDS.iter().map(|field| (field.name, row.text(field.name))).collect();
        let read = from_texts(texts.into_iter(), row.check_digit());
        row.adopt(read.faults, read.doubts);
        doubt_photo(row);
        let (unit_code, unit_name) =
            (row.optional("unit_code", short_text), row.optional("unit_name", short_text));
        let form = read.form;
        Some(FormRow {
            name: form.name?,
            sex: form.sex.or_else(|| form.citizen_no.map(|number| number.sex())),
            birth_month: form
                .birth_month
                .or_else(|| form.citizen_no.map(|number| Month::of(number.birth_date()))),
            citizen_no: form.citizen_no,
            post: form.post,
            resume: form.resume,
            unit_code,
            unit_name,
        })
    }

    fn compare(seen: &mut SeenForms, value: &FormRow, row: &mut RowReader<'_>) {
        let at = row.number();
        let first = match value.citizen_no {
            Some(number) => *seen.by_number.entry(number).or_insert(at),
            None => *seen.by_name.entry(name_key(value)).or_insert(at),
        };
        if first != at {
            row.fault::<()>("name", &Problem::Repeated { value: value.name.to_string(), first_row: first });
        }
    }
}

/// A form without its photo is still a form.
fn doubt_photo(row: &mut RowReader<'_>) {
    let text = row.text("photo");
    if !text.is_empty() && !text.starts_with(sheet::PICTURE) {
        let expected = Words::of("2 MiB 以内的 JPEG 或 PNG 照片", "a JPEG or PNG photo of at most 2 MiB");
        row.doubt("photo", &Problem::Malformed { value: text.to_owned(), expected });
    }
}

fn name_key(value: &FormRow) -> String {
    let month = value.birth_month.map(|month| month.to_string()).unwrap_or_default();
    format!("{}\n{month}", value.name.folded())
}
