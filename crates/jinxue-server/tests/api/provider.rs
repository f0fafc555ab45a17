//! Sign-in by another: a provider of the test's own, which can be made to lie.

use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jinxue_app::Clock as _;
use jinxue_testkit::server::Reply;
use jinxue_testkit::{TestDb, TestServer, on_both};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use url::Url;

use crate::sign_in::{PASSWORD, account, cookie, sign_in, within};

const CLIENT: &str = "jinxue";
const HERE: (&str, &str) = ("host", "localhost:8080");

/// What the provider answers with; a test changes it to make it lie.
struct Says {
    issuer: String,
    /// The keys it tells of, and the one it signs with.
    keys: Vec<u8>,
    signs_with: u8,
    claims: Value,
    asked_with: Vec<String>,
}

/// A provider on a port of its own.
struct Provider {
    says: Arc<Mutex<Says>>,
    host: String,
}

impl Provider {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let issuer = format!("http://{host}");
        let says = Says { issuer, keys: vec![1], signs_with: 1, claims: json!({}), asked_with: Vec::new() };
        let says = Arc::new(Mutex::new(says));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(description))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(says.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { says, host }
    }

    fn issuer(&self) -> String {
        self.says.lock().unwrap().issuer.clone()
    }

    /// Changes a claim of the tokens to come; null takes it away.
    fn claim(&self, name: &str, value: Value) {
        self.says.lock().unwrap().claims[name] = value;
    }
}

fn key(number: u8) -> SigningKey {
    SigningKey::from_slice(&[number; 32]).unwrap()
}

async fn description(State(says): State<Arc<Mutex<Says>>>) -> Json<Value> {
    let issuer = says.lock().unwrap().issuer.clone();
    Json(json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"), "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"), "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    }))
}

async fn keys(State(says): State<Arc<Mutex<Says>>>) -> Json<Value> {
    let told = says.lock().unwrap().keys.clone();
    let of = |number: u8| {
        let point = key(number).verifying_key().to_sec1_point(false);
        let text = |part: Option<&_>| part.map(|part: &p256::FieldBytes| URL_SAFE_NO_PAD.encode(part));
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": number.to_string(), "x": text(point.x()), "y": text(point.y()) })
    };
    Json(json!({ "keys": told.into_iter().map(of).collect::<Vec<_>>() }))
}

async fn token(State(says): State<Arc<Mutex<Says>>>, body: String) -> Json<Value> {
    let mut says = says.lock().unwrap();
    says.asked_with.push(body);
    let head = json!({ "alg": "ES256", "kid": says.signs_with.to_string() });
    let mut claims = says.claims.clone();
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    let text = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let signed = format!("{}.{}", text(&head), text(&claims));
    let signature: Signature = key(says.signs_with).sign(signed.as_bytes());
    let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()));
    Json(json!({ "access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": token }))
}

/// A server that has the provider.
async fn served(db: TestDb) -> (TestServer, Provider) {
    let provider = Provider::start().await;
    let server = TestServer::reaching(db, provider.host.clone()).await;
    set(&server, &provider.issuer(), json!([])).await;
    (server, provider)
}

async fn set(server: &TestServer, issuer: &str, methods: Value) {
    let body = json!({ "name": "省统一身份认证", "issuer": issuer, "client_id": CLIENT, "second_factor_methods": methods });
    server.ask("PUT", "/sign-in/provider", &[], Some(body)).await.expect(200);
}

/// A browser that was sent to the provider: what it was sent with, and its cookie.
struct Away {
    address: Url,
    cookie: String,
}

impl Away {
    fn told(&self, name: &str) -> String {
        self.address.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned()
    }
}

fn away(reply: Reply) -> Away {
    let cookie = cookie(&reply);
    Away { address: reply.expect(200)["address"].as_str().unwrap().parse().unwrap(), cookie }
}

/// Sets out to come in; the provider is ready to say that `subject` came.
async fn set_out(server: &TestServer, provider: &Provider, subject: &str) -> Away {
    let out = away(server.ask("POST", "/sign-in/provider/begin", &[HERE, ("cookie", "")], None).await);
    tell(server, provider, &out, subject);
    out
}

fn tell(server: &TestServer, provider: &Provider, out: &Away, subject: &str) {
    let now = server.clock.now().as_micros() / 1_000_000;
    provider.says.lock().unwrap().claims = json!({
        "iss": provider.issuer(), "aud": CLIENT, "sub": subject, "nonce": out.told("nonce"), "iat": now, "exp": now + 300,
    });
}

async fn come_back(server: &TestServer, out: &Away, cookies: &str) -> Reply {
    let body = json!({ "state": out.told("state"), "code": "one" });
    let cookies = format!("{}; {cookies}", out.cookie);
    server.ask("POST", "/sign-in/provider/return", &[HERE, ("cookie", &cookies)], Some(body)).await
}

/// An account that is bound to `subject`; its session.
async fn bound(server: &TestServer, provider: &Provider, login: &str, subject: &str) -> String {
    account(server, login).await;
    let session = cookie(&sign_in(server, login, PASSWORD).await);
    let headers = [HERE, ("cookie", session.as_str())];
    let out =
        away(server.ask("POST", "/me/provider/begin", &headers, Some(json!({ "password": PASSWORD }))).await);
    tell(server, provider, &out, subject);
    let reply = come_back(server, &out, &session).await;
    let session = cookie(&reply);
    assert_eq!(reply.expect(200)["bound"], true);
    session
}

on_both! {
    async fn who_bound_their_account_comes_in_by_the_provider(db: TestDb) {
        let (server, provider) = served(db).await;
        assert_eq!(server.stranger("GET", "/sign-in", None).await.expect(200)["provider"], "省统一身份认证");
        let session = bound(&server, &provider, "li", "subject-1").await;
        let me = within(&server, &session, "GET", "/me", None).await.expect(200);
        assert_ne!(me["provider_since"], Value::Null);
        let out = set_out(&server, &provider, "subject-1").await;
        assert_eq!(out.told("redirect_uri"), "http://localhost:8080/sign-in/provider");
        assert_eq!((out.told("code_challenge_method"), out.told("response_type")), ("S256".into(), "code".into()));
        let reply = come_back(&server, &out, "").await;
        let session = cookie(&reply);
        let came = reply.expect(200);
        assert_eq!((&came["account"]["login"], &came["due"], &came["bound"]), (&json!("li"), &Value::Null, &json!(false)));
        within(&server, &session, "GET", "/topics", None).await.expect(200);
        let asked = provider.says.lock().unwrap().asked_with.last().unwrap().clone();
        assert!(asked.contains("code_verifier="), "{asked}");
        within(&server, &session, "POST", "/me/provider/remove", Some(json!({ "password": "x" }))).await.refused(401, "sign_in_refused");
        within(&server, &session, "POST", "/me/provider/remove", Some(json!({ "password": PASSWORD }))).await.expect(204);
        let out = set_out(&server, &provider, "subject-1").await;
        come_back(&server, &out, "").await.refused(403, "provider_unbound");
    }

    async fn nobody_gets_an_account_by_being_known_elsewhere(db: TestDb) {
        let (server, provider) = served(db).await;
        let session = bound(&server, &provider, "first", "same").await;
        let out = set_out(&server, &provider, "unknown").await;
        let said = come_back(&server, &out, "").await.refused(403, "provider_unbound");
        assert!(said["message"].as_str().unwrap().contains("账号管理员"));
        // The same person elsewhere cannot be two accounts here.
        account(&server, "second").await;
        let other = cookie(&sign_in(&server, "second", PASSWORD).await);
        let headers = [HERE, ("cookie", other.as_str())];
        let out = away(server.ask("POST", "/me/provider/begin", &headers, Some(json!({ "password": PASSWORD }))).await);
        tell(&server, &provider, &out, "same");
        come_back(&server, &out, &other).await.refused(409, "duplicate");
        // What one account set out to bind, another does not bind.
        let out = away(server.ask("POST", "/me/provider/begin", &headers, Some(json!({ "password": PASSWORD }))).await);
        tell(&server, &provider, &out, "third");
        come_back(&server, &out, &session).await.refused(410, "challenge_over");
        let headers = [HERE, ("cookie", session.as_str())];
        server.ask("POST", "/me/provider/begin", &headers, Some(json!({}))).await.refused(422, "missing_value");
    }

    async fn a_token_that_does_not_hold_lets_nobody_in(db: TestDb) {
        let (server, provider) = served(db).await;
        bound(&server, &provider, "li", "subject-1").await;
        let now = server.clock.now().as_micros() / 1_000_000;
        for (claim, lie) in [
            ("aud", json!("another")),
            ("aud", json!([CLIENT, "another"])),
            ("iss", json!("https://another.example")),
            ("nonce", json!("another")),
            ("nonce", Value::Null),
            ("exp", json!(now - 1)),
            ("exp", Value::Null),
            ("sub", Value::Null),
        ] {
            let out = set_out(&server, &provider, "subject-1").await;
            provider.claim(claim, lie.clone());
            let refused = come_back(&server, &out, "").await;
            assert_eq!(refused.header("set-cookie"), "", "{claim} {lie}");
            refused.refused(422, "provider_refused");
        }
        let out = set_out(&server, &provider, "subject-1").await;
        come_back(&server, &out, "").await.expect(200);
    }

    async fn a_state_is_good_once_in_its_browser_and_for_ten_minutes(db: TestDb) {
        let (server, provider) = served(db).await;
        bound(&server, &provider, "li", "subject-1").await;
        let out = set_out(&server, &provider, "subject-1").await;
        come_back(&server, &out, "").await.expect(200);
        come_back(&server, &out, "").await.refused(410, "challenge_over");
        let mut out = set_out(&server, &provider, "subject-1").await;
        out.cookie = set_out(&server, &provider, "subject-1").await.cookie;
        come_back(&server, &out, "").await.refused(410, "challenge_over");
        let out = set_out(&server, &provider, "subject-1").await;
        server.clock.pass_seconds(600);
        come_back(&server, &out, "").await.refused(410, "challenge_over");
        let made_up = json!({ "state": "made up", "code": "one" });
        server.stranger("POST", "/sign-in/provider/return", Some(made_up)).await.refused(410, "challenge_over");
        let out = set_out(&server, &provider, "subject-1").await;
        let body = json!({ "state": out.told("state"), "error": "access_denied" });
        let said = server.ask("POST", "/sign-in/provider/return", &[("cookie", &out.cookie)], Some(body)).await.refused(422, "provider_refused");
        assert!(said["message"].as_str().unwrap().contains("access_denied"));
    }

    async fn a_change_of_keys_is_followed_and_a_foreign_key_is_not(db: TestDb) {
        let (server, provider) = served(db).await;
        bound(&server, &provider, "li", "subject-1").await;
        provider.says.lock().unwrap().signs_with = 2;
        let out = set_out(&server, &provider, "subject-1").await;
        come_back(&server, &out, "").await.refused(422, "provider_refused");
        provider.says.lock().unwrap().keys = vec![2];
        let out = set_out(&server, &provider, "subject-1").await;
        come_back(&server, &out, "").await.expect(200);
    }

    async fn an_administrator_still_shows_a_second_factor_unless_the_provider_saw_one_that_is_trusted(db: TestDb) {
        let (server, provider) = served(db).await;
        bound(&server, &provider, "li", "subject-1").await;
        let login: jinxue_domain::LoginName = "li".parse().unwrap();
        server.app.unfenced().work(async |mut tx| {
            let mut kept = jinxue_store::accounts::by_login(&mut tx, &login).await?.unwrap();
            kept.second_factor = jinxue_domain::SecondFactor::Required;
            let now = kept.created_at;
            jinxue_store::accounts::update(&mut tx, &kept, now).await
        }).await.unwrap();
        let come = async |methods: Value| {
            let out = set_out(&server, &provider, "subject-1").await;
            provider.claim("amr", methods);
            come_back(&server, &out, "").await.expect(200)["due"].clone()
        };
        assert_eq!(come(json!(["pwd", "hwk"])).await, "enrolment", "no method is trusted yet");
        set(&server, &provider.issuer(), json!(["hwk", "urn:strong"])).await;
        assert_eq!(come(json!(["pwd"])).await, "enrolment");
        assert_eq!(come(json!(["pwd", "hwk"])).await, Value::Null);
        let out = set_out(&server, &provider, "subject-1").await;
        provider.claim("acr", json!("urn:strong"));
        assert_eq!(come_back(&server, &out, "").await.expect(200)["due"], Value::Null);
    }

    async fn a_provider_that_is_down_or_lies_within_is_said_to_be(db: TestDb) {
        let (server, provider) = served(db).await;
        for unreachable in ["https://127.0.0.1:1", "https://localhost", "https://169.254.169.254", "http://example.org"] {
            set(&server, unreachable, json!([])).await;
            server.ask("POST", "/sign-in/provider/begin", &[HERE, ("cookie", "")], None).await.refused(503, "provider_down");
        }
        set(&server, &format!("{}/another", provider.issuer()), json!([])).await;
        server.ask("POST", "/sign-in/provider/begin", &[HERE, ("cookie", "")], None).await.refused(422, "provider_refused");
        set(&server, &provider.issuer(), json!([])).await;
        server.ask("POST", "/sign-in/provider/begin", &[("host", "evil.example"), ("cookie", "")], None).await.refused(400, "bad_request");
        for (issuer, client) in [("no address", CLIENT), ("ftp://x", CLIENT), ("https://x.example?a=b", CLIENT), ("https://x.example", "")] {
            let body = json!({ "name": "x", "issuer": issuer, "client_id": client });
            assert_eq!(server.ask("PUT", "/sign-in/provider", &[], Some(body)).await.status, 422, "{issuer}");
        }
        server.ask("DELETE", "/sign-in/provider", &[], None).await.expect(204);
        server.ask("POST", "/sign-in/provider/begin", &[HERE, ("cookie", "")], None).await.refused(404, "not_found");
        assert_eq!(server.stranger("GET", "/sign-in", None).await.expect(200)["provider"], Value::Null);
    }
}
