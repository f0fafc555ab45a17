//! Server-sent events: one stream a browser, with what was missed after a break.

use std::convert::Infallible;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{self, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt as _};
use jinxue_app::sign_in::{self, Presence};
use jinxue_app::{Work, events};
use tokio::sync::watch;
use tokio::time::{Instant, Interval, interval_at};
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
    let coming = stream::iter(missed).map(Ok).chain(BroadcastStream::new(coming));
    let beat = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
    let standings = events.standings();
    let listener = Listener { presence, work, standings, beat, coming: coming.boxed() };
    let heard = listener.hear().take_until(async move { events.closed().await });
    let answer = Sse::new(heard.map(Ok::<_, Infallible>));
    let mut answer = answer.keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response();
    answer.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(answer)
}

/// Who listens, with what they may hear.
struct Listener {
    presence: Presence,
    work: Work,
    standings: watch::Receiver<u64>,
    beat: Interval,
    coming: BoxStream<'static, Result<events::Event, BroadcastStreamRecvError>>,
}

impl Listener {
    /// What they hear, until their session has ended.
    fn hear(self) -> impl Stream<Item = sse::Event> {
        stream::unfold(self, |mut listener| async move {
            let heard = listener.next().await?;
            Some((heard, listener))
        })
    }

    async fn next(&mut self) -> Option<sse::Event> {
        loop {
            tokio::select! {
                // What may be heard is looked at before what is told.
                biased;
                changed = self.standings.changed() => {
                    changed.ok()?;
                    self.look().await?;
                }
                _ = self.beat.tick() => self.look().await?,
                told = self.coming.next() => match told? {
                    Ok(event) if self.work.hears(&event) => return Some(frame(&event)),
                    Ok(_) => {}
                    // Too slow a listener: it reads anew what it shows.
                    Err(BroadcastStreamRecvError::Lagged(_)) => {
                        return Some(sse::Event::default().event("lost").data("{}"));
                    }
                },
            }
        }
    }

    /// Reads the roles of the account anew; nothing when its session has ended: whoever was signed out hears no more.
    /// A change made here is seen at once, one made by another process or by the clock with the next heartbeat.
    async fn look(&mut self) -> Option<()> {
        self.presence = sign_in::find(self.presence.visit.clone()).await.ok()?;
        self.work = self.presence.acting().await.ok()?;
        Some(())
    }
}

fn frame(event: &events::Event) -> sse::Event {
    sse::Event::default().id(event.id.to_string()).event(event.kind).data(&event.data)
}
