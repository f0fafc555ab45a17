//! What a plan's classes add up to beside its targets. Every figure is a sum over the same rows, so that tiers,
//! states and the whole agree with each other.

use jinxue_api::plans::{Plan, PlanRow, StateCount, TargetRow};
use jinxue_domain::{ClassState, PlanId, Tier};
use jinxue_store::Conn;
use jinxue_store::classes::stamp;
use jinxue_store::plans::{self as store, PlanTarget, PlanTotal};
use jinxue_store::units;

use crate::{Answer, wire};

/// The tiers a plan has targets for.
pub(super) const TIERS: [Tier; 3] = [Tier::Province, Tier::City, Tier::County];

pub(super) async fn of(conn: &mut Conn, row: PlanRow, id: PlanId) -> Answer<Plan> {
    let targets = store::targets(conn, id).await?;
    let owner = units::by_id(conn, row.unit_id.into()).await?;
    let totals = store::totals(conn, id).await?;
    let budget = stamp::budget(conn, id).await?;
    let counts = |total: &&PlanTotal| total.state != ClassState::Cancelled;
    let sum = |of: fn(&PlanTotal) -> u64| wire::count(totals.iter().filter(counts).map(of).sum::<u64>());
    Ok(Plan {
        row,
        targets_apply: conn.scope().contains(&owner.path),
        targets: TIERS.iter().map(|tier| target(*tier, &targets, &totals)).collect(),
        states: ClassState::ALL.iter().map(|state| in_state(*state, &totals)).collect(),
        classes: sum(|total| total.classes),
        person_times: sum(|total| total.seats_max),
        budget_yuan: budget,
        seats_taken: sum(|total| total.seats_taken),
    })
}

fn target(tier: Tier, targets: &[PlanTarget], totals: &[PlanTotal]) -> TargetRow {
    let set = targets.iter().find(|target| target.tier == tier);
    let sum = |counts: fn(ClassState) -> bool, of: fn(&PlanTotal) -> u64| {
        let of_tier = totals.iter().filter(|total| total.tier == tier && counts(total.state));
        wire::count(of_tier.map(of).sum::<u64>())
    };
    let planned = |state| state != ClassState::Cancelled;
    TargetRow {
        tier: tier.as_str().into(),
        classes: set.map_or(0, |target| target.classes.into()),
        person_times: set.map_or(0, |target| target.person_times.into()),
        planned_classes: sum(planned, |total| total.classes),
        planned_person_times: sum(planned, |total| total.seats_max),
        approved_classes: sum(ClassState::is_agreed, |total| total.classes),
        approved_person_times: sum(ClassState::is_agreed, |total| total.seats_max),
    }
}

fn in_state(state: ClassState, totals: &[PlanTotal]) -> StateCount {
    let classes = totals.iter().filter(|total| total.state == state).map(|total| total.classes).sum::<u64>();
    StateCount { state: state.as_str().into(), classes: wire::count(classes) }
}
