//! The rules in force here: what is shipped, and the local values of this installation.

use std::collections::BTreeMap;

use jinxue_domain::RuleBook;
use jinxue_domain::rules::{RuleOverride, Value};
use jinxue_store::{Conn, rules};

use crate::{Answer, Refusal};

/// All rules with their local values.
///
/// # Errors
/// When the store fails, or holds a value no rule takes.
pub(crate) async fn load(conn: &mut Conn) -> Answer<RuleBook> {
    let stored = rules::all(conn).await?;
    let overrides = stored.into_iter().map(of_row).collect::<Answer<Vec<_>>>()?;
    RuleBook::with(overrides).map_err(|faults| {
        let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
        Refusal::internal(&said.join("; "))
    })
}

fn of_row(row: rules::Override) -> Answer<RuleOverride> {
    let json: serde_json::Value =
        serde_json::from_str(&row.value).map_err(|fault| Refusal::internal(&fault))?;
    let Some(values) = values_of(&json) else {
        return Err(Refusal::internal(&format!("rule {} holds {}", row.rule_code, row.value)));
    };
    Ok(RuleOverride {
        id: row.id,
        code: row.rule_code,
        at: row.unit_path,
        values,
        mark: row.mark,
        source: row.source,
        valid_from: row.valid_from,
    })
}

/// The figures of a JSON object of whole numbers and words; `None` for anything else.
pub(crate) fn values_of(json: &serde_json::Value) -> Option<BTreeMap<String, Value>> {
    let figure = |value: &serde_json::Value| match value {
        serde_json::Value::Number(number) => number.as_i64().map(Value::Number),
        serde_json::Value::String(word) => Some(Value::Word(word.clone())),
        _ => None,
    };
    json.as_object()?.iter().map(|(name, value)| Some((name.clone(), figure(value)?))).collect()
}

/// A figure as JSON.
pub(crate) fn json_of(value: Value) -> serde_json::Value {
    match value {
        Value::Number(number) => number.into(),
        Value::Word(word) => word.into(),
    }
}
