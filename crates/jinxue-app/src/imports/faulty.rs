//! The faulty rows of a file as they were, with a column of reasons: to be mended and imported again.

use jinxue_api::imports::ImportRow;
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::RowVerdict;
use jinxue_exchange::fault::CellFault;
use jinxue_exchange::write::{FaultyRows, Language, WriteFault};
use jinxue_store::imports::{self as store, ImportFile, rows};
use uuid::Uuid;

use super::rows::LIMIT_MAX;
use super::{layout_of, view};
use crate::exports::{Writing, off_the_request};
use crate::{Answer, Refusal, Work, wire};

/// A file whose rows have been judged.
///
/// # Errors
/// `not_found`; `wrong_state` before.
pub(crate) async fn judged_file(work: &Work, id: Uuid) -> Answer<ImportFile> {
    let file = work.db().read(async |mut conn| store::by_id(&mut conn, id.into()).await).await?;
    if file.mapping.is_none() {
        let problem = Problem::new(ErrorCode::WrongState).field("import").value(file.state);
        return Err(problem.expected("previewed").into());
    }
    Ok(file)
}

/// Writes the faulty rows; how many they are.
///
/// # Errors
/// `not_found`; when the disk is full.
pub(crate) async fn export(writing: &Writing<'_>, id: Uuid) -> Answer<u64> {
    let db = writing.ticket.db();
    let file = db.read(async |mut conn| store::by_id(&mut conn, id.into()).await).await?;
    let headers = layout_of(&file)?.headers();
    let sheet = FaultyRows::begin(writing.book()?, &headers, Language::Chinese);
    let mut sheet = sheet.map_err(|fault| Refusal::internal(&fault))?;
    let (mut after, mut written) = (0, 0);
    loop {
        let page = db.read(async |mut conn| {
            rows::page(&mut conn, file.id, Some(RowVerdict::Faulty), after, LIMIT_MAX).await
        });
        let page = page.await?;
        let Some(last) = page.last() else { break };
        after = last.row_no;
        written += page.len() as u64;
        let page = page.into_iter().map(view::row).collect::<Answer<Vec<_>>>()?;
        sheet = off_the_request(move || {
            page.iter().try_for_each(|row| put(&mut sheet, row))?;
            Ok(sheet)
        })
        .await?;
        writing.ticket.progress(wire::count(written), file.rows_faulty).await?;
    }
    writing.save(sheet.finish()).await?;
    Ok(written)
}

fn put(sheet: &mut FaultyRows, row: &ImportRow) -> Result<(), WriteFault> {
    let faults: Vec<CellFault> = row.faults.iter().map(of_wire).collect();
    sheet.row(u32::try_from(row.row_no).unwrap_or(0), &row.cells, &faults)
}

fn of_wire(fault: &jinxue_api::imports::CellFault) -> CellFault {
    let words = |words: &jinxue_api::Words| jinxue_domain::Words::new(words.zh.clone(), words.en.clone());
    CellFault {
        field: "",
        header: fault.header.clone().unwrap_or_default(),
        column: fault.column.and_then(|column| usize::try_from(column).ok()),
        value: fault.value.clone(),
        code: "",
        expected: words(&fault.expected),
        words: words(&fault.message),
    }
}
