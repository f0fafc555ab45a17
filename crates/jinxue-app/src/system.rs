//! What the application says of itself.

use jinxue_api::system::{Health, Version};

use jinxue_store::db::Dialect;

use crate::{Answer, Work};

/// Whether the database answers.
///
/// # Errors
/// When it does not.
pub async fn health(work: &Work) -> Answer<Health> {
    let db = &work.app.db;
    db.read(async |_| Ok::<_, crate::Refusal>(())).await?;
    Ok(Health {
        status: "ok",
        database: match db.dialect() {
            Dialect::Sqlite => "sqlite",
            Dialect::Postgres => "postgres",
        },
    })
}

/// The version, the year pages open with, and today by the only clock that counts.
pub fn version(work: &Work) -> Version {
    let today = work.app.clock.today();
    Version {
        name: "jinxue",
        version: env!("CARGO_PKG_VERSION"),
        year: today.year(),
        today: today.to_string(),
        local_only: true,
    }
}
