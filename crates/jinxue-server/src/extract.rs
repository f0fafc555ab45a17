//! Extractors whose refusals are problems of our table.

use std::convert::Infallible;

use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header, request::Parts};
use axum::response::{IntoResponse, Response};
use jinxue_api::{ErrorCode, Problem};
use jinxue_app::sign_in::{self, Entry, Presence, Visit};
use jinxue_app::{Actor, App, Created, Work, access};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::document::BASE;
use crate::error::Failed;
use crate::front::Front;
use crate::guard::{Asker, RequestId};
use crate::limits::Counted;

/// JSON in and out.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Failed;
    async fn from_request(request: Request, state: &S) -> Result<Self, Failed> {
        let axum::Json(value) =
            axum::Json::<T>::from_request(request, state).await.map_err(|fault| match fault {
                JsonRejection::BytesRejection(_) => Failed(Problem::new(ErrorCode::TooLarge)),
                other => unreadable("body", &other),
            })?;
        Ok(Self(value))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// Parts of the address.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Failed;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        axum::extract::Path::<T>::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(value)| Self(value))
            .map_err(|fault: PathRejection| unreadable("path", &fault))
    }
}

/// What stands behind the question mark.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Failed;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        axum::extract::Query::<T>::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Query(value)| Self(value))
            .map_err(|fault: QueryRejection| unreadable("query", &fault))
    }
}

fn unreadable(part: &str, fault: &dyn std::fmt::Display) -> Failed {
    let fault = fault.to_string();
    Failed(Problem::new(ErrorCode::BadRequest).because(&fault, &fault).field(part))
}

/// Whoever asks, also a stranger: only for what everybody may ask.
pub struct Anyone(pub Visit);

impl FromRequestParts<App> for Anyone {
    type Rejection = Failed;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failed> {
        let visit = visit(parts, app);
        asker(parts).is(visit.work());
        let stranger = Counted::Strangers(visit.address.clone());
        front(parts).limits().take(stranger, app.clock.now().as_micros())?;
        Ok(Self(visit))
    }
}

/// Somebody in a session, which may still owe a step: only for that step, and for leaving.
pub struct Present(pub Presence);

impl FromRequestParts<App> for Present {
    type Rejection = Failed;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failed> {
        let (front, now) = (front(parts), app.clock.now().as_micros());
        let visit = visit(parts, app);
        let stranger = Counted::Strangers(visit.address.clone());
        match sign_in::presence(visit).await {
            Ok(presence) => {
                asker(parts).is(presence.work());
                front.limits().take(Counted::Account(presence.account_id()), now)?;
                Ok(Self(presence))
            }
            Err(refusal) => {
                front.limits().take(stranger, now)?;
                Err(refusal.into())
            }
        }
    }
}

/// Who asks: an extractor, so that no handler reaches a use case without an actor. A stranger is refused here, and so is
/// whoever still owes a step.
pub struct By(pub Work);

impl FromRequestParts<App> for By {
    type Rejection = Failed;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failed> {
        // A caller in this very process may say who acts; nothing that comes over a socket can.
        let work = match parts.extensions.get::<Actor>().cloned() {
            Some(actor) => {
                let request_id =
                    parts.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
                Work::of(app, actor).in_request(request_id)
            }
            None => {
                let Present(presence) = Present::from_request_parts(parts, app).await?;
                presence.whole()?;
                presence.acting().await?
            }
        };
        asker(parts).is(work.clone());
        let operation = operation(parts);
        let work = match seen_as(parts)? {
            Some(account) => access::seen_as(work, &operation, account).await?,
            None => work,
        };
        Ok(Self(access::admit(work, &operation)?))
    }
}

/// The header of a request that is to be answered as another account would be.
const SEE_AS: &str = "x-see-as";

fn seen_as(parts: &Parts) -> Result<Option<uuid::Uuid>, Failed> {
    let Some(value) = parts.headers.get(SEE_AS) else { return Ok(None) };
    let said = String::from_utf8_lossy(value.as_bytes());
    let account = said.parse().map_err(|_| Problem::invalid(SEE_AS, &said, "UUID"))?;
    Ok(Some(account))
}

/// The operation a request asks for, as the table of rights calls it: `GET /people/{id}`.
fn operation(parts: &Parts) -> String {
    let path = parts.extensions.get::<MatchedPath>().map(MatchedPath::as_str).unwrap_or_default();
    operation_of(&parts.method, path)
}

/// A method and the address that was matched, as the table of rights calls them.
pub fn operation_of(method: &Method, path: &str) -> String {
    format!("{method} {}", path.strip_prefix(BASE).unwrap_or(path))
}

fn asker(parts: &Parts) -> Asker {
    parts.extensions.get::<Asker>().cloned().unwrap_or_default()
}

impl<S: Send + Sync> FromRequestParts<S> for Front {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(front(parts))
    }
}

pub fn visit(parts: &Parts, app: &App) -> Visit {
    let front = front(parts);
    let request_id = parts.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let agent =
        parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let token = front.token(&parts.headers);
    Visit::new(app, request_id, front.address(parts), agent, token.as_deref())
}

fn front(parts: &Parts) -> Front {
    parts.extensions.get::<Front>().cloned().expect("the guard tells every request of the front")
}

/// The version an edit was made on, from `If-Match`.
pub struct IfMatch(pub i64);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Failed;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failed> {
        let given = parts.headers.get(header::IF_MATCH).ok_or(Problem::new(ErrorCode::VersionMissing))?;
        let text = given.to_str().unwrap_or_default();
        let version =
            text.trim_matches('"').parse().map_err(|_| Problem::invalid("If-Match", text, "\"3\""))?;
        Ok(Self(version))
    }
}

/// The key by which a client repeats a creating request safely.
pub struct IdempotencyKey(pub Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Failed;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failed> {
        let Some(given) = parts.headers.get("idempotency-key") else { return Ok(Self(None)) };
        let text = given.to_str().unwrap_or_default();
        if (8..=100).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic()) {
            Ok(Self(Some(text.to_owned())))
        } else {
            Err(Problem::invalid("Idempotency-Key", text, "8–100 printable ASCII characters").into())
        }
    }
}

/// JSON with the version of the object as its `ETag`.
pub struct Versioned<T>(pub i64, pub T);

impl<T: Serialize> IntoResponse for Versioned<T> {
    fn into_response(self) -> Response {
        let mut answer = axum::Json(self.1).into_response();
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", self.0)) {
            answer.headers_mut().insert(header::ETAG, tag);
        }
        answer
    }
}

/// JSON with the cookie of a session that has come a step further.
pub struct Came<T>(pub Front, pub Entry<T>);

impl<T: Serialize> IntoResponse for Came<T> {
    fn into_response(self) -> Response {
        let cookie = self.0.cookie(&self.1.token, self.1.seconds);
        ([(header::SET_COOKIE, cookie)], axum::Json(self.1.answer)).into_response()
    }
}

/// 201 with the object made; the same object again when the call is repeated under its key.
pub struct Made<T>(pub Created<T>);

impl<T> IntoResponse for Made<T> {
    fn into_response(self) -> Response {
        told(StatusCode::CREATED, self.0)
    }
}

/// 202 with the work that was begun; the same work again when the call is repeated under its key.
pub struct Begun<T>(pub Created<T>);

impl<T> IntoResponse for Begun<T> {
    fn into_response(self) -> Response {
        told(StatusCode::ACCEPTED, self.0)
    }
}

fn told<T>(status: StatusCode, created: Created<T>) -> Response {
    let replayed = if created.replayed { "true" } else { "false" };
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (HeaderName::from_static("idempotency-replayed"), replayed),
    ];
    (status, headers, created.body).into_response()
}
