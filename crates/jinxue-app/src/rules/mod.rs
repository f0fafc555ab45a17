//! The catalogue of rules with what holds at a unit, local values and their versions.

mod set;
mod versions;

pub use set::{give_up, set};
pub use versions::versions;

use jinxue_api::rules::{Rule, RuleChoice, RuleFigure, RuleOverride};
use jinxue_api::{Problem, Words};
use jinxue_domain::rules::{self as domain, Allowed, Figure};
use jinxue_domain::{RuleCode, RuleInForce, UnitPath};
use jinxue_store::{Conn, rules as store, units};
use serde_json::Value;
use uuid::Uuid;

use crate::{Answer, Refusal, Work, book, wire};

/// Every rule as it holds today at a unit; at the root of the tree when none is named.
///
/// # Errors
/// `not_found`.
pub async fn list(work: &Work, unit: Option<Uuid>) -> Answer<Vec<Rule>> {
    work.db().read(async |mut conn| load(&mut conn, work, unit).await).await
}

async fn load(conn: &mut Conn, work: &Work, unit: Option<Uuid>) -> Answer<Vec<Rule>> {
    let path = place(conn, unit).await?;
    let rows = store::all(conn).await?;
    let book = book::of_rows(rows.clone())?;
    Ok(book.all(&path, work.app.clock.today()).iter().map(|rule| view(rule, &path, &rows)).collect())
}

/// Where a unit stands; the root of the tree when none is named.
async fn place(conn: &mut Conn, unit: Option<Uuid>) -> Answer<UnitPath> {
    let path = match unit {
        Some(id) => Some(units::by_id(conn, id.into()).await?.path),
        None => units::all(conn).await?.into_iter().next().map(|unit| unit.path),
    };
    path.or_else(|| UnitPath::root(1)).ok_or_else(|| Refusal::internal(&"the tree has no root path"))
}

fn view(rule: &RuleInForce, at: &UnitPath, rows: &[store::Version]) -> Rule {
    let values = rule.values().map(|(figure, value)| (figure.name.to_owned(), book::json_of(value)));
    let mut units_of_value: Vec<&str> =
        rule.rule.figures.iter().map(|figure| figure.unit.0).filter(|unit| !unit.is_empty()).collect();
    units_of_value.dedup();
    let row = rule.local.as_ref().and_then(|local| rows.iter().find(|row| row.id == local.id));
    let versions = rows.iter().filter(|row| row.rule_code == *rule.code() && row.unit_path.contains(at));
    Rule {
        code: rule.code().to_string(),
        title: wire::words(&rule.rule.title),
        words: wire::words(&rule.words()),
        value: Value::Object(values.collect()),
        figures: rule.values().map(|(figure, value)| figure_view(figure, value)).collect(),
        unit_of_value: units_of_value.join("、"),
        mark: rule.mark().as_str().into(),
        source: wire::source(rule),
        valid_from: Some(rule.rule.valid_from.to_owned()).filter(|text| !text.is_empty()),
        on: rule.on(),
        overridden: rule.local.as_ref().zip(row).map(|(local, row)| local_view(local, row)),
        versions: u32::try_from(versions.count()).unwrap_or(u32::MAX),
    }
}

fn figure_view(figure: &Figure, now: domain::Value) -> RuleFigure {
    let (least, most, choices) = match figure.allowed {
        Allowed::Between(least, most) => (Some(least), Some(most), [].as_slice()),
        Allowed::OneOf(choices) => (None, None, choices),
    };
    let choice = |choice: &domain::Choice| RuleChoice {
        word: choice.word.into(),
        label: Words::new(choice.zh, choice.en),
    };
    RuleFigure {
        name: figure.name.into(),
        label: Words::new(figure.zh, figure.en),
        unit: Words::new(figure.unit.0, figure.unit.1),
        shipped: book::json_of(figure.value()),
        now: book::json_of(now),
        least,
        most,
        choices: choices.iter().map(choice).collect(),
    }
}

fn local_view(local: &domain::RuleOverride, row: &store::Version) -> RuleOverride {
    let values = local.values.iter().map(|(name, value)| (name.clone(), book::json_of(value.clone())));
    RuleOverride {
        unit_id: row.unit_id.as_uuid(),
        unit_name: local.unit_name.clone(),
        number: local.number,
        value: Value::Object(values.collect()),
        source: local.source.clone(),
        valid_from: local.valid_from.to_string(),
        actor: row.actor.clone(),
    }
}

fn known(code: &str) -> Answer<RuleCode> {
    let rule = code.parse().ok().and_then(|code| domain::rule(&code));
    rule.map(|rule| rule.code.clone()).ok_or_else(|| Problem::not_found("rule", code).into())
}
