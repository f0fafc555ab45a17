//! A row of either database, read by column name.

use std::sync::Arc;

use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use crate::dump::Kind;
use crate::sealed::{Keyring, SealedColumn};
use crate::{StoreError, Value};

/// One row of an answer, and the keys that open what is sealed in it.
pub struct Row {
    cells: Cells,
    keys: Arc<Keyring>,
}

/// The row as its driver gives it.
pub(super) enum Cells {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    pub(super) fn new(cells: Cells, keys: &Arc<Keyring>) -> Self {
        Self { cells, keys: keys.clone() }
    }

    /// The value of the column `name`.
    ///
    /// # Errors
    /// [`StoreError::Decode`] when there is no such column, it is null, or its value is none of `T`.
    pub fn get<T: Column>(&self, name: &'static str) -> Result<T, StoreError> {
        let raw: T::Raw = self.raw(name)?;
        T::from_raw(raw).ok_or_else(|| self.misfit::<T::Raw>(name))
    }

    /// The value of the column `name`, which may be null.
    ///
    /// # Errors
    /// As [`Row::get`], but null is `None`.
    pub fn opt<T: Column>(&self, name: &'static str) -> Result<Option<T>, StoreError> {
        let Some(raw) = self.raw::<Option<T::Raw>>(name)? else { return Ok(None) };
        T::from_raw(raw).map(Some).ok_or_else(|| self.misfit::<T::Raw>(name))
    }

    /// The value of the column at `place`, of a table that is known by its columns alone.
    pub(crate) fn cell(&self, place: usize, kind: Kind) -> Result<Value, StoreError> {
        Ok(match kind {
            Kind::Int => Value::Int(self.at(place)?),
            Kind::Real => Value::Real(self.at(place)?),
            Kind::Text => Value::Text(self.at(place)?),
            Kind::Id => Value::Id(self.at(place)?),
        })
    }

    fn at<R: Raw>(&self, place: usize) -> Result<Option<R>, StoreError> {
        match &self.cells {
            Cells::Sqlite(row) => row.try_get(place),
            Cells::Postgres(row) => row.try_get(place),
        }
        .map_err(StoreError::from)
    }

    /// What is sealed in `column` of this row.
    ///
    /// # Errors
    /// As [`Row::get`], and [`SealFault`] when the value was cut off, altered, or sealed for another row.
    pub(crate) fn opened(&self, column: &SealedColumn) -> Result<String, StoreError> {
        self.opened_opt(column)?
            .ok_or_else(|| StoreError::Decode { column: column.column, value: "null".into() })
    }

    /// [`Row::opened`] where the column may be null.
    pub(crate) fn opened_opt(&self, column: &SealedColumn) -> Result<Option<String>, StoreError> {
        let Some(sealed) = self.raw::<Option<String>>(column.column)? else { return Ok(None) };
        let place = column.place(column.row_of(self)?);
        Ok(Some(self.keys.open(&place, &sealed)?))
    }

    fn misfit<R: Raw>(&self, column: &'static str) -> StoreError {
        let value = self.raw::<R>(column).map(|raw| format!("{raw:?}")).unwrap_or_default();
        StoreError::Decode { column, value }
    }

    fn raw<R: Raw>(&self, name: &'static str) -> Result<R, StoreError> {
        match &self.cells {
            Cells::Sqlite(row) => row.try_get(name),
            Cells::Postgres(row) => row.try_get(name),
        }
        .map_err(|fault| StoreError::Decode { column: name, value: fault.to_string() })
    }
}

/// What the two drivers both decode.
pub trait Raw:
    for<'r> sqlx::Decode<'r, sqlx::Sqlite>
    + sqlx::Type<sqlx::Sqlite>
    + for<'r> sqlx::Decode<'r, sqlx::Postgres>
    + sqlx::Type<sqlx::Postgres>
    + std::fmt::Debug
{
}
impl Raw for i64 {}
impl Raw for f64 {}
impl Raw for String {}
impl Raw for Uuid {}
impl<R: Raw> Raw for Option<R> {}

/// A type that one column holds.
pub trait Column: Sized {
    /// The kind of value the databases keep it as.
    type Raw: Raw;
    /// `None` when the stored value is none of this type.
    fn from_raw(raw: Self::Raw) -> Option<Self>;
}

/// A type that is made of one row; most are written by [`row!`](crate::db::row).
pub trait FromRow: Sized {
    /// # Errors
    /// [`StoreError::Decode`] names the column that does not fit.
    fn from_row(row: &Row) -> Result<Self, StoreError>;
}

/// The types one column holds, each with the raw kind and the way from it.
macro_rules! column_of {
    ($($type:ty => $raw:ty, $given:ident => $made:expr;)*) => {$(
        impl $crate::db::Column for $type {
            type Raw = $raw;
            fn from_raw($given: $raw) -> Option<Self> { $made }
        }
    )*};
}
pub(crate) use column_of;

column_of! {
    i64 => i64, v => Some(v);
    i32 => i64, v => v.try_into().ok();
    u64 => i64, v => v.try_into().ok();
    u32 => i64, v => v.try_into().ok();
    u16 => i64, v => v.try_into().ok();
    u8 => i64, v => v.try_into().ok();
    bool => i64, v => match v { 0 => Some(false), 1 => Some(true), _ => None };
    f64 => f64, v => Some(v);
    String => String, v => Some(v);
    Uuid => Uuid, v => Some(v);
}

/// A plain struct whose fields are the columns of its statements, in both directions.
///
/// `opt` before a field name says that the column may be null; the name of a sealed column in brackets, that it is
/// opened when read and sealed when written. A struct that has one says which row it is by a method `row_id`.
macro_rules! row {
    (
        $(#[$meta:meta])*
        pub struct $name:ident { $($(#[$field_meta:meta])* $kind:ident $([$sealed:ident])? $field:ident : $type:ty,)* }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name { $($(#[$field_meta])* pub $field: $crate::db::row!(@type $kind $type),)* }

        impl $crate::db::FromRow for $name {
            fn from_row(row: &$crate::db::Row) -> Result<Self, $crate::StoreError> {
                Ok(Self { $($field: $crate::db::row!(@read row $kind $field $($sealed)?),)* })
            }
        }

        #[allow(dead_code)]
        impl $name {
            /// The columns of this row, in the order of [`Self::values`].
            pub(crate) const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),*];
            pub(crate) fn values(&self) -> $crate::db::Values {
                vec![$($crate::db::row!(@value self $kind $field $($sealed)?)),*]
            }
        }
    };
    (@type req $type:ty) => { $type };
    (@type opt $type:ty) => { Option<$type> };
    (@read $row:ident req $field:ident $sealed:ident) => { $row.opened(&$crate::sealed::$sealed)? };
    (@read $row:ident opt $field:ident $sealed:ident) => { $row.opened_opt(&$crate::sealed::$sealed)? };
    (@value $self:ident req $field:ident $sealed:ident) => {
        $crate::Value::sealed(&$crate::sealed::$sealed, $self.row_id(), Some($self.$field.clone()))
    };
    (@value $self:ident opt $field:ident $sealed:ident) => {
        $crate::Value::sealed(&$crate::sealed::$sealed, $self.row_id(), $self.$field.clone())
    };
    (@value $self:ident $kind:ident $field:ident) => { $crate::Value::from($self.$field.clone()) };
    (@read $row:ident req $field:ident) => { $row.get(stringify!($field))? };
    (@read $row:ident opt $field:ident) => { $row.opt(stringify!($field))? };
}
pub(crate) use row;

impl<T: Column> FromRow for Only<T> {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self(row.get("only")?))
    }
}

/// The answer of a statement that selects one column, `… as only`.
pub struct Only<T>(pub T);
