//! Background work: a queue in the database, with leases, so that it survives a restart.

use jinxue_domain::authority::Right;
use jinxue_domain::{AccountId, Instant, JobId, JobState};

use crate::db::{Only, Sql, row, statements};
use crate::{Conn, StoreError, Tx, values};

row! {
    /// One piece of background work. `payload`, `progress`, `error` and `result` are JSON.
    pub struct Job {
        req id: JobId,
        req kind: String,
        req payload: String,
        req state: JobState,
        req progress_done: i64,
        req progress_total: i64,
        opt progress: String,
        req run_at: Instant,
        req attempts: u32,
        opt lease_until: Instant,
        opt error: String,
        opt result: String,
        req created_at: Instant,
        opt finished_at: Instant,
    }
}

/// How far a job is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Progress {
    pub done: i64,
    pub total: i64,
    /// What else is worth showing, as JSON.
    pub detail: Option<String>,
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// With its result as JSON.
    Done(String),
    /// With the fault as JSON.
    Failed(String),
}

statements! {
    BY_ID = Sql::same("select * from job where id = $1");
    LATEST = Sql::same("select * from job order by created_at desc, id desc limit $1");
    LATEST_ASKED = Sql::same("select job.* from job_asker cross join job where job.id = job_asker.job_id and job_asker.account_id = $1 order by job.created_at desc, job.id desc limit $2");
    ASK = Sql::same("insert into job_asker (job_id, account_id, asked_right) values ($1, $2, $3)");
    ASKER = Sql::same("select account_id, asked_right from job_asker where job_id = $1");
    ENQUEUE = Sql::same("insert into job (id, kind, payload, state, run_at, created_at) values ($1, $2, $3, 'queued', $4, $5)");
    NEXT = Sql::each(
        "select * from job where state = 'queued' and run_at <= $1 order by run_at, id limit 1",
        "select * from job where state = 'queued' and run_at <= $1 order by run_at, id limit 1 for update skip locked",
    );
    START = Sql::same("update job set state = 'running', lease_until = $2, attempts = attempts + 1 where id = $1 and state = 'queued'");
    HEARTBEAT = Sql::same("update job set lease_until = $3 where id = $1 and state = 'running' and attempts = $2");
    PROGRESS = Sql::same("update job set progress_done = $3, progress_total = $4, progress = $5 where id = $1 and state = 'running' and attempts = $2");
    FINISH = Sql::same("update job set state = $3, result = $4, error = $5, finished_at = $6, lease_until = null where id = $1 and state = 'running' and attempts = $2");
    SET_RESULT = Sql::same("update job set result = $2 where id = $1 and state in ('done', 'failed', 'cancelled')");
    HOLD = Sql::each(
        "select count(*) as only from job where id = $1 and attempts = $2 and state = 'running'",
        "select count(*) as only from (select id from job where id = $1 and attempts = $2 and state = 'running' for share) as held",
    );
    CANCEL = Sql::same("update job set state = 'cancelled', finished_at = $2, lease_until = null where id = $1 and state in ('queued', 'running')");
    EXPIRED = Sql::same("update job set state = 'queued', lease_until = null, run_at = $1 where state = 'running' and lease_until < $1");
    ABANDONED = Sql::same("update job set state = 'queued', lease_until = null, run_at = $1 where state = 'running'");
    WAITING = Sql::same("select count(*) as only from job where state in ('queued', 'running') and kind in ($1, $2)");
    UNFINISHED = Sql::same("select count(*) as only from job where state in ('queued', 'running')");
    DELETE_FINISHED = Sql::same("delete from job where finished_at < $1");
}

/// The job `id`.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn by_id(conn: &mut Conn, id: JobId) -> Result<Job, StoreError> {
    conn.optional(BY_ID, values![id]).await?.ok_or_else(|| StoreError::not_found("job", id))
}

row! {
    /// Whose right a job uses.
    pub struct Asker {
        req account_id: AccountId,
        req asked_right: Right,
    }
}

/// Notes whose right a job uses.
pub async fn ask(tx: &mut Tx, job: JobId, asker: &Asker) -> Result<(), StoreError> {
    tx.execute(ASK, values![job, asker.account_id, asker.asked_right]).await?;
    Ok(())
}

/// Whose right a job uses; none for those of the operator and of the software itself.
pub async fn asker(conn: &mut Conn, job: JobId) -> Result<Option<Asker>, StoreError> {
    conn.optional(ASKER, values![job]).await
}

/// The latest jobs, newest first.
pub async fn latest(conn: &mut Conn, limit: u32) -> Result<Vec<Job>, StoreError> {
    conn.all(LATEST, values![limit]).await
}

/// The latest jobs that an account asked for, newest first.
pub async fn latest_of(conn: &mut Conn, account: AccountId, limit: u32) -> Result<Vec<Job>, StoreError> {
    conn.all(LATEST_ASKED, values![account, limit]).await
}

/// Puts work in the queue, to be started at `run_at` or later.
pub async fn enqueue(
    tx: &mut Tx,
    id: JobId,
    kind: &str,
    payload: &str,
    run_at: Instant,
    now: Instant,
) -> Result<(), StoreError> {
    tx.execute(ENQUEUE, values![id, kind, payload, run_at, now]).await?;
    Ok(())
}

/// Takes the next job that is due, under a lease. `attempts` of the job taken is the ticket for all later calls.
pub async fn claim(tx: &mut Tx, now: Instant, lease_until: Instant) -> Result<Option<Job>, StoreError> {
    let Some(next) = tx.optional::<Job>(NEXT, values![now]).await? else { return Ok(None) };
    if tx.execute(START, values![next.id, lease_until]).await? == 0 {
        return Ok(None);
    }
    by_id(tx, next.id).await.map(Some)
}

/// Prolongs the lease. `false` says that the job was cancelled or given to another worker: stop.
pub async fn heartbeat(
    tx: &mut Tx,
    id: JobId,
    attempt: u32,
    lease_until: Instant,
) -> Result<bool, StoreError> {
    Ok(tx.execute(HEARTBEAT, values![id, attempt, lease_until]).await? == 1)
}

/// Notes how far the job is. `false` as for [`heartbeat`].
pub async fn progress(tx: &mut Tx, id: JobId, attempt: u32, progress: &Progress) -> Result<bool, StoreError> {
    let values = values![id, attempt, progress.done, progress.total, progress.detail.clone()];
    Ok(tx.execute(PROGRESS, values).await? == 1)
}

/// Ends the job. `false` as for [`heartbeat`]: nothing was noted.
pub async fn finish(
    tx: &mut Tx,
    id: JobId,
    attempt: u32,
    outcome: &Outcome,
    now: Instant,
) -> Result<bool, StoreError> {
    let (state, result, error) = match outcome {
        Outcome::Done(result) => (JobState::Done, Some(result.clone()), None),
        Outcome::Failed(error) => (JobState::Failed, None, Some(error.clone())),
    };
    Ok(tx.execute(FINISH, values![id, attempt, state, result, error, now]).await? == 1)
}

/// Keeps the job from being cancelled or given to another worker until the end of the transaction. `false` says that
/// either has happened already.
pub async fn hold(tx: &mut Tx, id: JobId, attempt: u32) -> Result<bool, StoreError> {
    Ok(tx.only::<i64>(HOLD, values![id, attempt]).await? == 1)
}

/// Replaces the result of a job that has ended.
pub async fn set_result(tx: &mut Tx, id: JobId, result: &str) -> Result<(), StoreError> {
    tx.execute(SET_RESULT, values![id, result]).await?;
    Ok(())
}

/// Cancels a job that has not ended; its worker learns it at its next heartbeat. `false` when it had ended.
pub async fn cancel(tx: &mut Tx, id: JobId, now: Instant) -> Result<bool, StoreError> {
    Ok(tx.execute(CANCEL, values![id, now]).await? == 1)
}

/// Puts jobs whose lease ran out back into the queue; how many.
pub async fn requeue_expired(tx: &mut Tx, now: Instant) -> Result<u64, StoreError> {
    tx.execute(EXPIRED, values![now]).await
}

/// Puts every running job back into the queue: for the start of the only process that works on this store.
pub async fn requeue_all(tx: &mut Tx, now: Instant) -> Result<u64, StoreError> {
    tx.execute(ABANDONED, values![now]).await
}

/// Jobs of either kind that are waiting or under way.
pub async fn waiting(conn: &mut Conn, kinds: [&str; 2]) -> Result<i64, StoreError> {
    conn.only(WAITING, values![kinds[0], kinds[1]]).await
}

/// How many jobs wait or are worked on.
pub async fn unfinished(conn: &mut Conn) -> Result<i64, StoreError> {
    let found: Option<Only<i64>> = conn.optional(UNFINISHED, values![]).await?;
    Ok(found.map_or(0, |count| count.0))
}

/// Forgets jobs that ended before `before`.
pub async fn delete_finished(tx: &mut Tx, before: Instant) -> Result<u64, StoreError> {
    tx.execute(DELETE_FINISHED, values![before]).await
}
