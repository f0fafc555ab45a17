//! Files to carry away: ask, watch, list, take.

use axum::response::{IntoResponse, Response};
use jinxue_api::Wrapped;
use jinxue_api::exports::Export;
use jinxue_api::needs::NeedsQuery;
use jinxue_api::page::List;
use jinxue_api::people::PeopleQuery;
use jinxue_app::exports::Asked;
use jinxue_app::{App, exports};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::error::Reply;
use crate::extract::{Begun, By, IdempotencyKey, Json, Path};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(people))
        .routes(routes!(needs))
        .routes(routes!(profiles))
        .routes(routes!(survey))
        .routes(routes!(run))
        .routes(routes!(class))
        .routes(routes!(faulty_rows))
        .routes(routes!(get))
        .routes(routes!(file))
}

/// The latest exports: who took what, how many rows, when.
#[utoipa::path(get, path = "/exports", tag = "exports", responses((status = 200, body = List<Export>)))]
async fn list(By(work): By) -> Reply<Json<List<Export>>> {
    Ok(Json(exports::list(&work).await?.into()))
}

/// Begins to write the people of a filter as a workbook.
#[utoipa::path(post, path = "/people/exports", tag = "exports", request_body = PeopleQuery, params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 202, body = Export), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 422, body = Wrapped)))]
async fn people(
    By(work): By,
    IdempotencyKey(key): IdempotencyKey,
    Json(query): Json<PeopleQuery>,
) -> Reply<Begun<Export>> {
    Ok(Begun(exports::begin(&work, key, &Asked::People(query)).await?))
}

/// Begins to write what the people of a subtree lack as a workbook.
#[utoipa::path(post, path = "/needs/exports", tag = "exports", request_body = NeedsQuery, params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 202, body = Export), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 422, body = Wrapped)))]
async fn needs(
    By(work): By,
    IdempotencyKey(key): IdempotencyKey,
    Json(query): Json<NeedsQuery>,
) -> Reply<Begun<Export>> {
    Ok(Begun(exports::begin(&work, key, &Asked::Needs(query)).await?))
}

/// The unit whose profiles are wanted; the root of the tree when absent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProfilesOf {
    unit: Option<Uuid>,
}

/// Begins to write the target profiles that concern a unit as a workbook that can be read again.
#[utoipa::path(post, path = "/profiles/exports", tag = "exports", request_body = ProfilesOf, params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 202, body = Export), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 422, body = Wrapped)))]
async fn profiles(
    By(work): By,
    IdempotencyKey(key): IdempotencyKey,
    Json(of): Json<ProfilesOf>,
) -> Reply<Begun<Export>> {
    Ok(Begun(exports::begin(&work, key, &Asked::Profiles(of.unit)).await?))
}

/// Whose results are wanted; what may be seen of the survey's own when absent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResultsOf {
    unit: Option<Uuid>,
}

/// Begins to write what a survey has found as a workbook.
#[utoipa::path(post, path = "/surveys/{id}/exports", tag = "exports", request_body = ResultsOf, params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 202, body = Export), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 422, body = Wrapped)))]
async fn survey(
    By(work): By,
    Path(id): Path<Uuid>,
    IdempotencyKey(key): IdempotencyKey,
    Json(of): Json<ResultsOf>,
) -> Reply<Begun<Export>> {
    Ok(Begun(exports::begin(&work, key, &Asked::Survey(id, of.unit)).await?))
}

/// Begins to write the seats of a run with their reasons as a workbook.
#[utoipa::path(post, path = "/runs/{id}/exports", tag = "exports", params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 202, body = Export), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 422, body = Wrapped)))]
async fn run(
    By(work): By,
    Path(id): Path<Uuid>,
    IdempotencyKey(key): IdempotencyKey,
) -> Reply<Begun<Export>> {
    Ok(Begun(exports::begin(&work, key, &Asked::Run(id)).await?))
}

/// Begins to write who sits in a class, and how they took part, as a workbook.
#[utoipa::path(post, path = "/classes/{id}/exports", tag = "exports", params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 202, body = Export), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 422, body = Wrapped)))]
async fn class(
    By(work): By,
    Path(id): Path<Uuid>,
    IdempotencyKey(key): IdempotencyKey,
) -> Reply<Begun<Export>> {
    Ok(Begun(exports::begin(&work, key, &Asked::Class(id)).await?))
}

/// Begins to write the faulty rows of an import, with a column of reasons, as a workbook.
#[utoipa::path(post, path = "/imports/{id}/exports", tag = "exports", params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 202, body = Export), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 422, body = Wrapped)))]
async fn faulty_rows(
    By(work): By,
    Path(id): Path<Uuid>,
    IdempotencyKey(key): IdempotencyKey,
) -> Reply<Begun<Export>> {
    Ok(Begun(exports::begin(&work, key, &Asked::FaultyRows(id)).await?))
}

/// One export.
#[utoipa::path(get, path = "/exports/{id}", tag = "exports", params(("id" = Uuid, Path)),
    responses((status = 200, body = Export), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn get(By(work): By, Path(id): Path<Uuid>) -> Reply<Json<Export>> {
    Ok(Json(exports::get(&work, id).await?))
}

/// The file of an export that is ready.
#[utoipa::path(get, path = "/exports/{id}/file", tag = "exports", params(("id" = Uuid, Path)),
    responses((status = 200, description = "an .xlsx file"), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped)))]
async fn file(By(work): By, Path(id): Path<Uuid>) -> Reply<Response> {
    let (name, bytes) = exports::file(&work, id).await?;
    Ok(crate::download::xlsx(&name, bytes).into_response())
}
