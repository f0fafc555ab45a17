//! One's own account: who one is, where one is signed in, password and second factor.

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use jinxue_api::Wrapped;
use jinxue_api::me::{Authenticator, Ended, Me, PasswordChange, Proof, RecoveryCodes, SessionRow};
use jinxue_api::page::List;
use jinxue_api::sign_in::{Code, Entered};
use jinxue_app::App;
use jinxue_app::sign_in::{authenticator, me, password};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::DOOR_BYTES_MAX;
use crate::error::Reply;
use crate::extract::{Came, Json, Path, Present};
use crate::front::Front;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get))
        .routes(routes!(sessions))
        .routes(routes!(end_others))
        .routes(routes!(end))
        .routes(routes!(change_password))
        .routes(routes!(begin_authenticator, bind_authenticator))
        .layer(DefaultBodyLimit::max(DOOR_BYTES_MAX))
}

/// Who is signed in, and what is still due.
#[utoipa::path(get, path = "/me", tag = "me",
    responses((status = 200, body = Me)))]
async fn get(Present(presence): Present) -> Reply<Json<Me>> {
    Ok(Json(me::get(&presence).await?))
}

/// Where the account is signed in, the latest used first.
#[utoipa::path(get, path = "/me/sessions", tag = "me",
    responses((status = 200, body = List<SessionRow>)))]
async fn sessions(Present(presence): Present) -> Reply<Json<List<SessionRow>>> {
    Ok(Json(me::sessions(&presence).await?.into()))
}

/// Ends every session of the account but this one. One proof is asked for: the password, a code, or a passkey.
#[utoipa::path(post, path = "/me/sessions/end", tag = "me", request_body = Proof,
    responses((status = 200, body = Ended), (status = 400, body = Wrapped), (status = 409, body = Wrapped), (status = 410, body = Wrapped), (status = 413, body = Wrapped), (status = 422, body = Wrapped), (status = 503, body = Wrapped)))]
async fn end_others(Present(presence): Present, Json(proof): Json<Proof>) -> Reply<Json<Ended>> {
    Ok(Json(me::end_other_sessions(&presence, &proof).await?))
}

/// Ends one session of the account. One proof is asked for: the password, a code, or a passkey.
#[utoipa::path(post, path = "/me/sessions/{id}/end", tag = "me", request_body = Proof, params(("id" = Uuid, Path)),
    responses((status = 204), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 410, body = Wrapped), (status = 413, body = Wrapped), (status = 422, body = Wrapped), (status = 503, body = Wrapped)))]
async fn end(
    Present(presence): Present,
    Path(id): Path<Uuid>,
    Json(proof): Json<Proof>,
) -> Reply<StatusCode> {
    me::end_session(&presence, id, &proof).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Changes the password; every other session of the account ends.
#[utoipa::path(put, path = "/me/password", tag = "me", request_body = PasswordChange,
    responses((status = 200, body = Entered), (status = 400, body = Wrapped), (status = 413, body = Wrapped), (status = 422, body = Wrapped), (status = 503, body = Wrapped)))]
async fn change_password(
    front: Front,
    Present(presence): Present,
    Json(given): Json<PasswordChange>,
) -> Reply<Came<Entered>> {
    Ok(Came(front, password::change(&presence, &given).await?))
}

/// Shows a new secret for an authenticator app; it is in force once a code of it was shown.
#[utoipa::path(post, path = "/me/authenticator", tag = "me", request_body = Proof,
    responses((status = 200, body = Authenticator), (status = 400, body = Wrapped), (status = 413, body = Wrapped), (status = 422, body = Wrapped), (status = 503, body = Wrapped)))]
async fn begin_authenticator(
    Present(presence): Present,
    Json(proof): Json<Proof>,
) -> Reply<Json<Authenticator>> {
    Ok(Json(authenticator::begin(&presence, &proof).await?))
}

/// Binds the authenticator whose code is shown; recovery codes are answered once.
#[utoipa::path(put, path = "/me/authenticator", tag = "me", request_body = Code,
    responses((status = 200, body = RecoveryCodes), (status = 400, body = Wrapped), (status = 409, body = Wrapped), (status = 413, body = Wrapped), (status = 422, body = Wrapped)))]
async fn bind_authenticator(
    front: Front,
    Present(presence): Present,
    Json(given): Json<Code>,
) -> Reply<Came<RecoveryCodes>> {
    Ok(Came(front, authenticator::bind(&presence, &given.code).await?))
}
