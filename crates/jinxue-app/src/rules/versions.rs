//! Every version of a rule that was ever set at a unit or above it.

use jinxue_api::Words;
use jinxue_api::rules::{HeldDays, RuleVersion};
use jinxue_domain::RuleBook;
use jinxue_domain::rules::{self as domain, Held, Value};
use jinxue_store::rules::{self as store, Version};
use uuid::Uuid;

use super::{known, place};
use crate::{Answer, Refusal, Work, book, wire};

/// The versions of a rule set at a unit or above it, those of the nearest unit first, the youngest first within a unit; at the
/// root of the tree when no unit is named.
///
/// # Errors
/// `not_found` for the rule or the unit.
pub async fn versions(work: &Work, code: &str, unit: Option<Uuid>) -> Answer<Vec<RuleVersion>> {
    let code = known(code)?;
    work.db()
        .read(async |mut conn| {
            let path = place(&mut conn, unit).await?;
            let mut rows = store::all(&mut conn).await?;
            let book = book::of_rows(rows.clone())?;
            rows.retain(|row| row.rule_code == code && row.unit_path.contains(&path));
            rows.sort_by_key(|row| (row.unit_path.depth(), row.number));
            Ok::<_, Refusal>(rows.into_iter().rev().map(|row| view(row, &book)).collect())
        })
        .await
}

fn view(row: Version, book: &RuleBook) -> RuleVersion {
    let versions = book.versions(&row.rule_code, &row.unit_path);
    let version = versions.iter().find(|version| version.number() == row.number);
    let local = version.and_then(domain::RuleVersion::set);
    let values = local.map(|local| {
        let values = local.values.iter().map(|(name, value)| (name.clone(), book::json_of(value.clone())));
        serde_json::Value::Object(values.collect())
    });
    RuleVersion {
        unit_id: row.unit_id.as_uuid(),
        unit_name: row.unit_name,
        number: row.number,
        value: values,
        figures: local.map(figures).unwrap_or_default(),
        source: row.source,
        mark: row.mark.map(|mark| mark.as_str().into()),
        valid_from: row.valid_from.to_string(),
        actor: row.actor,
        set_at: row.created_at.as_micros(),
        held: domain::held(versions, row.number).iter().map(days).collect(),
    }
}

/// The figures a version sets, in the order of the rule.
fn figures(local: &domain::RuleOverride) -> Vec<Words> {
    let rule = domain::rule(&local.code);
    let of = |figure: &domain::Figure| {
        let value: &Value = local.values.get(figure.name)?;
        Some(wire::words(&figure.words(value)))
    };
    rule.map(|rule| rule.figures.iter().filter_map(of).collect()).unwrap_or_default()
}

fn days(held: &Held) -> HeldDays {
    HeldDays { from: held.from.to_string(), until: held.until.map(|day| day.to_string()) }
}
