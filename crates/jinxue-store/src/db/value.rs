//! What can be bound to a placeholder: four kinds of value, each of which may be null, and texts that are protected when
//! they are bound.
//!
//! A null keeps its kind, because PostgreSQL decides the type of a placeholder when the statement is prepared.

use sqlx::Arguments;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use uuid::Uuid;

use crate::sealed::{Hashing, Keyring, RowId, SealFault, SealedColumn, Sealing};

/// One bound parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `integer` on SQLite, `bigint` on PostgreSQL.
    Int(Option<i64>),
    /// `real`, `double precision`.
    Real(Option<f64>),
    /// `text` in byte order.
    Text(Option<String>),
    /// `blob` of 16 bytes, `uuid`.
    Id(Option<Uuid>),
    /// A text that is sealed for its place when it is bound.
    Sealed(Sealing),
    /// A text that is bound as its keyed hash.
    Hashed(Hashing),
}

impl Value {
    /// `plain` as it is kept in `column` of the row `row`.
    pub(crate) fn sealed(column: &'static SealedColumn, row: RowId, plain: Option<String>) -> Self {
        Value::Sealed(Sealing::new(column, row, plain))
    }

    /// `plain` as it is found by among the values of `field`.
    pub(crate) fn hashed(field: &'static str, plain: Option<String>) -> Self {
        Value::Hashed(Hashing::new(field, plain))
    }
}

/// The bound parameters of one statement, in the order of their placeholders.
pub type Values = Vec<Value>;

/// `values![a, b, c]`: the bound parameters of a statement.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::Value::from($value)),*] };
}

/// The types that are one kind of [`Value`], each with its nullable form.
macro_rules! value_from {
    ($($type:ty => $kind:ident, $given:ident => $made:expr;)*) => {$(
        impl From<$type> for Value {
            fn from($given: $type) -> Self { Value::$kind(Some($made)) }
        }
        impl From<Option<$type>> for Value {
            fn from(given: Option<$type>) -> Self { Value::$kind(given.map(|$given| $made)) }
        }
    )*};
}
pub(crate) use value_from;

value_from! {
    i64 => Int, v => v;
    i32 => Int, v => i64::from(v);
    u64 => Int, v => i64::try_from(v).unwrap_or(i64::MAX);
    u32 => Int, v => i64::from(v);
    u16 => Int, v => i64::from(v);
    u8 => Int, v => i64::from(v);
    bool => Int, v => i64::from(v);
    f64 => Real, v => v;
    String => Text, v => v;
    &str => Text, v => v.to_owned();
    &String => Text, v => v.clone();
    Uuid => Id, v => v;
}

/// Whether one of them is to be sealed, for which the key must be asked for.
pub(super) fn is_to_be_sealed(values: &Values) -> bool {
    values.iter().any(|value| matches!(value, Value::Sealed(_)))
}

/// Seals what is to be sealed under the key `writing`, and hashes what is to be hashed.
pub(super) fn protect(values: &mut Values, keys: &Keyring, writing: Option<&str>) -> Result<(), SealFault> {
    for value in values {
        let protected = match std::mem::replace(value, Value::Int(None)) {
            Value::Sealed(sealing) => sealing.under(keys, writing.ok_or(SealFault::OutOfPlace)?)?,
            Value::Hashed(hashing) => hashing.under(keys),
            plain => {
                *value = plain;
                continue;
            }
        };
        *value = Value::Text(protected);
    }
    Ok(())
}

pub(super) fn sqlite_arguments(values: Values) -> Result<SqliteArguments, sqlx::Error> {
    let mut bound = SqliteArguments::default();
    bound.reserve(values.len(), 0);
    for value in values {
        match value {
            Value::Int(v) => bound.add(v),
            Value::Real(v) => bound.add(v),
            Value::Text(v) => bound.add(v),
            Value::Id(v) => bound.add(v),
            Value::Sealed(_) | Value::Hashed(_) => Err(unprotected()),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(bound)
}

pub(super) fn postgres_arguments(values: Values) -> Result<PgArguments, sqlx::Error> {
    let mut bound = PgArguments::default();
    bound.reserve(values.len(), values.len() * 16);
    for value in values {
        match value {
            Value::Int(v) => bound.add(v),
            Value::Real(v) => bound.add(v),
            Value::Text(v) => bound.add(v),
            Value::Id(v) => bound.add(v),
            Value::Sealed(_) | Value::Hashed(_) => Err(unprotected()),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(bound)
}

/// Connections protect every value before they bind it.
fn unprotected() -> Box<dyn std::error::Error + Send + Sync> {
    Box::new(SealFault::OutOfPlace)
}
