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
mod listen;
mod live;
mod tls;
mod upload;
mod web;

pub use front::{Front, Transport};
pub use limits::{Rate, Rates};
pub use listen::Doors;
pub use tls::{Tls, TlsFault};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use jinxue_app::{App, Published};
use tokio::signal::unix::{SignalKind, signal};
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
        .layer(axum::middleware::from_fn_with_state((app.clone(), front), guard::guard))
        .with_state(app)
}

/// Serves at `doors` until `stop` completes; requests that are under way are answered first, and streams of events end.
///
/// # Errors
/// When the system gives no signals.
pub async fn serve(
    doors: Doors,
    app: App,
    front: Front,
    stop: impl Future<Output = ()>,
) -> std::io::Result<()> {
    let events = app.events.clone();
    let stop = async move {
        stop.await;
        events.close();
    };
    let (clock, published) = (app.clock.clone(), app.settings.published.clone());
    // Asked for before anything is listened on: a signal that nobody waits for would end the process.
    let hang_up = signal(SignalKind::hangup())?;
    let tls = doors.tls.clone();
    let watch = async {
        if let (Some(tls), Published::Https(base)) = (tls, published) {
            tls.watch(hang_up, host_of(&base), || clock.now().as_micros() / 1_000_000).await;
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = listen::serve(doors, router(app, front), stop) => {}
        () = watch => {}
    }
    Ok(())
}

/// The host of an address `https://host` or `https://host:port`.
fn host_of(base: &str) -> &str {
    let host = base.trim_start_matches("https://");
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
    .trim_matches(['[', ']'])
}

#[cfg(test)]
mod tests {
    use super::host_of;

    #[test]
    fn a_host_is_found_in_its_address() {
        for (base, host) in [
            ("https://training.example.cn", "training.example.cn"),
            ("https://training.example.cn:8443", "training.example.cn"),
            ("https://[::1]:8443", "::1"),
            ("https://[::1]", "::1"),
        ] {
            assert_eq!(host_of(base), host);
        }
    }
}
