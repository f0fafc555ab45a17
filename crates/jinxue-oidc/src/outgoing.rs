//! The way out: one request, to an address that was looked at.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderValue};
use hyper_util::rt::TokioIo;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use crate::private::is_private;

/// How long one request may take, from the name to the last byte.
const TAKES_MOST: Duration = Duration::from_secs(5);
/// Bytes of the longest answer.
const BYTES_MOST: usize = 1 << 20;

/// Sends requests to the open network, and to the hosts within that the operator allows.
#[derive(Debug, Clone, Default)]
pub struct Outgoing {
    allowed: Vec<String>,
}

/// Why a request was not sent or not answered.
#[derive(Debug, thiserror::Error)]
pub enum OutgoingFault {
    #[error("{0} is not https, and its host is not allowed by name")]
    NotEncrypted(String),
    #[error("{host} is at {address}, a private address, and is not allowed by name")]
    Private { host: String, address: std::net::IpAddr },
    #[error("{0} is no address of a host")]
    NoHost(String),
    #[error("{0} has no address")]
    Nameless(String),
    #[error("{host} did not answer within {} seconds", TAKES_MOST.as_secs())]
    TooSlow { host: String },
    #[error("{host} cannot be reached: {source}")]
    Connection { host: String, source: std::io::Error },
    #[error("{host}: {reason}")]
    Http { host: String, reason: String },
}

impl Outgoing {
    /// `allowed` hosts, each with its port (`provider.intranet:8443`), may lie at private addresses and speak plain HTTP.
    pub fn allowing(allowed: impl IntoIterator<Item = String>) -> Self {
        Self { allowed: allowed.into_iter().collect() }
    }

    /// Sends a request; redirects are not followed.
    ///
    /// # Errors
    /// [`OutgoingFault`].
    pub async fn send(&self, request: HttpRequest) -> Result<HttpResponse, OutgoingFault> {
        let text = request.uri().to_string();
        let url = Url::parse(&text).map_err(|_| OutgoingFault::NoHost(text.clone()))?;
        let host = url.host_str().unwrap_or_default().to_owned();
        tokio::time::timeout(TAKES_MOST, self.sent(&url, request))
            .await
            .map_err(|_| OutgoingFault::TooSlow { host })?
    }

    async fn sent(&self, url: &Url, request: HttpRequest) -> Result<HttpResponse, OutgoingFault> {
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(OutgoingFault::NoHost(url.to_string()));
        };
        let name = format!("{host}:{port}");
        let is_allowed = self.allowed.contains(&name);
        if url.scheme() != "https" && !(is_allowed && url.scheme() == "http") {
            return Err(OutgoingFault::NotEncrypted(url.to_string()));
        }
        let address = looked_at(&host, port, is_allowed).await?;
        let failed = |source| OutgoingFault::Connection { host: name.clone(), source };
        let stream = TcpStream::connect(address).await.map_err(failed)?;
        if url.scheme() == "http" {
            return spoken(stream, url, &name, request).await;
        }
        let server = ServerName::try_from(host.to_string().trim_matches(['[', ']']).to_owned())
            .map_err(|_| OutgoingFault::NoHost(name.clone()))?;
        let stream = TlsConnector::from(Arc::new(tls())).connect(server, stream).await.map_err(failed)?;
        spoken(stream, url, &name, request).await
    }
}

impl<'c> AsyncHttpClient<'c> for Outgoing {
    type Error = OutgoingFault;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, OutgoingFault>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

/// An address of the host, after all of them were looked at: one bad one refuses the name.
async fn looked_at(host: &Host<&str>, port: u16, is_allowed: bool) -> Result<SocketAddr, OutgoingFault> {
    let found: Vec<SocketAddr> = match host {
        Host::Ipv4(address) => vec![(*address, port).into()],
        Host::Ipv6(address) => vec![(*address, port).into()],
        Host::Domain(name) => {
            let failed = |source| OutgoingFault::Connection { host: (*name).to_owned(), source };
            lookup_host((*name, port)).await.map_err(failed)?.collect()
        }
    };
    if let Some(bad) = found.iter().find(|found| !is_allowed && is_private(found.ip())) {
        return Err(OutgoingFault::Private { host: host.to_string(), address: bad.ip() });
    }
    found.first().copied().ok_or_else(|| OutgoingFault::Nameless(host.to_string()))
}

/// TLS with the certificates that this machine trusts, so that the authority of an intranet can be among them.
fn tls() -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    ClientConfig::builder().with_root_certificates(roots).with_no_client_auth()
}

async fn spoken(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    url: &Url,
    name: &str,
    request: HttpRequest,
) -> Result<HttpResponse, OutgoingFault> {
    let fault = |reason: &dyn std::fmt::Display| OutgoingFault::Http {
        host: name.to_owned(),
        reason: reason.to_string(),
    };
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(|reason| fault(&reason))?;
    let driver = tokio::spawn(connection);
    let (mut head, body) = request.into_parts();
    let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    head.uri = target.parse().map_err(|reason| fault(&reason))?;
    let authority = url.port().map_or_else(
        || url.host_str().unwrap_or_default().to_owned(),
        |port| format!("{}:{port}", url.host_str().unwrap_or_default()),
    );
    head.headers.insert(HOST, HeaderValue::from_str(&authority).map_err(|reason| fault(&reason))?);
    let request = hyper::Request::from_parts(head, Full::new(Bytes::from(body)));
    let answer = sender.send_request(request).await.map_err(|reason| fault(&reason))?;
    let (head, body) = answer.into_parts();
    let body = Limited::new(body, BYTES_MOST).collect().await.map_err(|reason| fault(&reason))?;
    driver.abort();
    Ok(hyper::Response::from_parts(head, body.to_bytes().to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn sent(outgoing: &Outgoing, address: &str) -> String {
        let request = hyper::Request::get(address).body(Vec::new()).unwrap();
        outgoing
            .send(request)
            .await
            .map_or_else(|fault| fault.to_string(), |answer| answer.status().to_string())
    }

    #[tokio::test]
    async fn neither_a_private_address_nor_an_open_wire_is_used_unless_its_host_is_allowed() {
        let outgoing = Outgoing::default();
        for private in [
            "https://127.0.0.1:1/",
            "https://localhost:1/",
            "https://[::1]:1/",
            "https://169.254.169.254/latest",
            "https://10.0.0.1/",
        ] {
            let said = sent(&outgoing, private).await;
            assert!(said.contains("private address"), "{private}: {said}");
        }
        assert!(sent(&outgoing, "http://1.1.1.1/").await.contains("not https"));
        let allowing = Outgoing::allowing(["127.0.0.1:1".to_owned()]);
        assert!(sent(&allowing, "http://127.0.0.1:1/").await.contains("cannot be reached"));
        assert!(
            sent(&allowing, "https://127.0.0.1:2/").await.contains("private address"),
            "another port is not allowed"
        );
    }
}
