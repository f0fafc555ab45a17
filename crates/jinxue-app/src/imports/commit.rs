//! The commit: good rows are written in chunks; a process that is killed goes on where it was; a failure takes
//! back what was written. Undoing is one transaction.

use jinxue_domain::{ImportId, RowVerdict};
use jinxue_exchange::reading::{ReadRow, read_texts};
use jinxue_store::imports::ImportFile;
use jinxue_store::imports::rows::{self, Images, ImportRow};
use jinxue_store::{StoreError, Tx};

use super::desk::{Choice, Decided, Desk, Image, Pen};
use super::layout::Layout;
use super::preview;
use crate::jobs::Ticket;
use crate::{Answer, Refusal};

/// Writes every good row of `file` that is not written yet; how many rows it wrote.
pub(super) async fn write<K: Desk>(ticket: &Ticket, file: &ImportFile, laid: &Layout) -> Answer<()> {
    let mapping = laid.mapping::<K>();
    let limit = u32::try_from(K::BATCH).unwrap_or(u32::MAX);
    let mut after = 0;
    let mut done = 0;
    loop {
        let page = ticket
            .db()
            .read(async |mut conn| rows::page(&mut conn, file.id, None, after, limit).await)
            .await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.row_no;
        done += page.len() as i64;
        let chunk: Vec<(ImportRow, ReadRow<K::Row>)> = page
            .into_iter()
            .filter(|row| row.after.is_none() && is_wanted(row))
            .map(|row| {
                let read = read_again::<K>(&mapping, &row)?;
                Ok((row, read))
            })
            .collect::<Answer<_>>()?;
        if !chunk.is_empty() {
            write_chunk::<K>(ticket, file.id, laid, &chunk).await?;
        }
        ticket.progress(done, file.rows_total).await?;
    }
}

fn is_wanted(row: &ImportRow) -> bool {
    match row.verdict {
        RowVerdict::New | RowVerdict::Changed => row.choice.as_deref() != Some("skip"),
        RowVerdict::Ask => row.choice.as_deref().is_some_and(|choice| choice != "skip"),
        RowVerdict::Same | RowVerdict::Faulty => false,
    }
}

pub(super) fn read_again<K: Desk>(
    mapping: &jinxue_exchange::columns::Mapping,
    row: &ImportRow,
) -> Answer<ReadRow<K::Row>> {
    let texts: Vec<String> = serde_json::from_str(&row.raw).map_err(|fault| Refusal::internal(&fault))?;
    Ok(read_texts::<K>(mapping, u32::try_from(row.row_no).unwrap_or(0), texts))
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
            let mut numbers = Vec::with_capacity(chunk.len());
            for (row, read) in chunk {
                let choice = Choice::read(row.choice.as_deref()).unwrap_or(Choice::Open);
                let verdict = preview::judged::<K>(id, laid, read, &facts, &choice)?;
                match (&read.value, verdict.verdict) {
                    (Ok(value), RowVerdict::New | RowVerdict::Changed) => {
                        decided.push(Decided { row: value, target: verdict.target_id });
                        numbers.push(row.row_no);
                    }
                    // No longer what the preview said: the row keeps its new verdict and its reason.
                    _ => rows::update(&mut tx, &verdict).await?,
                }
            }
            let images = K::write(&mut tx, &pen, &facts, &decided).await?;
            keep_images(&mut tx, id, &numbers, images).await?;
            Ok::<_, Refusal>(())
        })
        .await
}

async fn keep_images(
    tx: &mut Tx,
    id: ImportId,
    numbers: &[i64],
    images: Vec<Image>,
) -> Result<(), StoreError> {
    let images: Vec<Images> = numbers
        .iter()
        .zip(images)
        .map(|(row_no, image)| Images {
            row_no: *row_no,
            target_id: Some(image.target),
            before: image.before,
            after: Some(image.after),
        })
        .collect();
    rows::set_images(tx, id, &images).await
}

/// Takes back every row that was written, last first, in one transaction: all or nothing.
pub(super) async fn take_back<K: Desk>(ticket: &Ticket, id: ImportId) -> Answer<()> {
    let pen = pen(ticket, id);
    ticket
        .db()
        .work(async |mut tx| {
            let mut before = i64::MAX;
            loop {
                let page =
                    rows::page_backwards(&mut tx, id, before, super::desk::ROWS_PER_BATCH as u32).await?;
                let Some(last) = page.last() else { return Ok::<_, Refusal>(()) };
                before = last.row_no;
                let written: Vec<&ImportRow> = page.iter().filter(|row| row.after.is_some()).collect();
                let images: Vec<Image> = written.iter().filter_map(|row| image(row)).collect();
                K::restore(&mut tx, &pen, &images).await?;
                let cleared: Vec<Images> = written
                    .iter()
                    .map(|row| Images { row_no: row.row_no, target_id: None, before: None, after: None })
                    .collect();
                rows::set_images(&mut tx, id, &cleared).await?;
            }
        })
        .await
}

fn image(row: &ImportRow) -> Option<Image> {
    Some(Image { target: row.target_id?, before: row.before.clone(), after: row.after.clone()? })
}

fn pen(ticket: &Ticket, id: ImportId) -> Pen {
    let app = &ticket.app;
    Pen { import: id, ids: app.ids.clone(), now: app.clock.now() }
}
