//! The switch of the demonstration: six identities to choose from. Nothing is there in a served installation.

use axum::extract::DefaultBodyLimit;
use jinxue_api::Wrapped;
use jinxue_api::page::List;
use jinxue_api::sign_in::{Chosen, Entered, Identity};
use jinxue_app::App;
use jinxue_app::sign_in::identities;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::DOOR_BYTES_MAX;
use crate::error::Reply;
use crate::extract::{Anyone, Came, Json};
use crate::front::Front;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, choose)).layer(DefaultBodyLimit::max(DOOR_BYTES_MAX))
}

/// The identities of the demonstration.
#[utoipa::path(get, path = "/switch", tag = "switch",
    responses((status = 200, body = List<Identity>), (status = 404, body = Wrapped), (status = 429, body = Wrapped)))]
async fn list(Anyone(visit): Anyone) -> Reply<Json<List<Identity>>> {
    Ok(Json(identities::list(&visit).await?.into()))
}

/// Goes in as one of them.
#[utoipa::path(post, path = "/switch", tag = "switch", request_body = Chosen,
    responses((status = 200, body = Entered), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 413, body = Wrapped), (status = 422, body = Wrapped), (status = 429, body = Wrapped)))]
async fn choose(front: Front, Anyone(visit): Anyone, Json(chosen): Json<Chosen>) -> Reply<Came<Entered>> {
    Ok(Came(front, identities::choose(&visit, &chosen).await?))
}
