//! Connections: accepted at one door or several, each served in a task of its own, all ended when the server stops.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::rt::{Read, Write};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt as _;

use crate::tls::Tls;

/// How long shaking hands may take.
const HANDSHAKE_MAX: Duration = Duration::from_secs(10);
/// How long the head of the next request is waited for.
const HEAD_MAX: Duration = Duration::from_secs(75);
/// How long requests under way may go on when the server stops.
const LEAVE_MAX: Duration = Duration::from_secs(30);
/// What is waited when the system has no more connections to give.
const BREATH: Duration = Duration::from_millis(500);

/// Where the server listens, and whether it speaks TLS there itself.
pub struct Doors {
    pub listeners: Vec<TcpListener>,
    pub tls: Option<Arc<Tls>>,
}

/// Serves at every door until `stop` completes; then requests that are under way are answered.
pub(crate) async fn serve(doors: Doors, router: Router, stop: impl Future<Output = ()>) {
    let (stopping, stopped) = watch::channel(());
    let mut open = JoinSet::new();
    for listener in doors.listeners {
        open.spawn(attend(listener, doors.tls.clone(), router.clone(), stopped.clone()));
    }
    drop(stopped);
    stop.await;
    drop(stopping);
    while open.join_next().await.is_some() {}
}

/// One door, until it is closed and its last guest has left.
async fn attend(
    listener: TcpListener,
    tls: Option<Arc<Tls>>,
    router: Router,
    mut stopped: watch::Receiver<()>,
) {
    if let Ok(address) = listener.local_addr() {
        tracing::info!("listening on {address}");
    }
    let guests = GracefulShutdown::new();
    loop {
        let came = tokio::select! {
            _ = stopped.changed() => break,
            came = listener.accept() => came,
        };
        match came {
            Ok((stream, peer)) => {
                tokio::spawn(welcome(stream, peer, tls.clone(), router.clone(), guests.watcher()));
            }
            Err(fault) => {
                tracing::warn!(%fault, "a connection could not be accepted");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(LEAVE_MAX, guests.shutdown()).await.is_err() {
        tracing::warn!("requests that were still under way are broken off");
    }
}

async fn welcome(
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<Arc<Tls>>,
    router: Router,
    watcher: Watcher,
) {
    // Events are small and are wanted at once.
    let _ = stream.set_nodelay(true);
    let Some(tls) = tls else {
        return converse(TokioIo::new(stream), peer, router, watcher).await;
    };
    match tokio::time::timeout(HANDSHAKE_MAX, tls.accept(stream)).await {
        Ok(Ok(stream)) => converse(TokioIo::new(stream), peer, router, watcher).await,
        Ok(Err(fault)) => tracing::debug!(%peer, %fault, "no TLS was agreed on"),
        Err(_) => tracing::debug!(%peer, "shaking hands took too long"),
    }
}

/// The requests of one connection.
async fn converse(
    io: impl Read + Write + Send + Unpin + 'static,
    peer: SocketAddr,
    router: Router,
    watcher: Watcher,
) {
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_MAX)
        .serve_connection(io, service);
    if let Err(fault) = watcher.watch(connection).await {
        tracing::debug!(%peer, %fault, "a connection ended early");
    }
}
