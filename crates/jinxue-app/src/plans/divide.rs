//! Dividing what a unit holds of a plan's targets among units below, and a proposal how.

use jinxue_api::plans::Target;
use jinxue_api::shares::{self as api, Shares};
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::plan::{Aim, DivisionRefusal, Receiver, division_faults, proportional};
use jinxue_domain::{ClassState, PlanId, Tier};
use jinxue_store::shares::{self as store, Division, Share};
use jinxue_store::units::{self, Unit};
use jinxue_store::{Conn, Tx};
use serde_json::json;
use uuid::Uuid;

use super::TARGET_MOST;
use super::figures::TIERS;
use super::shares::{Cascade, holder, shares, told};
use crate::wire::{self, Faults};
use crate::{Answer, Refusal, Work};

/// Units that may have a part of one unit's targets.
const RECEIVERS_MOST: i64 = 1_000;

/// Divides what a unit holds, all of it at once.
///
/// # Errors
/// `not_found` for the plan or a unit; `wrong_state` when the unit holds nothing; `duplicate` for a unit that has a share of
/// another; `invalid_value` for every share refused; `version_stale` with the division as it is now.
pub async fn divide(
    work: &Work,
    plan: Uuid,
    unit: Uuid,
    version: i64,
    division: &api::TargetDivision,
) -> Answer<Shares> {
    wire::between("shares", wire::count(division.shares.len()), 0, RECEIVERS_MOST)?;
    let plan_id = PlanId::from(plan);
    let divided = work
        .db()
        .work(async |mut tx| {
            let holder = holder(&mut tx, Some(unit)).await?;
            let cascade = Cascade::load(&mut tx, plan_id).await?;
            let receivers = receivers(&mut tx, division).await?;
            allowed(&cascade, &holder, &receivers)?;
            let head = Division {
                plan_id,
                unit_id: holder.id,
                version,
                actor: work.actor.name.clone(),
                changed_at: work.app.clock.now(),
            };
            store::divide(&mut tx, &head, &holder.path, &rows(plan_id, &holder, &receivers)).await?;
            let detail = json!({ "unit": unit, "shares": division.shares });
            work.note(&mut tx, "divide", ("plan", plan.to_string()), detail).await?;
            told(work, &mut tx, plan_id, &holder).await
        })
        .await;
    match divided {
        Ok(shares) => Ok(shares),
        Err(refusal) => Err(refusal.with_current(shares(work, plan, Some(unit))).await),
    }
}

/// The units named, with what they are to get.
async fn receivers(tx: &mut Tx, division: &api::TargetDivision) -> Answer<Vec<Receiver>> {
    let mut faults = Faults::default();
    let mut receivers = Vec::new();
    for share in &division.shares {
        let aims = faults.take(aims(&share.targets));
        let unit = units::by_id(tx, share.unit_id.into()).await?;
        receivers.extend(aims.map(|aims| Receiver {
            id: unit.id,
            path: unit.path,
            tier: unit.tier,
            name: unit.name,
            aims,
        }));
    }
    faults.end()?;
    Ok(receivers)
}

/// Targets as they travel, each tier once.
pub(super) fn aims(targets: &[Target]) -> Answer<Vec<(Tier, Aim)>> {
    let mut faults = Faults::default();
    let mut read: Vec<(Tier, Aim)> = Vec::new();
    for target in targets {
        let tier = faults.take(tier(&target.tier));
        let classes = faults.take(wire::between("classes", target.classes, 0, TARGET_MOST));
        let person_times = faults.take(wire::between("person_times", target.person_times, 0, TARGET_MOST));
        let (Some(tier), Some(classes), Some(times)) = (tier, classes, person_times) else { continue };
        if read.iter().any(|(other, _)| *other == tier) {
            faults.push(Problem::invalid("tier", tier, "每个层级一次 / each tier once").into());
            continue;
        }
        let count = |number: i64| u32::try_from(number).unwrap_or_default();
        read.push((tier, Aim { classes: count(classes), person_times: count(times) }));
    }
    faults.end()?;
    Ok(read)
}

/// A tier that plans have targets for.
fn tier(text: &str) -> Answer<Tier> {
    let tier = wire::read("tier", text)?;
    let expected = || TIERS.map(|tier| tier.as_str()).join(", ");
    if TIERS.contains(&tier) { Ok(tier) } else { Err(Problem::invalid("tier", tier, expected()).into()) }
}

fn allowed(cascade: &Cascade, holder: &Unit, receivers: &[Receiver]) -> Answer<()> {
    if !cascade.holds(holder.id) && !receivers.is_empty() {
        let problem = Problem::new(ErrorCode::WrongState).field("unit_id").value(&holder.name);
        return Err(problem
            .because(
                format!("“{}”在这份计划里没有任务可分解", holder.name),
                format!("“{}” holds nothing of this plan that could be handed on", holder.name),
            )
            .into());
    }
    let mut faults = Faults::default();
    for fault in division_faults(&holder.path, receivers) {
        faults.push(Refusal::of("shares", &fault));
    }
    for receiver in receivers {
        if cascade.giver(receiver.id).is_some_and(|giver| giver != holder.id) {
            let problem = Problem::new(ErrorCode::Duplicate).field("shares").value(&receiver.name);
            faults.push(problem.into());
        }
    }
    for unit in cascade.receivers_of(holder.id) {
        let asked = receivers.iter().find(|receiver| receiver.id == unit.id);
        for fault in lowered(cascade, unit, asked.map_or(&[], |receiver| &receiver.aims)) {
            faults.push(Refusal::of("shares", &fault));
        }
    }
    faults.end()
}

/// What is lowered under what is approved already; whoever gets nothing any more is lowered to nothing.
pub(super) fn lowered(cascade: &Cascade, unit: &Unit, aims: &[(Tier, Aim)]) -> Vec<DivisionRefusal> {
    let check = |tier: Tier| {
        let asked = aims.iter().find(|(of, _)| *of == tier).map_or(0, |(_, aim)| aim.classes);
        let approved = cascade.organised(&unit.path, tier, ClassState::is_agreed).classes;
        let refused = asked < cascade.held(unit.id, tier).classes && asked < approved;
        refused.then(|| DivisionRefusal::BelowApproved { name: unit.name.clone(), tier, asked, approved })
    };
    TIERS.into_iter().filter_map(check).collect()
}

/// One row for every tier of which a unit gets something; a unit that gets nothing of any keeps no row.
fn rows(plan_id: PlanId, holder: &Unit, receivers: &[Receiver]) -> Vec<Share> {
    let row = |receiver: &Receiver, tier: Tier, aim: Aim| Share {
        plan_id,
        unit_id: receiver.id,
        tier,
        from_id: holder.id,
        classes: aim.classes,
        person_times: aim.person_times,
        unit_path: receiver.path.clone(),
        from_path: holder.path.clone(),
    };
    let given = |receiver: &Receiver| {
        let something = receiver.aims.iter().filter(|(_, aim)| !aim.is_nothing());
        something.map(|(tier, aim)| row(receiver, *tier, *aim)).collect::<Vec<_>>()
    };
    receivers.iter().flat_map(given).collect()
}

/// A division of all that is to be handed on, by the people of the regions below (`people`) or by the classes they plan
/// already (`planned`). Nothing is kept.
///
/// # Errors
/// `not_found` for the plan, or a unit one may not see; `invalid_value` for `by`.
pub async fn proposal(work: &Work, plan: Uuid, query: &api::ProposalQuery) -> Answer<api::TargetDivision> {
    let by_people = match query.by.as_str() {
        "people" => true,
        "planned" => false,
        other => return Err(Problem::invalid("by", other, "people, planned").into()),
    };
    work.db()
        .read(async |mut conn| {
            let holder = holder(&mut conn, query.unit).await?;
            let cascade = Cascade::load(&mut conn, plan.into()).await?;
            let receivers = cascade.receivers(&mut conn, &holder).await?;
            let people = if by_people { Some(headcounts(&mut conn, &receivers).await?) } else { None };
            let mut shares: Vec<api::Share> = receivers
                .iter()
                .map(|unit| api::Share { unit_id: unit.id.as_uuid(), targets: Vec::new() })
                .collect();
            for tier in TIERS.into_iter().filter(|tier| *tier > holder.tier) {
                let weights = weights(&cascade, &receivers, people.as_deref(), tier);
                for (share, aim) in shares.iter_mut().zip(parts(cascade.held(holder.id, tier), &weights)) {
                    share.targets.push(Target {
                        tier: tier.as_str().into(),
                        classes: aim.classes.into(),
                        person_times: aim.person_times.into(),
                    });
                }
            }
            Ok(api::TargetDivision { shares })
        })
        .await
}

async fn headcounts(conn: &mut Conn, receivers: &[Unit]) -> Answer<Vec<u64>> {
    let mut counts = Vec::with_capacity(receivers.len());
    for unit in receivers {
        counts.push(units::headcount(conn, &unit.path).await?);
    }
    Ok(counts)
}

/// What each receiver weighs for a tier; a unit weighs nothing for the tiers above its own.
fn weights(cascade: &Cascade, receivers: &[Unit], people: Option<&[u64]>, tier: Tier) -> Vec<u64> {
    let planned = |unit: &Unit| {
        u64::from(cascade.organised(&unit.path, tier, |state| state != ClassState::Cancelled).classes)
    };
    let weight = |(at, unit): (usize, &Unit)| match people {
        _ if unit.tier > tier => 0,
        Some(people) => people[at],
        None => planned(unit),
    };
    receivers.iter().enumerate().map(weight).collect()
}

fn parts(whole: Aim, weights: &[u64]) -> impl Iterator<Item = Aim> {
    let classes = proportional(whole.classes, weights).into_iter();
    let person_times = proportional(whole.person_times, weights);
    classes.zip(person_times).map(|(classes, person_times)| Aim { classes, person_times })
}
