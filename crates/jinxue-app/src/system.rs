//! What the application says of itself.

use jinxue_api::system::{Health, Version};

use jinxue_store::db::Dialect;
use jinxue_store::plans;

use crate::{Answer, Work};

/// Whether the database answers.
///
/// # Errors
/// When it does not.
pub async fn health(work: &Work) -> Answer<Health> {
    let db = &work.db();
    db.read(async |_| Ok::<_, crate::Refusal>(())).await?;
    Ok(Health {
        status: "ok",
        database: match db.dialect() {
            Dialect::Sqlite => "sqlite",
            Dialect::Postgres => "postgres",
        },
    })
}

/// The version, the year pages open with (that of the latest plan, else this one), and today by the only clock that
/// counts.
///
/// # Errors
/// When the store fails.
pub async fn version(work: &Work) -> Answer<Version> {
    let today = work.app.clock.today();
    // The year alone is told, which is nobody's.
    let plans = work.app.unfenced().read(async |mut conn| plans::all(&mut conn).await).await?;
    let planned = plans.iter().filter_map(|plan| i16::try_from(plan.year).ok()).max();
    Ok(Version {
        name: "jinxue",
        version: env!("CARGO_PKG_VERSION"),
        year: planned.unwrap_or(today.year()),
        today: today.to_string(),
    })
}
