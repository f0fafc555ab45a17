//! Target profiles: list, set, end, read from a workbook.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use jinxue_api::page::List;
use jinxue_api::profiles::{NewProfile, Profile, ProfileDraft, ReadProfiles};
use jinxue_api::{ErrorCode, Problem, Wrapped};
use jinxue_app::App;
use jinxue_app::needs::{self, profiles};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::{At, Of};
use crate::error::{Failed, Reply};
use crate::extract::{By, IdempotencyKey, IfMatch, Json, Made, Path, Query, Versioned};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(read))
        .routes(routes!(revise, end))
        .routes(routes!(versions))
}

/// The target profiles that concern a unit, as they hold.
#[utoipa::path(get, path = "/profiles", tag = "profiles", params(At),
    responses((status = 200, body = List<Profile>), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn list(By(work): By, Query(at): Query<At>) -> Reply<Json<List<Profile>>> {
    Ok(Json(profiles::list(&work, at.unit).await?.into()))
}

/// Adds a target profile for a subtree. Everybody's gaps follow in the background.
#[utoipa::path(post, path = "/profiles", tag = "profiles", request_body = NewProfile, params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = Profile), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 422, body = Wrapped)))]
async fn add(
    By(work): By,
    IdempotencyKey(key): IdempotencyKey,
    Json(new): Json<NewProfile>,
) -> Reply<Made<Profile>> {
    Ok(Made(profiles::add(&work, key, &new).await?))
}

/// Says what a workbook would make of the profiles of a unit; nothing is kept.
#[utoipa::path(post, path = "/profiles/read", tag = "profiles", params(Of), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = ReadProfiles), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 413, body = Wrapped), (status = 422, body = Wrapped)))]
async fn read(
    By(work): By,
    Query(of): Query<Of>,
    bytes: Result<Bytes, BytesRejection>,
) -> Reply<Json<ReadProfiles>> {
    let bytes = bytes.map_err(|_| Failed(Problem::new(ErrorCode::TooLarge)))?;
    Ok(Json(needs::read_profiles(&work, of.unit, bytes.to_vec()).await?))
}

/// Replaces what a profile says by a new version; the earlier ones stay readable.
#[utoipa::path(put, path = "/profiles/{id}", tag = "profiles", request_body = ProfileDraft, params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = Profile), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 412, body = Wrapped), (status = 422, body = Wrapped), (status = 428, body = Wrapped)))]
async fn revise(
    By(work): By,
    Path(id): Path<Uuid>,
    IfMatch(number): IfMatch,
    Json(draft): Json<ProfileDraft>,
) -> Reply<Versioned<Profile>> {
    let profile = profiles::revise(&work, id, number, &draft).await?;
    Ok(Versioned(profile.number, profile))
}

/// Ends a profile: from today it asks nothing of anybody. Its versions stay readable.
#[utoipa::path(delete, path = "/profiles/{id}", tag = "profiles", params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 204), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 412, body = Wrapped), (status = 422, body = Wrapped), (status = 428, body = Wrapped)))]
async fn end(By(work): By, Path(id): Path<Uuid>, IfMatch(number): IfMatch) -> Reply<StatusCode> {
    profiles::end(&work, id, number).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Every version of a profile, the latest first.
#[utoipa::path(get, path = "/profiles/{id}/versions", tag = "profiles", params(("id" = Uuid, Path)),
    responses((status = 200, body = List<Profile>), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn versions(By(work): By, Path(id): Path<Uuid>) -> Reply<Json<List<Profile>>> {
    Ok(Json(profiles::versions(&work, id).await?.into()))
}
