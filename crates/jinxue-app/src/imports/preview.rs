//! The preview: read the file in a process of its own, judge every row, write nothing but the preview.

use std::path::{Path, PathBuf};

use jinxue_api::{Words, imports::CellFault};
use jinxue_domain::{ImportId, ImportState, RowVerdict};
use jinxue_exchange::columns::{Mapping, Request, recognise};
use jinxue_exchange::fault::{self, FileFault};
use jinxue_exchange::limits::Limits;
use jinxue_exchange::process;
use jinxue_exchange::reading::{ReadRow, read};
use jinxue_exchange::table::Table;
use jinxue_store::imports::rows::{self, ImportRow};
use jinxue_store::imports::{self as store, ImportFile};
use tokio::sync::mpsc;

use super::desk::{Choice, Complaint, Desk, Judgement};
use super::layout::{Decided, Layout};
use super::memory;
use crate::jobs::Ticket;
use crate::{Answer, Refusal};

/// Batches that may wait between the reader and the judge.
const BATCHES_AHEAD: usize = 3;

/// What one preview came to.
pub(super) enum Previewed {
    Done,
    /// The file cannot be taken as it is; the layout, if one was found, lets a person map columns by hand.
    Refused(FileFault),
}

/// Previews `file` as a table of kind `K`.
pub(super) async fn table<K: Desk>(ticket: &Ticket, file: &ImportFile) -> Answer<Previewed> {
    let path = super::upload_path(&ticket.app, file);
    let reader = ticket.app.settings.reader.clone();
    let opened = blocking(move || process::open_table(&reader, &path, &Limits::default())).await?;
    let table = match opened {
        Ok(table) => table,
        Err(fault) => return Ok(Previewed::Refused(fault)),
    };
    let decided = super::opt_layout(file)?.map(|laid| laid.decided).unwrap_or_default();
    let mapping = match mapped::<K>(ticket, file, &table, &decided).await? {
        Ok(mapping) => mapping,
        Err(fault) => {
            keep_layout(ticket, file.id, Layout { decided, ..Layout::of_sheets(&table) }).await?;
            return Ok(Previewed::Refused(fault));
        }
    };
    let laid = keep_layout(ticket, file.id, Layout { decided, ..Layout::of(&table, &mapping) }).await?;
    rows_of::<K>(ticket, file.id, table, mapping, &laid).await
}

/// Finds the header, then reads it as a person decided for this file, else as its unit did for the last one like it.
/// A roster without a column of units is of the unit the file is for.
async fn mapped<K: Desk>(
    ticket: &Ticket,
    file: &ImportFile,
    table: &Table,
    decided: &Decided,
) -> Answer<Result<Mapping, FileFault>> {
    let first = match found::<K>(table, decided) {
        Ok(first) => first,
        Err(fault) => return Ok(Err(fault)),
    };
    let mut request =
        Request { sheet: Some(first.sheet.clone()), header_row: Some(first.header_row), ..decided.request() };
    if decided.columns.is_empty() {
        let columns = memory::recall(&ticket.db(), file, &Layout::of(table, &first)).await?;
        request.columns = Decided { columns, ..Decided::default() }.request().columns;
    }
    let mapping = match recognise::<K>(table, &request) {
        Ok(mapping) => mapping,
        Err(fault) => return Ok(Err(fault)),
    };
    match file.unit_id.filter(|_| lacks_unit::<K>(&mapping)) {
        None => Ok(Ok(mapping)),
        Some(unit) => {
            request.given.insert(UNIT_FIELDS[0].into(), unit.to_string());
            Ok(recognise::<K>(table, &request))
        }
    }
}

const UNIT_FIELDS: [&str; 2] = ["unit_code", "unit_name"];

fn lacks_unit<K: Desk>(mapping: &Mapping) -> bool {
    let is_field = K::FIELDS.iter().any(|field| field.name == UNIT_FIELDS[0]);
    is_field && UNIT_FIELDS.iter().all(|field| mapping.column(field).is_none())
}

/// The header by its words. One that nobody knows is still offered for mapping by hand.
fn found<K: Desk>(table: &Table, decided: &Decided) -> Result<Mapping, FileFault> {
    let by_words = Request { columns: Default::default(), ..decided.request() };
    match recognise::<K>(table, &by_words) {
        Err(FileFault::NoHeader { expected }) => {
            let header_row = decided.header_row.or_else(|| likely_header(table));
            let header_row = header_row.ok_or(FileFault::NoHeader { expected })?;
            recognise::<K>(table, &Request { header_row: Some(header_row), ..by_words })
        }
        other => other,
    }
}

/// The first row with at least two filled cells.
fn likely_header(table: &Table) -> Option<u32> {
    let filled =
        |row: &&jinxue_exchange::table::Row| row.cells.iter().filter(|cell| !cell.is_blank()).count() >= 2;
    table.sheets().iter().flat_map(|sheet| &sheet.rows).find(filled).map(|row| row.number)
}

async fn keep_layout(ticket: &Ticket, id: ImportId, laid: Layout) -> Answer<Layout> {
    let json = serde_json::to_string(&laid).map_err(|fault| Refusal::internal(&fault))?;
    ticket
        .db()
        .work(async |mut tx| {
            let mut file = store::by_id(&mut tx, id).await?;
            file.mapping = Some(json.clone());
            file.sheet = Some(laid.sheet.clone());
            store::update(&mut tx, &file).await
        })
        .await?;
    Ok(laid)
}

type Batch<R> = Result<Vec<ReadRow<R>>, FileFault>;

async fn rows_of<K: Desk>(
    ticket: &Ticket,
    id: ImportId,
    table: Table,
    mapping: Mapping,
    laid: &Layout,
) -> Answer<Previewed> {
    let (sender, mut batches) = mpsc::channel::<Batch<K::Row>>(BATCHES_AHEAD);
    let reading = tokio::task::spawn_blocking(move || send_batches::<K>(table, mapping, &sender));
    let mut done = 0;
    let mut refused = None;
    while let Some(batch) = batches.recv().await {
        match batch {
            Ok(batch) => {
                done += batch.len() as i64;
                judge_batch::<K>(ticket, id, laid, batch).await?;
                ticket.progress(done, 0).await?;
            }
            Err(fault) => refused = Some(fault),
        }
    }
    reading.await.map_err(|fault| Refusal::internal(&fault))?;
    Ok(refused.map_or(Previewed::Done, Previewed::Refused))
}

/// Reads the table to its end; the receiver's absence ends it early.
fn send_batches<K: Desk>(mut table: Table, mapping: Mapping, sender: &mpsc::Sender<Batch<K::Row>>) {
    let mut reading = match read::<K>(&mut table, mapping) {
        Ok(reading) => reading,
        Err(fault) => return drop(sender.blocking_send(Err(fault))),
    };
    loop {
        let batch: Batch<K::Row> = reading.by_ref().take(K::BATCH).collect();
        let last = !matches!(&batch, Ok(rows) if !rows.is_empty());
        if matches!(&batch, Ok(rows) if rows.is_empty()) || sender.blocking_send(batch).is_err() || last {
            return;
        }
    }
}

async fn judge_batch<K: Desk>(
    ticket: &Ticket,
    id: ImportId,
    laid: &Layout,
    batch: Vec<ReadRow<K::Row>>,
) -> Answer<()> {
    let kept = ticket
        .db()
        .read(async |mut conn| {
            let good: Vec<&K::Row> = batch.iter().filter_map(|row| row.value.as_ref().ok()).collect();
            let facts = K::facts(&mut conn, &good).await?;
            let mut kept = Vec::with_capacity(batch.len());
            for row in &batch {
                kept.push(judged::<K>(id, laid, row, &facts, &Choice::Open)?);
            }
            Ok::<_, Refusal>(kept)
        })
        .await?;
    for chunk in kept.chunks(super::desk::ROWS_PER_BATCH) {
        ticket.db().work(async |mut tx| rows::upsert_many(&mut tx, chunk).await).await?;
    }
    Ok(())
}

/// A row with its verdict, as it is kept.
pub(super) fn judged<K: Desk>(
    id: ImportId,
    laid: &Layout,
    row: &ReadRow<K::Row>,
    facts: &K::Facts,
    choice: &Choice,
) -> Answer<ImportRow> {
    let judgement = match &row.value {
        Ok(value) => K::judge(facts, value, choice),
        Err(_) => Judgement::faulty(Vec::new()),
    };
    let mut faults: Vec<CellFault> = Vec::new();
    if let Err(found) = &row.value {
        faults.extend(found.iter().map(of_file));
    }
    faults.extend(judgement.faults.iter().map(|complaint| of_store(laid, complaint)));
    let verdict = if faults.is_empty() { judgement.verdict } else { RowVerdict::Faulty };
    // What a person should look at although it can be taken stands with the faults of the row.
    faults.extend(row.doubts.iter().map(of_file));
    Ok(ImportRow {
        import_id: id,
        row_no: i64::from(row.number),
        verdict,
        faults: json_list(&faults)?,
        raw: serde_json::to_string(&row.raw).map_err(|fault| Refusal::internal(&fault))?,
        data: json_list(&judgement.changes)?,
        target_id: judgement.target,
        candidates: json_list(&judgement.candidates)?,
        choice: choice_text(choice),
        before: None,
        after: None,
        confirmed: None,
    })
}

fn choice_text(choice: &Choice) -> Option<String> {
    match choice {
        Choice::Open => None,
        Choice::New => Some("new".into()),
        Choice::Skip => Some("skip".into()),
        Choice::Is(id) => Some(id.to_string()),
    }
}

fn json_list<T: serde::Serialize>(list: &[T]) -> Answer<Option<String>> {
    if list.is_empty() {
        return Ok(None);
    }
    serde_json::to_string(list).map(Some).map_err(|fault| Refusal::internal(&fault))
}

pub(super) fn words(words: &jinxue_domain::Words) -> Words {
    Words::new(words.zh.clone(), words.en.clone())
}

fn of_file(fault: &fault::CellFault) -> CellFault {
    CellFault {
        column: fault.column.map(|column| column as i64),
        header: Some(fault.header.clone()),
        code: fault.code.into(),
        value: fault.value.clone(),
        expected: words(&fault.expected),
        message: words(&fault.words),
    }
}

fn of_store(laid: &Layout, complaint: &Complaint) -> CellFault {
    let column = laid.column(complaint.field);
    CellFault {
        column: column.map(|column| column.index as i64),
        header: column.map(|column| column.header.clone()),
        code: String::new(),
        value: complaint.value.clone(),
        expected: words(&complaint.expected),
        message: words(&complaint.message),
    }
}

/// Runs file work off the request threads.
pub(super) async fn blocking<T: Send + 'static>(task: impl FnOnce() -> T + Send + 'static) -> Answer<T> {
    tokio::task::spawn_blocking(task).await.map_err(|fault| Refusal::internal(&fault))
}

/// Forgets the rows of an earlier preview, in steps.
pub(super) async fn forget_rows(ticket: &Ticket, id: ImportId) -> Answer<()> {
    loop {
        let db = ticket.db();
        let last = db.read(async |mut conn| {
            let page = rows::page(&mut conn, id, None, 0, super::desk::ROWS_PER_BATCH as u32).await?;
            Ok::<_, Refusal>(page.last().map(|row| row.row_no))
        });
        let Some(last) = last.await? else { return Ok(()) };
        db.work(async |mut tx| rows::delete_up_to(&mut tx, id, last).await).await?;
    }
}

/// Notes how the preview ended.
pub(super) async fn conclude(ticket: &Ticket, id: ImportId, outcome: Previewed) -> Answer<()> {
    let (state, fault) = match outcome {
        Previewed::Done => (ImportState::Previewed, None),
        Previewed::Refused(fault) => (ImportState::Failed, Some(words(&fault.words()))),
    };
    super::enter(&ticket.app, id, state, fault).await
}

/// Where an upload lies.
pub(super) fn path_of(folder: &Path, id: ImportId, file_name: &str) -> PathBuf {
    // Only the ending of the given name is used, and only one that is known.
    let ending = file_name.rsplit('.').next().unwrap_or_default().to_lowercase();
    let ending =
        ["xlsx", "xls", "csv", "txt", "lrmx", "lrm", "zip"].into_iter().find(|known| *known == ending);
    folder.join("uploads").join(format!("{id}.{}", ending.unwrap_or("bin")))
}
