//! A plan's targets as they are handed down the tree, and where they do not agree.

use std::collections::{BTreeMap, BTreeSet};

use jinxue_api::Problem;
use jinxue_api::shares::{self as api, Imbalance, ShareHolder, ShareLine, Shares};
use jinxue_api::units::UnitRef;
use jinxue_domain::authority::Right;
use jinxue_domain::plan::{Aim, Standing};
use jinxue_domain::{ClassState, PlanId, Tier, UnitId, UnitKind, UnitPath};
use jinxue_store::plans::{self, Plan, PlanTarget};
use jinxue_store::shares::{self as store, Division, Organised, Share};
use jinxue_store::units::{self, Unit};
use jinxue_store::{Conn, StoreError};
use uuid::Uuid;

use super::figures::TIERS;
use crate::{Answer, Work, gaps, wire};

/// How a unit has divided its part of a plan's targets.
///
/// # Errors
/// `not_found` for the plan, or a unit one may not see.
pub async fn shares(work: &Work, id: Uuid, unit: Option<Uuid>) -> Answer<Shares> {
    work.db()
        .read(async |mut conn| {
            let holder = holder(&mut conn, unit).await?;
            told(work, &mut conn, id.into(), &holder).await
        })
        .await
}

pub(super) async fn told(work: &Work, conn: &mut Conn, plan: PlanId, holder: &Unit) -> Answer<Shares> {
    let cascade = Cascade::load(conn, plan).await?;
    let from = cascade.giver(holder.id).and_then(|giver| cascade.units.get(&giver));
    let division = cascade.divisions.iter().find(|division| division.unit_id == holder.id);
    let may = work.actor.authority.scope(Right::ChangePlans);
    Ok(Shares {
        holder: cascade.said(holder),
        from: from.map(|unit| UnitRef { id: unit.id.as_uuid(), name: unit.name.clone() }),
        receivers: cascade.receivers(conn, holder).await?.iter().map(|unit| cascade.said(unit)).collect(),
        imbalances: cascade.imbalances(&holder.path),
        version: division.map_or(0, |division| division.version),
        divided_by: division.map(|division| division.actor.clone()),
        divided_at: division.map(|division| division.changed_at.as_micros()),
        may_divide: may.contains(&holder.path) && cascade.holds(holder.id),
    })
}

/// The unit asked for, one that may be seen; the first of those when none is named.
pub(super) async fn holder(conn: &mut Conn, unit: Option<Uuid>) -> Answer<Unit> {
    let path = gaps::subtree(conn, unit).await?;
    if !conn.scope().contains(&path) {
        return Err(Problem::not_found("unit", unit.unwrap_or_default()).into());
    }
    Ok(units::at(conn, &path).await?)
}

/// Targets, shares and classes of a plan, as far as they may be seen.
pub(super) struct Cascade {
    plan: Plan,
    targets: Vec<PlanTarget>,
    shares: Vec<Share>,
    divisions: Vec<Division>,
    organised: Vec<Organised>,
    /// The plan's owner, and everybody who has a share or gave one.
    units: BTreeMap<UnitId, Unit>,
}

impl Cascade {
    pub async fn load(conn: &mut Conn, plan: PlanId) -> Answer<Self> {
        let plan = plans::by_id(conn, plan).await?;
        let shares = store::of_plan(conn, plan.id).await?;
        let concerned = shares.iter().flat_map(|share| [share.unit_id, share.from_id]).chain([plan.unit_id]);
        let concerned: BTreeSet<UnitId> = concerned.collect();
        let units = units::by_ids(conn, &Vec::from_iter(concerned)).await?;
        Ok(Self {
            targets: plans::targets(conn, plan.id).await?,
            divisions: store::divisions(conn, plan.id).await?,
            organised: store::organised(conn, plan.id).await?,
            units: units.into_iter().map(|unit| (unit.id, unit)).collect(),
            plan,
            shares,
        })
    }

    /// What a unit is to see held of a tier; the owner of the plan holds its targets.
    pub fn held(&self, unit: UnitId, tier: Tier) -> Aim {
        if unit == self.plan.unit_id {
            let aim = |set: &PlanTarget| Aim { classes: set.classes, person_times: set.person_times };
            return self.targets.iter().find(|set| set.tier == tier).map(aim).unwrap_or_default();
        }
        let given = self.shares.iter().find(|share| share.unit_id == unit && share.tier == tier);
        given.map(Share::aim).unwrap_or_default()
    }

    fn handed(&self, unit: UnitId, tier: Tier) -> Aim {
        let handed = self.shares.iter().filter(|share| share.from_id == unit && share.tier == tier);
        handed.fold(Aim::default(), |sum, share| sum.plus(share.aim()))
    }

    /// Whether a unit has something to divide: targets of its own, or a share.
    pub fn holds(&self, unit: UnitId) -> bool {
        unit == self.plan.unit_id || self.giver(unit).is_some()
    }

    /// Which unit a receiver has its share of.
    pub fn giver(&self, unit: UnitId) -> Option<UnitId> {
        self.shares.iter().find(|share| share.unit_id == unit).map(|share| share.from_id)
    }

    /// Classes of a tier that are organised at `path` and below, in the states that count.
    pub fn organised(&self, path: &UnitPath, tier: Tier, counts: fn(ClassState) -> bool) -> Aim {
        let below = |row: &&Organised| row.tier == tier && counts(row.state) && path.contains(&row.path);
        let aim = |row: &Organised| Aim { classes: row.classes, person_times: row.person_times };
        self.organised.iter().filter(below).fold(Aim::default(), |sum, row| sum.plus(aim(row)))
    }

    /// Those who have a part of what a unit holds.
    pub fn receivers_of(&self, unit: UnitId) -> impl Iterator<Item = &Unit> {
        let given = self.shares.iter().filter(move |share| share.from_id == unit).map(|share| share.unit_id);
        given.collect::<BTreeSet<UnitId>>().into_iter().filter_map(|id| self.units.get(&id))
    }

    /// Those who have a part of what a unit holds, and the regions directly below it; in tree order.
    pub async fn receivers(&self, conn: &mut Conn, holder: &Unit) -> Result<Vec<Unit>, StoreError> {
        let mut found = units::children(conn, holder.id).await?;
        found.retain(|unit| unit.kind == UnitKind::Region);
        for other in self.receivers_of(holder.id) {
            if found.iter().all(|unit| unit.id != other.id) {
                found.push(other.clone());
            }
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    fn said(&self, unit: &Unit) -> ShareHolder {
        ShareHolder {
            unit_id: unit.id.as_uuid(),
            unit_name: unit.name.clone(),
            tier: unit.tier.as_str().into(),
            holds: self.holds(unit.id),
            receivers: wire::count(self.receivers_of(unit.id).count()),
            lines: TIERS.iter().map(|tier| self.line(unit, *tier)).collect(),
        }
    }

    fn line(&self, unit: &Unit, tier: Tier) -> ShareLine {
        let (held, handed) = (self.held(unit.id, tier), self.handed(unit.id, tier));
        let standing = Standing::of(unit.tier, tier, held, handed);
        ShareLine {
            tier: tier.as_str().into(),
            held: said(held),
            handed: said(handed),
            planned: said(self.organised(&unit.path, tier, |state| state != ClassState::Cancelled)),
            approved: said(self.organised(&unit.path, tier, ClassState::is_agreed)),
            standing: standing.as_str().into(),
            off: off(standing),
        }
    }

    /// Everything that does not agree at `path` and below, in tree order.
    fn imbalances(&self, path: &UnitPath) -> Vec<Imbalance> {
        let mut within: Vec<&Unit> = self.units.values().filter(|unit| path.contains(&unit.path)).collect();
        within.sort_by(|a, b| a.path.cmp(&b.path));
        within
            .into_iter()
            .flat_map(|unit| TIERS.iter().flat_map(|tier| self.imbalances_of(unit, *tier)))
            .collect()
    }

    fn imbalances_of(&self, unit: &Unit, tier: Tier) -> Vec<Imbalance> {
        let (held, handed) = (self.held(unit.id, tier), self.handed(unit.id, tier));
        let imbalance = |kind: &str, off: api::Aim, words| Imbalance {
            unit_id: unit.id.as_uuid(),
            unit_name: unit.name.clone(),
            kind: kind.into(),
            tier: tier.as_str().into(),
            off,
            words: wire::words(&words),
        };
        let mut found = Vec::new();
        let standing = Standing::of(unit.tier, tier, held, handed);
        if let Some(words) = standing.words(&unit.name, tier, held) {
            let open =
                api::Aim { classes: -i64::from(held.classes), person_times: -i64::from(held.person_times) };
            found.push(imbalance(standing.as_str(), off(standing).unwrap_or(open), words));
        }
        let astray = self.shares.iter().find(|share| {
            share.unit_id == unit.id && share.tier == tier && !share.from_path.contains(&share.unit_path)
        });
        if let Some(from) = astray.and_then(|share| self.units.get(&share.from_id)) {
            found.push(imbalance("moved", said(held), Standing::moved(&unit.name, &from.name, tier)));
        }
        found
    }
}

fn off(standing: Standing) -> Option<api::Aim> {
    match standing {
        Standing::Off { classes, person_times } => Some(api::Aim { classes, person_times }),
        Standing::Own | Standing::Even | Standing::Undivided => None,
    }
}

fn said(aim: Aim) -> api::Aim {
    api::Aim { classes: aim.classes.into(), person_times: aim.person_times.into() }
}
