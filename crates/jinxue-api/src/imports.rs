//! Files from outside: preview, choices, commit, undo.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Words, search::PersonRef};

/// A file and how far its import is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Import {
    pub id: Uuid,
    /// `units`, `roster`, `plan`, `history`, `gaps`, `people`.
    pub kind: String,
    pub file_name: String,
    pub bytes: i64,
    /// `uploaded`, `previewing`, `previewed`, `committing`, `committed`, `undoing`, `undone`, `failed`.
    pub state: String,
    /// The subtree it is for, and the unit that remembers the mapping.
    pub unit_id: Option<Uuid>,
    pub sheet: Option<String>,
    pub columns: Vec<Column>,
    /// Fields a column can be mapped to.
    pub fields: Vec<FieldInfo>,
    pub rows_total: i64,
    pub rows_new: i64,
    pub rows_changed: i64,
    pub rows_same: i64,
    pub rows_faulty: i64,
    pub rows_ask: i64,
    /// Why the whole file was refused.
    pub fault: Option<Words>,
    pub job_id: Option<Uuid>,
    pub progress_done: i64,
    pub progress_total: i64,
    pub version: i64,
    pub created_at: i64,
    pub committed_at: Option<i64>,
    pub undone_at: Option<i64>,
}

/// A column of the file and the field it goes to.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Column {
    pub header: String,
    /// Absent: the column is left out.
    pub field: Option<String>,
}

/// A field of the kind.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldInfo {
    pub field: String,
    pub label: Words,
    pub required: bool,
}

/// Maps columns by hand; a column mapped to nothing is left out.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    pub columns: BTreeMap<String, Option<String>>,
}

/// What is wrong with a cell.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CellFault {
    /// Position of the column, from 0; absent when the whole row is meant.
    pub column: Option<i64>,
    pub header: Option<String>,
    pub value: String,
    pub expected: Words,
    pub message: Words,
}

/// A field that would change.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Change {
    pub field: String,
    pub label: Words,
    pub old: Option<String>,
    pub new: Option<String>,
}

/// A row of the file with its verdict.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportRow {
    /// The row number in the file, from 1.
    pub row_no: i64,
    /// `new`, `changed`, `same`, `faulty`, `ask`.
    pub verdict: String,
    pub cells: Vec<String>,
    pub faults: Vec<CellFault>,
    pub changes: Vec<Change>,
    /// Who it could be, when it could be several.
    pub candidates: Vec<PersonRef>,
    /// The choice made: a person's id, `new` or `skip`.
    pub choice: Option<String>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportRows {
    pub headers: Vec<String>,
    pub items: Vec<ImportRow>,
    pub next: Option<i64>,
    pub total: u64,
}

/// A decision about a row: who it is, or other cells.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RowEdit {
    /// A person's id, `new`, or `skip`.
    pub choice: Option<String>,
    /// Header to corrected text.
    #[serde(default)]
    pub cells: BTreeMap<String, String>,
}
