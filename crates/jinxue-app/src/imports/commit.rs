//! The commit: good rows are written in chunks; a process that is killed goes on where it was; a failure takes
//! back what was written. Undoing goes the same way backwards.
//!
//! The images of a row are the journal of both: a row with images is written, one without is not.

use jinxue_domain::person::CheckDigit;
use jinxue_domain::{ImportId, RowVerdict};
use jinxue_exchange::reading::{ReadRow, RowParser};
use jinxue_store::imports::ImportFile;
use jinxue_store::imports::rows::{self, Images, ImportRow};
use jinxue_store::{StoreError, Tx};

use super::confirmed;
use super::desk::{Choice, Decided, Desk, Image, Pen};
use super::layout::Layout;
use super::preview;
use crate::jobs::Ticket;
use crate::{Answer, Refusal};

/// Writes every good row of `file` that is not written yet.
pub(super) async fn write<K: Desk>(ticket: &Ticket, file: &ImportFile, laid: &Layout) -> Answer<()> {
    let mut parser = laid.parser::<K>()?;
    let mut after = 0;
    let mut done = 0;
    loop {
        let page = ticket
            .db()
            .read(async |mut conn| rows::page(&mut conn, file.id, None, after, batch::<K>()).await)
            .await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.row_no;
        done += page.len() as i64;
        let chunk: Vec<(ImportRow, ReadRow<K::Row>)> = page
            .into_iter()
            .filter(|row| row.after.is_none() && is_wanted(row))
            .map(|row| {
                let read = read_again::<K>(&mut parser, &row)?;
                Ok((row, read))
            })
            .collect::<Answer<_>>()?;
        if !chunk.is_empty() {
            write_chunk::<K>(ticket, file.id, laid, &chunk).await?;
        }
        ticket.progress(done, file.rows_total).await?;
    }
}

fn batch<K: Desk>() -> u32 {
    u32::try_from(K::BATCH).unwrap_or(u32::MAX)
}

fn is_wanted(row: &ImportRow) -> bool {
    match row.verdict {
        RowVerdict::New | RowVerdict::Changed => row.choice.as_deref() != Some("skip"),
        RowVerdict::Ask => row.choice.as_deref().is_some_and(|choice| choice != "skip"),
        RowVerdict::Same | RowVerdict::Faulty => false,
    }
}

/// The row from its texts, and from what a person said of its citizen number.
pub(super) fn read_again<K: Desk>(parser: &mut RowParser<K>, row: &ImportRow) -> Answer<ReadRow<K::Row>> {
    let texts: Vec<String> = serde_json::from_str(&row.raw).map_err(|fault| Refusal::internal(&fault))?;
    let check_digit = if row.confirmed.is_some() { CheckDigit::Confirmed } else { CheckDigit::MustFit };
    Ok(parser.read_texts(u32::try_from(row.row_no).unwrap_or(0), texts, check_digit))
}

/// One chunk in one transaction: looked up again inside it, so that what changed since the preview counts.
async fn write_chunk<K: Desk>(
    ticket: &Ticket,
    id: ImportId,
    laid: &Layout,
    chunk: &[(ImportRow, ReadRow<K::Row>)],
) -> Answer<()> {
    let pen = pen(ticket, id);
    ticket
        .db()
        .work(async |mut tx| {
            let good: Vec<&K::Row> = chunk.iter().filter_map(|(_, read)| read.value.as_ref().ok()).collect();
            let facts = K::facts(&mut tx, &good).await?;
            let mut decided = Vec::with_capacity(chunk.len());
            let mut written = Vec::with_capacity(chunk.len());
            for (row, read) in chunk {
                let choice = Choice::read(row.choice.as_deref()).unwrap_or(Choice::Open);
                let verdict = preview::judged::<K>(id, laid, read, &facts, &choice)?;
                match (&read.value, verdict.verdict) {
                    (Ok(value), RowVerdict::New | RowVerdict::Changed) => {
                        decided.push(Decided { row: value, target: verdict.target_id });
                        written.push(row);
                    }
                    // No longer what the preview said: the row keeps its new verdict and its reason.
                    _ => {
                        let verdict = ImportRow { confirmed: row.confirmed.clone(), ..verdict };
                        rows::update(&mut tx, &verdict).await?;
                    }
                }
            }
            let images = K::write(&mut tx, &pen, &facts, &decided).await?;
            confirmed::note(&mut tx, &pen, &written, &images).await?;
            keep_images(&mut tx, id, &written, images).await?;
            Ok::<_, Refusal>(())
        })
        .await
}

async fn keep_images(
    tx: &mut Tx,
    id: ImportId,
    written: &[&ImportRow],
    images: Vec<Image>,
) -> Result<(), StoreError> {
    let images: Vec<Images> = written
        .iter()
        .zip(images)
        .map(|(row, image)| Images {
            row_no: row.row_no,
            target_id: Some(image.target),
            before: image.before,
            after: Some(image.after),
        })
        .collect();
    rows::set_images(tx, id, &images).await
}

/// Says whether every written row can be taken back, without keeping anybody waiting.
pub(super) async fn check_undo<K: Desk>(ticket: &Ticket, id: ImportId) -> Answer<()> {
    let db = ticket.db();
    let mut before = i64::MAX;
    loop {
        let checked = db.read(async |mut conn| {
            let page = rows::page_backwards(&mut conn, id, before, batch::<K>()).await?;
            K::check_undo(&mut conn, &images(&page)).await?;
            Ok::<_, Refusal>(page.last().map(|row| row.row_no))
        });
        let Some(last) = checked.await? else { return Ok(()) };
        before = last;
    }
}

/// Takes back every written row, last first, a chunk in a transaction. A killed process goes on where it was.
pub(super) async fn take_back<K: Desk>(ticket: &Ticket, file: &ImportFile) -> Answer<()> {
    let (id, pen) = (file.id, pen(ticket, file.id));
    let mut before = i64::MAX;
    let mut done = 0;
    loop {
        let page = ticket
            .db()
            .work(async |mut tx| {
                let page = rows::page_backwards(&mut tx, id, before, batch::<K>()).await?;
                let images = images(&page);
                K::check_undo(&mut tx, &images).await?;
                K::restore(&mut tx, &pen, &images).await?;
                rows::set_images(&mut tx, id, &cleared(&page)).await?;
                Ok::<_, Refusal>(page)
            })
            .await?;
        let Some(last) = page.last() else { return Ok(()) };
        before = last.row_no;
        done += page.len() as i64;
        ticket.progress(done, file.rows_total).await?;
    }
}

fn images(page: &[ImportRow]) -> Vec<Image> {
    let image = |row: &ImportRow| {
        Some(Image { target: row.target_id?, before: row.before.clone(), after: row.after.clone()? })
    };
    page.iter().filter_map(image).collect()
}

fn cleared(page: &[ImportRow]) -> Vec<Images> {
    let written = page.iter().filter(|row| row.after.is_some());
    written.map(|row| Images { row_no: row.row_no, target_id: None, before: None, after: None }).collect()
}

fn pen(ticket: &Ticket, id: ImportId) -> Pen {
    let app = &ticket.app;
    Pen { import: id, ids: app.ids.clone(), now: app.clock.now() }
}
