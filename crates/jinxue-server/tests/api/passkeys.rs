//! Passkeys: bound, asked for, copied, brought by another or from elsewhere, taken away. A soft authenticator answers;
//! what a browser would add to its answer is written here, so that it can be written wrongly.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jinxue_domain::SecondFactor;
use jinxue_store::accounts;
use jinxue_testkit::server::Reply;
use jinxue_testkit::{TestServer, on_both};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use webauthn_authenticator_rs::AuthenticatorBackendHashedClientData as _;
use webauthn_authenticator_rs::softpasskey::SoftPasskey;

use crate::sign_in::{PASSWORD, account, cookie, secret, sign_in, within};

/// Where the pages of a test are opened: any port of this machine.
const HERE: &str = "http://localhost:8080";

/// A key in somebody's pocket, and the page that asks it.
struct Key(SoftPasskey);

impl Key {
    fn new() -> Self {
        Self(SoftPasskey::new(true))
    }

    /// What a browser at `origin` writes of the answer of a new key.
    fn made(&mut self, challenge: &Value, origin: &str) -> Value {
        let said = said("webauthn.create", &challenge["options"], origin);
        let options = serde_json::from_value(challenge["options"].clone()).unwrap();
        let answer = self.0.perform_register(Sha256::digest(&said).to_vec(), options, 60_000).unwrap();
        signed(serde_json::to_value(answer).unwrap(), &said)
    }

    /// What a browser at `origin` writes of the answer of a key that is bound.
    fn shown(&mut self, challenge: &Value, origin: &str) -> Value {
        let said = said("webauthn.get", &challenge["options"], origin);
        let options = serde_json::from_value(challenge["options"].clone()).unwrap();
        let answer = self.0.perform_auth(Sha256::digest(&said).to_vec(), options, 60_000).unwrap();
        signed(serde_json::to_value(answer).unwrap(), &said)
    }
}

fn said(kind: &str, options: &Value, origin: &str) -> Vec<u8> {
    json!({ "type": kind, "challenge": options["challenge"], "origin": origin, "crossOrigin": false })
        .to_string()
        .into_bytes()
}

fn signed(mut answer: Value, said: &[u8]) -> Value {
    answer["response"]["clientDataJSON"] = json!(URL_SAFE_NO_PAD.encode(said));
    answer
}

async fn begin(server: &TestServer, session: &str, proof: Value) -> Reply {
    within(server, session, "POST", "/me/passkeys/begin", Some(proof)).await
}

async fn bind(server: &TestServer, session: &str, credential: Value) -> Reply {
    let body = json!({ "name": " 办公室的电脑 ", "credential": credential });
    within(server, session, "POST", "/me/passkeys", Some(body)).await
}

/// An account whose only second factor is a passkey: the key, its session, the codes on paper.
async fn bound(server: &TestServer, login: &str) -> (Key, String, Vec<String>) {
    account(server, login).await;
    let session = cookie(&sign_in(server, login, PASSWORD).await);
    let mut key = Key::new();
    let asked = begin(server, &session, json!({ "password": PASSWORD })).await.expect(200);
    let reply = bind(server, &session, key.made(&asked, HERE)).await;
    let session = cookie(&reply);
    let codes = reply.expect(200)["codes"].as_array().unwrap().clone();
    (key, session, codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect())
}

/// A session that waits for the second factor.
async fn waiting(server: &TestServer, login: &str) -> String {
    let entered = sign_in(server, login, PASSWORD).await;
    let session = cookie(&entered);
    assert_eq!(entered.expect(200)["due"], "second_factor");
    session
}

async fn asked(server: &TestServer, session: &str) -> Value {
    within(server, session, "POST", "/me/passkeys/challenge", None).await.expect(200)
}

async fn show(server: &TestServer, session: &str, credential: Value) -> Reply {
    within(server, session, "POST", "/sign-in/passkey", Some(json!({ "credential": credential }))).await
}

on_both! {
    async fn a_passkey_is_bound_and_lets_in_after_the_password(db: TestDb) {
        let server = TestServer::on(db).await;
        let (mut key, session, codes) = bound(&server, "keys").await;
        assert_eq!(codes.len(), 10, "the first second factor comes with codes on paper");
        let me = within(&server, &session, "GET", "/me", None).await.expect(200);
        assert_eq!((&me["passkeys"], &me["passkey_host"]), (&json!(1), &json!("localhost")));
        let listed = within(&server, &session, "GET", "/me/passkeys", None).await.expect(200);
        assert_eq!((&listed["items"][0]["name"], &listed["items"][0]["used_at"]), (&json!("办公室的电脑"), &Value::Null));

        let half = waiting(&server, "keys").await;
        within(&server, &half, "GET", "/topics", None).await.refused(403, "step_due");
        within(&server, &half, "GET", "/me/passkeys", None).await.refused(403, "step_due");
        begin(&server, &half, json!({ "password": PASSWORD })).await.refused(403, "step_due");
        let challenge = asked(&server, &half).await;
        assert_eq!(challenge["options"]["rpId"], "localhost");
        let passed = show(&server, &half, key.shown(&challenge, HERE)).await;
        let whole = cookie(&passed);
        assert_ne!(whole, half);
        assert_eq!(passed.expect(200)["due"], Value::Null);
        within(&server, &whole, "GET", "/topics", None).await.expect(200);
        let listed = within(&server, &whole, "GET", "/me/passkeys", None).await.expect(200);
        assert_ne!(listed["items"][0]["used_at"], Value::Null);

        let half = waiting(&server, "keys").await;
        let paper = json!({ "code": codes[0] });
        within(&server, &half, "POST", "/sign-in/second-factor", Some(paper)).await.expect(200);
    }

    async fn a_challenge_is_answered_once_in_time_and_in_its_own_session(db: TestDb) {
        let server = TestServer::on(db).await;
        let (mut key, ..) = bound(&server, "once").await;
        let (one, two) = (waiting(&server, "once").await, waiting(&server, "once").await);
        let answer = key.shown(&asked(&server, &one).await, HERE);
        show(&server, &two, answer.clone()).await.refused(410, "challenge_over");
        asked(&server, &two).await;
        let replayed = show(&server, &two, answer.clone()).await.refused(422, "passkey_refused");
        assert!(replayed["message_en"].as_str().unwrap().contains("another challenge"), "{replayed}");
        show(&server, &one, answer.clone()).await.expect(200);
        show(&server, &two, answer).await.refused(410, "challenge_over");
        let late = key.shown(&asked(&server, &two).await, HERE);
        server.clock.pass_seconds(5 * 60);
        show(&server, &two, late.clone()).await.refused(410, "challenge_over");
        show(&server, &two, late).await.refused(410, "challenge_over");
    }

    async fn an_answer_that_fails_uses_its_challenge_up(db: TestDb) {
        let server = TestServer::on(db).await;
        let (mut key, ..) = bound(&server, "phished").await;
        let half = waiting(&server, "phished").await;
        let challenge = asked(&server, &half).await;
        let elsewhere = show(&server, &half, key.shown(&challenge, "http://localhost.evil.example")).await;
        elsewhere.refused(422, "passkey_refused");
        show(&server, &half, key.shown(&challenge, HERE)).await.refused(410, "challenge_over");
        for origin in ["https://evil.example", "http://127.0.0.1:8080", "null"] {
            let challenge = asked(&server, &half).await;
            let refused = show(&server, &half, key.shown(&challenge, origin)).await;
            assert!(matches!(refused.status, 422), "{origin}: {refused:?}");
        }
    }

    async fn the_key_of_another_account_is_no_key_here(db: TestDb) {
        let server = TestServer::on(db).await;
        let (_, session, _) = bound(&server, "owner").await;
        let (mut foreign, ..) = bound(&server, "stranger").await;
        let half = waiting(&server, "owner").await;
        let mut challenge = asked(&server, &half).await;
        let theirs = asked(&server, &waiting(&server, "stranger").await).await;
        challenge["options"]["allowCredentials"] = theirs["options"]["allowCredentials"].clone();
        show(&server, &half, foreign.shown(&challenge, HERE)).await.refused(422, "passkey_refused");
        // Nor can a key that is bound there be bound here a second time.
        let proof = json!({ "password": PASSWORD });
        let missing = begin(&server, &session, proof).await.refused(422, "missing_value");
        assert_eq!(missing["field"], "code");
    }

    async fn a_copy_of_a_key_is_noticed_by_its_counter(db: TestDb) {
        let server = TestServer::on(db).await;
        let (mut key, ..) = bound(&server, "copied").await;
        let (one, two) = (waiting(&server, "copied").await, waiting(&server, "copied").await);
        let (first, second) = (asked(&server, &one).await, asked(&server, &two).await);
        let earlier = key.shown(&second, HERE);
        let later = key.shown(&first, HERE);
        show(&server, &one, later).await.expect(200);
        let refused = show(&server, &two, earlier).await.refused(422, "passkey_refused");
        assert!(refused["message_en"].as_str().unwrap().contains("copied"), "{refused}");
    }

    async fn what_is_no_credential_and_no_name_is_said_to_be_none(db: TestDb) {
        let server = TestServer::on(db).await;
        let (_, session, codes) = bound(&server, "nonsense").await;
        let half = waiting(&server, "nonsense").await;
        for nonsense in [json!(null), json!({}), json!("x"), json!({ "id": "a", "rawId": 7 })] {
            let refused = show(&server, &half, nonsense).await.refused(422, "invalid_value");
            assert_eq!(refused["field"], "credential");
        }
        let asked = begin(&server, &session, json!({ "password": PASSWORD, "code": codes[0] })).await.expect(200);
        let credential = Key::new().made(&asked, HERE);
        for (name, code) in [("", "missing_value"), ("长".repeat(41).as_str(), "invalid_value")] {
            let body = json!({ "name": name, "credential": credential });
            within(&server, &session, "POST", "/me/passkeys", Some(body)).await.refused(422, code);
        }
        bind(&server, &session, credential.clone()).await.expect(200);
    }

    async fn taking_one_away_needs_the_password_and_a_second_factor(db: TestDb) {
        let server = TestServer::on(db).await;
        let (mut key, session, codes) = bound(&server, "leaving").await;
        let listed = within(&server, &session, "GET", "/me/passkeys", None).await.expect(200);
        let address = format!("/me/passkeys/{}/remove", listed["items"][0]["id"].as_str().unwrap());
        let remove = async |proof: Value| within(&server, &session, "POST", &address, Some(proof)).await;
        remove(json!({})).await.refused(422, "missing_value");
        remove(json!({ "password": "another" })).await.refused(401, "sign_in_refused");
        remove(json!({ "password": PASSWORD })).await.refused(422, "missing_value");
        remove(json!({ "password": PASSWORD, "code": "000000" })).await.refused(422, "code_refused");
        let nobodys = "/me/passkeys/00000000-0000-7000-8000-000000000000/remove";
        within(&server, &session, "POST", nobodys, Some(json!({ "password": PASSWORD, "code": codes[0] }))).await.refused(404, "not_found");
        let answer = key.shown(&asked(&server, &session).await, HERE);
        remove(json!({ "password": PASSWORD, "passkey": answer })).await.expect(204);
        let me = within(&server, &session, "GET", "/me", None).await.expect(200);
        assert_eq!((&me["passkeys"], &me["recovery_codes_left"]), (&json!(0), &json!(0)));
        within(&server, &session, "POST", "/me/passkeys/challenge", None).await.refused(409, "wrong_state");
        assert_eq!(sign_in(&server, "leaving", PASSWORD).await.expect(200)["due"], Value::Null);
    }

    async fn an_administrator_enrols_by_passkey_and_keeps_the_last_one(db: TestDb) {
        let server = TestServer::on(db).await;
        let id: uuid::Uuid = account(&server, "admin").await.parse().unwrap();
        server.app.unfenced().work(async |mut tx| {
            let mut kept = accounts::get(&mut tx, id.into()).await?;
            kept.second_factor = SecondFactor::Required;
            accounts::update(&mut tx, &kept, kept.created_at).await
        }).await.unwrap();
        let entered = sign_in(&server, "admin", PASSWORD).await;
        let session = cookie(&entered);
        assert_eq!(entered.expect(200)["due"], "enrolment");
        let mut keys = [Key::new(), Key::new()];
        let first = keys[0].made(&begin(&server, &session, json!({})).await.expect(200), HERE);
        let reply = bind(&server, &session, first).await;
        let session = cookie(&reply);
        let codes = reply.expect(200)["codes"].as_array().unwrap().clone();
        within(&server, &session, "GET", "/topics", None).await.expect(200);

        let proof = json!({ "password": PASSWORD, "code": codes[0] });
        let second = keys[1].made(&begin(&server, &session, proof).await.expect(200), HERE);
        let reply = bind(&server, &session, second).await;
        let session = cookie(&reply);
        assert_eq!(reply.expect(200)["codes"], json!([]), "the codes that are left stay good");
        let listed = within(&server, &session, "GET", "/me/passkeys", None).await.expect(200);
        let remove = async |at: usize, code: &Value| {
            let address = format!("/me/passkeys/{}/remove", listed["items"][at]["id"].as_str().unwrap());
            within(&server, &session, "POST", &address, Some(json!({ "password": PASSWORD, "code": code }))).await
        };
        let (one, two) = tokio::join!(remove(0, &codes[1]), remove(1, &codes[2]));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 409], "two at once do not take both");
        let link = secret(&server.post(&format!("/accounts/{id}/factor-link"), json!({ "reason": "钥匙丢失，已核验本人" })).await.expect(200));
        let body = json!({ "link": link, "password": "吕梁山下好种田黄河岸边-2" });
        server.stranger("POST", "/set-up/recovery", Some(body)).await.expect(204);
        assert_eq!(sign_in(&server, "admin", "吕梁山下好种田黄河岸边-2").await.expect(200)["due"], "enrolment");
    }
}
