//! Year plans and their targets.

use jinxue_domain::{ClassState, Instant, PlanId, PlanState, Tier, UnitId};

use crate::db::{Sql, bulks, row, statements};
use crate::{Conn, StoreError, Tx, values};

row! {
    /// One year's plan of one owner.
    pub struct Plan {
        req id: PlanId,
        req year: u16,
        req name: String,
        req state: PlanState,
        req unit_id: UnitId,
        req version: i64,
        req created_at: Instant,
        req changed_at: Instant,
    }
}

row! {
    /// How many classes and person-times a tier shall hold.
    pub struct PlanTarget {
        req plan_id: PlanId,
        req tier: Tier,
        req classes: u32,
        req person_times: u32,
    }
}

row! {
    /// How many classes and seats the plan's classes of one tier and state have.
    pub struct PlanTotal {
        req tier: Tier,
        req state: ClassState,
        req classes: u64,
        req seats_min: u64,
        req seats_max: u64,
        req seats_taken: u64,
    }
}

statements! {
    ALL = Sql::same("select * from plan order by year desc, name, id");
    BY_ID = Sql::same("select * from plan where id = $1");
    BY_YEAR = Sql::same("select * from plan where year = $1 and unit_id = $2");
    INSERT = Sql::same("insert into plan (id, year, name, state, unit_id, version, created_at, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8)");
    UPDATE = Sql::same("update plan set name = $3, state = $4, changed_at = $5, version = version + 1 where id = $1 and version = $2");
    TARGETS = Sql::same("select * from plan_target where plan_id = $1 order by case tier when 'province' then 1 when 'city' then 2 when 'county' then 3 else 4 end");
    CLEAR_TARGETS = Sql::same("delete from plan_target where plan_id = $1");
    TOTALS = Sql::same("select tier, state, count(*) as classes, cast(sum(seats_min) as bigint) as seats_min, cast(sum(seats_max) as bigint) as seats_max, cast(sum(seats_taken) as bigint) as seats_taken from class where plan_id = $1 group by tier, state order by tier, state");
    DELETE = Sql::same("delete from plan where id = $1");
}

bulks! {
    INSERT_TARGETS = "insert into plan_target (plan_id, tier, classes, person_times) values", 4, "";
}

/// All plans, latest year first.
pub async fn all(conn: &mut Conn) -> Result<Vec<Plan>, StoreError> {
    conn.all(ALL, values![]).await
}

/// The plan `id`.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn by_id(conn: &mut Conn, id: PlanId) -> Result<Plan, StoreError> {
    conn.optional(BY_ID, values![id]).await?.ok_or_else(|| StoreError::not_found("plan", id))
}

/// The plan a unit has for a year.
pub async fn by_year(conn: &mut Conn, year: u16, owner: UnitId) -> Result<Option<Plan>, StoreError> {
    conn.optional(BY_YEAR, values![year, owner]).await
}

/// Adds a plan.
///
/// # Errors
/// [`crate::Constraint::Taken`] `plan_year_unit_unique` when the owner has one for that year.
pub async fn insert(tx: &mut Tx, plan: &Plan) -> Result<(), StoreError> {
    tx.execute(INSERT, plan.values()).await?;
    Ok(())
}

/// Replaces name and state.
///
/// # Errors
/// [`StoreError::Stale`] when it is no longer at `plan.version`; [`StoreError::NotFound`].
pub async fn update(tx: &mut Tx, plan: &Plan) -> Result<(), StoreError> {
    let values = values![plan.id, plan.version, &plan.name, plan.state, plan.changed_at];
    if tx.execute(UPDATE, values).await? == 0 {
        by_id(tx, plan.id).await?;
        return Err(StoreError::stale("plan", plan.id, plan.version));
    }
    Ok(())
}

/// Removes a plan that has no classes.
///
/// # Errors
/// [`crate::Constraint::Reference`] when it has.
pub async fn delete(tx: &mut Tx, id: PlanId) -> Result<(), StoreError> {
    tx.execute(DELETE, values![id]).await?;
    Ok(())
}

/// The targets of a plan, highest tier first.
pub async fn targets(conn: &mut Conn, plan: PlanId) -> Result<Vec<PlanTarget>, StoreError> {
    conn.all(TARGETS, values![plan]).await
}

/// Replaces the targets of a plan.
pub async fn set_targets(tx: &mut Tx, plan: PlanId, targets: &[PlanTarget]) -> Result<(), StoreError> {
    tx.execute(CLEAR_TARGETS, values![plan]).await?;
    tx.bulk(INSERT_TARGETS, targets.iter().map(PlanTarget::values).collect()).await?;
    Ok(())
}

/// What the classes of a plan add up to, by tier and state.
pub async fn totals(conn: &mut Conn, plan: PlanId) -> Result<Vec<PlanTotal>, StoreError> {
    conn.all(TOTALS, values![plan]).await
}
