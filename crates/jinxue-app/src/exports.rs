//! Files to carry away: asked for, written in the background, listed with who took what, and gone after some days.

use std::path::PathBuf;

use jinxue_api::exports::Export;
use jinxue_api::people::PeopleQuery;
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::{ExportId, Instant, JobId};
use jinxue_store::exports as store;
use serde_json::json;
use uuid::Uuid;

use crate::jobs::{self, Task, Ticket};
use crate::once::{Created, Once};
use crate::{Answer, App, Refusal, Work, people, wire};

/// Exports that are listed.
const LISTED: u32 = 200;
/// How long a file is kept: seven days, in microseconds. What was taken stays known for ever.
const KEPT_MICROS: i64 = 7 * 24 * 3_600 * 1_000_000;

/// Asks for the people of a filter as a workbook.
///
/// # Errors
/// `invalid_value` for every word or column that is none; `not_found` for the unit; `idempotency_key_reused`.
pub async fn people(work: &Work, key: Option<String>, query: &PeopleQuery) -> Answer<Created<Export>> {
    let once = Once::new(key, "POST /people/exports", "", query);
    if let Some(made) = once.find(work).await? {
        return Ok(made);
    }
    people::export::check(work, query).await?;
    let (id, job, now) =
        (work.app.ids.draw::<ExportId>(), work.app.ids.draw::<JobId>(), work.app.clock.now());
    let asked = store::Export {
        id,
        kind: "people".into(),
        file_name: format!("人员与短板-{}.xlsx", work.app.clock.today()),
        query: json!(query).to_string(),
        actor: work.actor.name.clone(),
        job_id: job,
        row_count: None,
        bytes: None,
        created_at: now,
        finished_at: None,
        removed_at: None,
    };
    let made = work
        .db()
        .work(async |mut tx| {
            store::insert(&mut tx, &asked).await?;
            jobs::enqueue(&mut tx, job, Task::Export, id.as_uuid(), work).await?;
            once.keep(&mut tx, work, &view(asked.clone())).await
        })
        .await;
    let made = once.settle(work, made).await?;
    work.app.bell.ring();
    Ok(made)
}

/// The latest exports, newest first: one's own; the operator sees all.
///
/// # Errors
/// When the store fails.
pub async fn list(work: &Work) -> Answer<Vec<Export>> {
    let found = work
        .db()
        .read(async |mut conn| match work.actor.account {
            Some(account) => store::latest_of(&mut conn, account.into(), LISTED).await,
            None => store::latest(&mut conn, LISTED).await,
        })
        .await?;
    Ok(found.into_iter().map(view).collect())
}

/// One export.
///
/// # Errors
/// `not_found`, also for another's.
pub async fn get(work: &Work, id: Uuid) -> Answer<Export> {
    own(work, id).await.map(view)
}

/// The file, under its name.
///
/// # Errors
/// `not_found`, also for another's; `wrong_state` while it is made or when it is gone.
pub async fn file(work: &Work, id: Uuid) -> Answer<(String, Vec<u8>)> {
    let export = own(work, id).await?;
    let shown = view(export.clone());
    if shown.state != "ready" {
        return Err(Problem::new(ErrorCode::WrongState)
            .field("export")
            .value(shown.state)
            .expected("ready")
            .into());
    }
    let bytes =
        tokio::fs::read(path(&work.app, export.id)).await.map_err(|fault| Refusal::internal(&fault))?;
    work.db()
        .work(async |mut tx| work.note(&mut tx, "download", ("export", id.to_string()), json!({})).await)
        .await?;
    Ok((export.file_name, bytes))
}

async fn own(work: &Work, id: Uuid) -> Answer<store::Export> {
    work.db()
        .read(async |mut conn| {
            let export = store::by_id(&mut conn, id.into()).await?;
            // Names are shared; whose right the job uses is not.
            let own = jobs::own(&mut conn, work, export.job_id).await;
            own.map_err(|_| Refusal::from(Problem::not_found("export", id)))?;
            Ok(export)
        })
        .await
}

/// Writes the file; a process that was killed leaves a part of one, which is written anew.
pub(crate) async fn perform(ticket: &Ticket, id: ExportId) -> Answer<()> {
    let export = ticket.db().read(async |mut conn| store::by_id(&mut conn, id).await).await?;
    if export.finished_at.is_some() {
        return Ok(());
    }
    let work = ticket.work_of(&export.actor);
    let query: PeopleQuery =
        serde_json::from_str(&export.query).map_err(|fault| Refusal::internal(&fault))?;
    clear(&work).await?;
    let path = path(&work.app, id);
    let part = path.with_extension("part");
    if let Some(folder) = path.parent() {
        tokio::fs::create_dir_all(folder).await.map_err(|fault| Refusal::internal(&fault))?;
    }
    let rows = people::export::write(ticket, &work, id, &query, part.clone()).await?;
    let bytes = tokio::fs::metadata(&part).await.map_err(|fault| Refusal::internal(&fault))?.len();
    tokio::fs::rename(&part, &path).await.map_err(|fault| Refusal::internal(&fault))?;
    work.db()
        .work(async |mut tx| {
            let now = work.app.clock.now();
            if store::finish(&mut tx, id, wire::count(rows), wire::count(bytes), now).await? {
                let detail = json!({ "export": id.to_string(), "people": rows, "query": query });
                work.note(&mut tx, "export", ("people", "grid".into()), detail).await?;
            }
            Ok::<_, Refusal>(())
        })
        .await
}

/// Removes files whose days are over.
async fn clear(work: &Work) -> Answer<()> {
    let now = work.app.clock.now();
    let before = Instant::from_micros(now.as_micros() - KEPT_MICROS);
    let outlived = work.db().read(async |mut conn| store::outlived(&mut conn, before).await).await?;
    for export in outlived {
        match tokio::fs::remove_file(path(&work.app, export.id)).await {
            Err(fault) if fault.kind() != std::io::ErrorKind::NotFound => {
                return Err(Refusal::internal(&fault));
            }
            _ => {}
        }
        work.db().work(async |mut tx| store::removed(&mut tx, export.id, now).await).await?;
    }
    Ok(())
}

fn path(app: &App, id: ExportId) -> PathBuf {
    app.settings.folder.join("exports").join(format!("{id}.xlsx"))
}

fn view(export: store::Export) -> Export {
    let state = match (export.finished_at, export.removed_at) {
        (None, _) => "making",
        (Some(_), None) => "ready",
        (Some(_), Some(_)) => "gone",
    };
    Export {
        id: export.id.as_uuid(),
        kind: export.kind,
        file_name: export.file_name,
        query: serde_json::from_str(&export.query).unwrap_or_default(),
        actor: export.actor,
        job_id: export.job_id.as_uuid(),
        state: state.into(),
        rows: export.row_count,
        bytes: export.bytes,
        created_at: export.created_at.as_micros(),
        finished_at: export.finished_at.map(Instant::as_micros),
    }
}
