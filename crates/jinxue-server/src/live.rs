//! Server-sent events: one stream a browser, with what was missed after a break.

use std::convert::Infallible;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{self, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt as _, future::ready};
use jinxue_app::events;
use jinxue_app::sign_in::{self, Presence};
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::wrappers::errors::BroadcastStreamRecvError;

use crate::error::Reply;
use crate::extract::Present;

const HEARTBEAT: Duration = Duration::from_secs(15);

/// What changes, as it changes.
#[utoipa::path(get, path = "/events", tag = "live", responses((status = 200, description = "text/event-stream of job, import, run, class, person, rule")))]
pub async fn stream(Present(presence): Present, headers: HeaderMap) -> Reply<Response> {
    presence.whole()?;
    let work = presence.acting().await?;
    let events = work.app.events.clone();
    let last =
        headers.get("last-event-id").and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    let (missed, coming) = events.listen(last);
    let hears = move |event: &events::Event| work.hears(event).then(|| frame(event));
    let heard = hears.clone();
    let coming = BroadcastStream::new(coming).filter_map(move |event| {
        ready(match event {
            Ok(event) => hears(&event),
            // Too slow a listener: it reads anew what it shows.
            Err(BroadcastStreamRecvError::Lagged(_)) => Some(sse::Event::default().event("lost").data("{}")),
        })
    });
    let stream = tokio_stream::iter(missed)
        .filter_map(move |event| ready(heard(&event)))
        .chain(coming)
        .map(Ok::<_, Infallible>);
    let stream = stream.take_until(async move {
        tokio::select! {
            () = ended(presence) => {}
            () = events.closed() => {}
        }
    });
    let mut answer = Sse::new(stream).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response();
    answer.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(answer)
}

/// Completes when the session has ended: whoever was signed out hears nothing more.
async fn ended(presence: Presence) {
    loop {
        tokio::time::sleep(HEARTBEAT).await;
        if sign_in::find(presence.visit.clone()).await.is_err() {
            return;
        }
    }
}

fn frame(event: &events::Event) -> sse::Event {
    sse::Event::default().id(event.id.to_string()).event(event.kind).data(&event.data)
}
