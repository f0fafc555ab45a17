//! Gaps: what people lack on a topic, and who says so.

use std::collections::HashMap;

use jiff::civil::Date;
use jinxue_domain::{Evidence, GapKind};

use super::{
    TableKind,
    person::{BIRTH_MONTH, CITIZEN_NO, NAME, PersonKey, UNIT_CODE, UNIT_NAME},
};
use crate::{
    columns::{Field, field},
    fault::Problem,
    reading::RowReader,
    values::{date, long_text, short_text, whole},
};

/// The kind of table.
pub struct Gaps;

/// One statement about one person's gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapRow {
    pub person: PersonKey,
    /// Code or name, as the file has it.
    pub topic: String,
    pub kind: GapKind,
    /// 1 (slight) … 100 (grave); 0 states that there is no gap any more.
    pub severity: i64,
    pub evidence: Evidence,
    pub noted_on: Date,
    pub note: Option<String>,
}

const FIELDS: &[Field] = &[
    CITIZEN_NO,
    NAME,
    BIRTH_MONTH,
    UNIT_CODE,
    UNIT_NAME,
    field("topic", "专题", "Topic", &["专题代码", "缺口专题", "短板专题", "topic code"]),
    field("kind", "缺口类别", "Kind", &["类别", "短板类别", "类型"]),
    field("severity", "严重程度", "Severity", &["程度", "缺口程度", "分值"]),
    field("evidence", "证据来源", "Evidence", &["来源", "评价来源", "依据"]),
    field("noted_on", "记录日期", "Noted on", &["评价日期", "测评日期", "日期", "记录时间"]),
    field("note", "备注", "Note", &["说明"]),
];

impl TableKind for Gaps {
    const FIELDS: &'static [Field] = FIELDS;
    const NEEDED: &'static [&'static [&'static str]] =
        &[&["citizen_no", "name"], &["topic"], &["kind"], &["severity"], &["evidence"], &["noted_on"]];
    type Row = GapRow;
    /// Person, topic, evidence and day, and the row that has taken them.
    type Seen = HashMap<(String, String, Evidence, Date), u32>;

    fn read(row: &mut RowReader<'_>) -> Option<GapRow> {
        let person = PersonKey::read(row);
        let topic = row.required("topic", short_text);
        let kind = row.required_word("kind", GapKind::read);
        let severity = row.required("severity", whole(0..=100));
        let evidence = row.required_word("evidence", Evidence::read);
        let noted_on = row.required("noted_on", date);
        let note = row.optional("note", long_text);
        Some(GapRow {
            person: person?,
            topic: topic?,
            kind: kind?,
            severity: severity?,
            evidence: evidence?,
            noted_on: noted_on?,
            note,
        })
    }

    fn compare(seen: &mut Self::Seen, value: &GapRow, row: &mut RowReader<'_>) {
        let at = row.number();
        let key = (value.person.identity(), value.topic.clone(), value.evidence, value.noted_on);
        let first = *seen.entry(key).or_insert(at);
        if first != at {
            row.fault::<()>("topic", &Problem::Repeated { value: value.topic.clone(), first_row: first });
        }
    }
}
