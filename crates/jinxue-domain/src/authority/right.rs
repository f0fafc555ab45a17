//! What can be done, as a closed list. Every operation of the interface needs one of them.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// One thing that may be done within a scope.
    Right, "权限", "right" {
        SeeUnits = "see_units", "查看单位", "see units";
        SeePeople = "see_people", "查看人员", "see people";
        ChangePeople = "change_people", "修改人员", "change people";
        RevealPersonal = "reveal_personal", "查看敏感信息", "reveal personal data";
        Export = "export", "导出名单", "export lists";
        Import = "import", "导入文件", "import files";
        SeeClasses = "see_classes", "查看班次", "see classes";
        ChangeClasses = "change_classes", "编制班次", "draft classes";
        DecideClasses = "decide_classes", "审批班次", "decide on classes";
        SeePlans = "see_plans", "查看计划", "see plans";
        ChangePlans = "change_plans", "编制计划", "draft plans";
        SeeSurveys = "see_surveys", "查看需求调研", "see needs surveys";
        RunSurveys = "run_surveys", "开展需求调研", "run needs surveys";
        AnswerSurveys = "answer_surveys", "填写需求调研", "answer needs surveys";
        SeeRuns = "see_runs", "查看匹配", "see matching runs";
        Match = "match", "运行匹配", "run the matching";
        SeeFigures = "see_figures", "查看统计", "see figures";
        ChangeRules = "change_rules", "调整规则", "change rules";
        PassOn = "pass_on", "转授权限", "pass rights on";
        Appoint = "appoint", "授予角色", "appoint to roles";
        ManageAccounts = "manage_accounts", "管理账号", "manage accounts";
        ManageSystem = "manage_system", "管理系统", "manage the system";
        ReadAudit = "read_audit", "查阅审计", "read the audit trail";
    }
}

vocabulary! {
    /// A field of a person that is masked unless a grant names it and its reader asks for it.
    PersonalField, "敏感字段", "personal field" {
        CitizenNumber = "citizen_no", "公民身份号码", "citizen number", "身份证号";
    }
}
