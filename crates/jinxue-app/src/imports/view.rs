//! Imports and their rows as they travel.

use jinxue_api::imports::{Column, FieldInfo, Import, ImportRow};
use jinxue_domain::{ImportKind, Instant};
use jinxue_exchange::columns::Field;
use jinxue_exchange::kinds::{Gaps, History, People, Plan, Roster, TableKind, Units};
use jinxue_store::imports::{ImportFile, rows};
use jinxue_store::jobs::Job;

use super::layout::{LaidColumn, Layout};
use crate::{Answer, Refusal};

/// An import, with the progress of its job when that is known.
pub(super) fn import(file: &ImportFile, job: Option<&Job>) -> Answer<Import> {
    let laid: Option<Layout> = opt_json(file.mapping.as_deref())?;
    let (columns, sheets) = laid.map_or_else(Default::default, |laid| {
        let column = |column: LaidColumn| Column { header: column.header, field: column.field };
        (laid.columns.into_iter().map(column).collect(), laid.sheets)
    });
    Ok(Import {
        id: file.id.as_uuid(),
        kind: file.kind.as_str().into(),
        file_name: file.file_name.clone(),
        bytes: file.bytes,
        state: file.state.as_str().into(),
        unit_id: file.unit_id.map(|unit| unit.as_uuid()),
        sheet: file.sheet.clone().filter(|sheet| !sheet.is_empty()),
        sheets,
        columns,
        fields: fields(file.kind),
        rows_total: file.rows_total,
        rows_new: file.rows_new,
        rows_changed: file.rows_changed,
        rows_same: file.rows_same,
        rows_faulty: file.rows_faulty,
        rows_ask: file.rows_ask,
        fault: opt_json(file.fault.as_deref())?,
        job_id: file.job_id.map(|job| job.as_uuid()),
        progress_done: job.map_or(0, |job| job.progress_done),
        progress_total: job.map_or(0, |job| job.progress_total),
        version: file.version,
        created_at: file.created_at.as_micros(),
        committed_at: file.committed_at.map(Instant::as_micros),
        undone_at: file.undone_at.map(Instant::as_micros),
    })
}

pub(super) fn fields(kind: ImportKind) -> Vec<FieldInfo> {
    match kind {
        ImportKind::Units => infos::<Units>(),
        ImportKind::Roster => infos::<Roster>(),
        ImportKind::Plan => infos::<Plan>(),
        ImportKind::History => infos::<History>(),
        ImportKind::Gaps => infos::<Gaps>(),
        ImportKind::People => infos::<People>(),
    }
}

fn infos<K: TableKind>() -> Vec<FieldInfo> {
    let needed =
        |field: &Field| K::NEEDED.iter().any(|group| group.len() == 1 && group.contains(&field.name));
    let info = |field: &Field| FieldInfo {
        field: field.name.into(),
        label: jinxue_api::Words::new(field.zh, field.en),
        required: needed(field),
    };
    K::FIELDS.iter().map(info).collect()
}

/// A row as it travels.
pub(super) fn row(row: rows::ImportRow) -> Answer<ImportRow> {
    Ok(ImportRow {
        row_no: row.row_no,
        verdict: row.verdict.as_str().into(),
        cells: serde_json::from_str(&row.raw).map_err(|fault| Refusal::internal(&fault))?,
        faults: opt_json(row.faults.as_deref())?.unwrap_or_default(),
        changes: opt_json(row.data.as_deref())?.unwrap_or_default(),
        candidates: opt_json(row.candidates.as_deref())?.unwrap_or_default(),
        choice: row.choice,
        confirmed: opt_json(row.confirmed.as_deref())?,
    })
}

fn opt_json<T: serde::de::DeserializeOwned>(text: Option<&str>) -> Answer<Option<T>> {
    text.map(|text| serde_json::from_str(text).map_err(|fault| Refusal::internal(&fault))).transpose()
}
