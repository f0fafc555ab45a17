//! Roles given on units: list, give, take back; who can see a person or a class.

use jinxue_api::Wrapped;
use jinxue_api::grants::{Grant, GrantsPage, GrantsQuery, NewGrant, Revoked, SeenAs, Seers};
use jinxue_app::App;
use jinxue_app::access::{self, Seen};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::error::Reply;
use crate::extract::{By, IdempotencyKey, Json, Made, Path, Query};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, give))
        .routes(routes!(revoke))
        .routes(routes!(person_access))
        .routes(routes!(class_access))
        .routes(routes!(see_as))
}

/// A part of the grants on units the asker may see.
#[utoipa::path(get, path = "/grants", tag = "grants", params(GrantsQuery),
    responses((status = 200, body = GrantsPage), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 422, body = Wrapped)))]
async fn list(By(work): By, Query(query): Query<GrantsQuery>) -> Reply<Json<GrantsPage>> {
    Ok(Json(access::list(&work, &query).await?))
}

/// Gives a role on a unit, or passes one on.
#[utoipa::path(post, path = "/grants", tag = "grants", request_body = NewGrant, params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = Grant), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 422, body = Wrapped)))]
async fn give(
    By(work): By,
    IdempotencyKey(key): IdempotencyKey,
    Json(new): Json<NewGrant>,
) -> Reply<Made<Grant>> {
    Ok(Made(access::give(&work, key, &new).await?))
}

/// Takes a grant back, and all that was passed on from it.
#[utoipa::path(post, path = "/grants/{id}/revoke", tag = "grants", params(("id" = Uuid, Path)),
    responses((status = 200, body = Revoked), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped)))]
async fn revoke(By(work): By, Path(id): Path<Uuid>) -> Reply<Json<Revoked>> {
    Ok(Json(access::revoke(&work, id).await?))
}

/// Who can see a person.
#[utoipa::path(get, path = "/people/{id}/access", tag = "grants", params(("id" = Uuid, Path)),
    responses((status = 200, body = Seers), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn person_access(By(work): By, Path(id): Path<Uuid>) -> Reply<Json<Seers>> {
    Ok(Json(access::who_can_see(&work, Seen::Person(id)).await?))
}

/// Who can see a class.
#[utoipa::path(get, path = "/classes/{id}/access", tag = "grants", params(("id" = Uuid, Path)),
    responses((status = 200, body = Seers), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn class_access(By(work): By, Path(id): Path<Uuid>) -> Reply<Json<Seers>> {
    Ok(Json(access::who_can_see(&work, Seen::Class(id)).await?))
}

/// Lets the asker see the pages as an account does whose every role they could have given: from now on each request that
/// reads and says so with the header `X-See-As` is answered as that account would be. Nothing is changed meanwhile.
#[utoipa::path(post, path = "/accounts/{id}/see-as", tag = "grants", params(("id" = Uuid, Path)),
    responses((status = 200, body = SeenAs), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn see_as(By(work): By, Path(id): Path<Uuid>) -> Reply<Json<SeenAs>> {
    Ok(Json(access::see_as(&work, id).await?))
}
