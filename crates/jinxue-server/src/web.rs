//! The pages: built by `web/`, compiled into the binary.

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::error::no_such_address;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Built;

/// A file of the build, or the page itself: its own router reads the rest of the address.
pub async fn page(request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") {
        return no_such_address(path).into_response();
    }
    let name = path.trim_start_matches('/');
    match Built::get(name).filter(|_| !name.is_empty()) {
        Some(file) => served(name, file),
        None if name.starts_with("assets/") => no_such_address(path).into_response(),
        None => match Built::get("index.html") {
            Some(file) => served("index.html", file),
            None => (StatusCode::NOT_FOUND, "the pages are not built: run ./jinxue serve, which builds them")
                .into_response(),
        },
    }
}

fn served(name: &str, file: EmbeddedFile) -> Response {
    // Names under assets/ carry a digest of their content.
    let keep = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let kind = kind_of(name);
    (
        [
            (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
            (header::CACHE_CONTROL, HeaderValue::from_static(keep)),
        ],
        file.data,
    )
        .into_response()
}

fn kind_of(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("json" | "webmanifest") => "application/json",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
