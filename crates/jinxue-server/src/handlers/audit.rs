//! The trail of deeds, for the auditor.

use jinxue_api::Wrapped;
use jinxue_api::audit::{AuditPage, AuditQuery};
use jinxue_app::{App, audit};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Reply;
use crate::extract::{By, Json, Query};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(look))
}

/// A part of the trail, newest first.
#[utoipa::path(get, path = "/audit", tag = "audit", params(AuditQuery),
    responses((status = 200, body = AuditPage), (status = 400, body = Wrapped), (status = 422, body = Wrapped)))]
async fn look(By(work): By, Query(query): Query<AuditQuery>) -> Reply<Json<AuditPage>> {
    Ok(Json(audit::look(&work, &query).await?))
}
