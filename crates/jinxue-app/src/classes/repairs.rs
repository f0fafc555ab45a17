//! What helps a class that meets others for the same people: up to three moves, fewest people first.

use std::cmp::Reverse;

use jinxue_api::classes::{Repair, Repairs};
use jinxue_domain::{ClassState, Date, Period};
use jinxue_store::classes::FullClass;
use uuid::Uuid;

use super::ground::Ground;
use super::obstacles::load;
use super::page;
use crate::plans::warnings::Facts;
use crate::{Answer, Refusal, Work, wire};

/// How many repairs are offered.
const OFFERED: usize = 3;

/// The classes that one class meets as it stands, and what would end that.
///
/// # Errors
/// `not_found`.
pub async fn repairs(work: &Work, id: Uuid) -> Answer<Repairs> {
    let today = work.app.clock.today();
    let (facts, full, year) = load(work, id).await?;
    tokio::task::spawn_blocking(move || found(&facts, &full, year, today))
        .await
        .map_err(|fault| Refusal::internal(&fault))?
}

fn found(facts: &Facts, full: &FullClass, year: u16, today: Date) -> Answer<Repairs> {
    let ground = Ground::of(facts, full, year, today)?;
    let met = ground.met(&ground.period);
    let mut items = moves_of(full, &ground, met.len());
    if let [other] = met.as_slice() {
        // The other one may give way as well; of several, one alone would not end it.
        items.extend(moves_of(other, &Ground::of(facts, other, year, today)?, usize::MAX));
    }
    items.sort_by_key(|one| (one.conflicts, one.people, one.days.abs(), one.days));
    items.truncate(OFFERED);
    Ok(Repairs { conflicts: wire::count(met.len()), items })
}

/// The nearest days before and after on which a class meets fewest others, where these are fewer than `now`.
fn moves_of(full: &FullClass, ground: &Ground, now: usize) -> Vec<Repair> {
    if now == 0 || !is_movable(full) {
        return Vec::new();
    }
    let days_to = |start: Date| i64::from((start - ground.period.from()).get_days());
    let sound = |period: &Period| {
        ground.forbids(period).is_none() && ground.weekend(period).is_none() && ground.teaches_as_much(period)
    };
    let open: Vec<(usize, i64, Period)> = ground
        .starts()
        .filter_map(|start| ground.from(start))
        .filter(|period| period.from() != ground.period.from() && sound(period))
        .map(|period| (ground.met(&period).len(), days_to(period.from()), period))
        .collect();
    let Some(fewest) = open.iter().map(|(met, ..)| *met).min().filter(|fewest| *fewest < now) else {
        return Vec::new();
    };
    let best = || open.iter().filter(|(met, ..)| *met == fewest);
    let after = best().filter(|(_, days, _)| *days > 0).min_by_key(|(_, days, _)| *days);
    let before = best().filter(|(_, days, _)| *days < 0).min_by_key(|(_, days, _)| Reverse(*days));
    let chosen = [after, before].into_iter().flatten();
    chosen.map(|(met, days, period)| repair(full, *met, *days, period)).collect()
}

fn repair(full: &FullClass, met: usize, days: i64, to: &Period) -> Repair {
    let class = &full.class;
    Repair {
        class_id: class.id.as_uuid(),
        class_name: class.name.clone(),
        version: class.version,
        start_date: to.from().to_string(),
        end_date: to.to().to_string(),
        days,
        people: class.seats_taken.into(),
        conflicts: wire::count(met),
    }
}

/// Whether a class may still change its dates: not when it is over, and not when people were told of their seats.
fn is_movable(full: &FullClass) -> bool {
    let class = &full.class;
    page::is_editable(class.state) && (class.state != ClassState::Published || class.seats_taken == 0)
}
