//! TLS, spoken by this process: which certificate is shown, with which key, and what is read again when it changes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jinxue_app::secret_file::{self, SecretFileFault};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::{ClientHello, ParsedCertificate, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::version::{TLS12, TLS13};
use rustls::{Error, InconsistentKeys, ServerConfig};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::signal::unix::Signal;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use x509_parser::parse_x509_certificate;

/// How often the files are looked at for another certificate, without a SIGHUP.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// How long before its end a certificate is spoken of.
const ENDS_SOON_SECONDS: i64 = 14 * 24 * 3_600;
/// The first byte of a TLS handshake (RFC 8446, 5.1: `ContentType`).
const HANDSHAKE: u8 = 22;
/// What somebody is told who speaks plain HTTP to a port that speaks TLS.
const PLAIN: &[u8] = b"HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\n\r\nThis port speaks HTTPS. / \xe6\xad\xa4\xe7\xab\xaf\xe5\x8f\xa3\xe5\x8f\xaa\xe6\x8e\xa5\xe5\x8f\x97 HTTPS\xe3\x80\x82\n";

/// Why TLS cannot be spoken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlsFault {
    #[error("the certificate file {path}: {reason}")]
    Certificate { path: PathBuf, reason: String },
    #[error("the key file {0}")]
    KeyFile(#[from] SecretFileFault),
    #[error("the key file {path} holds no private key: {reason}")]
    Key { path: PathBuf, reason: String },
    #[error("the key in {key} is not that of the certificate in {certificate}")]
    Mismatch { key: PathBuf, certificate: PathBuf },
}

/// A certificate and its key in their files, and the pair that is shown now.
pub struct Tls {
    certificate: PathBuf,
    key: PathBuf,
    shown: Arc<Shown>,
    acceptor: TlsAcceptor,
}

#[derive(Debug)]
struct Shown(RwLock<Arc<CertifiedKey>>);

impl Shown {
    fn now(&self) -> Arc<CertifiedKey> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.now())
    }
}

impl Tls {
    /// TLS 1.2 and 1.3 with the certificate chain and the key of two PEM files.
    ///
    /// # Errors
    /// [`TlsFault`] when a file cannot be read, others can read the key, or the two do not belong together.
    pub fn of(certificate: &Path, key: &Path) -> Result<Self, TlsFault> {
        let shown = Arc::new(Shown(RwLock::new(Arc::new(read(certificate, key)?))));
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&TLS13, &TLS12])
            .expect("ring has suites for both versions")
            .with_no_client_auth()
            .with_cert_resolver(shown.clone());
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let acceptor = TlsAcceptor::from(Arc::new(config));
        Ok(Self { certificate: certificate.to_owned(), key: key.to_owned(), shown, acceptor })
    }

    /// Shakes hands with whoever connected.
    ///
    /// # Errors
    /// When they speak no TLS, or none of these versions.
    pub(crate) async fn accept(&self, mut stream: TcpStream) -> std::io::Result<TlsStream<TcpStream>> {
        let mut first = [0];
        if stream.peek(&mut first).await? == 1 && first != [HANDSHAKE] {
            // What was sent is read first: closing over it would take the answer away again.
            let _ = stream.read(&mut [0; 4_096]).await?;
            stream.write_all(PLAIN).await?;
            stream.shutdown().await?;
            return Err(std::io::Error::other("plain text"));
        }
        self.acceptor.accept(stream).await
    }

    /// What an operator should know of the certificate that is shown: that it has ended, ends soon, does not hold yet,
    /// or does not name `host`.
    pub fn warnings(&self, host: &str, now_seconds: i64) -> Vec<String> {
        let shown = self.shown.now();
        let Some(leaf) = shown.cert.first() else { return Vec::new() };
        let path = self.certificate.display();
        let mut said = Vec::new();
        if let Ok((_, certificate)) = parse_x509_certificate(leaf) {
            let (from, until) = (certificate.validity().not_before, certificate.validity().not_after);
            if now_seconds < from.timestamp() {
                said.push(format!("the certificate in {path} holds from {from} on only"));
            }
            if now_seconds > until.timestamp() {
                said.push(format!("the certificate in {path} ended on {until}: browsers refuse it"));
            } else if now_seconds > until.timestamp() - ENDS_SOON_SECONDS {
                said.push(format!("the certificate in {path} ends on {until}"));
            }
        }
        let names_host = ServerName::try_from(host.to_owned()).is_ok_and(|host| {
            let parsed = ParsedCertificate::try_from(leaf);
            parsed.is_ok_and(|parsed| rustls::client::verify_server_name(&parsed, &host).is_ok())
        });
        if !names_host {
            said.push(format!("the certificate in {path} is not for {host}: browsers refuse it"));
        }
        said
    }

    /// Reads the files again; whether they hold another certificate, which is shown from now on.
    ///
    /// # Errors
    /// [`TlsFault`]; what was shown goes on being shown.
    pub fn reload(&self) -> Result<bool, TlsFault> {
        let fresh = read(&self.certificate, &self.key)?;
        let is_new = fresh.cert != self.shown.now().cert;
        if is_new {
            *self.shown.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
        }
        Ok(is_new)
    }

    /// Reads the files again once a minute and at each SIGHUP, and tells what an operator should know: a fault once, the
    /// rest once a day.
    pub(crate) async fn watch(&self, mut hang_up: Signal, host: &str, now_seconds: impl Fn() -> i64) {
        const A_DAY_SECONDS: i64 = 24 * 3_600;
        let (mut told_at, mut last_fault) = (i64::MIN, None);
        loop {
            let now = now_seconds();
            if now.saturating_sub(told_at) >= A_DAY_SECONDS {
                self.warnings(host, now).iter().for_each(|warning| tracing::warn!("{warning}"));
                told_at = now;
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK_EVERY) => {}
                _ = hang_up.recv() => last_fault = None,
            }
            match self.reload() {
                Ok(is_new) => {
                    last_fault = None;
                    if is_new {
                        tracing::info!("another certificate is shown from now on");
                        told_at = i64::MIN;
                    }
                }
                Err(fault) if last_fault.as_ref() != Some(&fault) => {
                    tracing::error!("{fault}; the certificate of before goes on being shown");
                    last_fault = Some(fault);
                }
                Err(_) => {}
            }
        }
    }
}

fn read(certificate: &Path, key: &Path) -> Result<CertifiedKey, TlsFault> {
    let fault = |reason: String| TlsFault::Certificate { path: certificate.to_owned(), reason };
    let text = std::fs::read(certificate).map_err(|io| fault(io.to_string()))?;
    let chain: Result<Vec<CertificateDer<'static>>, _> = CertificateDer::pem_slice_iter(&text).collect();
    let chain = chain.map_err(|pem| fault(pem.to_string()))?;
    if chain.is_empty() {
        return Err(fault("no certificate was found; expected PEM, that of this host first".into()));
    }
    let no_key = |reason: String| TlsFault::Key { path: key.to_owned(), reason };
    let secret = PrivateKeyDer::from_pem_slice(secret_file::read(key)?.as_bytes());
    let secret = secret.map_err(|pem| no_key(pem.to_string()))?;
    CertifiedKey::from_der(chain, secret, &ring::default_provider()).map_err(|bad| match bad {
        Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
            TlsFault::Mismatch { key: key.to_owned(), certificate: certificate.to_owned() }
        }
        Error::InvalidCertificate(_) => fault(bad.to_string()),
        other => no_key(other.to_string()),
    })
}
