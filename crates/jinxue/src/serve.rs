//! `jinxue serve`: the pages and the interface, on this machine.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use anyhow::Context as _;
use jinxue_app::audit::Sealer;
use jinxue_app::{App, jobs};
use tokio::net::TcpListener;

use crate::open::{Data, block_on};

/// How to serve.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    data: Data,
    /// The port to listen on; 0 takes any that is free.
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

/// Serves until Ctrl-C or SIGTERM.
///
/// # Errors
/// When the data cannot be opened or the port is taken.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    block_on(async {
        let app = args.data.open().await?;
        until_stopped(app, args.port).await?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Starts the workers, listens on this machine only, prints the address.
///
/// # Errors
/// When the port is taken.
pub async fn until_stopped(app: App, port: u16) -> anyhow::Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener =
        TcpListener::bind(address).await.with_context(|| format!("{address} cannot be listened on"))?;
    let address = listener.local_addr()?;
    let workers = jobs::start(&app).await?;
    let sealer = Sealer::start(&app);
    eprintln!("尚未启用登录，只在本机监听 / no sign-in yet: listening on this machine only");
    println!("http://{address}/");
    let db = app.unfenced().clone();
    jinxue_server::serve(listener, app, stop_signal()).await?;
    workers.stop().await;
    sealer.stop().await;
    db.close().await;
    Ok(())
}

async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
