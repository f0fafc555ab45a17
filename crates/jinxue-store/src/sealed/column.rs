//! The columns that are sealed. A value is bound to its place: table, column and row.

use uuid::Uuid;

use crate::StoreError;
use crate::db::{Bulk, Row, Sql};

/// One sealed column. What it holds is null, or the name of a key, a dot, and the sealed text.
#[derive(Debug)]
pub struct SealedColumn {
    pub table: &'static str,
    pub column: &'static str,
    pub(super) key: RowKey,
    /// How many values begin with `$1`.
    pub(super) count_like: Sql,
    /// How many do not.
    pub(super) count_unlike: Sql,
    /// The first `$2` values that do not begin with `$1`; the next ones after the row `$3`.
    pub(super) first: Sql,
    pub(super) next: Sql,
    /// Puts new texts where the old ones still stand.
    pub(super) replace: Bulk,
}

/// The columns that tell a row from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowKey {
    /// An id.
    Id(&'static str),
    /// An id, and a number below it.
    Numbered(&'static str, &'static str),
}

/// A row as its key tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RowId(pub Uuid, pub Option<i64>);

macro_rules! sealed {
    (@count $table:literal, $column:literal, $like:literal) => {
        Sql::same(concat!("select count(*) as only from ", $table, " where ", $column, " ", $like, " $1"))
    };
    (@walk $table:literal, $column:literal, $named:expr, $by:expr, $after:expr) => {
        Sql::same(concat!(
            "select ", $named, ", ", $column, " as sealed from ", $table, " where ", $column, " not like $1",
            $after, " order by ", $by, " limit $2"
        ))
    };
    // A key that is joined through a function is looked up in the table's own index.
    (@same $table:literal, $key:literal, $fresh:literal) => {
        concat!($table, ".", $key, " = coalesce(fresh.", $fresh, ", fresh.", $fresh, ")")
    };
    (@replace $table:literal, $column:literal, $head:literal, $types:expr, $same:expr) => {
        Bulk {
            head: $head,
            columns: $types.len(),
            types: &$types,
            tail: concat!(
                ") update ", $table, " set ", $column, " = fresh.new from fresh where ", $same,
                " and ", $table, ".", $column, " = fresh.old"
            ),
        }
    };
    ($table:literal . $column:literal by $id:literal) => {
        SealedColumn {
            table: $table,
            column: $column,
            key: RowKey::Id($id),
            count_like: sealed!(@count $table, $column, "like"),
            count_unlike: sealed!(@count $table, $column, "not like"),
            first: sealed!(@walk $table, $column, concat!($id, " as id, cast(null as bigint) as number"), $id, ""),
            next: sealed!(@walk $table, $column, concat!($id, " as id, cast(null as bigint) as number"), $id,
                concat!(" and ", $id, " > $3")),
            replace: sealed!(@replace $table, $column, "with fresh (id, old, new) as (values",
                ["uuid", "text", "text"], sealed!(@same $table, $id, "id")),
        }
    };
    ($table:literal . $column:literal by $id:literal, $number:literal) => {
        SealedColumn {
            table: $table,
            column: $column,
            key: RowKey::Numbered($id, $number),
            count_like: sealed!(@count $table, $column, "like"),
            count_unlike: sealed!(@count $table, $column, "not like"),
            first: sealed!(@walk $table, $column, concat!($id, " as id, ", $number, " as number"),
                concat!($id, ", ", $number), ""),
            next: sealed!(@walk $table, $column, concat!($id, " as id, ", $number, " as number"),
                concat!($id, ", ", $number), concat!(" and (", $id, ", ", $number, ") > ($3, $4)")),
            replace: sealed!(@replace $table, $column, "with fresh (id, number, old, new) as (values",
                ["uuid", "bigint", "text", "text"],
                concat!(sealed!(@same $table, $id, "id"), " and ", sealed!(@same $table, $number, "number"))),
        }
    };
}

pub static CITIZEN_NO: SealedColumn = sealed!("person"."citizen_no_sealed" by "id");
pub static TOTP_SECRET: SealedColumn = sealed!("totp"."secret" by "account_id");
pub static ROW_FAULTS: SealedColumn = sealed!("import_row"."faults" by "import_id", "row_no");
pub static ROW_RAW: SealedColumn = sealed!("import_row"."raw" by "import_id", "row_no");
pub static ROW_DATA: SealedColumn = sealed!("import_row"."data" by "import_id", "row_no");
pub static ROW_BEFORE: SealedColumn = sealed!("import_row"."before" by "import_id", "row_no");
pub static ROW_AFTER: SealedColumn = sealed!("import_row"."after" by "import_id", "row_no");

/// All of them. The rows of an import hold what the file said of people, their numbers among it.
pub static COLUMNS: [&SealedColumn; 7] =
    [&CITIZEN_NO, &TOTP_SECRET, &ROW_FAULTS, &ROW_RAW, &ROW_DATA, &ROW_BEFORE, &ROW_AFTER];

/// The field whose keyed hashes stand in a column of their own, `person.citizen_no_hash`.
pub(crate) const CITIZEN_NO_HASH: &str = "person.citizen_no";

impl SealedColumn {
    /// The name of the place, which the sealed value is bound to.
    pub(crate) fn place(&self, row: RowId) -> String {
        let RowId(id, number) = row;
        let number = number.map(|number| format!("/{number}")).unwrap_or_default();
        format!("{}.{} {id}{number}", self.table, self.column)
    }

    /// The key of `row`, whose columns have the names they have in the table.
    pub(crate) fn row_of(&self, row: &Row) -> Result<RowId, StoreError> {
        match self.key {
            RowKey::Id(id) => Ok(RowId(row.get(id)?, None)),
            RowKey::Numbered(id, number) => Ok(RowId(row.get(id)?, Some(row.get(number)?))),
        }
    }
}

/// The statements of all columns, so that a test can prepare them.
#[doc(hidden)]
pub fn every_statement(dialect: crate::db::Dialect) -> Vec<String> {
    let of = |it: &&SealedColumn| {
        let fixed =
            [it.count_like, it.count_unlike, it.first, it.next].map(|sql| sql.text(dialect).to_owned());
        fixed.into_iter().chain([it.replace.text(2, dialect)])
    };
    COLUMNS.iter().flat_map(of).collect()
}
