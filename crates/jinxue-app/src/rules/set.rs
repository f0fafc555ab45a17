//! A new version of a local value: one set, or those before given up. Nothing that was set is overwritten.

use jinxue_api::Problem;
use jinxue_api::rules::{NewRuleOverride, Rule};
use jinxue_domain::needs::GapCause;
use jinxue_domain::rules::{self as domain, Mark};
use jinxue_domain::{RuleBook, RuleCode};
use jinxue_store::rules::{self as store, Version};
use jinxue_store::units;
use serde_json::json;
use uuid::Uuid;

use super::known;
use crate::events::Of;
use crate::needs::Cause;
use crate::wire::{self, Faults};
use crate::{Answer, Refusal, Work, book, figures, needs};

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
                unit_name: unit.name.clone(),
                number: 1,
                values: values.clone(),
                mark: Mark::Secondary,
                source: new.source.trim().to_owned(),
                valid_from,
            };
            if let Err(faults) = RuleBook::with(vec![local.clone().into()]) {
                return Err(refused(&faults));
            }
            let row = Version {
                id,
                rule_code: code.clone(),
                unit_id: unit.id,
                number: local.number,
                value: Some(new.value.to_string()),
                source: Some(local.source),
                mark: Some(local.mark),
                valid_from,
                actor: work.actor.name.clone(),
                created_at: now,
                unit_path: unit.path,
                unit_name: unit.name,
            };
            let number = store::add(&mut tx, row).await?.number;
            let detail = json!({ "number": number, "set": new });
            work.note(&mut tx, "override", ("rule", code.to_string()), detail).await?;
            Ok(())
        })
        .await?;
    changed(work, &code).await?;
    one(work, &code, new.unit_id).await
}

/// Gives up the local values of a rule at a unit from today on, those that have not begun yet among them. All versions stay
/// readable.
///
/// # Errors
/// `not_found` when there is none.
pub async fn give_up(work: &Work, code: &str, unit: Uuid) -> Answer<Rule> {
    let code = known(code)?;
    let (id, now, today) = (work.app.ids.draw(), work.app.clock.now(), work.app.clock.today());
    work.db()
        .work(async |mut tx| {
            let last = store::at_unit(&mut tx, &code, unit.into()).await?.pop();
            let Some(last) = last.filter(|last| last.value.is_some()) else {
                return Err(Problem::not_found("override", format!("{code} @ {unit}")).into());
            };
            let (value, source, mark) = (None, None, None);
            let (valid_from, created_at, actor) = (today, now, work.actor.name.clone());
            let end = Version { id, value, source, mark, valid_from, created_at, actor, ..last };
            let number = store::add(&mut tx, end).await?.number;
            let detail = json!({ "unit_id": unit, "number": number });
            work.note(&mut tx, "delete_override", ("rule", code.to_string()), detail).await?;
            Ok::<_, Refusal>(())
        })
        .await?;
    changed(work, &code).await?;
    one(work, &code, unit).await
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
    if code.as_str().starts_with("needs.") {
        let cause = Cause { cause: GapCause::Rule, subject: Uuid::nil() };
        return needs::rederive_later(&work.app, cause).await;
    }
    if code.as_str().starts_with("hours.") { figures::refresh_later(&work.app).await } else { Ok(()) }
}

async fn one(work: &Work, code: &RuleCode, unit: Uuid) -> Answer<Rule> {
    let rules = super::list(work, Some(unit)).await?;
    let found = rules.into_iter().find(|rule| rule.code == code.as_str());
    found.ok_or_else(|| Problem::not_found("rule", code).into())
}
