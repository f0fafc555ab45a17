//! The catalogue of rules with what holds at a unit, and local values.

use jinxue_api::rules::{NewRuleOverride, Rule, RuleChoice, RuleFigure, RuleOverride};
use jinxue_api::{Problem, Words};
use jinxue_domain::rules::{self as domain, Allowed, Figure, Mark};
use jinxue_domain::{RuleBook, RuleCode, RuleInForce, UnitPath};
use jinxue_store::{Conn, rules as store, units};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::events::Of;
use crate::wire::{self, Faults};
use crate::{Answer, Refusal, Work, book, figures};

/// Every rule as it holds today at a unit; at the root of the tree when none is named.
///
/// # Errors
/// `not_found`.
pub async fn list(work: &Work, unit: Option<Uuid>) -> Answer<Vec<Rule>> {
    work.db().read(async |mut conn| load(&mut conn, work, unit).await).await
}

async fn load(conn: &mut Conn, work: &Work, unit: Option<Uuid>) -> Answer<Vec<Rule>> {
    let path = match unit {
        Some(id) => Some(units::by_id(conn, id.into()).await?.path),
        None => units::all(conn).await?.into_iter().next().map(|unit| unit.path),
    };
    let path = match path.or_else(|| UnitPath::root(1)) {
        Some(path) => path,
        None => return Err(Refusal::internal(&"the tree has no root path")),
    };
    let rows = store::all(conn).await?;
    let book = book::load(conn).await?;
    let mut rules = Vec::new();
    for rule in book.all(&path, work.app.clock.today()) {
        rules.push(view(conn, &rule, &rows).await?);
    }
    Ok(rules)
}

async fn view(conn: &mut Conn, rule: &RuleInForce, rows: &[store::Override]) -> Answer<Rule> {
    let values = rule.values().map(|(figure, value)| (figure.name.to_owned(), book::json_of(value)));
    let mut units_of_value: Vec<&str> =
        rule.rule.figures.iter().map(|figure| figure.unit.0).filter(|unit| !unit.is_empty()).collect();
    units_of_value.dedup();
    let row = rule.local.as_ref().and_then(|local| rows.iter().find(|row| row.id == local.id));
    let overridden = match row {
        Some(row) => Some(local_view(row, units::by_id(conn, row.unit_id).await?.name)),
        None => None,
    };
    Ok(Rule {
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
        overridden,
    })
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

fn local_view(row: &store::Override, unit_name: String) -> RuleOverride {
    RuleOverride {
        unit_id: row.unit_id.as_uuid(),
        unit_name,
        value: serde_json::from_str(&row.value).unwrap_or(Value::Null),
        source: row.source.clone(),
        valid_from: row.valid_from.to_string(),
        actor: row.actor.clone(),
    }
}

/// Sets a local value for a subtree; verdicts that rest on it are made anew in the background.
///
/// # Errors
/// `not_found` for the rule or the unit; `invalid_value` and `missing_value` for what the rule does not take.
pub async fn set(work: &Work, code: &str, new: &NewRuleOverride) -> Answer<Rule> {
    let code = known(code)?;
    let mut faults = Faults::default();
    let values = book::values_of(&new.value)
        .ok_or_else(|| Problem::invalid("value", &new.value, "{\"figure\": 90}").into());
    let values = faults.take(values);
    let valid_from = faults.take(wire::date("valid_from", &new.valid_from));
    faults.end()?;
    let (Some(values), Some(valid_from)) = (values, valid_from) else {
        return Err(Refusal::internal(&"a value was refused without a fault"));
    };
    let (id, now) = (work.app.ids.draw(), work.app.clock.now());
    work.db()
        .work(async |mut tx| {
            let unit = units::by_id(&mut tx, new.unit_id.into()).await?;
            let local = domain::RuleOverride {
                id,
                code: code.clone(),
                at: unit.path.clone(),
                values: values.clone(),
                mark: Mark::Secondary,
                source: new.source.trim().to_owned(),
                valid_from,
            };
            if let Err(faults) = RuleBook::with(vec![local.clone()]) {
                return Err(refused(&faults));
            }
            let row = store::Override {
                id,
                rule_code: code.clone(),
                unit_id: unit.id,
                value: new.value.to_string(),
                source: local.source,
                mark: local.mark,
                valid_from,
                actor: work.actor.name.clone(),
                created_at: now,
                unit_path: unit.path,
            };
            store::put(&mut tx, &row).await?;
            work.note(&mut tx, "override", ("rule", code.to_string()), json!(new)).await?;
            Ok(())
        })
        .await?;
    changed(work, &code).await?;
    one(work, &code, new.unit_id).await
}

/// Gives up the local values of a rule at a unit.
///
/// # Errors
/// `not_found` when there is none.
pub async fn delete(work: &Work, code: &str, unit: Uuid) -> Answer<Rule> {
    let code = known(code)?;
    work.db()
        .work(async |mut tx| {
            units::by_id(&mut tx, unit.into()).await?;
            if store::delete(&mut tx, &code, unit.into()).await? == 0 {
                return Err(Problem::not_found("override", format!("{code} @ {unit}")).into());
            }
            let detail = json!({ "unit_id": unit });
            work.note(&mut tx, "delete_override", ("rule", code.to_string()), detail).await?;
            Ok::<_, Refusal>(())
        })
        .await?;
    changed(work, &code).await?;
    one(work, &code, unit).await
}

fn known(code: &str) -> Answer<RuleCode> {
    let rule = code.parse().ok().and_then(|code| domain::rule(&code));
    rule.map(|rule| rule.code.clone()).ok_or_else(|| Problem::not_found("rule", code).into())
}

fn refused(faults: &[domain::OverrideFault]) -> Refusal {
    let mut all = Faults::default();
    for fault in faults {
        let field = match fault {
            domain::OverrideFault::NoSource { .. } => "source".to_owned(),
            domain::OverrideFault::Value { figure, .. } => format!("value.{}", figure.name),
            _ => "value".to_owned(),
        };
        all.push(Refusal::of(&field, fault));
    }
    match all.end() {
        Err(refusal) => refusal,
        Ok(()) => Refusal::internal(&"a local value was refused without a fault"),
    }
}

async fn changed(work: &Work, code: &RuleCode) -> Answer<()> {
    work.app.events.tell("rule", Of::Everybody, &json!({ "code": code.as_str() }));
    if code.as_str().starts_with("hours.") { figures::refresh_later(&work.app).await } else { Ok(()) }
}

async fn one(work: &Work, code: &RuleCode, unit: Uuid) -> Answer<Rule> {
    let rules = list(work, Some(unit)).await?;
    let found = rules.into_iter().find(|rule| rule.code == code.as_str());
    found.ok_or_else(|| Problem::not_found("rule", code).into())
}
