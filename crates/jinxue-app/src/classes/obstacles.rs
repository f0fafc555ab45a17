//! Where a class may be moved: every first day of the year, and what stands in its way.

use jinxue_api::classes::{Obstacle, Obstacles};
use jinxue_store::classes::{self as store, FullClass};
use jinxue_store::plans;
use uuid::Uuid;

use super::ground::Ground;
use crate::plans::warnings::Facts;
use crate::{Answer, Refusal, Work};

/// What stands in the way of the class on each day it could begin; the worst where there are several.
///
/// # Errors
/// `not_found`.
pub async fn obstacles(work: &Work, id: Uuid) -> Answer<Obstacles> {
    let today = work.app.clock.today();
    let (facts, full, year) = load(work, id).await?;
    tokio::task::spawn_blocking(move || Ok(found(&Ground::of(&facts, &full, year, today)?)))
        .await
        .map_err(|fault| Refusal::internal(&fault))?
}

/// What one class and its whole plan know: the facts, the class, the year.
pub(super) async fn load(work: &Work, id: Uuid) -> Answer<(Facts, FullClass, u16)> {
    work.db()
        .read(async |mut conn| {
            let full = store::full(&mut conn, id.into()).await?;
            let plan = plans::by_id(&mut conn, full.class.plan_id).await?;
            let facts = Facts::load(&mut conn, plan.id).await?;
            Ok::<_, Refusal>((facts, full, plan.year))
        })
        .await
}

fn found(ground: &Ground) -> Obstacles {
    let mut items = Vec::new();
    for start in ground.starts() {
        let found = ground.from(start).and_then(|period| ground.in_the_way(&period));
        items.extend(found.map(|found| Obstacle {
            start: start.to_string(),
            kind: found.kind.into(),
            words: found.words,
        }));
    }
    Obstacles {
        days: ground.period.days().into(),
        first: ground.first.to_string(),
        last: ground.last.to_string(),
        items,
    }
}
