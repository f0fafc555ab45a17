//! Files brought in: what they say, row by row, what was decided, and how to undo it.

pub mod mapping;
pub mod rows;

use jinxue_domain::authority::{Reach, Scope};
use jinxue_domain::{ImportId, ImportKind, ImportState, Instant, JobId, UnitId, UnitPath};

use crate::db::{Sql, Where, row, statements};
use crate::{Conn, StoreError, Tx, Values, fence, values};

row! {
    /// One file. `mapping` and `fault` are JSON.
    pub struct ImportFile {
        req id: ImportId,
        req kind: ImportKind,
        req file_name: String,
        req sha256: String,
        req bytes: i64,
        req state: ImportState,
        opt unit_id: UnitId,
        opt mapping: String,
        opt sheet: String,
        req rows_total: i64,
        req rows_new: i64,
        req rows_changed: i64,
        req rows_same: i64,
        req rows_faulty: i64,
        req rows_ask: i64,
        opt fault: String,
        opt job_id: JobId,
        req version: i64,
        req created_at: Instant,
        opt committed_at: Instant,
        opt undone_at: Instant,
    }
}

statements! {
    IN_STATE = Sql::same("select * from import_file where state = $1 order by created_at, id");
    ADD_SPAN = Sql::same("insert into import_span (import_id, unit_id, reach) values ($1, $2, $3)");
    SPAN = Sql::same("select unit.id, unit.path, import_span.reach from import_span join unit on unit.id = import_span.unit_id where import_id = $1");
    INSERT = Sql::same("insert into import_file (id, kind, file_name, sha256, bytes, state, unit_id, mapping, sheet, rows_total, rows_new, rows_changed, rows_same, rows_faulty, rows_ask, fault, job_id, version, created_at, committed_at, undone_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)");
    UPDATE = Sql::same("update import_file set state = $3, mapping = $4, sheet = $5, rows_total = $6, rows_new = $7, rows_changed = $8, rows_same = $9, rows_faulty = $10, rows_ask = $11, fault = $12, job_id = $13, committed_at = $14, undone_at = $15, unit_id = $16, version = version + 1 where id = $1 and version = $2");
    RECOUNT = Sql::same("update import_file set rows_total = (select count(*) from import_row where import_id = $1), rows_new = (select count(*) from import_row where import_id = $1 and verdict = 'new'), rows_changed = (select count(*) from import_row where import_id = $1 and verdict = 'changed'), rows_same = (select count(*) from import_row where import_id = $1 and verdict = 'same'), rows_faulty = (select count(*) from import_row where import_id = $1 and verdict = 'faulty'), rows_ask = (select count(*) from import_row where import_id = $1 and verdict = 'ask') where id = $1");
    DELETE = Sql::same("delete from import_file where id = $1");
}

/// The import `id`.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn by_id(conn: &mut Conn, id: ImportId) -> Result<ImportFile, StoreError> {
    let (text, values) = one_statement(&conn.scope(), id);
    conn.optional(text, values).await?.ok_or_else(|| StoreError::not_found("import", id))
}

fn one_statement(scope: &Scope, id: ImportId) -> (String, Values) {
    let mut clause = Where::default();
    clause.and("import_file.id = ?", values![id]);
    fence::imports(&mut clause, scope);
    clause.onto("select import_file.* from import_file")
}

fn latest_statement(scope: &Scope, limit: u32) -> (String, Values) {
    let mut clause = Where::default();
    fence::imports(&mut clause, scope);
    clause.push(" order by created_at desc, id desc limit ?", values![limit]);
    clause.onto("select import_file.* from import_file")
}

fn digest_statement(scope: &Scope, sha256: &str, kind: ImportKind) -> (String, Values) {
    let mut clause = Where::default();
    clause.and("sha256 = ? and kind = ?", values![sha256, kind]);
    fence::imports(&mut clause, scope);
    clause.push(" order by created_at desc, id desc", []);
    clause.onto("select import_file.* from import_file")
}

/// The texts that are built here, so that a test can prepare them.
#[doc(hidden)]
pub fn every_statement() -> Vec<String> {
    let of = |scope: &Scope| {
        let one = one_statement(scope, uuid::Uuid::nil().into()).0;
        [one, latest_statement(scope, 1).0, digest_statement(scope, "", ImportKind::Units).0]
    };
    fence::shapes().iter().flat_map(of).collect()
}

row! {
    /// How far an import reaches at most: a unit, with what is below it or alone.
    pub struct Span {
        req id: UnitId,
        req path: UnitPath,
        req reach: Reach,
    }
}

/// Bounds an import by a unit.
pub async fn add_span(tx: &mut Tx, import: ImportId, unit: UnitId, reach: Reach) -> Result<(), StoreError> {
    tx.execute(ADD_SPAN, values![import, unit, reach]).await?;
    Ok(())
}

/// How far an import reaches; none when nothing bounds it.
pub async fn span(conn: &mut Conn, import: ImportId) -> Result<Option<Span>, StoreError> {
    conn.optional(SPAN, values![import]).await
}

/// The latest imports, newest first.
pub async fn latest(conn: &mut Conn, limit: u32) -> Result<Vec<ImportFile>, StoreError> {
    let (text, values) = latest_statement(&conn.scope(), limit);
    conn.all(text, values).await
}

/// All imports in a state, oldest first (to go on with after a restart).
pub async fn in_state(conn: &mut Conn, state: ImportState) -> Result<Vec<ImportFile>, StoreError> {
    conn.all(IN_STATE, values![state]).await
}

/// Earlier imports of the very same file, newest first.
pub async fn by_digest(
    conn: &mut Conn,
    sha256: &str,
    kind: ImportKind,
) -> Result<Vec<ImportFile>, StoreError> {
    let (text, values) = digest_statement(&conn.scope(), sha256, kind);
    conn.all(text, values).await
}

/// Adds a file.
pub async fn insert(tx: &mut Tx, file: &ImportFile) -> Result<(), StoreError> {
    tx.execute(INSERT, file.values()).await?;
    Ok(())
}

/// Replaces what changes in the life of an import: state, unit, mapping, sheet, counts, fault, job, moments.
///
/// # Errors
/// [`StoreError::Stale`] when it is no longer at `file.version`: two imports cannot both take a step.
pub async fn update(tx: &mut Tx, file: &ImportFile) -> Result<(), StoreError> {
    let values = values![
        file.id,
        file.version,
        file.state,
        file.mapping.clone(),
        file.sheet.clone(),
        file.rows_total,
        file.rows_new,
        file.rows_changed,
        file.rows_same,
        file.rows_faulty,
        file.rows_ask,
        file.fault.clone(),
        file.job_id,
        file.committed_at,
        file.undone_at,
        file.unit_id
    ];
    if tx.execute(UPDATE, values).await? == 0 {
        by_id(tx, file.id).await?;
        return Err(StoreError::stale("import", file.id, file.version));
    }
    Ok(())
}

/// Sets the counts by verdict from the rows themselves.
pub async fn recount(tx: &mut Tx, id: ImportId) -> Result<(), StoreError> {
    tx.execute(RECOUNT, values![id]).await?;
    Ok(())
}

/// Removes the file and its rows.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn delete(tx: &mut Tx, id: ImportId) -> Result<(), StoreError> {
    match tx.execute(DELETE, values![id]).await? {
        0 => Err(StoreError::not_found("import", id)),
        _ => Ok(()),
    }
}
