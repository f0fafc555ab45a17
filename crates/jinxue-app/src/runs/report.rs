//! The figures of a run as they are kept.

use jinxue_api::Words;
use jinxue_api::runs::RunPoint;
use jinxue_planning::{Report, TracePoint};
use serde::{Deserialize, Serialize};

use crate::{Answer, Refusal};

/// What a run reports beside the columns of its own.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Kept {
    pub classes_held: Option<i64>,
    pub mandatory_missed: Option<i64>,
    pub quota_short: Option<i64>,
    pub iterations: Option<u64>,
    /// Rules that announced seats break by themselves.
    #[serde(default)]
    pub broken_by_promise: Vec<Words>,
    /// Why it failed.
    pub fault: Option<Words>,
}

pub(super) fn done(report: &Report) -> Answer<String> {
    let kept = Kept {
        classes_held: Some(report.classes_held as i64),
        mandatory_missed: Some(report.mandatory_missed),
        quota_short: Some(report.quota_short),
        iterations: Some(report.iterations),
        broken_by_promise: report
            .broken_by_promise
            .iter()
            .map(|words| Words::new(words.zh.clone(), words.en.clone()))
            .collect(),
        fault: None,
    };
    serde_json::to_string(&kept).map_err(|fault| Refusal::internal(&fault))
}

pub(super) fn failed(words: &Words) -> String {
    let kept = Kept { fault: Some(words.clone()), ..Kept::default() };
    serde_json::to_string(&kept).unwrap_or_default()
}

pub(super) fn trace(points: &[TracePoint]) -> Answer<String> {
    let point = |at: &TracePoint| RunPoint {
        elapsed: at.elapsed.as_secs_f64(),
        objective: at.objective.unwrap_or_default(),
        bound: at.bound,
        gap: at.objective.map_or(1.0, |objective| gap(objective, at.bound)),
        seats: 0,
        iterations: 0,
        phase: String::new(),
    };
    let points: Vec<RunPoint> = points.iter().map(point).collect();
    serde_json::to_string(&points).map_err(|fault| Refusal::internal(&fault))
}

#[allow(clippy::cast_precision_loss, reason = "a gap is shown with two digits")]
fn gap(objective: i64, bound: f64) -> f64 {
    if bound == 0.0 { 0.0 } else { (bound - objective as f64) / bound.abs() }
}
