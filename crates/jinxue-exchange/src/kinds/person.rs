//! Who a row is about, where the row is about something else.

use jinxue_domain::{CitizenNumber, Month, PersonName};

use crate::{
    columns::{Field, field},
    reading::RowReader,
    values::{month, short_text},
};

/// What a row says to find its person by: the citizen number, else the name
/// with a unit or a birth month. Whether that is one person, none or several is
/// for those to say who know the people.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PersonKey {
    pub citizen_no: Option<CitizenNumber>,
    pub name: Option<PersonName>,
    pub birth_month: Option<Month>,
    pub unit_code: Option<String>,
    pub unit_name: Option<String>,
}

pub(super) const CITIZEN_NO: Field = field(
    "citizen_no",
    "身份证号",
    "Citizen number",
    &["身份证", "身份证号码", "公民身份号码", "公民身份证号", "证件号码", "id number", "id card"],
);
pub(super) const NAME: Field =
    field("name", "姓名", "Name", &["人员姓名", "学员姓名", "干部姓名", "full name"]);
pub(super) const BIRTH_MONTH: Field = field(
    "birth_month",
    "出生年月",
    "Birth month",
    &["出生日期", "出生年月日", "出生时间", "生日", "birth date", "date of birth"],
);
pub(super) const UNIT_CODE: Field =
    field("unit_code", "单位代码", "Unit code", &["单位编码", "机构代码", "机构编码", "组织机构代码"]);
pub(super) const UNIT_NAME: Field = field(
    "unit_name",
    "单位",
    "Unit",
    &["所属单位", "单位名称", "工作单位", "所在单位", "任职单位", "unit name"],
);

impl PersonKey {
    pub(super) fn read(row: &mut RowReader<'_>) -> Option<Self> {
        let key = Self {
            citizen_no: row.citizen_number(),
            name: row.optional("name", |v| v.text.parse::<PersonName>()),
            birth_month: row.optional("birth_month", month),
            unit_code: row.optional("unit_code", short_text),
            unit_name: row.optional("unit_name", short_text),
        };
        row.one_of(&["citizen_no", "name"]);
        if row.text("citizen_no").is_empty() {
            row.one_of(&["birth_month", "unit_code", "unit_name"]);
        }
        (key.citizen_no.is_some() || key.name.is_some()).then_some(key)
    }

    /// Equal for rows about the same person as far as this file can tell.
    pub(super) fn identity(&self) -> String {
        if let Some(number) = self.citizen_no {
            return number.reveal().to_owned();
        }
        let name = self.name.as_ref().map(PersonName::folded).unwrap_or_default();
        let unit = self.unit_code.as_deref().or(self.unit_name.as_deref()).unwrap_or_default();
        let month = self.birth_month.map(|month| month.to_string()).unwrap_or_default();
        format!("{name}\n{unit}\n{month}")
    }
}
