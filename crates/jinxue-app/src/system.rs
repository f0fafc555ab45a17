//! What the application says of itself.

use jinxue_api::system::{Health, Version};

use crate::{Answer, Work};

/// Whether the database answers.
///
/// # Errors
/// When it does not.
pub async fn health(work: &Work) -> Answer<Health> {
    let db = &work.app.db;
    db.read(async |_| Ok::<_, crate::Refusal>(())).await?;
    Ok(Health { status: "ok", database: db.dialect().name() })
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
