//! The kinds of tables that are read, one module each.

pub mod roster;

pub use roster::Roster;

use crate::{columns::Field, reading::RowReader};

/// A kind of table: its columns and how a row of it is read.
pub trait TableKind {
    /// Every field a column can become.
    const FIELDS: &'static [Field];
    /// Groups of field names; of each group at least one needs a column.
    const NEEDED: &'static [&'static [&'static str]];
    /// What a row says.
    type Row;
    /// What earlier rows leave behind, to find repetitions.
    type Seen: Default;

    /// Read one row. `None` only after a fault was noted.
    fn read(row: &mut RowReader<'_>) -> Option<Self::Row>;

    /// Hold a row against those before it.
    fn compare(seen: &mut Self::Seen, value: &Self::Row, row: &mut RowReader<'_>);
}
