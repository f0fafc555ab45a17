//! Statement texts. One text serves both databases wherever it can; where it cannot, the two stand side by side.

use std::fmt::Write as _;

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use super::value::{Value, Values};

/// Which database a text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// The fixed text of one statement, placeholders `$1`, `$2`, ….
#[derive(Debug, Clone, Copy)]
pub struct Sql {
    sqlite: &'static str,
    postgres: &'static str,
}

impl Sql {
    /// One text for both databases.
    pub const fn same(text: &'static str) -> Self {
        Self { sqlite: text, postgres: text }
    }

    /// Two texts, for the few statements that must differ.
    pub const fn each(sqlite: &'static str, postgres: &'static str) -> Self {
        Self { sqlite, postgres }
    }

    pub const fn text(&self, dialect: Dialect) -> &'static str {
        match dialect {
            Dialect::Sqlite => self.sqlite,
            Dialect::Postgres => self.postgres,
        }
    }
}

/// A statement as handed to a connection: a fixed text, or one built for this call.
pub enum Statement {
    Fixed(Sql),
    Built(String),
}

impl Statement {
    pub(super) fn text(self, dialect: Dialect) -> SqlStr {
        match self {
            Statement::Fixed(sql) => sql.text(dialect).into_sql_str(),
            Statement::Built(text) => AssertSqlSafe(text).into_sql_str(),
        }
    }
}

impl From<Sql> for Statement {
    fn from(sql: Sql) -> Self {
        Statement::Fixed(sql)
    }
}

impl From<String> for Statement {
    fn from(text: String) -> Self {
        Statement::Built(text)
    }
}

/// A statement over many rows of parameters at once: `head (…), (…), … tail`.
///
/// Rows go in chunks of a fixed size, so that two texts are prepared and cached: the full chunk and the rest.
#[derive(Debug, Clone, Copy)]
pub struct Bulk {
    pub head: &'static str,
    pub columns: usize,
    pub tail: &'static str,
}

impl Bulk {
    /// A chunk is small enough for the parameter limits (SQLite 32,766, PostgreSQL 65,535), and for SQLite's
    /// compound values to stay cheap to prepare.
    pub(super) fn rows_per_chunk(&self) -> usize {
        (8_000 / self.columns).clamp(1, 500)
    }

    /// The text for `rows` rows. SQLite looks numbered names up one by one, which is quadratic in their number;
    /// it is given nameless placeholders here.
    pub fn text(&self, rows: usize, dialect: Dialect) -> String {
        let mut text = String::with_capacity(self.head.len() + self.tail.len() + rows * self.columns * 7);
        text.push_str(self.head);
        for row in 0..rows {
            text.push_str(if row == 0 { " (" } else { ", (" });
            for column in 0..self.columns {
                let comma = if column == 0 { "" } else { "," };
                match dialect {
                    Dialect::Sqlite => write!(text, "{comma}?"),
                    Dialect::Postgres => write!(text, "{comma}${}", row * self.columns + column + 1),
                }
                .expect("writing into a string succeeds");
            }
            text.push(')');
        }
        text.push(' ');
        text.push_str(self.tail);
        text
    }
}

/// A where clause that grows: each condition brings its values, `?` in it becomes the next `$n`.
#[derive(Debug, Default, Clone)]
pub struct Where {
    text: String,
    values: Values,
}

impl Where {
    /// Adds `condition`, in which every `?` stands for the next of `values`.
    pub fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) -> &mut Self {
        self.text.push_str(if self.text.is_empty() { " where " } else { " and " });
        self.push(condition, values);
        self
    }

    /// Adds text that is no condition (an order, a limit).
    pub fn push(&mut self, text: &str, values: impl IntoIterator<Item = Value>) -> &mut Self {
        let mut values = values.into_iter();
        for (position, part) in text.split('?').enumerate() {
            if position > 0 {
                self.values.extend(values.next());
                write!(self.text, "${}", self.values.len()).expect("writing into a string succeeds");
            }
            self.text.push_str(part);
        }
        self
    }

    /// The statement `head` followed by this clause, and its values.
    pub fn onto(&self, head: &str) -> (String, Values) {
        (format!("{head}{}", self.text), self.values.clone())
    }
}

/// Declares the statements of a module and lists them as `STATEMENTS` and `BULKS`, so that one test can prepare
/// every text on both databases.
macro_rules! statements {
    (
        $($(#[$meta:meta])* $name:ident = $sql:expr;)*
        $(bulk { $($(#[$bulk_meta:meta])* $bulk:ident = $head:expr, $columns:expr, $tail:expr;)* })?
    ) => {
        $($(#[$meta])* const $name: $crate::db::Sql = $sql;)*
        $($($(#[$bulk_meta])* const $bulk: $crate::db::Bulk =
            $crate::db::Bulk { head: $head, columns: $columns, tail: $tail };)*)?
        #[doc(hidden)]
        pub const STATEMENTS: &[(&str, $crate::db::Sql)] = &[$((stringify!($name), $name)),*];
        #[doc(hidden)]
        pub const BULKS: &[(&str, $crate::db::Bulk)] = &[$($((stringify!($bulk), $bulk)),*)?];
    };
}
pub(crate) use statements;
