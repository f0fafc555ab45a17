//! The job that writes a file.

use jinxue_domain::{ExportId, Instant};
use jinxue_store::exports as store;
use serde_json::{Value, json};

use super::{Asked, Writing, path};
use crate::jobs::Ticket;
use crate::{Answer, App, Refusal, Work, wire};

/// How long a file is kept: seven days, in microseconds. What was taken stays known for ever.
const KEPT_MICROS: i64 = 7 * 24 * 3_600 * 1_000_000;

/// Writes the file, and notes it where that fails.
pub(crate) async fn perform(ticket: &Ticket, id: ExportId) -> Answer<()> {
    let written = write(ticket, id).await;
    if written.is_err() {
        give_up(&ticket.app, id).await?;
    }
    written
}

/// The file will not be written any more.
pub(crate) async fn give_up(app: &App, id: ExportId) -> Answer<()> {
    let now = app.clock.now();
    app.unfenced().work(async |mut tx| store::give_up(&mut tx, id, now).await).await?;
    Ok(())
}

/// A process that was killed leaves a part of a file, which is written anew.
async fn write(ticket: &Ticket, id: ExportId) -> Answer<()> {
    let export = ticket.db().read(async |mut conn| store::by_id(&mut conn, id).await).await?;
    if export.finished_at.is_some() {
        return Ok(());
    }
    let work = ticket.work_of(&export.actor);
    let asked = Asked::read(&export.kind, &export.query)?;
    clear(&work).await?;
    let path = path(&work.app, id);
    let part = path.with_extension("part");
    if let Some(folder) = path.parent() {
        tokio::fs::create_dir_all(folder).await.map_err(|fault| Refusal::internal(&fault))?;
    }
    let rows = asked.write(&Writing { ticket, work: &work, id, path: part.clone() }).await?;
    let bytes = tokio::fs::metadata(&part).await.map_err(|fault| Refusal::internal(&fault))?.len();
    tokio::fs::rename(&part, &path).await.map_err(|fault| Refusal::internal(&fault))?;
    let query: Value = serde_json::from_str(&export.query).unwrap_or_default();
    work.db()
        .work(async |mut tx| {
            let now = work.app.clock.now();
            if store::finish(&mut tx, id, wire::count(rows), wire::count(bytes), now).await? {
                let detail =
                    json!({ "export": id.to_string(), "kind": export.kind, "rows": rows, "query": query });
                work.note(&mut tx, "export", asked.object(), detail).await?;
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
