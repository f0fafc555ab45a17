//! The tree of units.

mod tree;

use std::collections::HashMap;

use jinxue_domain::{DivisionCode, Sector, Tier, UnitKind};

pub use tree::check_tree;

use super::TableKind;
use crate::{
    columns::{Field, field},
    fault::Problem,
    reading::RowReader,
    values::{short_text, whole},
};

/// The kind of table.
pub struct Units;

/// One unit. Its parent is named by code, by name, or not at all (the top, or
/// a unit placed by whoever imports it).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRow {
    pub code: Option<String>,
    pub name: String,
    pub parent_code: Option<String>,
    pub parent_name: Option<String>,
    pub tier: Option<Tier>,
    pub kind: Option<UnitKind>,
    pub division: Option<DivisionCode>,
    pub sector: Option<Sector>,
    /// How many of this very unit may be away on one day.
    pub release_cap: Option<i64>,
}

const FIELDS: &[Field] = &[
    field("code", "单位代码", "Unit code", &["单位编码", "机构代码", "机构编码", "组织机构代码", "unit"]),
    field("name", "单位名称", "Unit name", &["单位", "机构名称", "全称", "单位全称"]),
    field(
        "parent_code",
        "上级单位代码",
        "Parent code",
        &["上级代码", "上级编码", "上级单位编码", "隶属单位代码", "parent"],
    ),
    field(
        "parent_name",
        "上级单位",
        "Parent name",
        &["上级单位名称", "上级", "隶属单位", "主管单位", "parent unit"],
    ),
    field("tier", "层级", "Tier", &["级别", "单位层级", "行政层级", "单位级别", "level"]),
    field("kind", "单位性质", "Kind", &["单位类别", "单位类型", "机构性质", "性质"]),
    field("division", "行政区划代码", "Division", &["行政区划", "区划代码", "所在区划", "division code"]),
    field("sector", "条线", "Sector", &["系统", "所属系统", "业务条线"]),
    field(
        "release_cap",
        "同日离岗上限",
        "Release cap",
        &["同时离岗人数上限", "同时外出上限", "离岗上限", "最多同时参训人数"],
    ),
];

/// Rows that have taken a code.
#[derive(Default)]
pub struct SeenUnits {
    by_code: HashMap<String, u32>,
    by_name: HashMap<(String, String), u32>,
}

impl TableKind for Units {
    const FIELDS: &'static [Field] = FIELDS;
    const NEEDED: &'static [&'static [&'static str]] = &[&["name"]];
    type Row = UnitRow;
    type Seen = SeenUnits;

    fn read(row: &mut RowReader<'_>) -> Option<UnitRow> {
        let name = row.required("name", short_text);
        Some(UnitRow {
            code: row.optional("code", short_text),
            parent_code: row.optional("parent_code", short_text),
            parent_name: row.optional("parent_name", short_text),
            tier: row.word("tier", Tier::read),
            kind: row.word("kind", UnitKind::read),
            division: row.optional("division", |v| v.text.parse::<DivisionCode>()),
            sector: row.word("sector", Sector::read),
            release_cap: row.optional("release_cap", whole(0..=100_000)),
            name: name?,
        })
    }

    /// A code stands once; without codes a name stands once under a parent.
    fn compare(seen: &mut SeenUnits, value: &UnitRow, row: &mut RowReader<'_>) {
        let at = row.number();
        let parent = value.parent_code.as_ref().or(value.parent_name.as_ref()).cloned().unwrap_or_default();
        let (field, shown, first) = match &value.code {
            Some(code) => ("code", code, *seen.by_code.entry(code.clone()).or_insert(at)),
            None => ("name", &value.name, *seen.by_name.entry((parent, value.name.clone())).or_insert(at)),
        };
        if first != at {
            row.fault::<()>(field, &Problem::Repeated { value: shown.clone(), first_row: first });
        }
    }
}
