//! The rows of a preview: look, choose, put right, hand back.

use jinxue_api::imports::{ImportRow, ImportRows, RowEdit};
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::{ImportKind, ImportState, RowVerdict};
use jinxue_exchange::kinds;
use jinxue_store::imports::{self as store, ImportFile, rows};
use uuid::Uuid;

use super::desk::{Choice, Desk};
use super::layout::Layout;
use super::{commit, confirmed, layout_of, opt_layout, preview, view, with_desk};
use crate::events::About;
use crate::{Answer, Refusal, Work};

/// Most rows of one page.
pub(super) const LIMIT_MAX: u32 = 500;

/// A page of the rows of one verdict, or of all.
///
/// # Errors
/// `not_found`; `invalid_value` for an unknown verdict.
pub async fn list_rows(
    work: &Work,
    id: Uuid,
    verdict: Option<&str>,
    after: i64,
    limit: u32,
) -> Answer<ImportRows> {
    let verdict: Option<RowVerdict> =
        verdict.map(str::parse).transpose().map_err(|fault| Refusal::of("verdict", &fault))?;
    let limit = limit.clamp(1, LIMIT_MAX);
    let (file, page) = work
        .db()
        .read(async |mut conn| {
            let file = store::by_id(&mut conn, id.into()).await?;
            let page = rows::page(&mut conn, file.id, verdict, after, limit).await?;
            Ok::<_, Refusal>((file, page))
        })
        .await?;
    let next = (page.len() == limit as usize).then(|| page.last().map(|row| row.row_no)).flatten();
    Ok(ImportRows {
        headers: opt_layout(&file)?.map(|laid| laid.headers()).unwrap_or_default(),
        items: page.into_iter().map(view::row).collect::<Answer<_>>()?,
        next,
        total: u64::try_from(of_verdict(&file, verdict)).unwrap_or(0),
    })
}

fn of_verdict(file: &ImportFile, verdict: Option<RowVerdict>) -> i64 {
    match verdict {
        None => file.rows_total,
        Some(RowVerdict::New) => file.rows_new,
        Some(RowVerdict::Changed) => file.rows_changed,
        Some(RowVerdict::Same) => file.rows_same,
        Some(RowVerdict::Faulty) => file.rows_faulty,
        Some(RowVerdict::Ask) => file.rows_ask,
    }
}

/// Decides about a row, or puts its cells right; the row is judged anew.
///
/// # Errors
/// `wrong_state` unless the import is previewed; `version_stale` when it was previewed anew since; `invalid_value` for a
/// choice or header that is unknown.
pub async fn set_row(work: &Work, id: Uuid, version: i64, row_no: i64, edit: &RowEdit) -> Answer<ImportRow> {
    let mut file = work.db().read(async |mut conn| store::by_id(&mut conn, id.into()).await).await?;
    file.version = version;
    let laid = layout_of(&file)?;
    let row: Answer<_> = with_desk!(file.kind, set_row_of::<K>(work, &file, &laid, row_no, edit));
    match row {
        Ok(row) => {
            let import = super::get(work, id).await?;
            work.app.tell("import", About::Import(id.into()), &import).await;
            view::row(row)
        }
        Err(refusal) => Err(refusal.with_current(super::get(work, id)).await),
    }
}

async fn set_row_of<K: Desk>(
    work: &Work,
    asked: &ImportFile,
    laid: &Layout,
    row_no: i64,
    edit: &RowEdit,
) -> Answer<rows::ImportRow> {
    let id = asked.id;
    work.db()
        .work(async |mut tx| {
            let file = store::by_id(&mut tx, id).await?;
            if file.state != ImportState::Previewed {
                let problem = Problem::new(ErrorCode::WrongState).field("import").value(file.state);
                return Err(Refusal::from(problem.expected("previewed")));
            }
            if file.version != asked.version {
                return Err(Refusal::stale("import", id, asked.version));
            }
            let mut row = rows::one(&mut tx, id, row_no).await?;
            let mended = edited(laid, &row.raw, edit)?;
            row.confirmed = if edit.confirm_citizen_no {
                Some(confirmed::now(work)?)
            } else {
                // Another number is another question.
                row.confirmed.filter(|_| number(laid, &mended) == number(laid, &row.raw))
            };
            row.raw = mended;
            let wanted = edit.choice.as_deref().or(row.choice.as_deref());
            let choice = Choice::read(wanted)
                .ok_or_else(|| Problem::invalid("choice", wanted.unwrap_or_default(), "an id, new, skip"))?;
            let read = commit::read_again::<K>(&mut laid.parser::<K>()?, &row)?;
            let good: Vec<&K::Row> = read.value.as_ref().ok().into_iter().collect();
            let facts = K::facts(&mut tx, &good).await?;
            let judged = preview::judged::<K>(id, laid, &read, &facts, &choice)?;
            let row = rows::ImportRow { confirmed: row.confirmed, ..judged };
            rows::update(&mut tx, &row).await?;
            store::recount(&mut tx, id).await?;
            Ok(row)
        })
        .await
}

/// The citizen number as it stands in the row.
fn number(laid: &Layout, raw: &str) -> Option<String> {
    let cells: Vec<String> = serde_json::from_str(raw).ok()?;
    cells.get(laid.column("citizen_no")?.index).cloned()
}

/// The cell texts with the corrections of a person.
fn edited(laid: &Layout, raw: &str, edit: &RowEdit) -> Answer<String> {
    let mut cells: Vec<String> = serde_json::from_str(raw).map_err(|fault| Refusal::internal(&fault))?;
    for (header, text) in &edit.cells {
        let column = laid.columns.iter().find(|column| column.header == *header);
        let column = column.ok_or_else(|| {
            Problem::invalid(
                "header",
                header,
                laid.headers().into_iter().filter(|h| !h.is_empty()).collect::<Vec<_>>().join("、"),
            )
        })?;
        if cells.len() <= column.index {
            cells.resize(column.index + 1, String::new());
        }
        cells[column.index].clone_from(text);
    }
    serde_json::to_string(&cells).map_err(|fault| Refusal::internal(&fault))
}
