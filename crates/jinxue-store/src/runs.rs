//! Matching runs: what was asked, what came out, and how two of them differ.

pub mod compare;
pub mod result;

use jinxue_domain::authority::Scope;
use jinxue_domain::{Instant, JobId, PlanId, RunId, RunState};

use crate::db::{Sql, Where, row, statements};
use crate::{Conn, StoreError, Tx, Values, fence, values};

row! {
    /// One run. `options`, `report` and `trace` (elapsed, objective, bound) are JSON; `folder` holds its files.
    pub struct Run {
        req id: RunId,
        req plan_id: PlanId,
        req name: String,
        req state: RunState,
        req options: String,
        req job_id: JobId,
        opt objective: i64,
        opt bound: f64,
        opt gap: f64,
        req people: i64,
        req classes: i64,
        opt seats: i64,
        opt people_seated: i64,
        opt report: String,
        opt trace: String,
        opt folder: String,
        req created_at: Instant,
        opt finished_at: Instant,
        opt accepted_at: Instant,
    }
}

statements! {
    INSERT = Sql::same("insert into run (id, plan_id, name, state, options, job_id, objective, bound, gap, people, classes, seats, people_seated, report, trace, folder, created_at, finished_at, accepted_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)");
    UPDATE = Sql::same("update run set name = $2, state = $3, objective = $4, bound = $5, gap = $6, people = $7, classes = $8, seats = $9, people_seated = $10, report = $11, trace = $12, folder = $13, finished_at = $14 where id = $1");
    ACCEPT = Sql::same("update run set accepted_at = $2 where id = $1 and accepted_at is null and state in ('done', 'stopped')");
    DELETE = Sql::same("delete from run where id = $1 and accepted_at is null");
}

/// The run `id`.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn by_id(conn: &mut Conn, id: RunId) -> Result<Run, StoreError> {
    let (text, values) = one_statement(&conn.scope(), id);
    conn.optional(text, values).await?.ok_or_else(|| StoreError::not_found("run", id))
}

fn one_statement(scope: &Scope, id: RunId) -> (String, Values) {
    let mut clause = Where::default();
    clause.and("run.id = ?", values![id]);
    fence::runs(&mut clause, scope);
    clause.onto("select run.* from run")
}

fn list_statement(scope: &Scope, plan: Option<PlanId>) -> (String, Values) {
    let mut clause = Where::default();
    if let Some(plan) = plan {
        clause.and("run.plan_id = ?", values![plan]);
    }
    fence::runs(&mut clause, scope);
    clause.push(" order by created_at desc, id desc", []);
    clause.onto("select run.* from run")
}

/// The texts that are built here, so that a test can prepare them.
#[doc(hidden)]
pub fn every_statement() -> Vec<String> {
    let nil = uuid::Uuid::nil();
    let of = |scope: &Scope| {
        [
            one_statement(scope, nil.into()).0,
            list_statement(scope, None).0,
            list_statement(scope, Some(nil.into())).0,
        ]
    };
    fence::shapes().iter().flat_map(of).collect()
}

/// The runs of a plan, newest first.
pub async fn of_plan(conn: &mut Conn, plan: PlanId) -> Result<Vec<Run>, StoreError> {
    let (text, values) = list_statement(&conn.scope(), Some(plan));
    conn.all(text, values).await
}

/// All runs, newest first.
pub async fn all(conn: &mut Conn) -> Result<Vec<Run>, StoreError> {
    let (text, values) = list_statement(&conn.scope(), None);
    conn.all(text, values).await
}

/// Adds a run.
pub async fn insert(tx: &mut Tx, run: &Run) -> Result<(), StoreError> {
    tx.execute(INSERT, run.values()).await?;
    // A run that its maker could not see would be over people beyond the scope.
    match by_id(tx, run.id).await {
        Ok(_) => Ok(()),
        Err(_) => Err(StoreError::Beyond { what: "plan", id: run.plan_id.to_string() }),
    }
}

/// Replaces what a run learns as it goes: state, figures, report, trace.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn update(tx: &mut Tx, run: &Run) -> Result<(), StoreError> {
    let values = values![
        run.id,
        &run.name,
        run.state,
        run.objective,
        run.bound,
        run.gap,
        run.people,
        run.classes,
        run.seats,
        run.people_seated,
        run.report.clone(),
        run.trace.clone(),
        run.folder.clone(),
        run.finished_at
    ];
    match tx.execute(UPDATE, values).await? {
        0 => Err(StoreError::not_found("run", run.id)),
        _ => Ok(()),
    }
}

/// Notes that a finished run was accepted; `false` when it is not finished or was accepted before.
pub async fn mark_accepted(tx: &mut Tx, id: RunId, now: Instant) -> Result<bool, StoreError> {
    Ok(tx.execute(ACCEPT, values![id, now]).await? == 1)
}

/// Removes a run that was not accepted; `false` when there is none such.
pub async fn delete(tx: &mut Tx, id: RunId) -> Result<bool, StoreError> {
    Ok(tx.execute(DELETE, values![id]).await? == 1)
}
