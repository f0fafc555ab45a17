//! The one door for writes on SQLite: group commit.
//!
//! A writer owns the only writing connection. Whoever wants to write queues, is handed the connection inside a
//! savepoint, and hands it back. When nobody waits any more, or the group has grown long enough, the writer
//! commits once and answers all. One `fsync` thus serves every write that arrived while the last one ran.
//!
//! The closure runs in its caller's task, not in the writer's: a panic unwinds the caller, whose guard hands the
//! connection back; a caller that goes away does the same.

use std::sync::Arc;
use std::time::Duration;

use sqlx::{Pool, Sqlite};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use super::conn::{Conn, Link};
use super::tx::Tx;
use crate::StoreError;
use crate::sealed::Keyring;

/// How many may wait at the door before more are refused.
const QUEUE: usize = 4_096;
/// A group is committed after this many turns …
const GROUP_TURNS: usize = 512;
/// … or this long after it began, so that the first of the group is not kept waiting by the last.
const GROUP_TIME: Duration = Duration::from_millis(40);

/// After this long without work the writer gives its cached pages back.
const IDLE: Duration = Duration::from_secs(15);

const FIRST_TURN: &str = "begin immediate; savepoint turn";
const NEXT_TURN: &str = "release turn; savepoint turn";
const UNDO_TURN: &str = "rollback to turn";
const COMMIT: &str = "release turn; commit";

/// The callers' end of the door.
#[derive(Clone)]
pub(super) struct Door {
    queue: mpsc::Sender<Waiting>,
    pool: Pool<Sqlite>,
    keys: Arc<Keyring>,
}

/// One caller in the queue.
struct Waiting {
    grant: oneshot::Sender<Result<(Tx, Turn), StoreError>>,
    deadline: Duration,
}

/// The right to write, now. Dropped without [`Turn::end`], all that was written is undone.
pub(super) struct Turn {
    verdict: oneshot::Sender<Verdict>,
    committed: oneshot::Receiver<Result<(), StoreError>>,
}

/// What becomes of the writes of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Keep,
    Undo,
}

impl Door {
    /// Starts the writer on the pool's single connection.
    pub(super) fn open(pool: Pool<Sqlite>, keys: Arc<Keyring>) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(Writer { pool: pool.clone(), keys: keys.clone(), waiting }.run());
        Self { queue, pool, keys }
    }

    /// Writes the file anew, between two groups, and empties the log beside it.
    pub(super) async fn rewrite(&self, deadline: Duration) -> Result<(), StoreError> {
        let mut conn = Conn::new(Link::Sqlite(self.pool.acquire().await?), deadline, &self.keys);
        conn.script("vacuum").await?;
        conn.script("pragma wal_checkpoint(truncate)").await
    }

    /// Waits for a turn, at most `deadline`.
    pub(super) async fn turn(&self, deadline: Duration) -> Result<(Tx, Turn), StoreError> {
        let (grant, granted) = oneshot::channel();
        let entered = tokio::time::timeout(deadline, async {
            self.queue.send(Waiting { grant, deadline }).await.map_err(|_| closed())?;
            granted.await.map_err(|_| closed())?
        });
        entered.await.map_err(|_| StoreError::Busy)?
    }
}

fn closed() -> StoreError {
    StoreError::Unusable("the writer has stopped".to_owned())
}

impl Turn {
    /// Tells the writer what to do with the turn and waits until the group is committed.
    pub(super) async fn end(self, verdict: Verdict, deadline: Duration) -> Result<(), StoreError> {
        // When the writer is gone, `committed` says so.
        let _ = self.verdict.send(verdict);
        match tokio::time::timeout(deadline, self.committed).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) | Err(_) => Err(StoreError::OutcomeUnknown),
        }
    }
}

/// The writer: one task, one connection, one transaction at a time.
struct Writer {
    pool: Pool<Sqlite>,
    keys: Arc<Keyring>,
    waiting: mpsc::Receiver<Waiting>,
}

/// A transaction that is still open, and those who wait for its commit.
struct Group {
    conn: Conn,
    turns: usize,
    began: Instant,
    answers: Vec<oneshot::Sender<Result<(), StoreError>>>,
}

impl Writer {
    async fn run(mut self) {
        loop {
            let next = match tokio::time::timeout(IDLE, self.waiting.recv()).await {
                Ok(next) => next,
                Err(_) => {
                    self.shrink().await;
                    self.waiting.recv().await
                }
            };
            let Some(first) = next else { return };
            if first.grant.is_closed() {
                continue;
            }
            match self.begin(first.deadline).await {
                Ok(group) => self.serve(group, first).await,
                Err(fault) => drop(first.grant.send(Err(fault))),
            }
        }
    }

    /// Gives back the pages a large import made the connection keep.
    async fn shrink(&self) {
        let Ok(link) = self.pool.acquire().await else { return };
        let mut conn = Conn::new(Link::Sqlite(link), IDLE, &self.keys);
        if let Err(fault) = conn.script("pragma shrink_memory").await {
            tracing::warn!(%fault, "the writer keeps its pages");
        }
    }

    async fn begin(&self, deadline: Duration) -> Result<Group, StoreError> {
        let link = Link::Sqlite(self.pool.acquire().await?);
        let mut conn = Conn::new(link, deadline, &self.keys);
        conn.begin(FIRST_TURN).await?;
        Ok(Group { conn, turns: 0, began: Instant::now(), answers: Vec::new() })
    }

    /// Gives turns until nobody waits or the group is full, then commits and answers all.
    async fn serve(&mut self, mut group: Group, first: Waiting) {
        let mut next = Some(first);
        while let Some(waiting) = next {
            group = match group.turn(waiting).await {
                Some(group) => group,
                None => return,
            };
            next = if group.is_full() { None } else { self.waiting.try_recv().ok() };
        }
        group.commit().await;
    }
}

impl Group {
    fn is_full(&self) -> bool {
        self.turns >= GROUP_TURNS || self.began.elapsed() >= GROUP_TIME
    }

    /// One caller's turn. `None` when the connection was lost and the group with it.
    async fn turn(mut self, waiting: Waiting) -> Option<Self> {
        if waiting.grant.is_closed() {
            return Some(self);
        }
        if self.turns > 0
            && let Err(fault) = self.conn.script(NEXT_TURN).await
        {
            let _ = waiting.grant.send(Err(fault.clone()));
            return self.lost(fault);
        }
        self.turns += 1;
        self.conn.set_deadline(waiting.deadline);

        let (answer, committed) = oneshot::channel();
        let (verdict, decided) = oneshot::channel();
        let (tx, home) = Tx::lend(self.conn);
        // A caller that stopped waiting drops both, and the connection comes home by itself.
        drop(waiting.grant.send(Ok((tx, Turn { verdict, committed }))));
        let lost = StoreError::Unusable("the writing connection was lost".to_owned());
        let Ok(conn) = home.await else {
            answer_all(self.answers, &Err(lost));
            return None;
        };
        self.conn = conn;
        self.answers.push(answer);
        let verdict = decided.await.unwrap_or(Verdict::Undo);
        if self.conn.is_broken() {
            return self.lost(lost);
        }
        if verdict == Verdict::Undo
            && let Err(fault) = self.conn.script(UNDO_TURN).await
        {
            return self.lost(fault);
        }
        Some(self)
    }

    async fn commit(mut self) {
        match self.conn.end(COMMIT).await {
            Ok(()) => answer_all(self.answers, &Ok(())),
            Err(fault) => drop(self.lost(fault)),
        }
    }

    /// Everything of the group is rolled back with its connection, and all are told.
    fn lost(self, fault: StoreError) -> Option<Self> {
        tracing::error!(%fault, writes = self.answers.len(), "a group of writes was rolled back");
        drop(self.conn);
        answer_all(self.answers, &Err(fault));
        None
    }
}

fn answer_all(answers: Vec<oneshot::Sender<Result<(), StoreError>>>, outcome: &Result<(), StoreError>) {
    for answer in answers {
        // Whoever no longer listens does not need to know.
        let _ = answer.send(outcome.clone());
    }
}
