//! The door: what it asks, coming in, the second step, leaving.

use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use jinxue_api::sign_in::{Code, Credentials, Door, Entered, PasskeyShown, SignInRules};
use jinxue_api::{ErrorCode, Wrapped};
use jinxue_app::App;
use jinxue_app::sign_in::second_factor::{self, Shown};
use jinxue_app::sign_in::{self, settings, with_password};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::DOOR_BYTES_MAX;
use crate::error::{Failed, Reply};
use crate::extract::{Anyone, By, Came, Json, Present};
use crate::front::Front;
use crate::limits::Counted;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(door, enter))
        .routes(routes!(second_step))
        .routes(routes!(passkey_step))
        .routes(routes!(leave))
        .routes(routes!(rules, set_rules))
        .layer(DefaultBodyLimit::max(DOOR_BYTES_MAX))
}

/// What whoever stands at the door may know.
#[utoipa::path(get, path = "/sign-in", tag = "sign_in",
    responses((status = 200, body = Door), (status = 429, body = Wrapped)))]
async fn door(Anyone(visit): Anyone) -> Reply<Json<Door>> {
    Ok(Json(with_password::door(&visit).await?))
}

/// Signs in by name and password; what is still due is said in the answer.
#[utoipa::path(post, path = "/sign-in", tag = "sign_in", request_body = Credentials,
    responses((status = 200, body = Entered), (status = 400, body = Wrapped), (status = 401, body = Wrapped), (status = 403, body = Wrapped), (status = 413, body = Wrapped), (status = 429, body = Wrapped), (status = 503, body = Wrapped)))]
async fn enter(front: Front, Anyone(visit): Anyone, Json(given): Json<Credentials>) -> Reply<Came<Entered>> {
    let (failures, now) = (Counted::Failures(visit.address.clone()), visit.app.clock.now().as_micros());
    front.limits().check(failures.clone(), now)?;
    match with_password::sign_in(&visit, &given).await {
        Ok(entry) => Ok(Came(front, entry)),
        Err(refusal) => {
            if refusal.0.is(ErrorCode::SignInRefused) {
                front.limits().take(failures, now)?;
            }
            Err(Failed::from(refusal))
        }
    }
}

/// Shows the code that is due after the password.
#[utoipa::path(post, path = "/sign-in/second-factor", tag = "sign_in", request_body = Code,
    responses((status = 200, body = Entered), (status = 400, body = Wrapped), (status = 401, body = Wrapped), (status = 409, body = Wrapped), (status = 413, body = Wrapped), (status = 422, body = Wrapped), (status = 429, body = Wrapped)))]
async fn second_step(
    front: Front,
    Present(presence): Present,
    Json(given): Json<Code>,
) -> Reply<Came<Entered>> {
    Ok(Came(front, second_factor::pass(&presence, Shown::Code(&given.code)).await?))
}

/// Shows a passkey as the second factor that is due after the password: its answer to a challenge.
#[utoipa::path(post, path = "/sign-in/passkey", tag = "sign_in", request_body = PasskeyShown,
    responses((status = 200, body = Entered), (status = 400, body = Wrapped), (status = 401, body = Wrapped), (status = 409, body = Wrapped), (status = 410, body = Wrapped), (status = 413, body = Wrapped), (status = 422, body = Wrapped), (status = 429, body = Wrapped)))]
async fn passkey_step(
    front: Front,
    Present(presence): Present,
    Json(given): Json<PasskeyShown>,
) -> Reply<Came<Entered>> {
    Ok(Came(front, second_factor::pass(&presence, Shown::Passkey(&given.credential)).await?))
}

/// What a browser is to throw away when somebody signs out. Its storage holds the look of the pages alone, which stays.
const CLEARED: HeaderValue = HeaderValue::from_static("\"cache\"");

/// Signs out.
#[utoipa::path(post, path = "/sign-out", tag = "sign_in",
    responses((status = 204), (status = 401, body = Wrapped), (status = 429, body = Wrapped)))]
async fn leave(
    front: Front,
    Present(presence): Present,
) -> Reply<(StatusCode, [(HeaderName, HeaderValue); 2])> {
    sign_in::sign_out(&presence).await?;
    let cleared = (HeaderName::from_static("clear-site-data"), CLEARED);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, front.no_cookie()), cleared]))
}

/// What the installation asks of whoever signs in.
#[utoipa::path(get, path = "/sign-in/rules", tag = "sign_in",
    responses((status = 200, body = SignInRules)))]
async fn rules(By(work): By) -> Reply<Json<SignInRules>> {
    Ok(Json(settings::rules(&work).await?))
}

/// Sets what the installation asks of whoever signs in.
#[utoipa::path(put, path = "/sign-in/rules", tag = "sign_in", request_body = SignInRules,
    responses((status = 200, body = SignInRules), (status = 400, body = Wrapped), (status = 422, body = Wrapped)))]
async fn set_rules(By(work): By, Json(new): Json<SignInRules>) -> Reply<Json<SignInRules>> {
    Ok(Json(settings::set_rules(&work, &new).await?))
}
