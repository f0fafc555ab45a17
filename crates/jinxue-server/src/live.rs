//! Server-sent events: one stream a browser, with what was missed after a break.

use std::convert::Infallible;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{self, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use jinxue_app::events;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::wrappers::errors::BroadcastStreamRecvError;

use crate::extract::By;

const HEARTBEAT: Duration = Duration::from_secs(15);

/// What changes, as it changes.
#[utoipa::path(get, path = "/events", tag = "live", responses((status = 200, description = "text/event-stream of job, import, run, class, person, rule")))]
pub async fn stream(By(work): By, headers: HeaderMap) -> Response {
    let last =
        headers.get("last-event-id").and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    let (missed, coming) = work.app.events.listen(last);
    let hears = move |event: &events::Event| work.hears(event).then(|| frame(event));
    let heard = hears.clone();
    let coming = BroadcastStream::new(coming).filter_map(move |event| match event {
        Ok(event) => hears(&event),
        // Too slow a listener: it reads anew what it shows.
        Err(BroadcastStreamRecvError::Lagged(_)) => Some(sse::Event::default().event("lost").data("{}")),
    });
    let stream = tokio_stream::iter(missed)
        .filter_map(move |event| heard(&event))
        .chain(coming)
        .map(Ok::<_, Infallible>);
    let mut answer = Sse::new(stream).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response();
    answer.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    answer
}

fn frame(event: &events::Event) -> sse::Event {
    sse::Event::default().id(event.id.to_string()).event(event.kind).data(&event.data)
}
