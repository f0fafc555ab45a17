//! What is kept of needs is looked after in the background: gaps change as evidence ages and profiles change, and regions are counted anew
//! when gaps have changed.

use jinxue_domain::needs::GapCause;
use jinxue_domain::{Date, PersonId};
use jinxue_store::gap_changes::{self, Stamp};
use jinxue_store::people::grid::{self, Filter};
use jinxue_store::{Db, jobs as queue, settings};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::derive::differing;
use super::{Ledger, Standard, counts, derive};
use crate::events::Of;
use crate::jobs::{self, Task, Ticket};
use crate::{Actor, Answer, App, Refusal, Work, figures, wire};

/// Where it is kept what was looked after last.
const TENDED: &str = "needs.tended";
/// Set when regions have to be counted anew though no gap has changed.
const MOVED: &str = "needs.moved";
/// People whose gaps are looked at together.
const CHUNK: usize = 2_000;

/// What was looked after last.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Tended {
    /// The day on which everybody's gaps were made anew.
    derived_on: Option<String>,
    /// The last line of the ledger when regions were counted.
    line: Option<Uuid>,
    /// When they were counted, in microseconds.
    counted_at: i64,
}

/// Why everybody's gaps are made anew.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cause {
    pub cause: GapCause,
    pub subject: Uuid,
}

/// When the regions were counted, in microseconds; none before the first time.
pub(super) async fn counted_at(conn: &mut jinxue_store::Conn) -> Answer<Option<i64>> {
    let at = tended(conn).await?.counted_at;
    Ok((at > 0).then_some(at))
}

/// Somebody has moved or changed grade: regions are counted anew, soon.
///
/// # Errors
/// When the store fails.
pub(crate) async fn recount(tx: &mut jinxue_store::Tx) -> Answer<()> {
    settings::put(tx, MOVED, "true").await?;
    Ok(())
}

/// Makes everybody's gaps anew in the background, soon.
///
/// # Errors
/// When the store fails.
pub(crate) async fn rederive_later(app: &App, cause: Cause) -> Answer<()> {
    enqueue(app, cause).await?;
    app.bell.ring();
    Ok(())
}

async fn enqueue(app: &App, cause: Cause) -> Answer<()> {
    let (id, own) = (app.ids.draw(), Work::of(app, Actor::system()));
    let payload = json!({ "subject": cause.subject, "cause": cause.cause.as_str() });
    app.unfenced()
        .work(async |mut tx| jobs::enqueue_with(&mut tx, id, Task::Needs, &payload, &own).await)
        .await?;
    Ok(())
}

/// Puts into the queue what is due: everybody's gaps once a day, the counts when the ledger has gone on. Whether anything was.
///
/// # Errors
/// When the store fails.
pub(crate) async fn tend(app: &App) -> Answer<Tending> {
    let today = app.clock.today();
    let (tended, newest, moved, waiting) = app
        .unfenced()
        .read(async |mut conn| {
            let newest = gap_changes::newest(&mut conn).await?.map(|id| id.as_uuid());
            let moved = settings::get(&mut conn, MOVED).await?.is_some();
            let waiting =
                queue::waiting(&mut conn, [Task::Needs.as_str(), Task::NeedCounts.as_str()]).await?;
            Ok::<_, Refusal>((tended(&mut conn).await?, newest, moved, waiting))
        })
        .await?;
    if waiting > 0 {
        return Ok(Tending::Quiet);
    }
    if tended.derived_on.as_deref() != Some(today.to_string().as_str()) {
        enqueue(app, Cause { cause: GapCause::Rule, subject: Uuid::nil() }).await?;
        return Ok(Tending::Due);
    }
    if moved || newest != tended.line {
        let (id, own) = (app.ids.draw(), Work::of(app, Actor::system()));
        app.unfenced()
            .work(async |mut tx| jobs::enqueue(&mut tx, id, Task::NeedCounts, Uuid::nil(), &own).await)
            .await?;
        return Ok(Tending::Due);
    }
    Ok(Tending::Quiet)
}

/// Whether something was due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tending {
    Due,
    Quiet,
}

/// The job that makes everybody's gaps anew.
pub(crate) async fn perform(ticket: &Ticket) -> Answer<()> {
    let (db, today) = (ticket.db(), ticket.app.clock.today());
    let filter = Filter::default();
    let people = db.read(async |mut conn| grid::ids(&mut conn, &filter, grid::Order::Unit).await).await?;
    let standard = db.read(async |mut conn| Standard::load(&mut conn, today).await).await?;
    let mut done = 0;
    for chunk in people.chunks(CHUNK) {
        rederive(ticket, &db, &standard, chunk).await?;
        done += chunk.len();
        ticket.progress(wire::count(done), wire::count(people.len())).await?;
    }
    finish(ticket, &db, Some(today)).await
}

/// The job that counts the regions anew.
pub(crate) async fn perform_counts(ticket: &Ticket) -> Answer<()> {
    finish(ticket, &ticket.db(), None).await
}

/// Who differs is found outside the write door; only they are written.
async fn rederive(ticket: &Ticket, db: &Db, standard: &Standard, people: &[PersonId]) -> Answer<()> {
    let mut people = people.to_vec();
    people.sort_unstable();
    let differ: Vec<PersonId> = db
        .read(async |mut conn| differing(&mut conn, standard, &people).await)
        .await?
        .iter()
        .map(|one| one.person)
        .collect();
    if differ.is_empty() {
        return Ok(());
    }
    let (cause, subject) = cause(ticket)?;
    let (app, today) = (&ticket.app, standard.today);
    let stamp = Stamp { cause, subject, actor: None, changed_on: today, created_at: app.clock.now() };
    let ledger = Ledger { ids: &app.ids, standard, stamp };
    db.work(async |mut tx| {
        let changed = derive(&mut tx, &ledger, differ.iter().copied()).await?;
        figures::refresh_now(&mut tx, &changed, today).await
    })
    .await
}

fn cause(ticket: &Ticket) -> Answer<(GapCause, Option<String>)> {
    #[derive(Deserialize)]
    struct Payload {
        subject: Uuid,
        cause: String,
    }
    let payload: Payload =
        serde_json::from_str(&ticket.job.payload).map_err(|fault| Refusal::internal(&fault))?;
    let cause = wire::read("cause", &payload.cause)?;
    Ok((cause, Some(payload.subject).filter(|subject| !subject.is_nil()).map(|id| id.to_string())))
}

/// Counts the regions, and notes what was looked after.
async fn finish(ticket: &Ticket, db: &Db, derived_on: Option<Date>) -> Answer<()> {
    let (app, today) = (&ticket.app, ticket.app.clock.today());
    let line = db
        .work(async |mut tx| {
            // Whoever moves from now on asks for another count.
            settings::delete(&mut tx, MOVED).await?;
            gap_changes::newest(&mut tx).await
        })
        .await?;
    counts::refresh(db, today).await?;
    let now = app.clock.now();
    let noted = db.work(async |mut tx| {
        let known = tended(&mut tx).await?;
        let derived_on = derived_on.map(|day| day.to_string()).or(known.derived_on);
        let tended = Tended { derived_on, line: line.map(|id| id.as_uuid()), counted_at: now.as_micros() };
        let text = serde_json::to_string(&tended).map_err(|fault| Refusal::internal(&fault))?;
        settings::put(&mut tx, TENDED, &text).await?;
        Ok::<_, Refusal>(())
    });
    noted.await?;
    app.events.tell("needs", Of::Everybody, &json!({ "counted_at": now.as_micros() }));
    Ok(())
}

async fn tended(conn: &mut jinxue_store::Conn) -> Answer<Tended> {
    let kept = settings::get(conn, TENDED).await?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}
