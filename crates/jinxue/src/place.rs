//! Where the pages are opened, and who speaks TLS there: this process, a proxy, or nobody on this machine.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use jinxue_app::Published;
use jinxue_server::Tls;

/// Where to serve.
#[derive(Debug, Clone, clap::Args)]
pub struct Place {
    /// The port of this machine to listen on, at 127.0.0.1; 0 takes any that is free.
    #[arg(long, default_value_t = 8080, conflicts_with = "listen")]
    port: u16,
    /// An address and port to listen on (0.0.0.0:443, [::]:443). May be given several times. Without TLS of this process
    /// only addresses of this machine are taken.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Vec<SocketAddr>,
    /// The address people open, where a proxy that speaks TLS stands in front. Cookies are then for TLS alone, and the
    /// proxy's word about the sender (the last entry of X-Forwarded-For) is taken.
    #[arg(long, value_name = "https://…", value_parser = https, conflicts_with = "tls_cert")]
    behind_tls: Option<String>,
    /// The certificate chain (PEM, that of this host first) with which this process speaks TLS. It is read again when it
    /// changes, and at SIGHUP.
    #[arg(long, value_name = "FILE", requires = "tls_key", requires = "at")]
    tls_cert: Option<PathBuf>,
    /// The private key of the certificate (PEM, mode 0600).
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// The address people open, where this process speaks TLS.
    #[arg(long, value_name = "https://…", value_parser = https, requires = "tls_cert")]
    at: Option<String>,
}

impl Place {
    /// Where people open the pages.
    pub fn published(&self) -> Published {
        let address = self.at.as_ref().or(self.behind_tls.as_ref());
        address.map_or(Published::Here, |address| Published::Https(address.clone()))
    }

    /// The TLS that this process speaks, if it does.
    ///
    /// # Errors
    /// When the certificate or its key cannot be used.
    pub fn tls(&self) -> anyhow::Result<Option<Tls>> {
        match self.tls_cert.as_ref().zip(self.tls_key.as_ref()) {
            Some((certificate, key)) => Ok(Some(Tls::of(certificate, key)?)),
            None => Ok(None),
        }
    }

    /// Where to listen.
    ///
    /// # Errors
    /// For an address that others reach, where this process speaks plain HTTP.
    pub fn addresses(&self) -> anyhow::Result<Vec<SocketAddr>> {
        if self.listen.is_empty() {
            return Ok(vec![SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))]);
        }
        let is_open = |address: &&SocketAddr| self.tls_cert.is_none() && !address.ip().is_loopback();
        if let Some(open) = self.listen.iter().find(is_open) {
            anyhow::bail!(
                "--listen {open}: others reach this address, and without --tls-cert passwords would travel readable; \
                 expected 127.0.0.1 or [::1]"
            );
        }
        Ok(self.listen.clone())
    }
}

fn https(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").unwrap_or_default().trim_end_matches('/');
    let is_host = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.:[]".contains(c));
    if is_host {
        Ok(format!("https://{host}"))
    } else {
        Err("expected https:// and a host, as in https://training.example.cn".into())
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::{Place, https};

    #[derive(clap::Parser)]
    struct Words {
        #[command(flatten)]
        place: Place,
    }

    fn addresses(words: &[&str]) -> Result<Vec<String>, String> {
        let all = std::iter::once(&"serve").chain(words);
        let words = Words::try_parse_from(all).map_err(|fault| fault.to_string())?;
        let found = words.place.addresses().map_err(|fault| fault.to_string())?;
        Ok(found.into_iter().map(|address| address.to_string()).collect())
    }

    #[test]
    fn an_address_people_open_is_a_host_with_tls_and_nothing_more() {
        assert_eq!(https("https://training.example.cn/").as_deref(), Ok("https://training.example.cn"));
        assert_eq!(https("https://[::1]:8443").as_deref(), Ok("https://[::1]:8443"));
        for bad in
            ["http://training.example.cn", "https://", "https://a/b", "training.example.cn", "https://a\nb"]
        {
            assert!(https(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_tls_of_its_own_lets_it_listen_where_others_come_by() {
        let tls = ["--tls-cert", "c", "--tls-key", "k", "--at", "https://a.cn"];
        assert_eq!(addresses(&[]).unwrap(), ["127.0.0.1:8080"]);
        assert_eq!(addresses(&["--port", "0"]).unwrap(), ["127.0.0.1:0"]);
        let here = ["--listen", "[::1]:80", "--listen", "127.0.0.1:80"];
        assert_eq!(addresses(&here).unwrap(), ["[::1]:80", "127.0.0.1:80"]);
        assert_eq!(addresses(&[&tls[..], &["--listen", "0.0.0.0:443"]].concat()).unwrap(), ["0.0.0.0:443"]);
        for (wrong, named) in [
            (&["--listen", "0.0.0.0:80"][..], "0.0.0.0:80"),
            (&["--behind-tls", "https://a.cn", "--listen", "10.0.0.1:80"], "10.0.0.1:80"),
            (&["--listen", "127.0.0.1:80", "--port", "1"], "--port"),
            (&["--tls-cert", "c", "--at", "https://a.cn"], "--tls-key"),
            (&["--tls-cert", "c", "--tls-key", "k"], "--at"),
            (&[&tls[..], &["--behind-tls", "https://a.cn"]].concat(), "--behind-tls"),
            (&["--listen", "everywhere"], "everywhere"),
        ] {
            assert!(addresses(wrong).unwrap_err().contains(named), "{wrong:?}");
        }
    }
}
