//! What people lack, and what is known about it.

use super::vocabulary;

vocabulary! {
    /// What is missing: knowledge, experience or ability (知识空白、经验盲区、能力弱项).
    GapKind, "缺口类别", "kind of gap" {
        Knowledge = "knowledge", "知识空白", "knowledge", "知识", "知识缺口";
        Experience = "experience", "经验盲区", "experience", "经验", "经验缺口";
        Ability = "ability", "能力弱项", "ability", "能力", "能力缺口";
    }
}

vocabulary! {
    /// Where a statement about a gap comes from, weakest first.
    Evidence, "证据来源", "evidence" {
        SelfReport = "self", "本人自评", "self-report", "自评", "本人", "个人需求";
        Appraisal = "appraisal", "组织评价", "appraisal", "单位评价", "组织", "考核评价";
        Measured = "measured", "测评结果", "measured", "测评", "测试", "考试";
    }
}

vocabulary! {
    /// Content family of a field (干部教育培训工作条例).
    Family, "内容类别", "content family" {
        Theory = "theory", "党的理论教育", "theory", "理论教育", "党的理论";
        PartySpirit = "party_spirit", "党性教育", "Party spirit", "党性";
        Ability = "ability", "履职能力培训", "ability in office", "履职能力", "能力培训", "专业能力";
    }
}
