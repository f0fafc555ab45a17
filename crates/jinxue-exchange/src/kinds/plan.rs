//! A year's plan: its classes.

use std::collections::HashMap;

use jiff::{Span, civil::Date};
use jinxue_domain::{
    ClassKind, DivisionCode, FeeCategory, Grade, PostLevel, Rank, Role, Sector, Standing, Tenths, Tier, Words,
};

use super::TableKind;
use crate::{
    columns::{Field, field},
    fault::Problem,
    reading::{RowReader, Value},
    values::{Seats, Share, date, each, hours, long_text, money, seats, shares, short_text, whole},
};

/// The kind of table.
pub struct Plan;

/// One class. Units and topics are named by code or name, as the file has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassRow {
    pub code: String,
    pub name: String,
    pub organiser: String,
    pub tier: Option<Tier>,
    pub kind: ClassKind,
    /// Every topic once; at least the main one.
    pub topics: Vec<Share>,
    /// One of `topics`.
    pub main_topic: String,
    pub start: Date,
    /// Inclusive, not before `start`.
    pub end: Date,
    pub seats_min: i64,
    /// Not below `seats_min`.
    pub seats_max: i64,
    pub hours: Tenths,
    pub venue: Option<String>,
    pub division: Option<DivisionCode>,
    /// Only people of this unit's subtree; everyone if absent.
    pub audience: Option<String>,
    /// The highest grade admitted.
    pub grade_from: Grade,
    /// The lowest grade admitted, not above `grade_from`.
    pub grade_to: Grade,
    /// Empty: all.
    pub roles: Vec<Role>,
    /// Empty: all.
    pub sectors: Vec<Sector>,
    pub fee_category: Option<FeeCategory>,
    pub budget_yuan: Option<i64>,
    pub quotas: Vec<Seats>,
    pub remark: Option<String>,
}

const FIELDS: &[Field] = &[
    field("code", "班次编号", "Class code", &["班次代码", "编号", "班号", "class"]),
    field(
        "name",
        "班次名称",
        "Class name",
        &["培训班次名称", "培训班名称", "班次", "培训项目", "项目名称", "课程名称"],
    ),
    field("organiser", "主办单位", "Organiser", &["举办单位", "主办部门", "承办单位", "organiser unit"]),
    field("tier", "主办层级", "Tier", &["层级", "班次层级", "计划层级", "level"]),
    field("kind", "班次类别", "Kind", &["培训类型", "班次类型", "类别", "培训形式"]),
    field("topics", "专题及深度", "Topics", &["专题", "培训专题", "专题覆盖", "coverage"]),
    field("main_topic", "主专题", "Main topic", &["主要专题", "主题", "topic"]),
    field(
        "start",
        "开始日期",
        "Start",
        &["开始时间", "开班时间", "开班日期", "起始日期", "报到日期", "start date"],
    ),
    field("end", "结束日期", "End", &["结束时间", "结业时间", "结业日期", "截止日期", "end date"]),
    field("days", "天数", "Days", &["培训天数", "学制", "学制（天）"]),
    field("seats_min", "最少人数", "Seats min", &["开班最少人数", "最低人数", "min"]),
    field(
        "seats_max",
        "最多人数",
        "Seats max",
        &["人数", "计划人数", "培训人数", "人数上限", "调训人数", "max"],
    ),
    field("hours", "学时", "Hours", &["培训学时", "总学时"]),
    field("venue", "地点", "Venue", &["培训地点", "举办地点", "培训机构"]),
    field("division", "举办地区划", "Division", &["行政区划", "区划代码", "行政区划代码"]),
    field("audience", "调训范围", "Audience", &["范围单位", "对象单位", "培训对象单位", "audience unit"]),
    field("grade_from", "对象最高级别", "Highest level", &["级别上限", "最高级别", "rank from"]),
    field("grade_to", "对象最低级别", "Lowest level", &["级别下限", "最低级别", "rank to"]),
    field("roles", "对象角色", "Roles", &["班子角色", "角色"]),
    field("sectors", "对象条线", "Sectors", &["条线", "系统"]),
    field("fee_category", "培训费类别", "Fee category", &["费用类别", "经费类别"]),
    field("budget_yuan", "预算（元）", "Budget (yuan)", &["预算", "经费预算", "预算金额", "经费", "budget"]),
    field("quotas", "名额分配", "Quotas", &["名额", "分配名额"]),
    field("remark", "备注", "Remark", &["说明"]),
];

const END: Words = Words::of("结束日期", "end");
const SEATS_MAX: Words = Words::of("最多人数", "seats max");

impl TableKind for Plan {
    const FIELDS: &'static [Field] = FIELDS;
    const NEEDED: &'static [&'static [&'static str]] = &[
        &["code"],
        &["name"],
        &["organiser"],
        &["kind"],
        &["topics", "main_topic"],
        &["start"],
        &["end", "days"],
        &["seats_max"],
        &["hours"],
    ];
    type Row = ClassRow;
    /// Codes and the rows that have taken them.
    type Seen = HashMap<String, u32>;

    fn read(row: &mut RowReader<'_>) -> Option<ClassRow> {
        let code = row.required("code", short_text);
        let name = row.required("name", short_text);
        let organiser = row.required("organiser", short_text);
        let kind = row.required_word("kind", ClassKind::read);
        let topics = topics(row);
        let days = days(row);
        let people = people(row);
        let grades = grades(row);
        let hours = row.required("hours", hours);
        let tier = row.word("tier", Tier::read);
        let venue = row.optional("venue", short_text);
        let division = row.optional("division", |v| v.text.parse::<DivisionCode>());
        let audience = row.optional("audience", short_text);
        let roles = row.optional("roles", each(Role::read)).unwrap_or_default();
        let sectors = row.optional("sectors", each(Sector::read)).unwrap_or_default();
        let fee_category = row.word("fee_category", FeeCategory::read);
        let budget_yuan = row.optional("budget_yuan", money);
        let quotas = row.optional("quotas", seats).unwrap_or_default();
        let remark = row.optional("remark", long_text);
        let ((topics, main_topic), (start, end), (seats_min, seats_max), (grade_from, grade_to)) =
            (topics?, days?, people?, grades?);
        Some(ClassRow {
            code: code?,
            name: name?,
            organiser: organiser?,
            kind: kind?,
            hours: hours?,
            tier,
            topics,
            main_topic,
            start,
            end,
            seats_min,
            seats_max,
            venue,
            division,
            audience,
            grade_from,
            grade_to,
            roles,
            sectors,
            fee_category,
            budget_yuan,
            quotas,
            remark,
        })
    }

    fn compare(seen: &mut Self::Seen, value: &ClassRow, row: &mut RowReader<'_>) {
        let at = row.number();
        let first = *seen.entry(value.code.clone()).or_insert(at);
        if first != at {
            row.fault::<()>("code", &Problem::Repeated { value: value.code.clone(), first_row: first });
        }
    }
}

/// The topics and which is the main one: the one named, else the first. A main
/// topic alone is taught in full.
fn topics(row: &mut RowReader<'_>) -> Option<(Vec<Share>, String)> {
    row.one_of(&["topics", "main_topic"]);
    let main = row.optional("main_topic", short_text);
    let listed = row.text("topics");
    let topics = match (row.optional("topics", shares), &main) {
        (Some(topics), _) => topics,
        (None, Some(main)) if listed.is_empty() => vec![Share { what: main.clone(), percent: 100 }],
        (None, _) => return None,
    };
    let main = main.or_else(|| topics.first().map(|share| share.what.clone()))?;
    if topics.iter().any(|share| share.what == main) {
        return Some((topics, main));
    }
    let expected = Words::new(format!("专题之一：{listed}"), format!("one of the topics {listed}"));
    row.fault("main_topic", &Problem::Malformed { value: main, expected })
}

/// First and last day; the last may be told by the number of days.
fn days(row: &mut RowReader<'_>) -> Option<(Date, Date)> {
    row.one_of(&["end", "days"]);
    let start = row.required("start", date);
    let end = row.optional("end", date);
    let days = row.optional("days", whole(1..=730));
    let start = start?;
    let end = end.or_else(|| start.checked_add(Span::new().days(days? - 1)).ok())?;
    if end < start {
        let problem =
            Problem::Disordered { value: start.to_string(), limit: end.to_string(), limit_header: END };
        return row.fault("start", &problem);
    }
    Some((start, end))
}

/// Least and greatest number of trainees; without a least one, any will do.
fn people(row: &mut RowReader<'_>) -> Option<(i64, i64)> {
    let max = row.required("seats_max", whole(1..=100_000));
    let stated_min = row.optional("seats_min", whole(0..=100_000));
    let min = if row.text("seats_min").is_empty() { Some(1) } else { stated_min };
    let (min, max) = (min?, max?);
    if min > max {
        let problem =
            Problem::Disordered { value: min.to_string(), limit: max.to_string(), limit_header: SEATS_MAX };
        return row.fault("seats_min", &problem);
    }
    Some((min, max))
}

/// The range of grades; without bounds, all.
pub(super) fn grades(row: &mut RowReader<'_>) -> Option<(Grade, Grade)> {
    let has = |row: &RowReader<'_>, name: &str| !row.text(name).is_empty();
    let from = if has(row, "grade_from") { row.optional("grade_from", grade) } else { Some(Grade::HIGHEST) };
    let to = if has(row, "grade_to") { row.optional("grade_to", grade) } else { Some(Grade::LOWEST) };
    let (from, to) = (from?, to?);
    if from > to {
        let expected =
            Words::new(format!("不低于“{}”", to.words().zh), format!("not below “{}”", to.words().en));
        let value = row.text("grade_from").to_owned();
        return row.fault("grade_from", &Problem::Malformed { value, expected });
    }
    Some((from, to))
}

/// A grade by the word of either ladder, or by its number 1…12.
fn grade(value: Value<'_>) -> Result<Grade, jinxue_domain::vocabulary::UnknownWord> {
    if let Some(grade) = Grade::all().find(|grade| grade.get().to_string() == value.text) {
        return Ok(grade);
    }
    Standing::read(value.text).map(|standing| match standing {
        Standing::Post(level) => Grade::of(level, Rank::Other),
        Standing::Rank(rank) => Grade::of(PostLevel::None, rank),
    })
}
