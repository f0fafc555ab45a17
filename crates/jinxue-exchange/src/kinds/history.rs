//! Past training: who was in which class, when, for how many hours.
//!
//! The headers are those of rosters of trainees and of set A11 of the personnel
//! systems (A1131 class name, A1107 start, A1108 hours, …).

use std::collections::{BTreeMap, HashMap};

use jiff::{Span, civil::Date};
use jinxue_domain::{ClassKind, RecordForm, Tenths, Tier, Words};

use super::{
    TableKind,
    person::{BIRTH_MONTH, CITIZEN_NO, NAME, PersonKey, UNIT_CODE, UNIT_NAME},
    told::Told,
};
use crate::{
    columns::{Field, field},
    fault::Problem,
    reading::RowReader,
    values::{date, hours, short_text, whole, yes_or_no},
};

/// The kind of table.
pub struct History;

/// One class of one person's past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow {
    pub person: PersonKey,
    pub class_name: String,
    pub class_code: Option<String>,
    /// Code or name, as the file has it.
    pub topic: Option<String>,
    pub kind: Option<Told<ClassKind>>,
    pub form: Option<Told<RecordForm>>,
    pub start: Date,
    /// Inclusive, not before `start`.
    pub end: Date,
    pub days: Option<i64>,
    pub hours: Option<Tenths>,
    pub organiser: Option<String>,
    pub organiser_code: Option<String>,
    pub organiser_tier: Option<Told<Tier>>,
    pub institution: Option<String>,
    /// How it was completed, verbatim.
    pub completion: Option<String>,
    /// Unit at the time; where one column holds unit and post, both.
    pub unit_then: Option<String>,
    pub post_then: Option<String>,
    /// Whether it was abroad, verbatim.
    pub abroad: Option<String>,
    /// Whether the authority recognises it (主管部门认可).
    pub recognised: Option<bool>,
    /// Header and text of columns under codes that are not known here.
    pub verbatim: BTreeMap<String, String>,
}

const FIELDS: &[Field] = &[
    CITIZEN_NO,
    NAME,
    BIRTH_MONTH,
    UNIT_CODE,
    UNIT_NAME,
    field(
        "class_name",
        "培训班次名称",
        "Class name",
        &["A1131", "培训班名称", "班次名称", "课程名称", "培训项目", "培训班次"],
    ),
    field("class_code", "班次编号", "Class code", &["班次代码"]),
    field("topic", "专题", "Topic", &["专题代码", "培训专题", "topic code"]),
    field("kind", "培训类别", "Kind", &["A1101", "培训类型", "班次类别"]),
    field("form", "培训形式", "Form", &["培训方式", "离岗状态"]),
    field(
        "start",
        "开始时间",
        "Start",
        &[
            "A1107",
            "开始学习时间",
            "开始(学习)时间",
            "培训起始日期",
            "开始日期",
            "起始时间",
            "开班时间",
            "start date",
        ],
    ),
    field(
        "end",
        "结束时间",
        "End",
        &["A1111", "完成学习时间", "培训结束日期", "结束日期", "结业时间", "end date"],
    ),
    field("days", "天数", "Days", &["A1107B", "培训天数"]),
    field("hours", "学时", "Hours", &["A1108", "培训学时", "总学时", "获得学时", "认定学时", "完成学时"]),
    field("organiser", "主办单位", "Organiser", &["A1114A", "主办单位名称", "培训主办单位名称", "举办单位"]),
    field("organiser_code", "主办单位代码", "Organiser code", &["A1114B"]),
    field(
        "organiser_tier",
        "主办单位级别",
        "Organiser level",
        &["A1117", "主办单位层次", "培训主办单位级别"],
    ),
    field("institution", "培训机构", "Institution", &["A1121A", "培训机构名称", "承办单位"]),
    field("completion", "完成情况", "Completion", &["A1144", "培训完成情况", "结业情况", "考核结果"]),
    field(
        "unit_then",
        "时任单位",
        "Unit at the time",
        &["A1147", "时任单位及职务", "培训时单位", "在学习培训时所在单位及职务"],
    ),
    field("post_then", "时任职务", "Post at the time", &["职务", "培训时职务"]),
    field("abroad", "出国（境）培训", "Abroad", &["A1151", "出国(境)培训标志", "是否出国（境）培训"]),
    field("recognised", "是否认可", "Recognised", &["主管部门认可", "是否主管部门认可", "认可", "是否认定"]),
];

const END: Words = Words::of("结束时间", "end");

/// Days of each person's classes, and their rows.
#[derive(Default)]
pub struct SeenRecords {
    by_person: HashMap<String, Vec<Held>>,
}

struct Held {
    row: u32,
    class_name: String,
    start: Date,
    end: Date,
    in_person: bool,
}

impl TableKind for History {
    const FIELDS: &'static [Field] = FIELDS;
    const NEEDED: &'static [&'static [&'static str]] =
        &[&["citizen_no", "name"], &["class_name"], &["start"], &["end", "days"]];
    const SHEETS: &'static [&'static str] = &["学员培训信息"];
    type Row = HistoryRow;
    type Seen = SeenRecords;

    /// A provincial workbook keeps network courses (网络课程培训) on a sheet of their own.
    fn told_by_sheet(sheet: &str) -> Option<(&'static str, &'static str)> {
        sheet.contains("网络").then_some(("form", "网络培训"))
    }

    fn read(row: &mut RowReader<'_>) -> Option<HistoryRow> {
        let person = PersonKey::read(row);
        let class_name = row.required("class_name", short_text);
        let period = period(row);
        let kind = told(row, "kind", ClassKind::read);
        let form = told(row, "form", RecordForm::read);
        let tier = told(row, "organiser_tier", Tier::read);
        let value = HistoryRow {
            class_code: row.optional("class_code", short_text),
            topic: row.optional("topic", short_text),
            kind,
            form,
            days: row.optional("days", whole(0..=3_660)),
            hours: row.optional("hours", hours),
            organiser: row.optional("organiser", short_text),
            organiser_code: row.optional("organiser_code", short_text),
            organiser_tier: tier,
            institution: row.optional("institution", short_text),
            completion: row.optional("completion", short_text),
            unit_then: row.optional("unit_then", short_text),
            post_then: row.optional("post_then", short_text),
            abroad: row.optional("abroad", short_text),
            recognised: row.optional("recognised", yes_or_no),
            verbatim: row
                .beside(is_code)
                .into_iter()
                .map(|(code, text)| (code.to_owned(), text.to_owned()))
                .collect(),
            person: person?,
            class_name: class_name?,
            start: period?.0,
            end: period?.1,
        };
        Some(value)
    }

    /// The same class twice is a fault; two classes in person on one day are a
    /// doubt, for history is what it is.
    fn compare(seen: &mut SeenRecords, value: &HistoryRow, row: &mut RowReader<'_>) {
        let held = seen.by_person.entry(value.person.identity()).or_default();
        let this = Held {
            row: row.number(),
            class_name: value.class_name.clone(),
            start: value.start,
            end: value.end,
            in_person: value.form.as_ref().and_then(|form| form.known) != Some(RecordForm::Online),
        };
        let same = |other: &&Held| other.class_name == this.class_name && other.start == this.start;
        let clashes = |other: &&Held| {
            other.in_person && this.in_person && other.start <= this.end && this.start <= other.end
        };
        if let Some(first) = held.iter().find(same) {
            let problem = Problem::Repeated { value: this.class_name.clone(), first_row: first.row };
            row.fault::<()>("class_name", &problem);
        } else if let Some(other) = held.iter().find(clashes) {
            let value = format!("{} – {}", this.start, this.end);
            row.doubt("start", &Problem::Overlap { value, other_row: other.row });
        }
        held.push(this);
    }
}

/// A code of the personnel systems' data sets, such as A1104 or A1107B.
fn is_code(header: &str) -> bool {
    let digits = |rest: &str| rest.len() == 4 && rest.bytes().all(|byte| byte.is_ascii_digit());
    let capital = |c: char| c.is_ascii_uppercase();
    header.strip_prefix(capital).is_some_and(|rest| digits(rest.strip_suffix(capital).unwrap_or(rest)))
}

/// A word kept as it is, with its meaning where our list has one.
fn told<T: Copy + Send + 'static, F>(
    row: &mut RowReader<'_>,
    field: &'static str,
    read: impl FnOnce(&str) -> Result<T, F>,
) -> Option<Told<T>> {
    let text = row.optional(field, short_text)?;
    Some(Told { text, known: row.meaning(field, read) })
}

/// First and last day; the last may be told by the number of days.
fn period(row: &mut RowReader<'_>) -> Option<(Date, Date)> {
    row.one_of(&["end", "days"]);
    let start = row.required("start", date);
    let end = row.optional("end", date);
    let start = start?;
    let end = if row.text("end").is_empty() {
        let days: i64 =
            row.text("days").trim_end_matches('天').parse().ok().filter(|days| (1..=3_660).contains(days))?;
        start.checked_add(Span::new().days(days - 1)).ok()?
    } else {
        end?
    };
    if end < start {
        let problem =
            Problem::Disordered { value: start.to_string(), limit: end.to_string(), limit_header: END };
        return row.fault("start", &problem);
    }
    Some((start, end))
}
