//! Plans, classes, seats and records.

use super::vocabulary;

vocabulary! {
    /// Kind of class.
    ClassKind, "班次类别", "kind of class" {
        Core = "core", "主体班次", "core class", "主体班", "主体班次培训";
        SpecialTopic = "special_topic", "专题培训", "special-topic class", "专题班", "专题研讨班", "专题研修班";
        Rotation = "rotation", "集中轮训", "rotation", "轮训", "轮训班";
        Induction = "induction", "初任培训", "induction", "初任", "初任培训班";
        Promotion = "promotion", "任职培训", "promotion training", "任职", "任职培训班";
        InService = "in_service", "在职培训", "in-service training", "在职";
        Series = "series", "三专行动", "series", "三专";
        Extension = "extension", "延伸培训", "extension";
        StudyTour = "study_tour", "走出去", "study tour", "外出培训";
        Other = "other", "其他", "other", "其它", "其他培训";
    }
}

vocabulary! {
    /// Where a class stands in its life.
    ClassState, "班次状态", "state of a class" {
        Draft = "draft", "草稿", "draft";
        Submitted = "submitted", "已申报", "submitted", "待审批";
        Approved = "approved", "已批准", "approved", "审批通过";
        Published = "published", "已发布", "published";
        Held = "held", "已举办", "held", "已完成";
        Cancelled = "cancelled", "已取消", "cancelled", "取消";
    }
}

vocabulary! {
    /// Whether a year's plan is still being made.
    PlanState, "计划状态", "state of a plan" {
        Draft = "draft", "编制中", "draft", "草稿";
        Published = "published", "已发布", "published";
    }
}

vocabulary! {
    /// Fee category of a class by the level of its trainees (中央和国家机关培训费管理办法).
    FeeCategory, "培训类别", "fee category" {
        First = "first", "一类", "first", "一类培训";
        Second = "second", "二类", "second", "二类培训";
        Third = "third", "三类", "third", "三类培训";
    }
}

vocabulary! {
    /// Whether people came together or learned on the network.
    RecordForm, "培训形式", "form of training" {
        Offline = "offline", "脱产培训", "offline", "脱产", "线下", "面授", "集中培训";
        Online = "online", "网络培训", "online", "网络", "线上", "网络学习", "在线学习";
    }
}

vocabulary! {
    /// Whether a seat has been announced to the person.
    SeatState, "名额状态", "state of a seat" {
        Proposed = "proposed", "拟调训", "proposed";
        Announced = "announced", "已通知", "announced", "已调训";
    }
}

vocabulary! {
    /// Whether somebody with a seat came to the class.
    Presence, "出勤", "presence" {
        Present = "present", "到课", "present", "出勤", "已签到";
        Absent = "absent", "缺席", "absent", "未到", "未签到";
    }
}

vocabulary! {
    /// Why somebody missed a class or a part of it.
    Absence, "缺席原因", "reason of absence" {
        Duty = "duty", "公务", "official duty", "因公", "公假";
        Sick = "sick", "病假", "sick leave", "因病";
        Personal = "personal", "事假", "personal leave", "因事";
        Unexcused = "unexcused", "无故缺席", "unexcused", "旷课";
        Withdrawn = "withdrawn", "退训", "withdrawn", "退学";
        Other = "other", "其他", "other", "其它";
    }
}
