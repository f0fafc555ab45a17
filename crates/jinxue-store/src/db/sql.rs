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
    /// PostgreSQL's types of the columns, where the values are not inserted into a table that says them.
    pub types: &'static [&'static str],
    pub tail: &'static str,
}

impl Bulk {
    /// A chunk is small enough for the parameter limits (SQLite 32,766, PostgreSQL 65,535), and for SQLite's
    /// compound values to stay cheap to prepare.
    pub(crate) fn rows_per_chunk(&self) -> usize {
        (8_000 / self.columns).clamp(1, 500)
    }

    /// The texts and values of all chunks of `rows`.
    pub(super) fn chunks(
        self,
        rows: Vec<Values>,
        dialect: Dialect,
    ) -> impl Iterator<Item = (String, Values)> {
        let mut rows = rows.into_iter();
        std::iter::from_fn(move || {
            let chunk: Vec<Values> = rows.by_ref().take(self.rows_per_chunk()).collect();
            debug_assert!(chunk.iter().all(|row| row.len() == self.columns), "{}", self.head);
            let text = (!chunk.is_empty()).then(|| self.text(chunk.len(), dialect));
            text.map(|text| (text, chunk.into_iter().flatten().collect()))
        })
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
                match (dialect, self.types.get(column)) {
                    (Dialect::Sqlite, _) => write!(text, "{comma}?"),
                    (Dialect::Postgres, Some(kind)) if row == 0 => {
                        write!(text, "{comma}${}::{kind}", column + 1)
                    }
                    (Dialect::Postgres, _) => write!(text, "{comma}${}", row * self.columns + column + 1),
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

    /// The place of one more value, for a text that stands before the clause.
    pub fn place(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// The statement `head` followed by this clause, and its values.
    pub fn onto(&self, head: &str) -> (String, Values) {
        (format!("{head}{}", self.text), self.values.clone())
    }
}

/// Declares the statements of a module and lists them as `STATEMENTS`, so that one test can prepare every text on
/// both databases.
macro_rules! statements {
    ($($(#[$meta:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$meta])* const $name: $crate::db::Sql = $sql;)*
        #[doc(hidden)]
        pub const STATEMENTS: &[(&str, $crate::db::Sql)] = &[$((stringify!($name), $name)),*];
    };
}
pub(crate) use statements;

/// Declares the bulk statements of a module and lists them as `BULKS`: `NAME = head, columns per row, tail;`, or
/// `NAME = head, [types of the columns], tail;` where PostgreSQL cannot know the types from a table.
macro_rules! bulks {
    ($($(#[$meta:meta])* $name:ident = $head:expr, $columns:tt, $tail:expr;)*) => {
        $($(#[$meta])* const $name: $crate::db::Bulk = $crate::db::bulks!(@of $head, $columns, $tail);)*
        #[doc(hidden)]
        pub const BULKS: &[(&str, $crate::db::Bulk)] = &[$((stringify!($name), $name)),*];
    };
    (@of $head:expr, [$($kind:ident),+], $tail:expr) => {
        $crate::db::Bulk {
            head: $head,
            columns: [$(stringify!($kind)),+].len(),
            types: &[$(stringify!($kind)),+],
            tail: $tail,
        }
    };
    (@of $head:expr, $columns:literal, $tail:expr) => {
        $crate::db::Bulk { head: $head, columns: $columns, types: &[], tail: $tail }
    };
}
pub(crate) use bulks;
