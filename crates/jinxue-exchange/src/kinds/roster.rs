//! Rosters: who works where, in which post and rank.

use std::collections::HashMap;

use jiff::civil::Date;
use jinxue_domain::{CitizenNumber, Month, PersonName, PostLevel, Rank, Role, Sector, Sex, Standing};

use super::{
    TableKind,
    person::{BIRTH_MONTH, CITIZEN_NO, NAME, UNIT_CODE, UNIT_NAME},
};
use crate::{
    columns::{Field, field},
    fault::Problem,
    reading::RowReader,
    values::{date, month, short_text, whole},
};

/// The kind of table.
pub struct Roster;

/// One person as a roster states them. What the file does not say is `None`;
/// a column that is absent and a cell that is empty say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterRow {
    pub citizen_no: Option<CitizenNumber>,
    pub name: PersonName,
    pub sex: Option<Sex>,
    /// As the file states it, else that of the citizen number.
    pub birth_month: Option<Month>,
    pub unit_code: Option<String>,
    pub unit_name: Option<String>,
    pub department: Option<String>,
    /// The words of the post, such as 副局长.
    pub post: Option<String>,
    pub post_level: Option<PostLevel>,
    pub rank: Option<Rank>,
    pub role: Option<Role>,
    pub sector: Option<Sector>,
    /// Classes a year this person can be sent to.
    pub max_classes: Option<i64>,
    pub post_since: Option<Date>,
    pub rank_since: Option<Date>,
}

const FIELDS: &[Field] = &[
    CITIZEN_NO,
    NAME,
    field("sex", "性别", "Sex", &["gender"]),
    BIRTH_MONTH,
    UNIT_CODE,
    UNIT_NAME,
    field("department", "部门", "Department", &["所属部门", "内设机构", "处室", "科室", "所在部门"]),
    field("post", "职务", "Post", &["职位", "岗位", "现任职务", "行政职务", "职务名称", "position"]),
    field(
        "post_level",
        "职务层次",
        "Post level",
        &["领导职务层次", "职务级别", "行政级别", "干部级别", "级别"],
    ),
    field("rank", "职级", "Rank", &["公务员职级", "职务职级"]),
    field("role", "班子角色", "Role", &["班子职务"]),
    field("sector", "条线", "Sector", &["系统", "所属系统", "行业", "业务条线"]),
    field(
        "max_classes",
        "年度最多班次",
        "Classes a year at most",
        &["最多参训次数", "年最多调训次数", "max classes"],
    ),
    field("post_since", "任现职时间", "In post since", &["任职时间", "任现职日期", "现职时间"]),
    field("rank_since", "任现职级时间", "In rank since", &["任职级时间", "现职级时间", "任现职级日期"]),
];

/// Rows by which a repetition is found: by citizen number, and by name, unit and birth month.
#[derive(Default)]
pub struct SeenPeople {
    by_number: HashMap<CitizenNumber, u32>,
    by_name: HashMap<String, u32>,
}

impl TableKind for Roster {
    const FIELDS: &'static [Field] = FIELDS;
    const NEEDED: &'static [&'static [&'static str]] =
        &[&["name"], &["unit_code", "unit_name"], &["citizen_no", "birth_month"]];
    type Row = RosterRow;
    type Seen = SeenPeople;

    fn read(row: &mut RowReader<'_>) -> Option<RosterRow> {
        let name = row.required("name", |v| v.text.parse::<PersonName>());
        let citizen_no = row.citizen_number();
        let birth_month = row.optional("birth_month", month);
        row.one_of(&["citizen_no", "birth_month"]);
        row.one_of(&["unit_code", "unit_name"]);
        let (post_level, rank) = standing(row);
        let value = RosterRow {
            citizen_no,
            birth_month: birth_month.or_else(|| citizen_no.map(|number| Month::of(number.birth_date()))),
            sex: row.word("sex", Sex::read).or_else(|| citizen_no.map(|number| number.sex())),
            unit_code: row.optional("unit_code", short_text),
            unit_name: row.optional("unit_name", short_text),
            department: row.optional("department", short_text),
            post: row.optional("post", short_text),
            post_level,
            rank,
            role: row.word("role", Role::read),
            sector: row.word("sector", Sector::read),
            max_classes: row.optional("max_classes", whole(0..=50)),
            post_since: row.optional("post_since", date),
            rank_since: row.optional("rank_since", date),
            name: name?,
        };
        Some(value)
    }

    fn compare(seen: &mut SeenPeople, value: &RosterRow, row: &mut RowReader<'_>) {
        contradiction(value, row);
        let at = row.number();
        let first = match value.citizen_no {
            Some(number) => *seen.by_number.entry(number).or_insert(at),
            None => *seen.by_name.entry(name_key(value)).or_insert(at),
        };
        if first != at {
            let (field, value) = match value.citizen_no {
                Some(number) => ("citizen_no", number.masked()),
                None => ("name", value.name.to_string()),
            };
            row.fault::<()>(field, &Problem::Repeated { value, first_row: first });
        }
    }
}

/// Files put words of either ladder under either header; each word knows its own.
fn standing(row: &mut RowReader<'_>) -> (Option<PostLevel>, Option<Rank>) {
    let words = ["post_level", "rank"].map(|field| row.word(field, Standing::read));
    let [level, rank] = words;
    let post = |word: Option<Standing>| match word {
        Some(Standing::Post(level)) => Some(level),
        _ => None,
    };
    let ladder = |word: Option<Standing>| match word {
        Some(Standing::Rank(rank)) => Some(rank),
        _ => None,
    };
    (post(level).or_else(|| post(rank)), ladder(rank).or_else(|| ladder(level)))
}

/// The citizen number knows the birth month: a file that says otherwise is to be looked at.
fn contradiction(value: &RosterRow, row: &mut RowReader<'_>) {
    let (Some(number), Some(stated)) = (value.citizen_no, value.birth_month) else { return };
    let known = Month::of(number.birth_date());
    if stated != known {
        let expected = jinxue_domain::Words::new(
            format!("{known}（身份证号中的出生年月）"),
            format!("{known}, as the citizen number says"),
        );
        row.doubt("birth_month", &Problem::Malformed { value: stated.to_string(), expected });
    }
}

fn name_key(value: &RosterRow) -> String {
    let unit = value.unit_code.as_deref().or(value.unit_name.as_deref()).unwrap_or_default();
    let month = value.birth_month.map(|month| month.to_string()).unwrap_or_default();
    format!("{}\n{unit}\n{month}", value.name.folded())
}
