//! A refusal as an HTTP answer.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jinxue_api::{ErrorCode, Problem, Wrapped};
use jinxue_app::Refusal;

/// What every handler returns when it cannot answer.
#[derive(Debug)]
pub struct Failed(pub Problem);

/// The answer of a handler.
pub type Reply<T> = Result<T, Failed>;

impl From<Refusal> for Failed {
    fn from(refusal: Refusal) -> Self {
        Self(refusal.0)
    }
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut answer = (status, Json(Wrapped { error: self.0.clone() })).into_response();
        // The guard adds the request id, which only it knows.
        answer.extensions_mut().insert(std::sync::Arc::new(self.0));
        answer
    }
}

/// An address that exists, asked in a way it does not take.
pub async fn method_not_allowed() -> Failed {
    Failed(Problem::new(ErrorCode::MethodNotAllowed))
}

/// An address of the interface that does not exist.
pub fn no_such_address(path: &str) -> Failed {
    Failed(Problem::not_found("address", path))
}
