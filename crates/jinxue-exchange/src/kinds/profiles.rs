//! Target profiles: one row for each topic a profile asks for.

use std::collections::HashMap;

use jinxue_domain::needs::{Demand, Unproven};
use jinxue_domain::{Grade, Role, Sector};

use super::{TableKind, plan::grades};
use crate::{
    columns::{Field, field},
    fault::Problem,
    reading::RowReader,
    values::{each, short_text, whole},
};

/// The kind of table.
pub struct Profiles;

/// What one profile asks of one topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileRow {
    /// The profile's name: rows of one name are one profile.
    pub name: String,
    /// The highest grade it is for.
    pub grade_from: Grade,
    /// The lowest grade it is for.
    pub grade_to: Grade,
    /// None for all.
    pub roles: Vec<Role>,
    /// None for all.
    pub sectors: Vec<Sector>,
    pub unproven: Unproven,
    /// Whose demand it is.
    pub demand: Demand,
    /// Code or name, as the file has it.
    pub topic: String,
    /// 1–100.
    pub level: i64,
}

/// The columns, in the order they are written.
pub const FIELDS: &[Field] = &[
    field("name", "画像名称", "Profile", &["画像", "岗位画像", "目标画像"]),
    field("grade_from", "最高层次", "Highest level", &["层次上限", "最高级别", "级别上限"]),
    field("grade_to", "最低层次", "Lowest level", &["层次下限", "最低级别", "级别下限"]),
    field("roles", "班子角色", "Roles", &["角色", "岗位角色"]),
    field("sectors", "条线", "Sectors", &["领域", "行业"]),
    field("unproven", "无证据时", "Where unproven", &["无证据", "未测评时"]),
    field("demand", "需求来源", "Demand", &["来源", "需求类别"]),
    field("topic", "专题", "Topic", &["专题代码", "专题名称", "topic code"]),
    field("level", "目标水平", "Target level", &["目标", "要求水平", "目标分值"]),
];

impl TableKind for Profiles {
    const FIELDS: &'static [Field] = FIELDS;
    const NEEDED: &'static [&'static [&'static str]] = &[&["name"], &["topic"], &["level"]];
    const SHEETS: &'static [&'static str] = &["目标画像"];
    type Row = ProfileRow;
    /// Profile and topic, and the row that has taken them; the first row of each profile.
    type Seen = (HashMap<(String, String), u32>, HashMap<String, ProfileRow>);

    fn read(row: &mut RowReader<'_>) -> Option<ProfileRow> {
        let name = row.required("name", short_text);
        let grades = grades(row);
        let roles = row.optional("roles", each(Role::read)).unwrap_or_default();
        let sectors = row.optional("sectors", each(Sector::read)).unwrap_or_default();
        let unproven = row.word("unproven", Unproven::read).unwrap_or(Unproven::Asked);
        let demand = row.word("demand", Demand::read).unwrap_or(Demand::Post);
        let topic = row.required("topic", short_text);
        let level = row.required("level", whole(1..=100));
        let (grade_from, grade_to) = grades?;
        let (name, topic, level) = (name?, topic?, level?);
        Some(ProfileRow { name, grade_from, grade_to, roles, sectors, unproven, demand, topic, level })
    }

    fn compare((topics, heads): &mut Self::Seen, value: &ProfileRow, row: &mut RowReader<'_>) {
        let at = row.number();
        let key = (value.name.clone(), value.topic.clone());
        let first = *topics.entry(key).or_insert(at);
        if first != at {
            row.fault::<()>("topic", &Problem::Repeated { value: value.topic.clone(), first_row: first });
        }
        let head = heads.entry(value.name.clone()).or_insert_with(|| value.clone());
        let whom = |one: &ProfileRow| {
            (one.grade_from, one.grade_to, one.roles.clone(), one.sectors.clone(), one.unproven, one.demand)
        };
        if whom(head) != whom(value) {
            let expected = jinxue_domain::Words::of(
                "同一画像各行的层次、角色、条线、“无证据时”和“需求来源”一致",
                "the same levels, roles, sectors, “where unproven” and “demand” in all rows of a profile",
            );
            row.fault::<()>("name", &Problem::Malformed { value: value.name.clone(), expected });
        }
    }
}
