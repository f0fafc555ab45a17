//! Saved views of lists.

use axum::http::StatusCode;
use jinxue_api::Wrapped;
use jinxue_api::page::List;
use jinxue_api::views::{NewView, View, ViewsQuery};
use jinxue_app::{App, views};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::error::Reply;
use crate::extract::{By, IdempotencyKey, Json, Made, Path, Query};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(delete))
}

/// The views of a list, by name.
#[utoipa::path(get, path = "/views", tag = "views", params(ViewsQuery),
    responses((status = 200, body = List<View>), (status = 400, body = Wrapped), (status = 422, body = Wrapped)))]
async fn list(By(work): By, Query(query): Query<ViewsQuery>) -> Reply<Json<List<View>>> {
    Ok(Json(views::list(&work, &query.list).await?.into()))
}

/// Keeps a view.
#[utoipa::path(post, path = "/views", tag = "views", request_body = NewView, params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = View), (status = 400, body = Wrapped), (status = 409, body = Wrapped), (status = 422, body = Wrapped)))]
async fn create(
    By(work): By,
    IdempotencyKey(key): IdempotencyKey,
    Json(new): Json<NewView>,
) -> Reply<Made<View>> {
    Ok(Made(views::create(&work, key, &new).await?))
}

/// Forgets a view.
#[utoipa::path(delete, path = "/views/{id}", tag = "views", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn delete(By(work): By, Path(id): Path<Uuid>) -> Reply<StatusCode> {
    views::delete(&work, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
