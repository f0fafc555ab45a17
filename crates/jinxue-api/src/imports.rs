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
    /// Every sheet of the workbook: another can be chosen.
    pub sheets: Vec<String>,
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

/// Says by hand how a file is read; a column mapped to nothing is left out.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    #[serde(default)]
    pub columns: BTreeMap<String, Option<String>>,
    /// The sheet that is meant.
    pub sheet: Option<String>,
    /// The row of the header, from 1; the lower one where it takes two rows.
    pub header_row: Option<u32>,
    /// The unit all rows belong to when the file has no column for it.
    pub unit_id: Option<Uuid>,
}

/// What is wrong with a cell.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CellFault {
    /// Position of the column, from 0; absent when the whole row is meant.
    pub column: Option<i64>,
    pub header: Option<String>,
    /// What kind of fault, such as `citizen_number_check_digit`; empty for what only the store can tell.
    #[serde(default)]
    pub code: String,
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
    /// Who compared the citizen number with the identity card, if its check digit is wrong.
    pub confirmed: Option<Confirmed>,
}

/// Who said so, and when.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Confirmed {
    pub by: String,
    /// Microseconds since 1970 UTC.
    pub at: i64,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportRows {
    pub headers: Vec<String>,
    pub items: Vec<ImportRow>,
    pub next: Option<i64>,
    pub total: u64,
}

/// A decision about a row: who it is, or other cells.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RowEdit {
    /// A person's id, `new`, or `skip`.
    pub choice: Option<String>,
    /// Header to corrected text.
    #[serde(default)]
    pub cells: BTreeMap<String, String>,
    /// The citizen number stands so on the identity card, though its check digit is wrong.
    #[serde(default)]
    pub confirm_citizen_no: bool,
}
