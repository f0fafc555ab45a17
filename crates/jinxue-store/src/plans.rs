//! Year plans and their targets.

use jinxue_domain::authority::Scope;
use jinxue_domain::{ClassState, Instant, PlanId, PlanState, Tier, UnitId, UnitPath};

use crate::db::{Sql, Where, bulks, row, statements};
use crate::{Conn, StoreError, Tx, Values, fence, values};

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
    OWNER = Sql::same("select unit.path as only from plan join unit on unit.id = plan.unit_id where plan.id = $1");
    BY_YEAR = Sql::same("select * from plan where year = $1 and unit_id = $2");
    INSERT = Sql::same("insert into plan (id, year, name, state, unit_id, version, created_at, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8)");
    UPDATE = Sql::same("update plan set name = $3, state = $4, changed_at = $5, version = version + 1 where id = $1 and version = $2");
    TARGETS = Sql::same("select * from plan_target where plan_id = $1 order by case tier when 'province' then 1 when 'city' then 2 when 'county' then 3 else 4 end");
    CLEAR_TARGETS = Sql::same("delete from plan_target where plan_id = $1");
    DELETE = Sql::same("delete from plan where id = $1");
}

bulks! {
    INSERT_TARGETS = "insert into plan_target (plan_id, tier, classes, person_times) values", 4, "";
}

/// All plans that may be seen, latest year first.
pub async fn all(conn: &mut Conn) -> Result<Vec<Plan>, StoreError> {
    let (text, values) = all_statement(&conn.scope());
    conn.all(text, values).await
}

fn all_statement(scope: &Scope) -> (String, Values) {
    let mut clause = Where::default();
    fence::plans(&mut clause, scope);
    clause.push(" order by year desc, name, id", []);
    clause.onto("select plan.* from plan")
}

fn one_statement(scope: &Scope, id: PlanId) -> (String, Values) {
    let mut clause = Where::default();
    clause.and("plan.id = ?", values![id]);
    fence::plans(&mut clause, scope);
    clause.onto("select plan.* from plan")
}

fn totals_statement(scope: &Scope, plan: PlanId) -> (String, Values) {
    let mut clause = Where::default();
    clause.and("plan_id = ?", values![plan]);
    fence::classes(&mut clause, scope);
    clause.push(" group by tier, state order by tier, state", []);
    clause.onto(
        "select tier, state, count(*) as classes, cast(sum(seats_min) as bigint) as seats_min, \
         cast(sum(seats_max) as bigint) as seats_max, cast(sum(seats_taken) as bigint) as seats_taken from class",
    )
}

/// The texts that are built here, so that a test can prepare them.
#[doc(hidden)]
pub fn every_statement() -> Vec<String> {
    let nil = PlanId::from_uuid(uuid::Uuid::nil());
    let of =
        |scope: &Scope| [all_statement(scope).0, one_statement(scope, nil).0, totals_statement(scope, nil).0];
    fence::shapes().iter().flat_map(of).collect()
}

/// Refuses to change a plan whose owner is beyond the scope.
async fn own(tx: &mut Tx, id: PlanId) -> Result<(), StoreError> {
    let path: Option<crate::db::Only<UnitPath>> = tx.optional(OWNER, values![id]).await?;
    let path = path.ok_or_else(|| StoreError::not_found("plan", id))?.0;
    fence::writable(tx, "plan", [(id.to_string(), &path)].into_iter())
}

/// The plan `id`.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn by_id(conn: &mut Conn, id: PlanId) -> Result<Plan, StoreError> {
    let (text, values) = one_statement(&conn.scope(), id);
    conn.optional(text, values).await?.ok_or_else(|| StoreError::not_found("plan", id))
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
    own(tx, plan.id).await
}

/// Replaces name and state.
///
/// # Errors
/// [`StoreError::Stale`] when it is no longer at `plan.version`; [`StoreError::NotFound`].
pub async fn update(tx: &mut Tx, plan: &Plan) -> Result<(), StoreError> {
    own(tx, plan.id).await?;
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
    own(tx, plan).await?;
    tx.execute(CLEAR_TARGETS, values![plan]).await?;
    tx.bulk(INSERT_TARGETS, targets.iter().map(PlanTarget::values).collect()).await?;
    Ok(())
}

/// What the classes of a plan that may be seen add up to, by tier and state.
pub async fn totals(conn: &mut Conn, plan: PlanId) -> Result<Vec<PlanTotal>, StoreError> {
    let (text, values) = totals_statement(&conn.scope(), plan);
    conn.all(text, values).await
}
