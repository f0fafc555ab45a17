//! The year's plan: targets and their shares, figures that reconcile, the ribbon, what wants a look.

mod divide;
mod figures;
mod ribbon;
mod shares;
pub(crate) mod warnings;

use jinxue_api::Problem;
use jinxue_api::plans::{NewPlan, Plan, PlanRow, Targets};
use jinxue_domain::plan::Aim;
use jinxue_domain::{PlanId, PlanState, Tier};
use jinxue_store::{Conn, plans as store, units};
use serde_json::json;
use uuid::Uuid;

pub use divide::{divide, proposal};
pub use ribbon::ribbon;
pub use shares::shares;
pub use warnings::list as warnings;

use shares::Cascade;

use crate::once::{Created, Once};
use crate::wire::{self, Faults};
use crate::{Answer, Refusal, Work};

/// The greatest target of a tier.
const TARGET_MOST: i64 = 10_000_000;

/// All plans, latest year first.
///
/// # Errors
/// When the store fails.
pub async fn list(work: &Work) -> Answer<Vec<PlanRow>> {
    let plans = work.db().read(async |mut conn| store::all(&mut conn).await).await?;
    Ok(plans.iter().map(row).collect())
}

/// A plan with its figures.
///
/// # Errors
/// `not_found`.
pub async fn get(work: &Work, id: Uuid) -> Answer<Plan> {
    work.db().read(async |mut conn| load(&mut conn, id.into()).await).await
}

pub(crate) async fn load(conn: &mut Conn, id: PlanId) -> Answer<Plan> {
    let plan = store::by_id(conn, id).await?;
    figures::of(conn, row(&plan), id).await
}

/// Makes a plan.
///
/// # Errors
/// `not_found` for the owner; `invalid_value`; `duplicate` when the owner has one for the year.
pub async fn create(work: &Work, key: Option<String>, new: &NewPlan) -> Answer<Created<Plan>> {
    let once = Once::new(key, "POST /plans", "", new);
    if let Some(made) = once.find(work).await? {
        return Ok(made);
    }
    let mut faults = Faults::default();
    let year = faults.take(wire::between("year", new.year, 2000, 2100));
    let name = faults.take(wire::filled("name", &new.name));
    faults.end()?;
    let (Some(year), Some(name)) = (year, name) else {
        return Err(Refusal::internal(&"a value was refused without a fault"));
    };
    let (id, now) = (work.app.ids.draw::<PlanId>(), work.app.clock.now());
    let made = work
        .db()
        .work(async |mut tx| {
            let plan = store::Plan {
                id,
                year: year.try_into().unwrap_or_default(),
                name: name.clone(),
                state: PlanState::Draft,
                unit_id: owner(&mut tx, new.unit_id).await?,
                version: 1,
                created_at: now,
                changed_at: now,
            };
            store::insert(&mut tx, &plan).await?;
            work.note(&mut tx, "create", ("plan", id.to_string()), json!(new)).await?;
            let made = load(&mut tx, id).await?;
            once.keep(&mut tx, work, &made).await
        })
        .await;
    once.settle(work, made).await
}

/// The unit asked for, or the root of the tree.
async fn owner(conn: &mut Conn, unit: Option<Uuid>) -> Answer<jinxue_domain::UnitId> {
    match unit {
        Some(id) => Ok(units::by_id(conn, id.into()).await?.id),
        None => {
            let first = units::all(conn).await?.into_iter().next();
            first.map(|unit| unit.id).ok_or_else(|| Problem::not_found("unit", "root").into())
        }
    }
}

/// Sets the targets of a plan, all of them at once.
///
/// # Errors
/// `not_found`; `version_stale` with the plan as it is now; `invalid_value` for every target refused.
pub async fn set_targets(work: &Work, id: Uuid, version: i64, targets: &Targets) -> Answer<Plan> {
    let aims = divide::aims(&targets.targets)?;
    let rows: Vec<store::PlanTarget> =
        aims.iter().map(|(tier, aim)| row_of(id.into(), *tier, *aim)).collect();
    let set = work
        .db()
        .work(async |mut tx| {
            let mut plan = store::by_id(&mut tx, id.into()).await?;
            if plan.version != version {
                return Err(Refusal::stale("plan", id, version));
            }
            allowed(&mut tx, &plan, &aims).await?;
            plan.changed_at = work.app.clock.now();
            store::update(&mut tx, &plan).await?;
            store::set_targets(&mut tx, plan.id, &rows).await?;
            work.note(&mut tx, "set_targets", ("plan", id.to_string()), json!(targets.targets)).await?;
            load(&mut tx, plan.id).await
        })
        .await;
    match set {
        Ok(plan) => Ok(plan),
        Err(refusal) => Err(refusal.with_current(get(work, id)).await),
    }
}

fn row_of(plan_id: PlanId, tier: Tier, aim: Aim) -> store::PlanTarget {
    store::PlanTarget { plan_id, tier, classes: aim.classes, person_times: aim.person_times }
}

/// A target may not go down under what is approved of its tier.
async fn allowed(conn: &mut Conn, plan: &store::Plan, aims: &[(Tier, Aim)]) -> Answer<()> {
    let owner = units::by_id(conn, plan.unit_id).await?;
    let cascade = Cascade::load(conn, plan.id).await?;
    let mut faults = Faults::default();
    for fault in divide::lowered(&cascade, &owner, aims) {
        faults.push(Refusal::of("targets", &fault));
    }
    faults.end()
}

fn row(plan: &store::Plan) -> PlanRow {
    PlanRow {
        id: plan.id.as_uuid(),
        year: plan.year.into(),
        name: plan.name.clone(),
        state: plan.state.as_str().into(),
        unit_id: plan.unit_id.as_uuid(),
        version: plan.version,
    }
}
