//! What stands between the browser and this process: it decides how the cookie of a session is called and kept, whose
//! word about the sender is taken, and how many requests are.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use jinxue_api::{ErrorCode, Problem};
use jinxue_app::Published;
use jinxue_app::sign_in::Secret;

use crate::error::Failed;
use crate::limits::{Limits, Rates};

/// How long a browser may be away with the provider of sign-in.
const AWAY_SECONDS: i64 = 600;

/// How requests arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transport {
    /// Plain HTTP on this machine. Cookies are shared by all ports of a machine, so theirs carries the name of the
    /// installation.
    Local { installation: String },
    /// Through a proxy that speaks TLS and appends the sender to `X-Forwarded-For`.
    BehindTls,
    /// TLS, spoken by this process.
    Tls,
}

/// Cheap to clone; all clones count together.
#[derive(Clone)]
pub struct Front(Arc<Inner>);

struct Inner {
    transport: Transport,
    limits: Limits,
}

impl Front {
    /// A front with the rates of an office that shares one address.
    pub fn new(transport: Transport) -> Self {
        Self::with_rates(transport, Rates::default())
    }

    /// A front with other rates.
    pub fn with_rates(transport: Transport, rates: Rates) -> Self {
        Self(Arc::new(Inner { transport, limits: Limits::new(rates) }))
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(crate) fn is_tls(&self) -> bool {
        !matches!(self.0.transport, Transport::Local { .. })
    }

    fn cookie_name(&self) -> String {
        match &self.0.transport {
            Transport::Local { installation } => format!("jinxue-{installation}"),
            Transport::BehindTls | Transport::Tls => "__Host-jinxue".into(),
        }
    }

    /// The token of a session that a request brings.
    pub(crate) fn token(&self, headers: &HeaderMap) -> Option<String> {
        brought(headers, &self.cookie_name())
    }

    /// The cookie that carries `token` for so many seconds.
    pub(crate) fn cookie(&self, token: &Secret, seconds: i64) -> HeaderValue {
        self.cookie_of(token.reveal(), seconds)
    }

    /// The cookie that takes the token away.
    pub(crate) fn no_cookie(&self) -> HeaderValue {
        self.cookie_of("", 0)
    }

    fn cookie_of(&self, token: &str, seconds: i64) -> HeaderValue {
        self.cookie_named(&self.cookie_name(), token, seconds)
    }

    fn cookie_named(&self, name: &str, token: &str, seconds: i64) -> HeaderValue {
        let secure = if self.is_tls() { "; Secure" } else { "" };
        let text = format!("{name}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::from_str(&text).expect("names and tokens are letters, digits and dashes")
    }

    /// The cookie of a browser that sets out for the provider of sign-in, good while it may be away.
    pub(crate) fn browser_cookie(&self, secret: &Secret) -> HeaderValue {
        self.cookie_named(&self.browser_name(), secret.reveal(), AWAY_SECONDS)
    }

    /// The secret that a browser brings back from the provider.
    pub(crate) fn browser(&self, headers: &HeaderMap) -> Option<String> {
        brought(headers, &self.browser_name())
    }

    fn browser_name(&self) -> String {
        format!("{}-away", self.cookie_name())
    }

    /// Where the pages are opened: as the installation is published, else the very port of this machine that was asked.
    ///
    /// # Errors
    /// `bad_request` for another host than this machine where nothing is published.
    pub(crate) fn base(&self, headers: &HeaderMap, published: &Published) -> Result<String, Failed> {
        if let Published::Https(base) = published {
            return Ok(base.clone());
        }
        let asked = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let host = asked.rsplit_once(':').map_or(asked, |(host, _)| host);
        if matches!(host, "localhost" | "127.0.0.1" | "[::1]") {
            return Ok(format!("http://{asked}"));
        }
        Err(Problem::new(ErrorCode::BadRequest).field("Host").value(asked).into())
    }

    /// Who sends a request. The proxy's word counts only where there is one, and of it only the last entry, which it
    /// wrote itself.
    pub(crate) fn address(&self, parts: &Parts) -> String {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        let told = || {
            let lines = parts.headers.get_all("x-forwarded-for").into_iter().next_back()?.to_str().ok()?;
            lines.rsplit(',').next()?.trim().parse::<IpAddr>().ok()
        };
        let sender = match self.0.transport {
            Transport::BehindTls => told().or(peer),
            Transport::Local { .. } | Transport::Tls => peer,
        };
        sender.map_or_else(|| "local".into(), |sender| sender.to_canonical().to_string())
    }
}

/// What a request brings in the cookie `name`.
fn brought(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, token)| token.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn parts(headers: &[(&str, &str)], peer: &str) -> Parts {
        let mut request = Request::builder();
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        let peer: SocketAddr = format!("{peer}:1").parse().unwrap();
        parts.extensions.insert(ConnectInfo(peer));
        parts
    }

    fn local() -> Front {
        Front::new(Transport::Local { installation: "ab12".into() })
    }

    #[test]
    fn only_a_proxy_may_say_who_sends_and_only_its_own_entry_counts() {
        let forged = [("x-forwarded-for", "1.1.1.1, 10.0.0.7")];
        assert_eq!(local().address(&parts(&forged, "127.0.0.1")), "127.0.0.1");
        assert_eq!(Front::new(Transport::Tls).address(&parts(&forged, "10.0.0.9")), "10.0.0.9");
        let proxied = Front::new(Transport::BehindTls);
        assert_eq!(proxied.address(&parts(&forged, "127.0.0.1")), "10.0.0.7");
        assert_eq!(proxied.address(&parts(&[("x-forwarded-for", "evil\t")], "127.0.0.1")), "127.0.0.1");
    }

    #[test]
    fn a_token_is_read_from_the_cookie_of_this_installation_only() {
        let token = |front: &Front, line: &str| front.token(&parts(&[("cookie", line)], "127.0.0.1").headers);
        assert_eq!(token(&local(), "a=b; jinxue-ab12=T; c=d"), Some("T".into()));
        assert_eq!(token(&local(), "jinxue-other=T"), None);
        assert_eq!(token(&local(), "__Host-jinxue=T"), None);
        assert_eq!(token(&Front::new(Transport::BehindTls), "__Host-jinxue=T"), Some("T".into()));
    }
}
