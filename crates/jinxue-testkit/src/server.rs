//! A whole server in process: an application on a fresh store, a clock that stands still, requests without a socket.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use jinxue_app::sign_in::{Breached, Entrance, Secret, settings};
use jinxue_app::{Actor, App, Clock, Outgoing, Published, ReaderProgram, Settings, Work};
use jinxue_domain::{AccountId, AccountState, Date, Instant, SecondFactor};
use jinxue_server::{Front, Rate, Rates, Transport};
use jinxue_store::accounts::{self, Account};
use jinxue_store::sessions::{self, Session};
use jinxue_store::{people, units};
use serde_json::Value;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::TestDb;
use crate::build;

/// A clock that a test sets.
pub struct MockClock(AtomicI64);

impl MockClock {
    /// Noon in China on `date`.
    pub fn set(&self, date: Date) {
        let days = (date - Date::constant(1970, 1, 1)).get_days();
        self.0.store((i64::from(days) * 24 + 4) * 3_600 * 1_000_000, Ordering::SeqCst);
    }

    /// Lets hours pass.
    pub fn pass_hours(&self, hours: i64) {
        self.pass_seconds(hours * 3_600);
    }

    /// Lets seconds pass.
    pub fn pass_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for MockClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// An answer, its body read as JSON.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
    /// The body as it came, for files.
    pub bytes: Vec<u8>,
}

impl Reply {
    /// The value of a header, empty when it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body of an answer with this status.
    ///
    /// # Panics
    /// When the status is another.
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{:#}", self.body);
        self.body
    }

    /// The error of a refusal with this status and code.
    ///
    /// # Panics
    /// When it is another.
    pub fn refused(self, status: u16, code: &str) -> Value {
        let error = self.expect(status)["error"].clone();
        assert_eq!(error["code"], code, "{error:#}");
        for field in ["message", "message_en", "request_id"] {
            assert!(error[field].as_str().is_some_and(|text| !text.is_empty()), "{field}: {error:#}");
        }
        error
    }
}

/// The server. Its clock begins at noon on 2026-03-02.
pub struct TestServer {
    pub app: App,
    pub clock: Arc<MockClock>,
    router: Router,
    cookie: String,
    db: TestDb,
    folder: TempDir,
}

/// Under which name the requests of a test act.
const OPERATOR: &str = "测试员";

/// A program that reads nothing: tests that bring no files need no more.
const NO_READER: &str = "false";

impl TestServer {
    /// A server on a fresh store that knows topics, and nobody yet.
    ///
    /// # Panics
    /// When the store fails.
    pub async fn on(db: TestDb) -> Self {
        Self::reading_by(db, NO_READER).await
    }

    /// The same with a program that reads strangers' files.
    ///
    /// # Panics
    /// When the store fails.
    pub async fn reading_by(db: TestDb, program: &str) -> Self {
        Self::made(db, program, Entrance::SignIn, unlimited(), None).await.with_tester().await
    }

    /// A server that nobody has an account of yet.
    ///
    /// # Panics
    /// When the store fails.
    pub async fn unsettled(db: TestDb) -> Self {
        Self::made(db, NO_READER, Entrance::SignIn, unlimited(), None).await
    }

    /// The same as a demonstration: identities may be chosen.
    ///
    /// # Panics
    /// When the store fails.
    pub async fn demonstration(db: TestDb) -> Self {
        Self::made(db, NO_READER, Entrance::Demonstration, unlimited(), None).await.with_tester().await
    }

    /// The same behind another front: a proxy, other rates.
    ///
    /// # Panics
    /// When the store fails.
    pub async fn fronted(db: TestDb, front: Front) -> Self {
        Self::made(db, NO_READER, Entrance::SignIn, front, None).await.with_tester().await
    }

    /// The same with outgoing calls to one host allowed.
    ///
    /// # Panics
    /// When the store fails.
    pub async fn reaching(db: TestDb, host: String) -> Self {
        Self::made(db, NO_READER, Entrance::SignIn, unlimited(), Some(host)).await.with_tester().await
    }

    async fn made(
        db: TestDb,
        program: &str,
        entrance: Entrance,
        front: Front,
        allowed: Option<String>,
    ) -> Self {
        let clock = Arc::new(MockClock(AtomicI64::new(0)));
        clock.set(Date::constant(2026, 3, 2));
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let settings = Settings {
            folder: folder.path().to_owned(),
            reader: ReaderProgram { program: program.into(), arguments: Vec::new() },
            threads: 1,
            entrance,
            published: Published::Here,
            outgoing: Outgoing::allowing(allowed),
            provider_secret: Some(Secret::told("provider secret")),
            breached: Some(breached_in(folder.path())),
        };
        let app = App::new((*db).clone(), clock.clone(), 7, settings);
        jinxue_app::topics::plant(&app).await.expect("the topics are planted");
        let router = jinxue_server::router(app.clone(), front);
        Self { app, clock, router, cookie: String::new(), db, folder }
    }

    /// Requests that carry no other cookie are the operator's, in the session of an account.
    async fn with_tester(mut self) -> Self {
        self.ask_second_factor_of("administrators").await;
        self.cookie = self.account(0, OPERATOR).await;
        self
    }

    /// Sets who may not come in by the password alone: `administrators`, as tests begin, `sees_others`, `everybody`, as
    /// shipped.
    ///
    /// # Panics
    /// When the store fails.
    pub async fn ask_second_factor_of(&self, whose: &str) {
        let work = Work::of(&self.app, Actor::operator());
        let rules = settings::rules(&work).await.expect("the rules are there");
        let mut rules = serde_json::to_value(rules).expect("rules are plain data");
        rules["second_factor_for"] = whose.into();
        let put = async |mut tx: jinxue_store::Tx| {
            jinxue_store::settings::put(&mut tx, "sign_in_rules", &rules.to_string()).await
        };
        self.app.unfenced().work(put).await.expect("the rule is kept");
    }

    /// Signs an account of its own in, which has no role; what its requests carry as `cookie`.
    ///
    /// # Panics
    /// When the store fails.
    pub async fn account(&self, number: u64, name: &str) -> String {
        signed_in(&self.app, number, name).await
    }

    /// Signs the account in once more, past the door; what the session's requests carry as `cookie`.
    ///
    /// # Panics
    /// When the store fails.
    pub async fn session_of(&self, number: u64, token: &str) -> String {
        session(&self.app, build::uuid(30, number).into(), token).await
    }

    /// What a stranger asks.
    pub async fn stranger(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        self.ask(method, path, &[("cookie", "")], body).await
    }

    /// What opens its store once more.
    pub fn address(&self) -> &str {
        self.db.address()
    }

    /// The keys file of its store.
    pub fn keys(&self) -> std::path::PathBuf {
        self.db.keys()
    }

    /// The folder it keeps files in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Gives it a province (1) with a city (2), a county (3) and a bureau (4), and four people: 张伟 (1, a division
    /// head of the province), 王芳 (2, clerk of the bureau), 李娜 (3, section head of the bureau), 刘洋 (4, clerk of the
    /// city).
    ///
    /// # Panics
    /// When the store fails.
    pub async fn peopled(self) -> Self {
        use jinxue_domain::{Grade, PostLevel, Rank, Role, Tier};
        let mut tree = [
            build::unit(1, None, "0001"),
            build::unit(2, Some(1), "0001.0001"),
            build::unit(3, Some(2), "0001.0001.0001"),
            build::unit(4, Some(3), "0001.0001.0001.0001"),
        ];
        (tree[0].name, tree[0].tier) = ("山西省".into(), Tier::Province);
        (tree[1].name, tree[1].tier) = ("太原市".into(), Tier::City);
        tree[1].division = "140100".parse().ok();
        tree[2].name = "小店区".into();
        let post = |mut one: people::Person, level: PostLevel, role| {
            (one.post_level, one.role, one.rank) = (level, role, Rank::Other);
            one.grade = Grade::of(level, one.rank);
            one.division = "140105".parse().ok();
            one
        };
        let people = [
            post(build::person(1, &tree[0], "张伟"), PostLevel::DivisionHead, Role::Head),
            build::person(2, &tree[3], "王芳"),
            post(build::person(3, &tree[3], "李娜"), PostLevel::Section, Role::Deputy),
            build::person(4, &tree[1], "刘洋"),
        ];
        self.app
            .unfenced()
            .work(async |mut tx| {
                units::upsert_many(&mut tx, &tree).await?;
                people::upsert_many(&mut tx, &people).await
            })
            .await
            .expect("they are kept");
        let root = tree[0].path.clone();
        jinxue_app::figures::recompute(self.app.unfenced(), self.app.clock.today(), &root)
            .await
            .expect("figures are made");
        self
    }

    /// Asks.
    pub async fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &[], None).await
    }

    /// Makes or does.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.ask("POST", path, &[], Some(body)).await
    }

    /// Edits the version given.
    pub async fn patch(&self, path: &str, version: i64, body: Value) -> Reply {
        self.ask("PATCH", path, &[("if-match", &format!("\"{version}\""))], Some(body)).await
    }

    /// Any request under `/api/v1`, by somebody in particular.
    ///
    /// # Panics
    /// When there is no answer.
    pub async fn ask_as(
        &self,
        actor: &Actor,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Reply {
        let mut request = Self::request(method, path, headers, body);
        request.extensions_mut().insert(actor.clone());
        self.answer(request).await
    }

    /// Any request under `/api/v1`.
    ///
    /// # Panics
    /// When the answer is not JSON.
    pub async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Reply {
        self.answer(Self::request(method, path, headers, body)).await
    }

    fn request(method: &str, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Request<Body> {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = match body {
            Some(body) => {
                request.header("content-type", "application/json").body(Body::from(body.to_string()))
            }
            None => request.body(Body::empty()),
        };
        request.expect("a request")
    }

    /// Posts a body that need not be JSON.
    ///
    /// # Panics
    /// When the answer is none.
    pub async fn post_bytes(&self, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Reply {
        let mut request = Request::builder().method("POST").uri(format!("/api/v1{path}"));
        request = request.header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.answer(request.body(Body::from(body)).expect("a request")).await
    }

    /// Sends a form of texts and files (field, file name, bytes).
    ///
    /// # Panics
    /// When the answer is none.
    pub async fn send_form(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        texts: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Reply {
        let body = Body::from(form(texts, files));
        self.send_raw(path, headers, body).await
    }

    /// Sends a form whose body the test makes.
    ///
    /// # Panics
    /// When the answer is none.
    pub async fn send_raw(&self, path: &str, headers: &[(&str, &str)], body: Body) -> Reply {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let mut request =
            Request::builder().method("POST").uri(format!("/api/v1{path}")).header("content-type", kind);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.answer(request.body(body).expect("a request")).await
    }

    /// The stream of events that a session listens to, from the moment this returns.
    ///
    /// # Panics
    /// When the stream is refused.
    pub async fn stream(&self, cookie: &str) -> axum::body::BodyDataStream {
        let request = Self::request("GET", "/events", &[("cookie", cookie)], None);
        let answer = self.router.clone().oneshot(request).await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK, "the stream of events");
        answer.into_body().into_data_stream()
    }

    async fn answer(&self, mut request: Request<Body>) -> Reply {
        if !self.cookie.is_empty() && !request.headers().contains_key(header::COOKIE) {
            let cookie = HeaderValue::from_str(&self.cookie).expect("a cookie of letters");
            request.headers_mut().insert(header::COOKIE, cookie);
            let operator = Actor { name: OPERATOR.into(), ..Actor::operator() };
            request.extensions_mut().get_or_insert(operator);
        }
        let answer = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a whole body");
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let status: StatusCode = parts.status;
        Reply { status: status.as_u16(), headers: parts.headers, body, bytes: bytes.to_vec() }
    }
}

/// A password that was breached elsewhere, by the list of every test.
pub const BREACHED: &str = "晋祠泉水清又清难老泉边-9";

/// A list of breached passwords with one on it.
fn breached_in(folder: &Path) -> Breached {
    let file = folder.join("breached.txt");
    let hash = Sha1::digest(BREACHED).iter().map(|byte| format!("{byte:02X}")).collect::<String>();
    std::fs::write(&file, format!("{hash}:3\n")).expect("a file");
    Breached::at(&file).expect("it is a list")
}

/// The name of every test's installation.
const INSTALLATION: &str = "test";

/// A front that lets any number of requests pass, because the clock of a test stands still.
fn unlimited() -> Front {
    let endless = Rate { burst: f64::MAX, per_second: 1.0 };
    let rates = Rates { strangers: endless, failures: endless, account: endless };
    Front::with_rates(Transport::Local { installation: INSTALLATION.into() }, rates)
}

/// An account with a session of its own, made past the door; the cookie of the session.
async fn signed_in(app: &App, number: u64, name: &str) -> String {
    let now = app.clock.now();
    let account = Account {
        id: build::uuid(30, number).into(),
        login: format!("tester-{number}").parse().expect("a login name"),
        display_name: name.into(),
        person_id: None,
        state: AccountState::Active,
        second_factor: SecondFactor::Optional,
        version: 1,
        created_at: now,
        changed_at: now,
    };
    app.unfenced()
        .work(async |mut tx| accounts::insert(&mut tx, &account).await)
        .await
        .expect("the account is kept");
    session(app, account.id, &format!("token-of-{number}")).await
}

async fn session(app: &App, account_id: AccountId, token: &str) -> String {
    let hash = Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let session = Session {
        id: app.ids.draw(),
        account_id,
        token_hash: hash,
        due: None,
        address: "local".into(),
        agent: "test".into(),
        // Tests let years pass; the session is of a moment that does not come.
        created_at: Instant::from_micros(i64::MAX / 4),
        seen_at: Instant::from_micros(i64::MAX / 4),
    };
    app.unfenced()
        .work(async |mut tx| sessions::insert(&mut tx, &session).await)
        .await
        .expect("the session is kept");
    format!("jinxue-{INSTALLATION}={token}")
}

/// What stands between the parts of a form.
const BOUNDARY: &str = "jinxue-test-boundary";

/// A form of texts and files as it travels.
pub fn form(texts: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, text) in texts {
        let part =
            format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{text}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    for (field, name, bytes) in files {
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}
