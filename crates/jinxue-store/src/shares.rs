//! The shares of a plan's targets, as they are handed down the tree.

use jinxue_domain::plan::Aim;
use jinxue_domain::{ClassState, Instant, PlanId, Tier, UnitId, UnitPath};

use crate::db::{Sql, bulks, row, statements};
use crate::{Conn, StoreError, Tx, fence, values};

row! {
    /// What one unit is to hold of one tier, and from whom.
    pub struct Share {
        req plan_id: PlanId,
        req unit_id: UnitId,
        req tier: Tier,
        req from_id: UnitId,
        req classes: u32,
        req person_times: u32,
        /// Where the unit is now; not written.
        req unit_path: UnitPath,
        /// Where the unit that gave it is now; not written.
        req from_path: UnitPath,
    }
}

row! {
    /// When and by whom a unit's targets were last divided.
    pub struct Division {
        req plan_id: PlanId,
        req unit_id: UnitId,
        req version: i64,
        req actor: String,
        req changed_at: Instant,
    }
}

row! {
    /// Classes and their greatest number of seats, of one organiser, tier and state.
    pub struct Organised {
        req path: UnitPath,
        req tier: Tier,
        req state: ClassState,
        req classes: u32,
        req person_times: u32,
    }
}

impl Share {
    /// Classes and person-times.
    pub fn aim(&self) -> Aim {
        Aim { classes: self.classes, person_times: self.person_times }
    }
}

/// Columns of [`Share`] that belong to the units.
const READ_ONLY: usize = 2;

statements! {
    SHARES = Sql::same("select plan_share.*, unit.path as unit_path, giver.path as from_path from plan_share join unit on unit.id = plan_share.unit_id join unit giver on giver.id = plan_share.from_id where plan_share.plan_id = $1 order by unit.path, case plan_share.tier when 'province' then 1 when 'city' then 2 else 3 end");
    DIVISIONS = Sql::same("select * from plan_division where plan_id = $1");
    ORGANISED = Sql::same("select unit.path, class.tier, class.state, count(*) as classes, cast(sum(class.seats_max) as bigint) as person_times from class join unit on unit.id = class.organiser_id where class.plan_id = $1 group by unit.path, class.tier, class.state");
    BEGIN = Sql::same("insert into plan_division (plan_id, unit_id, version, actor, changed_at) values ($1, $2, 0, $3, $4) on conflict (plan_id, unit_id) do nothing");
    STEP = Sql::same("update plan_division set version = version + 1, actor = $4, changed_at = $5 where plan_id = $1 and unit_id = $2 and version = $3");
    CLEAR = Sql::same("delete from plan_share where plan_id = $1 and from_id = $2");
}

bulks! {
    INSERT = "insert into plan_share (plan_id, unit_id, tier, from_id, classes, person_times) values", 6, "";
}

/// The shares of a plan whose receivers may be seen, in tree order.
pub async fn of_plan(conn: &mut Conn, plan: PlanId) -> Result<Vec<Share>, StoreError> {
    let scope = conn.scope();
    let mut shares: Vec<Share> = conn.all(SHARES, values![plan]).await?;
    shares.retain(|share| scope.contains(&share.unit_path));
    Ok(shares)
}

/// When the units of a plan divided what they hold. It tells no more than that: ask of units that may be seen.
pub async fn divisions(conn: &mut Conn, plan: PlanId) -> Result<Vec<Division>, StoreError> {
    conn.all(DIVISIONS, values![plan]).await
}

/// What the organisers who may be seen have in a plan.
pub async fn organised(conn: &mut Conn, plan: PlanId) -> Result<Vec<Organised>, StoreError> {
    let scope = conn.scope();
    let mut rows: Vec<Organised> = conn.all(ORGANISED, values![plan]).await?;
    rows.retain(|row| scope.contains(&row.path));
    Ok(rows)
}

/// Replaces what a unit at `path` hands on. `division.version` is the version the asker has seen, 0 before the first.
///
/// # Errors
/// [`StoreError::Stale`]; [`StoreError::Beyond`] for a unit outside the scope; [`crate::Constraint::Taken`]
/// `plan_share_pk` when a receiver has a share of another unit.
pub async fn divide(
    tx: &mut Tx,
    division: &Division,
    path: &UnitPath,
    shares: &[Share],
) -> Result<(), StoreError> {
    fence::writable(tx, "unit", [(division.unit_id.to_string(), path)].into_iter())?;
    let Division { plan_id, unit_id, version, actor, changed_at } = division;
    tx.execute(BEGIN, values![*plan_id, *unit_id, actor, *changed_at]).await?;
    if tx.execute(STEP, values![*plan_id, *unit_id, *version, actor, *changed_at]).await? == 0 {
        return Err(StoreError::stale("plan_division", unit_id, *version));
    }
    tx.execute(CLEAR, values![*plan_id, *unit_id]).await?;
    let row = |share: &Share| {
        let mut values = share.values();
        values.truncate(values.len() - READ_ONLY);
        values
    };
    tx.bulk(INSERT, shares.iter().map(row).collect()).await?;
    Ok(())
}
