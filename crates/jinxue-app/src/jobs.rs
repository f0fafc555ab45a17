//! Background work that survives a restart: enqueue in the transaction of its cause, run under a lease.

use std::fs::{File, TryLockError};
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant as Elapsed};

use jinxue_api::jobs::Job;
use jinxue_domain::{Instant, JobId};
use jinxue_store::jobs::{self as store, Outcome, Progress};
use jinxue_store::{Conn, StoreError, Tx};
use tokio::sync::{Notify, oneshot, watch};
use tokio::task::{JoinHandle, JoinSet};
use uuid::Uuid;

use crate::events::About;
use crate::needs::Tending;
use crate::{Actor, Answer, App, Refusal, Work};

/// Jobs worked on at the same time: a long run must not hold up an import.
const WORKERS: usize = 2;
const LEASE: Duration = Duration::from_secs(60);
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often one that waits for another process looks again.
const WAIT: Duration = Duration::from_millis(200);
/// How often an idle worker looks for work it was not told of.
const LOOK: Duration = Duration::from_secs(2);
/// How often an idle worker looks whether gaps or their counts have to be made anew.
const TEND: Duration = Duration::from_secs(5);
/// Progress is noted at most this often.
const NOTE_EVERY: Duration = Duration::from_millis(200);
/// Transactions of a job may be large.
pub(crate) const DEADLINE: Duration = Duration::from_secs(120);

/// What can be done in the background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Task {
    ImportPreview,
    ImportCommit,
    ImportUndo,
    Run,
    Figures,
    ClassSteps,
    ClassStepsUndo,
    Export,
    Reseal,
    Needs,
    NeedCounts,
    Survey,
}

impl Task {
    const ALL: [Self; 12] = [
        Self::ImportPreview,
        Self::ImportCommit,
        Self::ImportUndo,
        Self::Run,
        Self::Figures,
        Self::ClassSteps,
        Self::ClassStepsUndo,
        Self::Export,
        Self::Reseal,
        Self::Needs,
        Self::NeedCounts,
        Self::Survey,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::ImportPreview => "import_preview",
            Self::ImportCommit => "import_commit",
            Self::ImportUndo => "import_undo",
            Self::Run => "run",
            Self::Figures => "figures",
            Self::ClassSteps => "class_steps",
            Self::ClassStepsUndo => "class_steps_undo",
            Self::Export => "export",
            Self::Reseal => "reseal",
            Self::Needs => "needs",
            Self::NeedCounts => "need_counts",
            Self::Survey => "survey",
        }
    }

    fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|task| task.as_str() == text)
    }
}

/// Wakes workers when something was enqueued.
#[derive(Clone, Default)]
pub struct Bell(Arc<Notify>);

impl Bell {
    pub(crate) fn ring(&self) {
        self.0.notify_waiters();
        self.0.notify_one();
    }
}

/// Puts work on `subject` into the queue, in the transaction of its cause: it will use the right that `work` uses. Ring
/// the bell after the commit.
pub(crate) async fn enqueue(
    tx: &mut Tx,
    id: JobId,
    task: Task,
    subject: Uuid,
    work: &Work,
) -> Result<(), StoreError> {
    enqueue_with(tx, id, task, &serde_json::json!({ "subject": subject }), work).await
}

/// [`enqueue`] with more to say than the subject, which stands under `subject` all the same.
pub(crate) async fn enqueue_with(
    tx: &mut Tx,
    id: JobId,
    task: Task,
    payload: &serde_json::Value,
    work: &Work,
) -> Result<(), StoreError> {
    let now = work.app.clock.now();
    store::enqueue(tx, id, task.as_str(), &payload.to_string(), now, now).await?;
    match work.asker() {
        Some(asker) => store::ask(tx, id, &asker).await,
        None => Ok(()),
    }
}

/// The latest jobs of whoever asks, newest first; the operator sees all.
///
/// # Errors
/// When the store fails.
pub async fn latest(work: &Work) -> Answer<Vec<Job>> {
    let jobs = work
        .db()
        .read(async |mut conn| match work.actor.account {
            Some(account) => store::latest_of(&mut conn, account.into(), 100).await,
            None => store::latest(&mut conn, 100).await,
        })
        .await?;
    Ok(jobs.iter().map(view).collect())
}

/// A job of whoever asks: another's is as one that is not there.
///
/// # Errors
/// `not_found`.
pub(crate) async fn own(conn: &mut Conn, work: &Work, id: JobId) -> Answer<store::Job> {
    let job = store::by_id(conn, id).await?;
    let asker = store::asker(conn, id).await?.map(|asker| asker.account_id.as_uuid());
    if work.actor.account.is_some() && asker != work.actor.account {
        return Err(jinxue_api::Problem::not_found("job", id).into());
    }
    Ok(job)
}

/// One job.
///
/// # Errors
/// `not_found`.
pub async fn get(work: &Work, id: Uuid) -> Answer<Job> {
    let job = work.db().read(async |mut conn| own(&mut conn, work, id.into()).await).await?;
    Ok(view(&job))
}

/// Asks a job to stop; it stops at its next step.
///
/// # Errors
/// `not_found`; `wrong_state` when it has ended.
pub async fn cancel(work: &Work, id: Uuid) -> Answer<Job> {
    let now = work.app.clock.now();
    let cancelled = work
        .db()
        .work(async |mut tx| {
            own(&mut tx, work, id.into()).await?;
            Ok::<_, Refusal>(store::cancel(&mut tx, id.into(), now).await?)
        })
        .await?;
    let job = get(work, id).await?;
    if !cancelled {
        let problem = jinxue_api::Problem::new(jinxue_api::ErrorCode::WrongState);
        return Err(problem.field("job").value(&job.state).expected("queued, running").into());
    }
    match (Task::read(&job.kind), job.subject) {
        (Some(Task::Run), Some(run)) => crate::runs::give_up(work, run).await?,
        (Some(Task::ClassSteps), _) => crate::classes::bulk::cut_short(work, id.into()).await?,
        (Some(Task::Export), Some(export)) => crate::exports::give_up(&work.app, export.into()).await?,
        _ => {}
    }
    let job = get(work, id).await?;
    work.app.tell("job", About::Job(id.into()), &job).await;
    Ok(job)
}

pub(crate) fn view(job: &store::Job) -> Job {
    let json = |text: &Option<String>| text.as_deref().and_then(|text| serde_json::from_str(text).ok());
    Job {
        id: job.id.as_uuid(),
        kind: job.kind.clone(),
        state: job.state.as_str().into(),
        done: job.progress_done,
        total: job.progress_total,
        subject: subject(job),
        error: json(&job.error),
        bulk: job.result.as_deref().and_then(crate::classes::bulk::report),
        created_at: job.created_at.as_micros(),
        finished_at: job.finished_at.map(Instant::as_micros),
    }
}

fn subject(job: &store::Job) -> Option<Uuid> {
    let payload: serde_json::Value = serde_json::from_str(&job.payload).ok()?;
    payload.get("subject")?.as_str()?.parse().ok()
}

/// Starts the workers, as soon as no other process works on the data folder. Jobs that a process left when it was
/// stopped begin again.
///
/// # Errors
/// When the folder cannot be written.
pub async fn start(app: &App) -> Answer<Workers> {
    let bench = Bench::of(app)?;
    let app = app.clone();
    let (stop, stopped) = oneshot::channel();
    let done = tokio::spawn(async move {
        // One future for both waits: a channel whose other end is gone must not be asked twice.
        let mut asked = pin!(asked(stopped));
        let _place = tokio::select! {
            place = bench.wait() => place,
            () = &mut asked => return,
        };
        if let Err(fault) = take_over(&app).await {
            tracing::error!(%fault, "abandoned jobs could not be taken over");
        }
        let mut workers = JoinSet::new();
        let (at_work, laid_down) = watch::channel(());
        for _ in 0..WORKERS {
            workers.spawn(work_until(laid_down.clone(), app.clone()));
        }
        asked.await;
        drop(at_work);
        workers.join_all().await;
    });
    Ok(Workers { stop, done })
}

/// The workers of this process; they work on when this is dropped.
pub struct Workers {
    stop: oneshot::Sender<()>,
    done: JoinHandle<()>,
}

impl Workers {
    /// Lays all work down, to be gone on with at the next start. Call it before the store is closed: a job that finds
    /// it closed would have failed.
    pub async fn stop(self) {
        // A worker that is gone already has laid down its work.
        let _ = self.stop.send(());
        let _ = self.done.await;
    }
}

/// Waits to be asked; whoever could ask may be gone.
async fn asked(stop: oneshot::Receiver<()>) {
    if stop.await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Works until the other end of the channel is gone. A job may be dropped at any point; the claiming of one is not,
/// because it might yet be committed: a job that is said to be running, which nobody would take over.
async fn work_until(mut laid_down: watch::Receiver<()>, app: App) {
    let mut tended: Option<Elapsed> = None;
    loop {
        let claimed = claim(&app).await;
        if matches!(claimed, Ok(None)) && tended.is_none_or(|at| at.elapsed() >= TEND) {
            tended = Some(Elapsed::now());
            for tended in [crate::needs::tend(&app).await, crate::surveys::tend(&app).await] {
                if let Err(fault) = tended {
                    tracing::error!(%fault, "needs could not be looked after");
                }
            }
        }
        let work = async {
            match claimed {
                Ok(Some(job)) => run(&app, job).await,
                Ok(None) => {
                    let _ = tokio::time::timeout(LOOK, app.bell.0.notified()).await;
                }
                Err(fault) => {
                    tracing::error!(%fault, "no job could be claimed");
                    tokio::time::sleep(LOOK).await;
                }
            }
        };
        tokio::select! {
            () = work => {}
            _ = laid_down.changed() => return,
        }
    }
}

/// Sees every job done, for commands and tests, which have no workers: works on them one after the other, those that
/// a killed process left among them; or waits while another process works on them.
///
/// # Errors
/// When the store fails.
pub async fn drain(app: &App) -> Answer<()> {
    let bench = Bench::of(app)?;
    loop {
        if let Some(_place) = bench.try_take()? {
            take_over(app).await?;
            loop {
                while let Some(job) = claim(app).await? {
                    run(app, job).await;
                }
                let tended = [crate::needs::tend(app).await?, crate::surveys::tend(app).await?];
                if tended == [Tending::Quiet; 2] {
                    return Ok(());
                }
            }
        }
        if app.unfenced().read(async |mut conn| store::unfinished(&mut conn).await).await? == 0 {
            return Ok(());
        }
        tokio::time::sleep(WAIT).await;
    }
}

/// Nobody else works on the folder: what is said to be running was left by a process that died.
async fn take_over(app: &App) -> Answer<()> {
    let now = app.clock.now();
    app.unfenced().work(async |mut tx| store::requeue_all(&mut tx, now).await).await?;
    Ok(())
}

/// The place of the one process that works on the jobs of a data folder. The system takes it back when the process
/// dies, however it dies.
struct Bench(File);

impl Bench {
    fn of(app: &App) -> Answer<Self> {
        let folder = &app.settings.folder;
        let open = || {
            std::fs::create_dir_all(folder)?;
            File::options().create(true).truncate(false).write(true).open(folder.join("jobs.lock"))
        };
        open().map(Self).map_err(|fault| Refusal::internal(&fault))
    }

    /// The place, if it is free; it is free again when the value is dropped.
    fn try_take(&self) -> Answer<Option<Place<'_>>> {
        match self.0.try_lock() {
            Ok(()) => Ok(Some(Place(&self.0))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(fault)) => Err(Refusal::internal(&fault)),
        }
    }

    /// The place for the rest of the process, when it becomes free.
    async fn wait(self) -> File {
        while !matches!(self.0.try_lock(), Ok(())) {
            tokio::time::sleep(WAIT).await;
        }
        self.0
    }
}

/// The place, taken.
struct Place<'b>(&'b File);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        // A lock that cannot be given back is given back when the file is closed.
        let _ = self.0.unlock();
    }
}

async fn claim(app: &App) -> Answer<Option<store::Job>> {
    let now = app.clock.now();
    let lease = later(now, LEASE);
    let claimed = app.unfenced().work(async |mut tx| {
        // On a server database other machines work too, and may die.
        store::requeue_expired(&mut tx, now).await?;
        store::claim(&mut tx, now, lease).await
    });
    Ok(claimed.await?)
}

fn later(now: Instant, by: Duration) -> Instant {
    Instant::from_micros(now.as_micros() + i64::try_from(by.as_micros()).unwrap_or(i64::MAX / 2))
}

async fn run(app: &App, job: store::Job) {
    let id = job.id;
    let (work, refused) = match standing_in(app, &job).await {
        Ok(work) => (work, None),
        Err(refusal) => (Work::of(app, Actor::system()), Some(refusal)),
    };
    let ticket = Ticket::new(work, job);
    let outcome = match refused {
        Some(refusal) => Some(turned_away(&ticket, refusal).await),
        None => tokio::select! {
            outcome = perform(&ticket) => Some(outcome),
            () = ticket.keep_alive() => None,
        },
    };
    let Some(outcome) = outcome else {
        return tracing::warn!(%id, "the job was cancelled or taken over");
    };
    if let Err(fault) = ticket.finish(outcome).await {
        tracing::error!(%id, %fault, "the end of a job could not be noted");
    }
}

/// Whoever asked for a job, with the right it uses as they have it now. A run and figures are the software's own work: they
/// are about all that their plan is about.
async fn standing_in(app: &App, job: &store::Job) -> Answer<Work> {
    let own = Work::of(app, Actor::system());
    let bound = app
        .unfenced()
        .read(async |mut conn| {
            let asker = store::asker(&mut conn, job.id).await?;
            let span = match subject(job) {
                Some(subject) => jinxue_store::whereabouts::import(&mut conn, subject.into()).await?,
                None => None,
            };
            Ok::<_, StoreError>((asker, span))
        })
        .await?;
    let (Some(asker), span) = bound else { return Ok(own) };
    if matches!(Task::read(&job.kind), Some(Task::Run | Task::Figures | Task::Reseal) | None) {
        return Ok(own);
    }
    let actor = crate::access::actor_of(app, asker.account_id.as_uuid()).await?;
    let work = Work::of(app, actor).using(asker.asked_right)?;
    Ok(match span {
        Some(range) => work.narrowed(&range),
        None => work,
    })
}

/// A job whose asker has lost the right since: an import says so, everything else fails as a job.
async fn turned_away(ticket: &Ticket, refusal: Refusal) -> Answer<String> {
    let of_import = matches!(
        Task::read(&ticket.job.kind),
        Some(Task::ImportPreview | Task::ImportCommit | Task::ImportUndo)
    );
    if let Some(id) = subject(&ticket.job).filter(|_| of_import) {
        crate::imports::turned_away(ticket, id.into(), refusal.clone()).await?;
    }
    if let (Some(Task::Export), Some(id)) = (Task::read(&ticket.job.kind), subject(&ticket.job)) {
        crate::exports::give_up(&ticket.app, id.into()).await?;
    }
    Err(refusal)
}

/// Does the work of a job; its result as JSON.
async fn perform(ticket: &Ticket) -> Answer<String> {
    let task = Task::read(&ticket.job.kind);
    let (Some(task), Some(subject)) = (task, subject(&ticket.job)) else {
        return Err(Refusal::internal(&format!("job {} is of no kind known here", ticket.job.id)));
    };
    match task {
        Task::ImportPreview => crate::imports::preview(ticket, subject.into()).await.map(nothing),
        Task::ImportCommit => crate::imports::write(ticket, subject.into()).await.map(nothing),
        Task::ImportUndo => crate::imports::take_back(ticket, subject.into()).await.map(nothing),
        Task::Run => crate::runs::perform(ticket, subject.into()).await.map(nothing),
        Task::Figures => crate::figures::refresh(ticket).await.map(nothing),
        Task::ClassSteps => crate::classes::bulk::perform(ticket, subject.into()).await,
        Task::Reseal => crate::keys::reseal(ticket).await.map(nothing),
        Task::Needs => crate::needs::perform(ticket).await.map(nothing),
        Task::NeedCounts => crate::needs::perform_counts(ticket).await.map(nothing),
        Task::Survey => crate::surveys::perform(ticket, subject.into()).await.map(nothing),
        Task::Export => crate::exports::perform(ticket, subject.into()).await.map(nothing),
        Task::ClassStepsUndo => crate::classes::bulk::take_back(ticket, subject.into()).await.map(nothing),
    }
}

/// The result of a job whose work stands elsewhere.
fn nothing((): ()) -> String {
    "{}".into()
}

/// A job under way: its lease, its progress.
pub(crate) struct Ticket {
    pub app: App,
    /// Whose right it uses, and how far that reaches.
    pub work: Work,
    pub job: store::Job,
    noted: std::sync::Mutex<Option<Elapsed>>,
}

impl Ticket {
    fn new(work: Work, job: store::Job) -> Self {
        Self { app: work.app.clone(), work, job, noted: std::sync::Mutex::new(None) }
    }

    /// The work of whoever asked; the operator's under the name it was asked by.
    pub fn work_of(&self, name: &str) -> Work {
        match self.work.actor.account {
            Some(_) => self.work.clone(),
            None => Work::of(&self.app, Actor::named(name)),
        }
    }

    /// The store as far as the job may use it, with the patience of a job.
    pub fn db(&self) -> jinxue_store::Db {
        self.work.db().within(DEADLINE)
    }

    /// Notes how far the job is, now and then.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn progress(&self, done: i64, total: i64) -> Answer<()> {
        {
            let mut noted = self.noted.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if done < total && noted.is_some_and(|at| at.elapsed() < NOTE_EVERY) {
                return Ok(());
            }
            *noted = Some(Elapsed::now());
        }
        let progress = Progress { done, total, detail: None };
        let (id, attempt) = (self.job.id, self.job.attempts);
        self.app
            .unfenced()
            .work(async |mut tx| store::progress(&mut tx, id, attempt, &progress).await)
            .await?;
        let job = store::Job { progress_done: done, progress_total: total, ..self.job.clone() };
        self.app.tell("job", About::Job(job.id), &view(&job)).await;
        Ok(())
    }

    /// Prolongs the lease for ever; returns when the job is no longer ours.
    async fn keep_alive(&self) {
        let (id, attempt) = (self.job.id, self.job.attempts);
        loop {
            tokio::time::sleep(HEARTBEAT).await;
            let lease = later(self.app.clock.now(), LEASE);
            let kept = self
                .app
                .unfenced()
                .work(async |mut tx| store::heartbeat(&mut tx, id, attempt, lease).await)
                .await;
            if matches!(kept, Ok(false)) {
                return;
            }
        }
    }

    async fn finish(&self, outcome: Answer<String>) -> Answer<()> {
        let outcome = match outcome {
            Ok(result) => Outcome::Done(result),
            Err(refusal) => Outcome::Failed(serde_json::to_string(&refusal.0).unwrap_or_default()),
        };
        let (id, attempt, now) = (self.job.id, self.job.attempts, self.app.clock.now());
        self.app
            .unfenced()
            .work(async |mut tx| store::finish(&mut tx, id, attempt, &outcome, now).await)
            .await?;
        let job = self.app.unfenced().read(async |mut conn| store::by_id(&mut conn, id).await).await?;
        self.app.tell("job", About::Job(id), &view(&job)).await;
        Ok(())
    }
}
