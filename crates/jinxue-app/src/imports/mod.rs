//! Files from outside: upload, preview, choices, commit, undo.
//!
//! A file is never believed: it is read in a process of its own, previewed row by row against what the store
//! knows, and only then, when a person says so, written in chunks. The preview, the commit and the undo are jobs.

mod career;
mod commit;
mod confirmed;
mod desk;
mod faulty;
mod gaps;
mod history;
mod images;
mod layout;
mod left_posts;
mod memory;
mod people;
mod people_found;
mod person_image;
mod places;
mod plan;
mod preview;
mod receive;
mod roster;
mod rows;
mod unit_names;
mod units;
mod view;
mod who;

use std::path::PathBuf;

use jinxue_api::imports::{Import, Mapping};
use jinxue_api::{ErrorCode, Problem, Words};
use jinxue_domain::authority::Reach;
use jinxue_domain::needs::GapCause;
use jinxue_domain::{ImportId, ImportKind, ImportState, JobId};
use jinxue_exchange::kinds;
use jinxue_store::Tx;
use jinxue_store::imports::{self as store, ImportFile};
use uuid::Uuid;

pub(crate) use faulty::{export, judged_file};
use receive::Partial;
pub use receive::{Files, Receiving, copy, receive};
pub use rows::{list_rows, set_row};

use crate::events::About;
use crate::jobs::{self, Task, Ticket};
use crate::needs;
use crate::once::{Created, Once};
use crate::{Answer, App, Refusal, Work};
use layout::{Decided, Layout};
use preview::Previewed;

/// Calls a generic function with the desk of a kind of table.
macro_rules! with_desk {
    ($kind:expr, $call:ident :: <K> ( $($argument:expr),* )) => {
        match $kind {
            ImportKind::Units => $call::<kinds::Units>($($argument),*).await,
            ImportKind::Roster => $call::<kinds::Roster>($($argument),*).await,
            ImportKind::Plan => $call::<kinds::Plan>($($argument),*).await,
            ImportKind::History => $call::<kinds::History>($($argument),*).await,
            ImportKind::Gaps => $call::<kinds::Gaps>($($argument),*).await,
            ImportKind::People => $call::<kinds::People>($($argument),*).await,
        }
    };
}
use with_desk;

/// A file that was received and lies on the disk.
#[derive(Debug)]
pub struct Upload {
    pub kind: String,
    /// The subtree it is for; it remembers the mapping.
    pub unit: Option<Uuid>,
    pub file_name: String,
    pub bytes: i64,
    pub sha256: String,
    /// The sheet that is meant, where a person has said so.
    pub sheet: Option<String>,
    /// Where it lies now; it is moved from there, or removed.
    path: Partial,
}

/// Takes a file in and begins to preview it, once under a key.
///
/// # Errors
/// `invalid_value` for an unknown kind; `not_found` for an unknown unit; `idempotency_key_reused` when the key came
/// with another file.
pub async fn upload(work: &Work, key: Option<String>, upload: Upload) -> Answer<Created<Import>> {
    let kind: ImportKind = upload.kind.parse().map_err(|fault| Refusal::of("kind", &fault))?;
    let request = serde_json::json!([upload.kind, upload.unit, upload.file_name, upload.sha256]);
    let once = Once::new(key, "POST /imports", "", &request);
    if let Some(earlier) = once.find(work).await? {
        return Ok(earlier);
    }
    let app = &work.app;
    let (id, job, now) = (app.ids.draw::<ImportId>(), app.ids.draw::<JobId>(), app.clock.now());
    let file = ImportFile {
        id,
        kind,
        file_name: upload.file_name.clone(),
        sha256: upload.sha256.clone(),
        bytes: upload.bytes,
        state: ImportState::Uploaded,
        unit_id: upload.unit.map(Into::into),
        mapping: upload.sheet.as_ref().map(|sheet| Layout::of_sheet(sheet)).transpose()?,
        sheet: None,
        rows_total: 0,
        rows_new: 0,
        rows_changed: 0,
        rows_same: 0,
        rows_faulty: 0,
        rows_ask: 0,
        fault: None,
        job_id: Some(job),
        version: 1,
        created_at: now,
        committed_at: None,
        undone_at: None,
    };
    let place = upload_path(app, &file);
    upload.keep_at(&place)?;
    let made = work
        .db()
        .work(async |mut tx| {
            if let Some(unit) = file.unit_id {
                jinxue_store::units::by_id(&mut tx, unit).await?;
            }
            jobs::enqueue(&mut tx, job, Task::ImportPreview, id.as_uuid(), work).await?;
            store::insert(&mut tx, &file).await?;
            bounds(&mut tx, work, &file).await?;
            once.keep(&mut tx, work, &view::import(&file, None)?).await
        })
        .await;
    if made.is_err() {
        // Nothing refers to it; a file that stays behind is only wasted room.
        let _ = std::fs::remove_file(&place);
    }
    let made = once.settle(work, made).await?;
    app.bell.ring();
    Ok(made)
}

/// Bounds an import by the unit it is for, else by the one range its maker has; it is seen by those who see all of that.
///
/// # Errors
/// `missing_value` when its maker has several and names none.
async fn bounds(tx: &mut Tx, work: &Work, file: &ImportFile) -> Answer<()> {
    let Some(ranges) = work.scope().ranges() else { return Ok(()) };
    let unit = match (file.unit_id, ranges) {
        (Some(unit), _) => jinxue_store::units::by_id(tx, unit).await?,
        (None, [one]) => {
            let top =
                jinxue_store::units::all(tx).await?.into_iter().find(|unit| unit.path.as_str() == one.from());
            top.ok_or_else(|| Problem::missing("unit"))?
        }
        (None, _) => return Err(Problem::missing("unit").into()),
    };
    if !work.scope().contains(&unit.path) {
        return Err(Problem::not_found("unit", unit.id).into());
    }
    let reach = if work.scope().covers(&unit.path) { Reach::Subtree } else { Reach::Node };
    store::add_span(tx, file.id, unit.id, reach).await?;
    Ok(())
}

/// The unit that a person calls by its code or its name.
///
/// # Errors
/// `invalid_value` when none or several are called so.
pub async fn unit_named(work: &Work, text: &str) -> Answer<Uuid> {
    let places = work.db().read(async |mut conn| places::Places::read(&mut conn).await).await?;
    match places.find(None, Some(text)) {
        Ok(unit) => Ok(unit.id.as_uuid()),
        Err(lost) => {
            let complaint = lost.at("unit");
            let problem = Problem::invalid("unit", text, complaint.expected.zh);
            Err(problem.because(complaint.message.zh, complaint.message.en).into())
        }
    }
}

fn upload_path(app: &App, file: &ImportFile) -> PathBuf {
    preview::path_of(&app.settings.folder, file.id, &file.file_name)
}

/// The latest imports, newest first.
///
/// # Errors
/// When the store fails.
pub async fn list(work: &Work) -> Answer<Vec<Import>> {
    let files = work.db().read(async |mut conn| store::latest(&mut conn, 200).await).await?;
    files.iter().map(|file| view::import(file, None)).collect()
}

/// One import with its progress.
///
/// # Errors
/// `not_found`.
pub async fn get(work: &Work, id: Uuid) -> Answer<Import> {
    work.db()
        .read(async |mut conn| {
            let file = store::by_id(&mut conn, id.into()).await?;
            let job = match file.job_id {
                Some(job) => jinxue_store::jobs::by_id(&mut conn, job).await.ok(),
                None => None,
            };
            view::import(&file, job.as_ref())
        })
        .await
}

/// Says which sheet, which header row, which unit and which columns are meant, and previews anew. The unit remembers
/// the columns.
///
/// # Errors
/// `wrong_state` when the import is under way or done; `version_stale`; `not_found` for an unknown unit;
/// `invalid_value` for an unknown field.
pub async fn set_mapping(work: &Work, id: Uuid, version: i64, mapping: &Mapping) -> Answer<Import> {
    let at_rest = [ImportState::Previewed, ImportState::Failed];
    start(work, id, version, &at_rest, ImportState::Previewing, Task::ImportPreview, Some(mapping)).await
}

/// Begins to write the good rows.
///
/// # Errors
/// `wrong_state`; `version_stale`.
pub async fn commit(work: &Work, id: Uuid, version: i64) -> Answer<Import> {
    let previewed = [ImportState::Previewed];
    start(work, id, version, &previewed, ImportState::Committing, Task::ImportCommit, None).await
}

/// Begins to take back what an import wrote.
///
/// # Errors
/// `wrong_state` when it is not committed; `version_stale`.
pub async fn undo(work: &Work, id: Uuid, version: i64) -> Answer<Import> {
    start(work, id, version, &[ImportState::Committed], ImportState::Undoing, Task::ImportUndo, None).await
}

/// Moves an import that stands in one of `from` to `to` and enqueues the work, in one transaction.
async fn start(
    work: &Work,
    id: Uuid,
    version: i64,
    from: &[ImportState],
    to: ImportState,
    task: Task,
    mapping: Option<&Mapping>,
) -> Answer<Import> {
    let app = &work.app;
    let job = app.ids.draw::<JobId>();
    let started = work
        .db()
        .work(async |mut tx| {
            let mut file = store::by_id(&mut tx, id.into()).await?;
            if !from.contains(&file.state) {
                let expected: Vec<&str> = from.iter().map(|state| state.as_str()).collect();
                let problem = Problem::new(ErrorCode::WrongState).field("import").value(file.state);
                return Err(Refusal::from(problem.expected(expected.join(", "))));
            }
            if file.version != version {
                return Err(Refusal::stale("import", id, version));
            }
            if let Some(mapping) = mapping {
                decide(&mut tx, &mut file, mapping).await?;
            }
            file.state = to;
            file.fault = None;
            file.job_id = Some(job);
            jobs::enqueue(&mut tx, job, task, id, work).await?;
            store::update(&mut tx, &file).await?;
            let object = ("import", id.to_string());
            work.note(&mut tx, task.as_str(), object, serde_json::json!({ "file": file.file_name })).await?;
            Ok(())
        })
        .await;
    if let Err(refusal) = started {
        return Err(refusal.with_current(get(work, id)).await);
    }
    app.bell.ring();
    let import = get(work, id).await?;
    app.tell("import", About::Import(id.into()), &import).await;
    Ok(import)
}

/// Keeps what a person decided with the file, and for the next file like it of its unit.
async fn decide(tx: &mut Tx, file: &mut ImportFile, mapping: &Mapping) -> Answer<()> {
    let known = view::fields(file.kind);
    for field in mapping.columns.values().flatten() {
        if known.iter().all(|info| info.field != *field) {
            let fields: Vec<&str> = known.iter().map(|info| info.field.as_str()).collect();
            return Err(Problem::invalid("columns", field, fields.join(", ")).into());
        }
    }
    if let Some(unit) = mapping.unit_id {
        jinxue_store::units::by_id(tx, unit.into()).await?;
        file.unit_id = Some(unit.into());
    }
    let mut laid = opt_layout(file)?.unwrap_or_default();
    laid.decided = Decided {
        sheet: mapping.sheet.clone().or(laid.decided.sheet),
        header_row: mapping.header_row.or(laid.decided.header_row),
        columns: mapping.columns.clone(),
    };
    memory::remember(tx, file, &laid).await?;
    file.mapping = Some(serde_json::to_string(&laid).map_err(|fault| Refusal::internal(&fault))?);
    Ok(())
}

/// Removes an import that wrote nothing, with its file.
///
/// # Errors
/// `wrong_state` when it is under way or has written.
pub async fn delete(work: &Work, id: Uuid) -> Answer<()> {
    let app = &work.app;
    let file = work
        .db()
        .work(async |mut tx| {
            let file = store::by_id(&mut tx, id.into()).await?;
            let idle = [ImportState::Previewed, ImportState::Failed, ImportState::Undone];
            if !idle.contains(&file.state) {
                let problem = Problem::new(ErrorCode::WrongState).field("import").value(file.state);
                return Err(Refusal::from(problem.expected("previewed, failed, undone")));
            }
            store::delete(&mut tx, file.id).await?;
            work.note(
                &mut tx,
                "import_delete",
                ("import", id.to_string()),
                serde_json::json!({ "file": file.file_name }),
            )
            .await?;
            Ok(file)
        })
        .await?;
    // The row is gone; a file that stays behind is only wasted room.
    let _ = std::fs::remove_file(upload_path(app, &file));
    Ok(())
}

/// Says of an import that whoever asked for it may not go on with it.
pub(crate) async fn turned_away(ticket: &Ticket, id: ImportId, refusal: Refusal) -> Answer<()> {
    let stands = ticket.app.unfenced().read(async |mut conn| store::by_id(&mut conn, id).await).await?.state;
    let words = Words::new(refusal.0.message, refusal.0.message_en);
    let to = if stands == ImportState::Undoing { ImportState::Committed } else { ImportState::Failed };
    enter(&ticket.app, id, to, Some(words)).await
}

/// The job that previews.
pub(crate) async fn preview(ticket: &Ticket, id: ImportId) -> Answer<()> {
    let file = entered(ticket, id, ImportState::Previewing).await?;
    preview::forget_rows(ticket, id).await?;
    let outcome = preview_kind(ticket, &file).await;
    match outcome {
        Ok(outcome) => {
            ticket.db().work(async |mut tx| store::recount(&mut tx, id).await).await?;
            preview::conclude(ticket, id, outcome).await
        }
        Err(refusal) => failed(ticket, id, refusal).await,
    }
}

async fn preview_kind(ticket: &Ticket, file: &ImportFile) -> Answer<Previewed> {
    use preview::table;
    with_desk!(file.kind, table::<K>(ticket, file))
}

/// The job that writes. Imports take turns, so that two files about the same people cannot both make them.
pub(crate) async fn write(ticket: &Ticket, id: ImportId) -> Answer<()> {
    let _turn = ticket.app.import_turn.lock().await;
    let file = entered(ticket, id, ImportState::Committing).await?;
    if let Err(refusal) = write_kind(ticket, &file).await {
        // All or nothing: what was written before the failure is taken back.
        undo_kind(ticket, &file).await?;
        return failed(ticket, id, refusal).await;
    }
    ticket.db().work(async |mut tx| store::recount(&mut tx, id).await).await?;
    // A database that has just grown plans its reads anew.
    ticket.db().analyse().await?;
    enter(&ticket.app, id, ImportState::Committed, None).await?;
    settle(ticket, file.kind, GapCause::Import, id).await
}

/// Figures are made anew after an import; gaps too, where posts may have changed and with them the profiles.
async fn settle(ticket: &Ticket, kind: ImportKind, cause: GapCause, id: ImportId) -> Answer<()> {
    if matches!(kind, ImportKind::Units | ImportKind::Roster | ImportKind::People) {
        needs::rederive_later(&ticket.app, needs::Cause { cause, subject: id.as_uuid() }).await?;
    }
    crate::figures::refresh_later(&ticket.app).await
}

/// The job that takes back.
pub(crate) async fn take_back(ticket: &Ticket, id: ImportId) -> Answer<()> {
    let _turn = ticket.app.import_turn.lock().await;
    let file = entered(ticket, id, ImportState::Undoing).await?;
    let taken_back = match check_undo_kind(ticket, &file).await {
        Ok(()) => undo_kind(ticket, &file).await,
        refused => refused,
    };
    match taken_back {
        Ok(()) => {
            enter(&ticket.app, id, ImportState::Undone, None).await?;
            settle(ticket, file.kind, GapCause::ImportUndone, id).await
        }
        Err(refusal) => {
            // All or nothing: what was taken back already is written again. It stands as committed, and says why.
            write_kind(ticket, &file).await?;
            let words = Words::new(refusal.0.message.clone(), refusal.0.message_en.clone());
            enter(&ticket.app, id, ImportState::Committed, Some(words)).await?;
            Err(refusal)
        }
    }
}

async fn write_kind(ticket: &Ticket, file: &ImportFile) -> Answer<()> {
    use commit::write;
    let laid = layout_of(file)?;
    with_desk!(file.kind, write::<K>(ticket, file, &laid))
}

async fn check_undo_kind(ticket: &Ticket, file: &ImportFile) -> Answer<()> {
    use commit::check_undo;
    with_desk!(file.kind, check_undo::<K>(ticket, file.id))
}

async fn undo_kind(ticket: &Ticket, file: &ImportFile) -> Answer<()> {
    use commit::take_back;
    with_desk!(file.kind, take_back::<K>(ticket, file))
}

/// The layout of a file whose columns were found.
fn layout_of(file: &ImportFile) -> Answer<Layout> {
    opt_layout(file)?.ok_or_else(|| Refusal::internal(&"an import without its layout"))
}

fn opt_layout(file: &ImportFile) -> Answer<Option<Layout>> {
    let read = |json: &String| serde_json::from_str(json).map_err(|fault| Refusal::internal(&fault));
    file.mapping.as_ref().map(read).transpose()
}

async fn entered(ticket: &Ticket, id: ImportId, state: ImportState) -> Answer<ImportFile> {
    enter(&ticket.app, id, state, None).await?;
    Ok(ticket.db().read(async |mut conn| store::by_id(&mut conn, id).await).await?)
}

async fn failed(ticket: &Ticket, id: ImportId, refusal: Refusal) -> Answer<()> {
    let words = Words::new(refusal.0.message.clone(), refusal.0.message_en.clone());
    enter(&ticket.app, id, ImportState::Failed, Some(words)).await?;
    Err(refusal)
}

/// Notes the state of an import and tells everybody.
async fn enter(app: &App, id: ImportId, state: ImportState, fault: Option<Words>) -> Answer<()> {
    let now = app.clock.now();
    let fault = fault.map(|words| serde_json::to_string(&words).unwrap_or_default());
    let file = app
        .unfenced()
        .work(async |mut tx| {
            let mut file = store::by_id(&mut tx, id).await?;
            file.state = state;
            file.fault.clone_from(&fault);
            match state {
                ImportState::Committed if file.committed_at.is_none() => file.committed_at = Some(now),
                ImportState::Undone => file.undone_at = Some(now),
                _ => {}
            }
            store::update(&mut tx, &file).await?;
            store::by_id(&mut tx, id).await
        })
        .await?;
    app.tell("import", About::Import(id), &view::import(&file, None)?).await;
    Ok(())
}
