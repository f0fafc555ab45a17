//! What can be bound to a placeholder: four kinds of value, each of which may be null.
//!
//! A null keeps its kind, because PostgreSQL decides the type of a placeholder when the statement is prepared.

use sqlx::Arguments;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use uuid::Uuid;

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

pub(super) fn sqlite_arguments(values: Values) -> Result<SqliteArguments, sqlx::Error> {
    let mut bound = SqliteArguments::default();
    bound.reserve(values.len(), 0);
    for value in values {
        match value {
            Value::Int(v) => bound.add(v),
            Value::Real(v) => bound.add(v),
            Value::Text(v) => bound.add(v),
            Value::Id(v) => bound.add(v),
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
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(bound)
}
