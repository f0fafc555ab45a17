//! Changes made beside the software, as somebody with the database's password would make them.

use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

/// Runs `sql` on the store at `address` with a connection of its own.
///
/// # Errors
/// What the database answers.
///
/// # Panics
/// When the store cannot be reached.
pub async fn tamper(address: &str, sql: String) -> Result<(), sqlx::Error> {
    if address.starts_with("postgres") {
        let mut link = PgConnection::connect(address).await.expect("the test server answers");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut link).await.map(drop)
    } else {
        let file = format!("sqlite://{address}");
        let mut link = SqliteConnection::connect(&file).await.expect("the file opens");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut link).await.map(drop)
    }
}
