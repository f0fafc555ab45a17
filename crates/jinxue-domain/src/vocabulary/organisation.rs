//! Units and the place of people in them.

use super::vocabulary;

vocabulary! {
    /// The level of government a unit belongs to; also the level of a class's organiser.
    Tier, "层级", "tier" {
        Province = "province", "省级", "province", "省", "省直", "省本级";
        City = "city", "市级", "city", "市", "市直", "市本级", "地市级", "设区的市";
        County = "county", "县级", "county", "县", "县区", "县直", "区县", "县(市、区)", "县（市、区）";
        Township = "township", "乡级", "township", "乡镇", "乡", "镇", "街道", "乡镇级", "乡镇（街道）";
    }
}

vocabulary! {
    /// What kind of node of the organisation tree a unit is.
    UnitKind, "单位性质", "kind of unit" {
        Region = "region", "地区", "region", "行政区", "行政区划";
        Department = "department", "机关", "department", "党政机关", "部门", "行政机关";
        Institution = "institution", "事业单位", "institution", "事业";
        Enterprise = "enterprise", "企业", "enterprise", "国有企业", "国企";
    }
}

vocabulary! {
    /// The place of a person in the leading body of their unit.
    Role, "班子角色", "role" {
        Head = "head", "正职", "head", "一把手", "主要负责人", "主要领导", "班子正职";
        Deputy = "deputy", "副职", "deputy", "班子成员", "领导班子成员", "班子副职", "副职领导";
        Member = "member", "成员", "member", "一般干部", "干部", "工作人员";
    }
}

vocabulary! {
    /// Sex as the personnel file states it.
    Sex, "性别", "sex" {
        Male = "male", "男", "male", "男性";
        Female = "female", "女", "female", "女性";
        Unknown = "unknown", "未知", "unknown", "未说明", "不详";
    }
}

vocabulary! {
    /// Whether a person is still counted.
    PersonState, "在册状态", "state of a person" {
        Active = "active", "在职", "active", "在册";
        Left = "left", "离开", "left", "退休", "调离", "离职";
    }
}
