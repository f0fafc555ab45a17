//! Passkeys of one's own account.

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use jinxue_api::Wrapped;
use jinxue_api::me::{NewPasskey, Passkey, PasskeyBound, PasskeyChallenge, Proof};
use jinxue_api::page::List;
use jinxue_app::App;
use jinxue_app::sign_in::passkeys as use_case;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::DOOR_BYTES_MAX;
use crate::error::Reply;
use crate::extract::{Came, Json, Path, Present};
use crate::front::Front;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(passkeys, bind_passkey))
        .routes(routes!(begin_passkey))
        .routes(routes!(challenge_passkey))
        .routes(routes!(remove_passkey))
        .layer(DefaultBodyLimit::max(DOOR_BYTES_MAX))
}

/// The passkeys of the account, the oldest first.
#[utoipa::path(get, path = "/me/passkeys", tag = "me",
    responses((status = 200, body = List<Passkey>)))]
async fn passkeys(Present(presence): Present) -> Reply<Json<List<Passkey>>> {
    Ok(Json(use_case::list(&presence).await?.into()))
}

/// Asks for a new passkey, after a proof; it is bound once it has answered.
#[utoipa::path(post, path = "/me/passkeys/begin", tag = "me", request_body = Proof,
    responses((status = 200, body = PasskeyChallenge), (status = 400, body = Wrapped), (status = 409, body = Wrapped), (status = 410, body = Wrapped), (status = 413, body = Wrapped), (status = 422, body = Wrapped), (status = 503, body = Wrapped)))]
async fn begin_passkey(
    Present(presence): Present,
    Json(proof): Json<Proof>,
) -> Reply<Json<PasskeyChallenge>> {
    Ok(Json(use_case::begin(&presence, &proof).await?))
}

/// Binds the passkey that answered; recovery codes are answered once, where the account had none.
#[utoipa::path(post, path = "/me/passkeys", tag = "me", request_body = NewPasskey,
    responses((status = 200, body = PasskeyBound), (status = 400, body = Wrapped), (status = 409, body = Wrapped), (status = 410, body = Wrapped), (status = 413, body = Wrapped), (status = 422, body = Wrapped)))]
async fn bind_passkey(
    front: Front,
    Present(presence): Present,
    Json(given): Json<NewPasskey>,
) -> Reply<Came<PasskeyBound>> {
    Ok(Came(front, use_case::bind(&presence, &given).await?))
}

/// Asks for any passkey of the account: as the step that is due after the password, or as a proof.
#[utoipa::path(post, path = "/me/passkeys/challenge", tag = "me",
    responses((status = 200, body = PasskeyChallenge), (status = 409, body = Wrapped)))]
async fn challenge_passkey(Present(presence): Present) -> Reply<Json<PasskeyChallenge>> {
    Ok(Json(use_case::challenge(&presence).await?))
}

/// Takes a passkey away, after a proof; an administrator keeps at least one second factor.
#[utoipa::path(post, path = "/me/passkeys/{id}/remove", tag = "me", params(("id" = Uuid, Path)), request_body = Proof,
    responses((status = 204), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 410, body = Wrapped), (status = 413, body = Wrapped), (status = 422, body = Wrapped), (status = 503, body = Wrapped)))]
async fn remove_passkey(
    Present(presence): Present,
    Path(id): Path<Uuid>,
    Json(proof): Json<Proof>,
) -> Reply<StatusCode> {
    use_case::remove(&presence, id, &proof).await?;
    Ok(StatusCode::NO_CONTENT)
}
