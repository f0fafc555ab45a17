//! The year as a ribbon: every class a bar in the lane of its city.

use std::collections::HashMap;

use jinxue_api::plans::{Ribbon, RibbonItem};
use jinxue_domain::{Calendar, ClassId, DivisionCode, Tier};
use jinxue_store::classes::list::{self, RibbonRow};
use jinxue_store::plans;
use uuid::Uuid;

use super::warnings::{self, WarningsOfClass};
use crate::{Answer, Refusal, Work, calendar};

/// Every class of the plan, with the holidays of its year.
///
/// # Errors
/// `not_found`.
pub async fn ribbon(work: &Work, id: Uuid) -> Answer<Ribbon> {
    let found = warnings::of_plan(work, id.into()).await?;
    let (plan, rows) = work
        .db()
        .read(async |mut conn| {
            let plan = plans::by_id(&mut conn, id.into()).await?;
            Ok::<_, Refusal>((plan, list::ribbon(&mut conn, id.into()).await?))
        })
        .await?;
    let known = Calendar::built_in();
    let notice = i16::try_from(plan.year).ok().and_then(|year| known.notice(year));
    let counts = found.per_class();
    Ok(Ribbon {
        items: rows.into_iter().map(|row| item(row, &counts)).collect(),
        holidays: notice.map(calendar::holidays).unwrap_or_default(),
        workdays: notice.map(calendar::workdays).unwrap_or_default(),
    })
}

fn item(row: RibbonRow, counts: &HashMap<ClassId, WarningsOfClass>) -> RibbonItem {
    let counted = counts.get(&row.id).copied().unwrap_or_default();
    RibbonItem {
        id: row.id.as_uuid(),
        code: row.code,
        name: row.name,
        tier: row.tier.as_str().into(),
        kind: row.kind.as_str().into(),
        family: row.family.map(|family| family.as_str().to_owned()).unwrap_or_default(),
        lane: lane(row.tier, row.organiser_division),
        start_date: row.start_date.to_string(),
        end_date: row.end_date.to_string(),
        seats_max: row.seats_max.into(),
        seats_taken: row.seats_taken.into(),
        state: row.state.as_str().into(),
        warnings: counted.all,
        conflicts: counted.conflicts,
    }
}

/// The city of the organiser. What the province holds lies in its own lane, wherever its offices sit.
fn lane(tier: Tier, division: Option<DivisionCode>) -> String {
    match division {
        Some(code) if tier != Tier::Province && code.tier() != Tier::Province => code.city().to_string(),
        _ => "province".into(),
    }
}
