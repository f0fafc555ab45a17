//! Sign-in by another: setting out, coming back, the provider's setting.

use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jinxue_api::me::Proof;
use jinxue_api::provider::{Provider, ProviderAddress, Returned, Returning};
use jinxue_api::{ErrorCode, Wrapped};
use jinxue_app::App;
use jinxue_app::sign_in::provider::{self as use_case, SettingOut};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::DOOR_BYTES_MAX;
use crate::error::{Failed, Reply};
use crate::extract::{Anyone, By, Came, Json, Present};
use crate::front::Front;
use crate::limits::Counted;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(provider, set_provider, unset_provider))
        .routes(routes!(set_out))
        .routes(routes!(come_back))
        .routes(routes!(bind_provider))
        .routes(routes!(unbind_provider))
        .layer(DefaultBodyLimit::max(DOOR_BYTES_MAX))
}

/// The provider that people may come in by.
#[utoipa::path(get, path = "/sign-in/provider", tag = "sign_in",
    responses((status = 200, body = Provider), (status = 404, body = Wrapped)))]
async fn provider(By(work): By) -> Reply<Json<Provider>> {
    Ok(Json(use_case::get(&work).await?))
}

/// Sets the provider. Accounts stay bound to the issuer they were bound to.
#[utoipa::path(put, path = "/sign-in/provider", tag = "sign_in", request_body = Provider,
    responses((status = 200, body = Provider), (status = 400, body = Wrapped), (status = 413, body = Wrapped), (status = 422, body = Wrapped)))]
async fn set_provider(By(work): By, Json(given): Json<Provider>) -> Reply<Json<Provider>> {
    Ok(Json(use_case::set(&work, &given).await?))
}

/// Takes the provider away: nobody comes in by it any more.
#[utoipa::path(delete, path = "/sign-in/provider", tag = "sign_in", responses((status = 204)))]
async fn unset_provider(By(work): By) -> Reply<StatusCode> {
    use_case::unset(&work).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sets out for the provider, to come in.
#[utoipa::path(post, path = "/sign-in/provider/begin", tag = "sign_in",
    responses((status = 200, body = ProviderAddress), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 422, body = Wrapped), (status = 429, body = Wrapped), (status = 503, body = Wrapped)))]
async fn set_out(front: Front, Anyone(visit): Anyone, headers: HeaderMap) -> Reply<Response> {
    let base = front.base(&headers, &visit.app.settings.published)?;
    Ok(away(&front, use_case::begin(&visit, &base).await?))
}

/// Comes back from the provider: in, or with the account bound.
#[utoipa::path(post, path = "/sign-in/provider/return", tag = "sign_in", request_body = Returning,
    responses((status = 200, body = Returned), (status = 400, body = Wrapped), (status = 401, body = Wrapped), (status = 403, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 410, body = Wrapped), (status = 413, body = Wrapped), (status = 422, body = Wrapped), (status = 429, body = Wrapped), (status = 503, body = Wrapped)))]
async fn come_back(
    front: Front,
    Anyone(visit): Anyone,
    headers: HeaderMap,
    Json(given): Json<Returning>,
) -> Reply<Came<Returned>> {
    let (failures, now) = (Counted::Failures(visit.address.clone()), visit.app.clock.now().as_micros());
    front.limits().check(failures.clone(), now)?;
    let browser = front.browser(&headers);
    match use_case::finish(&visit, browser.as_deref(), &given).await {
        Ok(entry) => Ok(Came(front, entry)),
        Err(refusal) => {
            if refusal.0.is(ErrorCode::ChallengeOver) {
                front.limits().take(failures, now)?;
            }
            Err(Failed::from(refusal))
        }
    }
}

/// Sets out for the provider, to bind one's account, after a proof.
#[utoipa::path(post, path = "/me/provider/begin", tag = "me", request_body = Proof,
    responses((status = 200, body = ProviderAddress), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 410, body = Wrapped), (status = 413, body = Wrapped), (status = 422, body = Wrapped), (status = 503, body = Wrapped)))]
async fn bind_provider(
    front: Front,
    Present(presence): Present,
    headers: HeaderMap,
    Json(proof): Json<Proof>,
) -> Reply<Response> {
    let base = front.base(&headers, &presence.visit.app.settings.published)?;
    Ok(away(&front, use_case::begin_binding(&presence, &base, &proof).await?))
}

/// Unbinds one's account from the provider, after a proof.
#[utoipa::path(post, path = "/me/provider/remove", tag = "me", request_body = Proof,
    responses((status = 204), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 410, body = Wrapped), (status = 413, body = Wrapped), (status = 422, body = Wrapped), (status = 503, body = Wrapped)))]
async fn unbind_provider(Present(presence): Present, Json(proof): Json<Proof>) -> Reply<StatusCode> {
    use_case::unbind(&presence, &proof).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn away(front: &Front, out: SettingOut) -> Response {
    ([(header::SET_COOKIE, front.browser_cookie(&out.browser))], axum::Json(out.answer)).into_response()
}
