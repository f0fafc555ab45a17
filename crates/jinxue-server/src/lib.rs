//! HTTP: extract, call the use case, wrap. Nothing here decides anything.
//!
//! [`router`] is the whole server as a value, so that a test can call it in process; [`serve`] puts it on a
//! listener. The OpenAPI document is collected from the handlers themselves.

mod document;
mod download;
mod error;
mod extract;
mod front;
mod guard;
mod handlers;
mod limits;
mod live;
mod upload;
mod web;

pub use front::{Front, Transport};
pub use limits::{Rate, Rates};

use std::net::SocketAddr;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use jinxue_app::App;
use tokio::net::TcpListener;
use utoipa_axum::router::OpenApiRouter;

/// The greatest body of a request that is no upload.
const BODY_BYTES_MAX: usize = 1 << 20;

fn parts() -> (Router<App>, utoipa::openapi::OpenApi) {
    let (router, mut document) = OpenApiRouter::with_openapi(document::begun())
        .nest(document::BASE, handlers::all())
        .split_for_parts();
    document::finish(&mut document);
    (router, document)
}

/// The OpenAPI document as JSON, as `crates/jinxue-api/openapi.json` keeps it.
pub fn openapi() -> String {
    let mut text = parts().1.to_pretty_json().expect("the document is plain data");
    text.push('\n');
    text
}

/// The whole server: the interface under `/api/v1`, the pages everywhere else.
pub fn router(app: App, front: Front) -> Router {
    parts()
        .0
        .fallback(web::page)
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(axum::middleware::from_fn_with_state(front, guard::guard))
        .with_state(app)
}

/// Serves until `stop` completes; requests that are under way are answered first, and streams of events end.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    app: App,
    front: Front,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let events = app.events.clone();
    let stop = async move {
        stop.await;
        events.close();
    };
    let service = router(app, front).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop).await
}
