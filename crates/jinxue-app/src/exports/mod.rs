//! Files to carry away: asked for, written in the background, listed with who took what, and gone after some days.
//!
//! Every file with people in it goes this way, so that one list tells what was carried away.

mod asked;
mod perform;
mod writing;

pub use asked::Asked;
pub(crate) use perform::{give_up, perform};
pub(crate) use writing::{Writing, off_the_request};

use std::path::PathBuf;

use jinxue_api::exports::Export;
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::{ExportId, Instant, JobId};
use jinxue_store::exports as store;
use serde_json::json;
use uuid::Uuid;

use crate::jobs::{self, Task};
use crate::once::{Created, Once};
use crate::{Answer, App, Refusal, Work};

/// Exports that are listed.
const LISTED: u32 = 200;

/// Asks for a file.
///
/// # Errors
/// `not_found` for what it is about; `invalid_value` for every word or column that is none; `wrong_state` for a run that has not
/// ended; `idempotency_key_reused`.
pub async fn begin(work: &Work, key: Option<String>, asked: &Asked) -> Answer<Created<Export>> {
    let once = Once::new(key, asked.route(), "", &asked.query(""));
    if let Some(made) = once.find(work).await? {
        return Ok(made);
    }
    let subject = asked.check(work).await?;
    let (id, job, now) =
        (work.app.ids.draw::<ExportId>(), work.app.ids.draw::<JobId>(), work.app.clock.now());
    let export = store::Export {
        id,
        kind: asked.kind().into(),
        file_name: subject.file_name,
        query: asked.query(&subject.name).to_string(),
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
            store::insert(&mut tx, &export).await?;
            jobs::enqueue(&mut tx, job, Task::Export, id.as_uuid(), work).await?;
            once.keep(&mut tx, work, &view(export.clone())).await
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

fn path(app: &App, id: ExportId) -> PathBuf {
    app.settings.folder.join("exports").join(format!("{id}.xlsx"))
}

fn view(export: store::Export) -> Export {
    let state = match (export.finished_at, export.removed_at) {
        (None, None) => "making",
        (None, Some(_)) => "failed",
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
