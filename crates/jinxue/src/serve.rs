//! `jinxue serve`: the pages and the interface.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use jinxue_app::audit::Sealer;
use jinxue_app::sign_in::{Breached, Entrance, Secret, first_start, settings};
use jinxue_app::{App, Outgoing, Published, SystemClock, jobs, secret_file};
use jinxue_server::{Doors, Front, Tls, Transport};
use tokio::net::TcpListener;

use crate::open::{Data, block_on};
use crate::place::Place;

/// What leaves this machine, and what was brought to it from outside.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Outward {
    /// A host and port inside (provider.intranet:8443) that outgoing calls may reach at a private address, and over plain
    /// HTTP. May be given several times.
    #[arg(long, value_name = "HOST:PORT", env = "JINXUE_ALLOW_OUTGOING", value_delimiter = ',')]
    allow_outgoing: Vec<String>,
    /// The file with the client secret that the provider of sign-in gave this installation.
    #[arg(long, value_name = "FILE", env = "JINXUE_PROVIDER_SECRET")]
    provider_secret: Option<PathBuf>,
    /// A list of breached passwords, which nobody may take: the folder of ranges or the sorted file that the downloader of
    /// Pwned Passwords writes, of SHA-1 or NTLM hashes.
    #[arg(long, value_name = "PATH", env = "JINXUE_BREACHED_PASSWORDS")]
    breached_passwords: Option<PathBuf>,
}

impl Outward {
    pub fn outgoing(&self) -> Outgoing {
        Outgoing::allowing(self.allow_outgoing.iter().cloned())
    }

    /// The list of breached passwords.
    ///
    /// # Errors
    /// When there is no such list where it was said to be.
    pub fn breached(&self) -> anyhow::Result<Option<Breached>> {
        let list = self.breached_passwords.as_deref().map(Breached::at).transpose();
        list.context("the list of breached passwords")
    }

    /// The secret in the file.
    ///
    /// # Errors
    /// When the file cannot be read, others can read it, or it is empty.
    pub fn secret(&self) -> anyhow::Result<Option<Secret>> {
        let Some(path) = &self.provider_secret else { return Ok(None) };
        let text = secret_file::read(path).context("the provider's client secret")?;
        anyhow::ensure!(
            !text.trim().is_empty(),
            "{} is empty; the provider's client secret was expected",
            path.display()
        );
        Ok(Some(Secret::told(&text)))
    }
}

/// How to serve.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    outward: Outward,
}

/// Serves until Ctrl-C or SIGTERM.
///
/// # Errors
/// When the certificate or the data cannot be opened, or a port is taken.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    block_on(async {
        let place = args.place;
        let tls = place.tls()?;
        let app = args
            .data
            .open_by(Arc::new(SystemClock), Entrance::SignIn, place.published(), &args.outward)
            .await?;
        until_stopped(app, &place.addresses()?, tls).await?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Starts the workers, listens, prints where the pages are, and the set-up link while nobody has an account.
///
/// # Errors
/// When a port is taken.
pub async fn until_stopped(app: App, addresses: &[SocketAddr], tls: Option<Tls>) -> anyhow::Result<()> {
    let mut listeners = Vec::with_capacity(addresses.len());
    for address in addresses {
        let listener = TcpListener::bind(address).await;
        listeners.push(listener.with_context(|| format!("{address} cannot be listened on"))?);
    }
    let workers = jobs::start(&app).await?;
    let sealer = Sealer::start(&app);
    let (transport, base) = match &app.settings.published {
        Published::Here => {
            let installation = settings::installation(&app).await?;
            let first = listeners.first().context("there is an address to listen on")?.local_addr()?;
            (Transport::Local { installation }, format!("http://{first}"))
        }
        Published::Https(base) if tls.is_some() => (Transport::Tls, base.clone()),
        Published::Https(base) => (Transport::BehindTls, base.clone()),
    };
    println!("{base}/");
    if let Some(link) = first_start::link(&app).await? {
        println!("首次设置链接，30 分钟内有效，只能用一次 / one-time set-up link, valid for 30 minutes:");
        println!("{base}{link}");
    }
    let db = app.unfenced().clone();
    let doors = Doors { listeners, tls: tls.map(Arc::new) };
    jinxue_server::serve(doors, app, Front::new(transport), stop_signal()).await?;
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
