//! What every request passes: a number, an origin check, the headers that keep a page safe.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jinxue_api::{ErrorCode, Problem, Wrapped};
use jinxue_app::{App, Work};

use crate::error::Failed;
use crate::extract;
use crate::front::Front;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// No script, style or picture from anywhere but here; nothing may frame the pages.
/// Element positions are set by script through the style object, which the policy allows.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// A year in which browsers speak TLS with this host, and nothing else.
const TLS_ONLY: &str = "max-age=31536000; includeSubDomains";

/// The number of the request, for its log lines and its answer.
#[derive(Clone)]
pub struct RequestId(pub String);

/// Who asks, as far as the extractors have found out: for noting what was refused.
#[derive(Clone, Default)]
pub struct Asker(Arc<Mutex<Option<Work>>>);

impl Asker {
    /// Notes who it is.
    pub fn is(&self, work: Work) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(work);
    }

    fn known(&self) -> Option<Work> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Numbers the request, refuses writes from other origins, notes refusals, adds the headers.
pub async fn guard(State((app, front)): State<(App, Front)>, mut request: Request, next: Next) -> Response {
    let id = request_id(request.headers());
    request.extensions_mut().insert(RequestId(id.clone()));
    request.extensions_mut().insert(front.clone());
    let foreign = !request.method().is_safe() && is_foreign(request.headers());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let asker = Asker::default();
    request.extensions_mut().insert(asker.clone());
    let matched = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let answer = if foreign {
        let (parts, _) = request.into_parts();
        asker.is(extract::visit(&parts, &app).work());
        Failed(Problem::new(ErrorCode::ForeignOrigin)).into_response()
    } else {
        next.run(request).await
    };
    if let Some((work, problem)) = asker.known().zip(answer.extensions().get::<Arc<Problem>>()) {
        let operation = extract::operation_of(&method, matched.as_deref().unwrap_or_default());
        if let Err(fault) = work.note_refused(&operation, problem).await {
            tracing::error!(%id, ?fault, "a refusal could not be noted");
        }
    }
    let mut answer = with_id(answer, &id);
    if answer.status().is_server_error() {
        tracing::error!(%id, %method, %path, status = answer.status().as_u16(), "request failed");
    }
    let seconds = retry_after(&answer);
    let headers = answer.headers_mut();
    if front.is_tls() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(TLS_ONLY));
    }
    if let Some(seconds) = seconds {
        headers.insert(header::RETRY_AFTER, seconds);
    }
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), microphone=(), geolocation=(), payment=()",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    answer
}

/// When a refusal for haste, or because too much waits, may be tried again.
fn retry_after(answer: &Response) -> Option<HeaderValue> {
    let problem = answer.extensions().get::<Arc<Problem>>()?;
    let seconds = problem.expected.as_deref().filter(|_| matches!(problem.status, 429 | 503))?;
    seconds.parse::<u32>().ok().map(HeaderValue::from)
}

/// A number a person can read out: eight characters, unlikely to come twice in a day.
fn request_id(headers: &HeaderMap) -> String {
    static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok());
    match given {
        Some(id)
            if (4..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') =>
        {
            id.to_owned()
        }
        _ => {
            let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            format!("{:08x}", count.wrapping_mul(0x9e37_79b1) ^ std::process::id())
        }
    }
}

/// Browsers say where a writing request comes from; a page of another site must not write here.
fn is_foreign(headers: &HeaderMap) -> bool {
    let word = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = word("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    match (word("origin"), word("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, authority)| authority != host),
        (Some(_), None) => true,
        (None, _) => false,
    }
}

fn with_id(answer: Response, id: &str) -> Response {
    let mut answer = match answer.extensions().get::<Arc<Problem>>() {
        None => answer,
        Some(problem) => {
            let mut error = Problem::clone(problem);
            error.request_id = Some(id.to_owned());
            let mut named = (answer.status(), Json(Wrapped { error })).into_response();
            named.extensions_mut().insert(problem.clone());
            named
        }
    };
    if let Ok(value) = HeaderValue::from_str(id) {
        answer.headers_mut().insert(REQUEST_ID, value);
    }
    answer
}
