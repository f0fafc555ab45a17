//! Work in progress: imports, jobs, matching runs.

use super::vocabulary;

vocabulary! {
    /// What a file brings.
    ImportKind, "导入类别", "kind of import" {
        Units = "units", "单位", "units", "单位信息";
        Roster = "roster", "人员名册", "roster", "名册", "花名册";
        Plan = "plan", "培训计划", "plan", "年度培训计划";
        History = "history", "培训记录", "history", "培训历史";
        Gaps = "gaps", "缺口", "gaps", "短板";
        People = "people", "任免审批表", "people", "干部任免审批表";
    }
}

vocabulary! {
    /// Where an import stands.
    ImportState, "导入状态", "state of an import" {
        Uploaded = "uploaded", "已上传", "uploaded";
        Previewing = "previewing", "预览中", "previewing";
        Previewed = "previewed", "已预览", "previewed";
        Committing = "committing", "写入中", "committing";
        Committed = "committed", "已写入", "committed";
        Undoing = "undoing", "撤销中", "undoing";
        Undone = "undone", "已撤销", "undone";
        Failed = "failed", "失败", "failed";
    }
}

vocabulary! {
    /// What the preview says of a row.
    RowVerdict, "行结论", "verdict on a row" {
        New = "new", "新增", "new";
        Changed = "changed", "变更", "changed";
        Same = "same", "相同", "same";
        Faulty = "faulty", "有误", "faulty";
        Ask = "ask", "待确认", "to be asked";
    }
}

vocabulary! {
    /// Where a job stands.
    JobState, "任务状态", "state of a job" {
        Queued = "queued", "排队", "queued";
        Running = "running", "进行中", "running";
        Done = "done", "完成", "done";
        Failed = "failed", "失败", "failed";
        Cancelled = "cancelled", "已取消", "cancelled";
    }
}

vocabulary! {
    /// Where a matching run stands.
    RunState, "匹配状态", "state of a run" {
        Queued = "queued", "排队", "queued";
        Building = "building", "准备数据", "building";
        Solving = "solving", "求解中", "solving";
        Done = "done", "完成", "done";
        Failed = "failed", "失败", "failed";
        Stopped = "stopped", "已停止并取最优", "stopped, best taken";
    }
}
