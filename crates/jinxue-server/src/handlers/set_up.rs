//! One-time links: the first start, and the way back in. Their secret travels in the body, never in an address.

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use jinxue_api::Wrapped;
use jinxue_api::sign_in::{FirstStart, LinkGiven, LinkSeen, Recovery, Started};
use jinxue_app::App;
use jinxue_app::sign_in::{first_start, links};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::DOOR_BYTES_MAX;
use crate::error::Reply;
use crate::extract::{Anyone, Came, Json};
use crate::front::Front;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(look))
        .routes(routes!(start))
        .routes(routes!(recover))
        .layer(DefaultBodyLimit::max(DOOR_BYTES_MAX))
}

/// What a one-time link is for.
#[utoipa::path(post, path = "/set-up/link", tag = "set_up", request_body = LinkGiven,
    responses((status = 200, body = LinkSeen), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 410, body = Wrapped), (status = 413, body = Wrapped), (status = 422, body = Wrapped), (status = 429, body = Wrapped)))]
async fn look(Anyone(visit): Anyone, Json(given): Json<LinkGiven>) -> Reply<Json<LinkSeen>> {
    Ok(Json(links::look(&visit, &given).await?))
}

/// Makes the first administrators, and signs the one who asks in.
#[utoipa::path(post, path = "/set-up/first-start", tag = "set_up", request_body = FirstStart,
    responses((status = 200, body = Started), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 410, body = Wrapped), (status = 413, body = Wrapped), (status = 422, body = Wrapped), (status = 429, body = Wrapped)))]
async fn start(front: Front, Anyone(visit): Anyone, Json(given): Json<FirstStart>) -> Reply<Came<Started>> {
    Ok(Came(front, first_start::start(&visit, &given).await?))
}

/// Gives an account a new password.
#[utoipa::path(post, path = "/set-up/recovery", tag = "set_up", request_body = Recovery,
    responses((status = 204), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 410, body = Wrapped), (status = 413, body = Wrapped), (status = 422, body = Wrapped), (status = 429, body = Wrapped)))]
async fn recover(Anyone(visit): Anyone, Json(given): Json<Recovery>) -> Reply<StatusCode> {
    links::recover(&visit, &given).await?;
    Ok(StatusCode::NO_CONTENT)
}
