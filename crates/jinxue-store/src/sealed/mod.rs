//! Protection at rest: some columns hold their values sealed, and one is searched by keyed hash.
//!
//! Whoever writes binds a [`Value::Sealed`](crate::Value) or [`Value::Hashed`](crate::Value); the connection seals it
//! under the key that the database says is the one for writing, asked in the same transaction. Whoever reads a row gets
//! the text opened. So no module above knows of keys, and none can forget to seal.
//!
//! The keys lie in a file ([`jinxue_sealing`]), not in the database; the table `sealing_key` ([`states`]) says which of them
//! writes, and holds a proof of each, so that another installation's file is noticed at the start.

mod column;
pub mod reseal;
pub mod states;
pub(crate) mod take_over;

#[doc(hidden)]
pub use column::every_statement;
pub use column::{COLUMNS, SealedColumn};
pub use jinxue_sealing::{Algorithm, SealFault};

pub(crate) use column::{
    CITIZEN_NO, CITIZEN_NO_HASH, ROW_AFTER, ROW_BEFORE, ROW_DATA, ROW_FAULTS, ROW_RAW, RowId, TOTP_SECRET,
};
pub(crate) use jinxue_sealing::Keyring;

/// A text that is sealed when it is bound.
#[derive(Clone)]
pub struct Sealing {
    column: &'static SealedColumn,
    row: RowId,
    plain: Option<String>,
}

impl Sealing {
    pub(crate) fn new(column: &'static SealedColumn, row: RowId, plain: Option<String>) -> Self {
        Self { column, row, plain }
    }

    /// The text sealed under the key `id`.
    pub(crate) fn under(self, keys: &Keyring, id: &str) -> Result<Option<String>, SealFault> {
        let Some(plain) = self.plain else { return Ok(None) };
        keys.seal(id, &self.column.place(self.row), &plain).map(Some)
    }
}

impl PartialEq for Sealing {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.column, other.column) && self.row == other.row && self.plain == other.plain
    }
}

/// Tells the place, never the text.
impl std::fmt::Debug for Sealing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealing({})", self.column.place(self.row))
    }
}

/// A text that is bound as its keyed hash.
#[derive(Clone, PartialEq)]
pub struct Hashing {
    field: &'static str,
    plain: Option<String>,
}

impl Hashing {
    pub(crate) fn new(field: &'static str, plain: Option<String>) -> Self {
        Self { field, plain }
    }

    pub(crate) fn under(self, keys: &Keyring) -> Option<String> {
        self.plain.map(|plain| keys.hash(self.field, &plain))
    }
}

/// Tells the field, never the text.
impl std::fmt::Debug for Hashing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Hashing({})", self.field)
    }
}
