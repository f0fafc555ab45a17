//! All that a store holds, table by table, in an order and a form that both databases share: for backups.

use crate::db::{FromRow, Row, Sql, statements};
use crate::{Conn, StoreError, Value, Values, values};

/// The four kinds of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Int,
    Real,
    Text,
    Id,
}

impl Kind {
    const ALL: [(Self, &'static str); 4] =
        [(Self::Int, "int"), (Self::Real, "real"), (Self::Text, "text"), (Self::Id, "id")];

    /// The kind's name in a backup.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    /// The kind of this name.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(kind, _)| kind)
    }

    fn of_type(text: &str) -> Option<Self> {
        match text {
            "integer" | "bigint" => Some(Self::Int),
            "real" | "double precision" => Some(Self::Real),
            "text" => Some(Self::Text),
            "blob" | "uuid" => Some(Self::Id),
            _ => None,
        }
    }
}

/// A table with its columns in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<(String, Kind)>,
    /// The columns of the primary key, which give the rows their order.
    key: Vec<String>,
}

impl Table {
    /// The columns, said in one text.
    pub fn said(&self) -> String {
        let said: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        said.join(", ")
    }
}

/// One column as the database's own catalogue says it.
struct Described {
    owner: String,
    name: String,
    kind: String,
    key_place: i64,
}

impl FromRow for Described {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            owner: row.get("owner")?,
            name: row.get("name")?,
            kind: row.get("kind")?,
            key_place: row.get("key_place")?,
        })
    }
}

statements! {
    COLUMNS = Sql::each(
        "select m.name as owner, c.name as name, lower(c.type) as kind, c.pk as key_place from sqlite_schema m, pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite%' and m.name <> 'schema_migration' order by m.name, c.name",
        "select t.relname::text as owner, a.attname::text as name, format_type(a.atttypid, a.atttypmod) as kind, coalesce(array_position(x.indkey::int2[], a.attnum) + 1, 0)::bigint as key_place from pg_class t join pg_namespace n on n.oid = t.relnamespace join pg_attribute a on a.attrelid = t.oid left join pg_index x on x.indrelid = t.oid and x.indisprimary where n.nspname = current_schema() and t.relkind = 'r' and t.relname <> 'schema_migration' and a.attnum > 0 and not a.attisdropped order by t.relname::text collate \"C\", a.attname::text collate \"C\"",
    );
    VERSION = Sql::same("select coalesce(max(version), 0) as only from schema_migration");
}

/// The version of the schema.
pub async fn version(conn: &mut Conn) -> Result<i64, StoreError> {
    conn.only(VERSION, values![]).await
}

/// All tables, in the order of their names.
///
/// # Errors
/// [`StoreError::Decode`] when a column is of a type that is not the store's.
pub async fn tables(conn: &mut Conn) -> Result<Vec<Table>, StoreError> {
    let described: Vec<Described> = conn.all(COLUMNS, values![]).await?;
    let of_one = described.chunk_by(|one, next| one.owner == next.owner);
    of_one.map(table).collect()
}

fn table(columns: &[Described]) -> Result<Table, StoreError> {
    let name = columns.first().map(|column| column.owner.clone()).unwrap_or_default();
    let mut key: Vec<&Described> = columns.iter().filter(|column| column.key_place > 0).collect();
    key.sort_by_key(|column| column.key_place);
    let key = key.into_iter().map(|column| column.name.clone()).collect();
    let kinds = columns.iter().map(|column| {
        let kind = Kind::of_type(&column.kind);
        let misfit = || StoreError::Decode { column: "kind", value: column.kind.clone() };
        Ok((column.name.clone(), kind.ok_or_else(misfit)?))
    });
    Ok(Table { name, columns: kinds.collect::<Result<_, StoreError>>()?, key })
}

/// Calls `visit` with every row of a table, in the order of its key.
///
/// # Errors
/// Whatever the database says, and whatever `visit` returns.
pub async fn rows(
    conn: &mut Conn,
    table: &Table,
    mut visit: impl FnMut(Values) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let (columns, key) = (quoted(table.columns.iter().map(|(name, _)| name)), quoted(table.key.iter()));
    let text = format!("select {columns} from {} order by {key}", table.name);
    conn.each(text, values![], |row| {
        let cells = table.columns.iter().enumerate().map(|(place, (_, kind))| row.cell(place, *kind));
        visit(cells.collect::<Result<Vec<Value>, StoreError>>()?)
    })
    .await
}

pub(crate) fn quoted<'n>(names: impl Iterator<Item = &'n String>) -> String {
    let quoted: Vec<String> = names.map(|name| format!("\"{name}\"")).collect();
    quoted.join(", ")
}
