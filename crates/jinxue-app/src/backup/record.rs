//! The records of a backup: what begins a table or a file, and rows as lines of JSON, the same from both databases.

use jinxue_store::dump::{Kind, Table};
use jinxue_store::{Value, Values};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::manifest::{FileEntry, Manifest};

/// A record that is no row.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Head {
    Table { name: String, columns: Vec<(String, String)> },
    File(FileEntry),
    Manifest(Manifest),
}

/// The head of a table.
pub(super) fn of_table(table: &Table) -> Head {
    let columns = table.columns.iter().map(|(name, kind)| (name.clone(), kind.as_str().to_owned()));
    Head::Table { name: table.name.clone(), columns: columns.collect() }
}

/// The columns a head names; none when one is of no kind known here.
pub(super) fn columns(said: &[(String, String)]) -> Option<Vec<(String, Kind)>> {
    said.iter().map(|(name, kind)| Some((name.clone(), Kind::read(kind)?))).collect()
}

/// A row as a line, its end included.
pub(super) fn line(row: &Values) -> Vec<u8> {
    let cells: Vec<Json> = row.iter().map(cell).collect();
    let mut line = serde_json::to_vec(&cells).unwrap_or_default();
    line.push(b'\n');
    line
}

fn cell(value: &Value) -> Json {
    match value {
        Value::Int(value) => value.map_or(Json::Null, Json::from),
        Value::Real(value) => value.map_or(Json::Null, Json::from),
        Value::Text(value) => value.clone().map_or(Json::Null, Json::from),
        Value::Id(value) => value.map_or(Json::Null, |id| Json::from(id.to_string())),
        // A dump reads what is stored; these two stand only for what is about to be.
        Value::Sealed(_) | Value::Hashed(_) => Json::Null,
    }
}

/// The row a line says; none when it does not fit the columns.
pub(super) fn row(line: &[u8], columns: &[(String, Kind)]) -> Option<Values> {
    let cells: Vec<Json> = serde_json::from_slice(line).ok()?;
    let fits = cells.len() == columns.len();
    fits.then(|| cells.into_iter().zip(columns).map(|(cell, (_, kind))| value(cell, *kind)).collect())?
}

fn value(cell: Json, kind: Kind) -> Option<Value> {
    if cell.is_null() {
        return Some(match kind {
            Kind::Int => Value::Int(None),
            Kind::Real => Value::Real(None),
            Kind::Text => Value::Text(None),
            Kind::Id => Value::Id(None),
        });
    }
    Some(match (kind, cell) {
        (Kind::Int, cell) => Value::Int(Some(cell.as_i64()?)),
        (Kind::Real, cell) => Value::Real(Some(cell.as_f64()?)),
        (Kind::Text, Json::String(text)) => Value::Text(Some(text)),
        (Kind::Id, Json::String(text)) => Value::Id(Some(Uuid::parse_str(&text).ok()?)),
        _ => return None,
    })
}

/// Counts rows and digests their lines.
#[derive(Default)]
pub(super) struct Tally {
    pub rows: u64,
    digest: Sha256,
}

impl Tally {
    pub fn add(&mut self, line: &[u8]) {
        self.rows += 1;
        self.digest.update(line);
    }

    pub fn sha256(self) -> String {
        hex(self.digest)
    }
}

/// A finished digest in hexadecimal digits.
pub(super) fn hex(digest: Sha256) -> String {
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_reads_back_to_the_last_bit_and_a_misfit_is_none() {
        let columns = [("a", Kind::Int), ("b", Kind::Real), ("c", Kind::Text), ("d", Kind::Id)]
            .map(|(name, kind)| (name.to_owned(), kind));
        let id = Uuid::from_u128(7);
        let rows = [
            vec![
                Value::Int(Some(i64::MIN)),
                Value::Real(Some(0.1 + 0.2)),
                Value::Text(Some("𬭸\n\"".into())),
                Value::Id(Some(id)),
            ],
            vec![
                Value::Int(None),
                Value::Real(Some(-0.0)),
                Value::Text(Some(String::new())),
                Value::Id(None),
            ],
            vec![Value::Int(Some(i64::MAX)), Value::Real(None), Value::Text(None), Value::Id(Some(id))],
        ];
        for values in rows {
            let line = line(&values);
            assert_eq!(line.iter().filter(|byte| **byte == b'\n').count(), 1);
            assert_eq!(row(&line, &columns), Some(values));
        }
        for bad in ["[1]", "[1,2,3,4]", "[1.5,1,\"\",null]", "[1,1,\"\",\"no id\"]", "{}", "["] {
            assert_eq!(row(bad.as_bytes(), &columns), None, "{bad}");
        }
    }
}
