//! Needs: who lacks what, where.

use jinxue_api::Wrapped;
use jinxue_api::needs::{Needs, NeedsQuery};
use jinxue_app::{App, needs};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Reply;
use crate::extract::{By, Json, Query};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(matrix))
}

/// What people of a subtree lack, by topic and region, unit or grade, with the seats that teach it.
#[utoipa::path(get, path = "/needs", tag = "needs", params(NeedsQuery),
    responses((status = 200, body = Needs), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 422, body = Wrapped)))]
async fn matrix(By(work): By, Query(query): Query<NeedsQuery>) -> Reply<Json<Needs>> {
    Ok(Json(needs::matrix(&work, &query).await?))
}
