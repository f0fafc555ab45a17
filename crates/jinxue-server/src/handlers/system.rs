//! What the server says of itself.

use jinxue_api::system::{Health, Version};
use jinxue_app::{App, system};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Reply;
use crate::extract::{Anyone, Json};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(health)).routes(routes!(version)).routes(routes!(openapi))
}

/// Whether the database answers.
#[utoipa::path(get, path = "/health", tag = "system", responses((status = 200, body = Health)))]
async fn health(Anyone(visit): Anyone) -> Reply<Json<Health>> {
    Ok(Json(system::health(&visit.work()).await?))
}

/// Which version this is, and what day it thinks it is.
#[utoipa::path(get, path = "/version", tag = "system", responses((status = 200, body = Version)))]
async fn version(Anyone(visit): Anyone) -> Reply<Json<Version>> {
    Ok(Json(system::version(&visit.work()).await?))
}

/// This document.
#[utoipa::path(get, path = "/openapi.json", tag = "system", responses((status = 200, description = "the OpenAPI document")))]
async fn openapi() -> ([(axum::http::HeaderName, &'static str); 1], String) {
    ([(axum::http::header::CONTENT_TYPE, "application/json")], crate::openapi())
}
