//! The rules in force here: what is shipped, and the local values of this installation.

use std::collections::BTreeMap;

use jinxue_domain::rules::{GivenUp, RuleOverride, RuleVersion, Value};
use jinxue_domain::{Instant, RuleBook};
use jinxue_store::{Conn, rules};

use crate::{Answer, Refusal};

/// All rules with their local values, in every version.
///
/// # Errors
/// When the store fails, or holds a value no rule takes.
pub(crate) async fn load(conn: &mut Conn) -> Answer<RuleBook> {
    of_rows(rules::all(conn).await?)
}

/// [`load`] without what was set after a moment: what was judged then was judged by this.
pub(crate) async fn known_at(conn: &mut Conn, moment: Instant) -> Answer<RuleBook> {
    let mut rows = rules::all(conn).await?;
    rows.retain(|row| row.created_at <= moment);
    of_rows(rows)
}

/// The book of some versions.
pub(crate) fn of_rows(rows: Vec<rules::Version>) -> Answer<RuleBook> {
    let versions = rows.into_iter().map(of_row).collect::<Answer<Vec<_>>>()?;
    RuleBook::with(versions).map_err(|faults| {
        let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
        Refusal::internal(&said.join("; "))
    })
}

fn of_row(row: rules::Version) -> Answer<RuleVersion> {
    let (Some(value), Some(source), Some(mark)) = (row.value, row.source, row.mark) else {
        let (code, at, number, from) = (row.rule_code, row.unit_path, row.number, row.valid_from);
        return Ok(RuleVersion::GivenUp(GivenUp { code, at, number, from }));
    };
    let json: serde_json::Value = serde_json::from_str(&value).map_err(|fault| Refusal::internal(&fault))?;
    let Some(values) = values_of(&json) else {
        return Err(Refusal::internal(&format!("rule {} holds {value}", row.rule_code)));
    };
    Ok(RuleVersion::Set(RuleOverride {
        id: row.id,
        code: row.rule_code,
        at: row.unit_path,
        unit_name: row.unit_name,
        number: row.number,
        values,
        mark,
        source,
        valid_from: row.valid_from,
    }))
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
