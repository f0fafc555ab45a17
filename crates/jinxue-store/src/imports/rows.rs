//! The rows of an import: what the cells said, what was made of them, and the images that undo needs.

use jinxue_domain::{ImportId, RowVerdict};
use uuid::Uuid;

use crate::db::{Sql, bulks, row, statements};
use crate::sealed::{ROW_AFTER, ROW_BEFORE, RowId};
use crate::{Conn, StoreError, Tx, Value, values};

row! {
    /// One row. `faults`, `raw` (the cell texts), `data` (parsed), `candidates`, `before` and `after` are JSON;
    /// `choice` is what a person decided; `confirmed` (JSON) tells who said that the citizen number stands so on the
    /// identity card, and when.
    pub struct ImportRow {
        req import_id: ImportId,
        req row_no: i64,
        req verdict: RowVerdict,
        opt [ROW_FAULTS] faults: String,
        req [ROW_RAW] raw: String,
        opt [ROW_DATA] data: String,
        opt target_id: Uuid,
        opt candidates: String,
        opt choice: String,
        opt [ROW_BEFORE] before: String,
        opt [ROW_AFTER] after: String,
        opt confirmed: String,
    }
}

/// What a row changed when it was committed.
#[derive(Debug, Clone, PartialEq)]
pub struct Images {
    pub row_no: i64,
    pub target_id: Option<Uuid>,
    /// The object before, none if the row made it.
    pub before: Option<String>,
    /// The object after.
    pub after: Option<String>,
}

statements! {
    ONE = Sql::same("select * from import_row where import_id = $1 and row_no = $2");
    PAGE = Sql::same("select * from import_row where import_id = $1 and row_no > $2 order by row_no limit $3");
    PAGE_OF_VERDICT = Sql::same("select * from import_row where import_id = $1 and verdict = $2 and row_no > $3 order by row_no limit $4");
    PAGE_BACKWARDS = Sql::same("select * from import_row where import_id = $1 and row_no < $2 order by row_no desc limit $3");
    UPDATE = Sql::same("update import_row set verdict = $3, faults = $4, raw = $5, data = $6, target_id = $7, candidates = $8, choice = $9, before = $10, after = $11, confirmed = $12 where import_id = $1 and row_no = $2");
    DELETE_ALL = Sql::same("delete from import_row where import_id = $1 and row_no <= $2");
}

bulks! {
    UPSERT = "insert into import_row (import_id, row_no, verdict, faults, raw, data, target_id, candidates, choice, before, after, confirmed) values", 12,
        "on conflict (import_id, row_no) do update set verdict = excluded.verdict, faults = excluded.faults, raw = excluded.raw, data = excluded.data, target_id = excluded.target_id, candidates = excluded.candidates, choice = excluded.choice, before = excluded.before, after = excluded.after, confirmed = excluded.confirmed";
    SET_IMAGES = "with image (import_id, row_no, target_id, before, after) as (values", [uuid, bigint, uuid, text, text],
        ") update import_row set target_id = image.target_id, before = image.before, after = image.after from image where import_row.import_id = coalesce(image.import_id, image.import_id) and import_row.row_no = coalesce(image.row_no, image.row_no)";
}

/// Adds rows, or replaces those with the same number.
pub async fn upsert_many(tx: &mut Tx, rows: &[ImportRow]) -> Result<(), StoreError> {
    tx.bulk(UPSERT, rows.iter().map(ImportRow::values).collect()).await?;
    Ok(())
}

/// One row.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn one(conn: &mut Conn, import: ImportId, row_no: i64) -> Result<ImportRow, StoreError> {
    conn.optional(ONE, values![import, row_no])
        .await?
        .ok_or_else(|| StoreError::not_found("import row", format!("{import} {row_no}")))
}

/// Up to `limit` rows after the row `after` (0 for the first page), of one verdict or of all.
pub async fn page(
    conn: &mut Conn,
    import: ImportId,
    verdict: Option<RowVerdict>,
    after: i64,
    limit: u32,
) -> Result<Vec<ImportRow>, StoreError> {
    match verdict {
        Some(verdict) => conn.all(PAGE_OF_VERDICT, values![import, verdict, after, limit]).await,
        None => conn.all(PAGE, values![import, after, limit]).await,
    }
}

/// Up to `limit` rows before the row `before`, last first: undoing goes backwards.
pub async fn page_backwards(
    conn: &mut Conn,
    import: ImportId,
    before: i64,
    limit: u32,
) -> Result<Vec<ImportRow>, StoreError> {
    conn.all(PAGE_BACKWARDS, values![import, before, limit]).await
}

/// Replaces one row (a choice, or cells that were put right).
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn update(tx: &mut Tx, row: &ImportRow) -> Result<(), StoreError> {
    match tx.execute(UPDATE, row.values()).await? {
        0 => Err(StoreError::not_found("import row", format!("{} {}", row.import_id, row.row_no))),
        _ => Ok(()),
    }
}

/// Keeps what committed rows changed, so that they can be undone.
pub async fn set_images(tx: &mut Tx, import: ImportId, images: &[Images]) -> Result<(), StoreError> {
    let rows = images.iter().map(|image| {
        let row = RowId(import.as_uuid(), Some(image.row_no));
        values![
            import,
            image.row_no,
            image.target_id,
            Value::sealed(&ROW_BEFORE, row, image.before.clone()),
            Value::sealed(&ROW_AFTER, row, image.after.clone())
        ]
    });
    tx.bulk(SET_IMAGES, rows.collect()).await?;
    Ok(())
}

/// Forgets the rows up to and including `last` (before a preview is made anew, in steps); how many.
pub async fn delete_up_to(tx: &mut Tx, import: ImportId, last: i64) -> Result<u64, StoreError> {
    tx.execute(DELETE_ALL, values![import, last]).await
}

impl ImportRow {
    fn row_id(&self) -> RowId {
        RowId(self.import_id.as_uuid(), Some(self.row_no))
    }
}
