//! Sealing again, chunk by chunk, what is not sealed with the key that writes.
//!
//! What remains is found by what it is, so a process that is killed goes on where it was.

use super::column::{RowId, SealedColumn};
use super::{COLUMNS, Sealing, states};
use crate::db::{FromRow, Row};
use crate::{Conn, StoreError, Tx, Value, Values, values};

/// Values sealed again in one transaction.
pub const CHUNK: u32 = 1_000;

/// Where the walk through a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark(RowId);

/// A value that the key for writing did not seal.
struct Stale {
    row: RowId,
    sealed: String,
}

impl FromRow for Stale {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { row: RowId(row.get("id")?, row.opt("number")?), sealed: row.get("sealed")? })
    }
}

/// How many values of all columns are not sealed with the key that writes.
pub async fn remaining(conn: &mut Conn) -> Result<u64, StoreError> {
    let mine = prefix(conn).await?;
    let mut values = 0;
    for column in COLUMNS {
        values += conn.only::<u64>(column.count_unlike, values![&mine]).await?;
    }
    Ok(values)
}

/// Seals the next values of `column` after `from` with the key that writes; where it stands then, and how many they
/// were. None at the end.
///
/// # Errors
/// [`super::SealFault`] names a value that cannot be opened; nothing of the chunk is written.
pub async fn chunk(
    tx: &mut Tx,
    column: &'static SealedColumn,
    from: Option<Mark>,
) -> Result<Option<(Mark, u64)>, StoreError> {
    let keys = tx.keys();
    again(tx, column, from, |place, sealed| Ok(keys.open(place, sealed)?)).await
}

/// [`chunk`], with `open` telling what a value says.
pub(super) async fn again(
    tx: &mut Tx,
    column: &'static SealedColumn,
    from: Option<Mark>,
    open: impl Fn(&str, &str) -> Result<String, StoreError>,
) -> Result<Option<(Mark, u64)>, StoreError> {
    let found = stale(tx, column, from).await?;
    let Some(last) = found.last().map(|stale| Mark(stale.row)) else { return Ok(None) };
    let count = found.len() as u64;
    let rows: Result<Vec<Values>, StoreError> = found
        .into_iter()
        .map(|Stale { row, sealed }| {
            let plain = open(&column.place(row), &sealed)?;
            let mut values = key_values(row);
            values.push(sealed.into());
            values.push(Value::Sealed(Sealing::new(column, row, Some(plain))));
            Ok(values)
        })
        .collect();
    tx.bulk(column.replace, rows?).await?;
    Ok(Some((last, count)))
}

async fn stale(tx: &mut Tx, column: &SealedColumn, from: Option<Mark>) -> Result<Vec<Stale>, StoreError> {
    let mine = prefix(tx).await?;
    let mut values = values![mine, CHUNK];
    let Some(Mark(row)) = from else { return tx.all(column.first, values).await };
    values.extend(key_values(row));
    tx.all(column.next, values).await
}

fn key_values(RowId(id, number): RowId) -> Values {
    values![id].into_iter().chain(number.map(Value::from)).collect()
}

/// What the texts of the key for writing begin with.
async fn prefix(conn: &mut Conn) -> Result<String, StoreError> {
    Ok(format!("{}.%", conn.only::<String>(states::WRITING_NOW, values![]).await?))
}
