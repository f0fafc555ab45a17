//! `jinxue serve --tls-cert --tls-key`: the real binary, asked over TLS.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

const PASSWORD: &str = "汾河水暖鸭先知春江晚景-7";

/// A certificate and its key in files, as an operator lays them down.
struct Pair {
    folder: tempfile::TempDir,
    der: CertificateDer<'static>,
}

impl Pair {
    fn of(host: &str, years: std::ops::Range<i32>) -> Self {
        let pair = Self { folder: tempfile::tempdir().expect("a folder"), der: CertificateDer::from(vec![]) };
        pair.renewed(host, years)
    }

    /// The same files with another certificate and key in them.
    fn renewed(mut self, host: &str, years: std::ops::Range<i32>) -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(vec![host.to_owned()]).expect("a host");
        params.not_before = rcgen::date_time_ymd(years.start, 1, 1);
        params.not_after = rcgen::date_time_ymd(years.end, 1, 1);
        let certificate = params.self_signed(&key).expect("a certificate");
        fs::write(self.certificate(), certificate.pem()).expect("a file");
        secret(&self.key(), &key.serialize_pem());
        self.der = certificate.der().clone();
        self
    }

    fn certificate(&self) -> PathBuf {
        self.folder.path().join("certificate.pem")
    }

    fn key(&self) -> PathBuf {
        self.folder.path().join("key.pem")
    }
}

fn secret(path: &Path, text: &str) {
    fs::write(path, text).expect("a file");
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("a mode");
}

fn good() -> Pair {
    Pair::of("localhost", 2020..2120)
}

/// A server that was started, and what it says.
struct Served {
    child: Child,
    port: u16,
    said: Arc<Mutex<String>>,
    lines: Receiver<String>,
}

fn command(data: &Path, pair: &Pair) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jinxue"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--at", "https://localhost", "--data"]).arg(data);
    command.arg("--tls-cert").arg(pair.certificate()).arg("--tls-key").arg(pair.key());
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

impl Served {
    fn start(data: &Path, pair: &Pair) -> Self {
        let mut child = command(data, pair).spawn().expect("the binary runs");
        let (said, (send, lines)) = (Arc::new(Mutex::new(String::new())), channel());
        let (kept, stderr) = (said.clone(), child.stderr.take().expect("its words"));
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                kept.lock().expect("nobody panics holding it").push_str(&format!("{line}\n"));
                let _ = send.send(line);
            }
        });
        let mut served = Self { child, port: 0, said, lines };
        let line = served.until("listening on 127.0.0.1:");
        let port = line.rsplit(':').next().expect("a port").trim();
        served.port =
            port.chars().take_while(char::is_ascii_digit).collect::<String>().parse().expect("a port");
        served
    }

    /// The line that holds `words`, waited for if it was not said yet.
    fn until(&self, words: &str) -> String {
        loop {
            let said = self.said.lock().expect("nobody panics holding it").clone();
            if let Some(line) = said.lines().find(|line| line.contains(words)) {
                return line.to_owned();
            }
            let next = self.lines.recv_timeout(Duration::from_secs(60));
            assert!(next.is_ok(), "{words} was never said: {said}");
        }
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
    }

    async fn connect(&self, trusted: &CertificateDer<'static>) -> std::io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(trusted.clone()).expect("a certificate");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = TcpStream::connect(("127.0.0.1", self.port)).await?;
        let host = ServerName::try_from("localhost").expect("a name");
        TlsConnector::from(Arc::new(config)).connect(host, stream).await
    }

    /// One request on a connection of its own; the whole answer.
    async fn ask(
        &self,
        trusted: &CertificateDer<'static>,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> String {
        let mut stream = self.connect(trusted).await.expect("TLS is spoken");
        stream.write_all(request(method, path, headers, body).as_bytes()).await.expect("it is sent");
        let mut answer = Vec::new();
        // A server that closes without saying so first is read to its end as well.
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn request(method: &str, path: &str, headers: &str, body: &str) -> String {
    format!(
        "{method} /api/v1{path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n{headers}content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// What `jinxue account` prints.
fn account(data: &Path, words: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jinxue"));
    let output =
        command.arg("account").args(words).arg("--data").arg(data).output().expect("the binary runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// An account that comes in by a password alone; its link without the address.
fn link_of(data: &Path) -> String {
    account(data, &["second-factor", "administrators"]);
    let text = account(data, &["add", "zhang.san", "--name", "张三"]);
    text.trim().split_once('#').unwrap_or_else(|| panic!("{text}")).1.to_owned()
}

fn failure(data: &Path, pair: &Pair) -> String {
    let output = command(data, pair).output().expect("the binary runs");
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test]
async fn it_speaks_tls_with_everybody_at_once_and_ends_a_stream_when_it_stops() {
    let (data, pair) = (tempfile::tempdir().unwrap(), good());
    let link = link_of(data.path());
    let mut served = Served::start(data.path(), &pair);

    // Somebody who connects and says nothing keeps nobody waiting.
    let silent = TcpStream::connect(("127.0.0.1", served.port)).await.unwrap();
    let mut half = TcpStream::connect(("127.0.0.1", served.port)).await.unwrap();
    half.write_all(&[22, 3, 1]).await.unwrap();

    let health = served.ask(&pair.der, "GET", "/health", "", "").await;
    assert!(health.starts_with("HTTP/1.1 200"), "{health}");
    assert!(health.contains("strict-transport-security: max-age=31536000; includeSubDomains"), "{health}");

    let body = format!(r#"{{"link":"{link}","password":"{PASSWORD}"}}"#);
    let set = served.ask(&pair.der, "POST", "/set-up/recovery", "", &body).await;
    assert!(set.starts_with("HTTP/1.1 204"), "{set}");
    let body = format!(r#"{{"login":"zhang.san","password":"{PASSWORD}"}}"#);
    let entered = served.ask(&pair.der, "POST", "/sign-in", "", &body).await;
    let cookie = entered.lines().find_map(|line| line.strip_prefix("set-cookie: ")).expect("a cookie");
    assert!(cookie.starts_with("__Host-jinxue=") && cookie.contains("; Secure"), "{cookie}");
    let token = cookie.split(';').next().unwrap();

    let mut stream = served.connect(&pair.der).await.unwrap();
    let events = request("GET", "/events", &format!("cookie: {token}\r\n"), "");
    stream.write_all(events.as_bytes()).await.unwrap();
    let mut head = [0; 12];
    stream.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200");
    served.signal("-TERM");
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    assert!(String::from_utf8_lossy(&rest).contains("text/event-stream"));
    assert!(served.child.wait().unwrap().success(), "{}", served.said.lock().unwrap());
    drop((silent, half));
}

#[tokio::test]
async fn plain_text_is_told_so_and_leads_nowhere() {
    let (data, pair) = (tempfile::tempdir().unwrap(), good());
    let served = Served::start(data.path(), &pair);
    let mut stream = TcpStream::connect(("127.0.0.1", served.port)).await.unwrap();
    stream.write_all(request("GET", "/health", "", "").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("HTTPS"), "{answer}");
    assert!(!answer.contains("status"), "the answer is the port's, not the application's: {answer}");
}

#[tokio::test]
async fn another_certificate_is_taken_while_it_runs_and_a_broken_one_is_not() {
    let (data, pair) = (tempfile::tempdir().unwrap(), good());
    let first = pair.der.clone();
    let served = Served::start(data.path(), &pair);
    secret(&pair.key(), "no key at all");
    served.signal("-HUP");
    served.until("goes on being shown");
    assert!(served.connect(&first).await.is_ok());
    let pair = pair.renewed("localhost", 2020..2121);
    served.signal("-HUP");
    served.until("another certificate is shown");
    assert!(served.connect(&pair.der).await.is_ok());
    assert!(served.connect(&first).await.is_err());
}

#[test]
fn files_that_cannot_be_used_are_named_before_anything_is_opened() {
    let data = tempfile::tempdir().unwrap();
    let place = data.path().join("data");
    let told = |pair: &Pair, words: &[&str]| {
        let said = failure(&place, pair);
        assert!(words.iter().all(|word| said.contains(word)), "{words:?}: {said}");
        assert!(!place.exists(), "nothing was made");
    };
    let pair = good();
    fs::set_permissions(pair.key(), fs::Permissions::from_mode(0o644)).unwrap();
    told(&pair, &["key.pem", "0644", "0600"]);
    fs::remove_file(pair.key()).unwrap();
    told(&pair, &["key.pem", "missing"]);
    secret(&pair.key(), "汾河");
    told(&pair, &["key.pem", "holds no private key"]);
    secret(&pair.key(), &KeyPair::generate().unwrap().serialize_pem());
    told(&pair, &["key.pem", "certificate.pem", "is not that of"]);
    fs::write(pair.certificate(), "汾河").unwrap();
    told(&pair, &["certificate.pem", "no certificate was found"]);
    fs::remove_file(pair.certificate()).unwrap();
    told(&pair, &["certificate.pem"]);
}

#[test]
fn a_certificate_that_browsers_refuse_is_spoken_of() {
    let data = tempfile::tempdir().unwrap();
    let ended = Served::start(data.path(), &Pair::of("localhost", 2020..2021));
    ended.until("ended on");
    drop(ended);
    Served::start(data.path(), &Pair::of("elsewhere.example", 2020..2120)).until("is not for localhost");
    Served::start(data.path(), &Pair::of("localhost", 2119..2120)).until("holds from");
}
