//! Matching runs: start, watch, stop, look at the result with its reasons, compare, accept.

mod accept;
mod answers;
mod begin;
mod compare;
mod export;
mod facts;
mod ground;
mod instance;
mod look;
mod perform;
mod report;
mod under_way;
mod view;
mod who;

use jinxue_api::runs::Run;
use jinxue_store::runs as store;
use uuid::Uuid;

pub use accept::accept;
pub use answers::{answers, reason_of_seat};
pub(crate) use begin::give_up;
pub use begin::{start, stop};
pub use compare::comparison;
pub(crate) use export::export;
pub use instance::write_instance;
pub use look::{PeopleQuery, class_people, classes, people};
pub(crate) use perform::perform;
pub(crate) use under_way::UnderWay;
pub use who::who;

use crate::{Answer, Work};

/// Runs, newest first; of one plan or all.
///
/// # Errors
/// When the store fails.
pub async fn list(work: &Work, plan: Option<Uuid>) -> Answer<Vec<Run>> {
    let runs = work
        .db()
        .read(async |mut conn| match plan {
            Some(plan) => store::of_plan(&mut conn, plan.into()).await,
            None => store::all(&mut conn).await,
        })
        .await?;
    runs.iter().map(|run| view::run(&work.app, run)).collect()
}

/// One run.
///
/// # Errors
/// `not_found`.
pub async fn get(work: &Work, id: Uuid) -> Answer<Run> {
    let run = work.db().read(async |mut conn| store::by_id(&mut conn, id.into()).await).await?;
    view::run(&work.app, &run)
}
