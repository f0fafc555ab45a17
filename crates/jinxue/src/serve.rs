//! `jinxue serve`: the pages and the interface, on this machine.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use jinxue_app::audit::Sealer;
use jinxue_app::sign_in::{Entrance, Secret, first_start, settings};
use jinxue_app::{App, Outgoing, Published, SystemClock, jobs};
use jinxue_server::{Front, Transport};
use tokio::net::TcpListener;

use crate::open::{Data, block_on};

/// What leaves this machine.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Outward {
    /// A host and port inside (provider.intranet:8443) that outgoing calls may reach at a private address, and over plain
    /// HTTP. May be given several times.
    #[arg(long, value_name = "HOST:PORT", env = "JINXUE_ALLOW_OUTGOING", value_delimiter = ',')]
    allow_outgoing: Vec<String>,
    /// The file with the client secret that the provider of sign-in gave this installation.
    #[arg(long, value_name = "FILE", env = "JINXUE_PROVIDER_SECRET")]
    provider_secret: Option<PathBuf>,
}

impl Outward {
    pub fn outgoing(&self) -> Outgoing {
        Outgoing::allowing(self.allow_outgoing.iter().cloned())
    }

    /// The secret in the file.
    ///
    /// # Errors
    /// When the file cannot be read or is empty.
    pub fn secret(&self) -> anyhow::Result<Option<Secret>> {
        let Some(path) = &self.provider_secret else { return Ok(None) };
        let text =
            std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
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
    /// The port to listen on; 0 takes any that is free.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The address people open, where a proxy that speaks TLS stands in front. Cookies are then for TLS alone, and the
    /// proxy's word about the sender (the last entry of X-Forwarded-For) is taken.
    #[arg(long, value_name = "https://…", value_parser = published)]
    behind_tls: Option<String>,
    #[command(flatten)]
    outward: Outward,
}

fn published(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").unwrap_or_default().trim_end_matches('/');
    let is_host = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.:[]".contains(c));
    if is_host {
        Ok(format!("https://{host}"))
    } else {
        Err("expected https:// and a host, as in https://training.example.cn".into())
    }
}

/// Serves until Ctrl-C or SIGTERM.
///
/// # Errors
/// When the data cannot be opened or the port is taken.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    block_on(async {
        let published = args.behind_tls.map_or(Published::Here, Published::BehindTls);
        let app =
            args.data.open_by(Arc::new(SystemClock), Entrance::SignIn, published, &args.outward).await?;
        until_stopped(app, args.port).await?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Starts the workers, listens on this machine only, prints the address, and the set-up link while nobody has an
/// account.
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
    let (transport, base) = match &app.settings.published {
        Published::Here => {
            let installation = settings::installation(&app).await?;
            (Transport::Local { installation }, format!("http://{address}"))
        }
        Published::BehindTls(base) => (Transport::BehindTls, base.clone()),
    };
    println!("{base}/");
    if let Some(link) = first_start::link(&app).await? {
        println!("首次设置链接，30 分钟内有效，只能用一次 / one-time set-up link, valid for 30 minutes:");
        println!("{base}{link}");
    }
    let db = app.unfenced().clone();
    jinxue_server::serve(listener, app, Front::new(transport), stop_signal()).await?;
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

#[cfg(test)]
mod tests {
    use super::published;

    #[test]
    fn a_published_address_is_a_host_behind_tls_and_nothing_more() {
        assert_eq!(published("https://training.example.cn/").as_deref(), Ok("https://training.example.cn"));
        assert_eq!(published("https://[::1]:8443").as_deref(), Ok("https://[::1]:8443"));
        for bad in
            ["http://training.example.cn", "https://", "https://a/b", "training.example.cn", "https://a\nb"]
        {
            assert!(published(bad).is_err(), "{bad}");
        }
    }
}
