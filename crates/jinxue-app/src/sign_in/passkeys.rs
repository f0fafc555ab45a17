//! Passkeys as second factors: keys in a telephone, a computer or a token, which answer a challenge of this
//! installation and of no other.
//!
//! A challenge belongs to the session that asked for it, lies in the database, and is taken out before its answer is
//! judged: an answer that fails uses it up like one that fits.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jinxue_api::me::{NewPasskey, Passkey as Wire, PasskeyBound, PasskeyChallenge, Proof};
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::{AccountId, Due, Instant, PasskeyPurpose};
use jinxue_store::passkeys::{self as store, Challenge, Passkey as Kept};
use jinxue_store::{StoreError, Tx, accounts, second_factors as code_store};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;
use webauthn_rs::prelude::{
    CredentialID, Passkey, PasskeyAuthentication, PasskeyRegistration, WebauthnError,
};

use super::sessions::Entry;
use super::visit::Presence;
use super::{due, relying_party, second_factor, settings};
use crate::wire;
use crate::{Answer, Refusal};

/// How long a challenge waits for its answer, in microseconds: five minutes.
const WAITS_MICROS: i64 = 5 * 60 * 1_000_000;
/// Passkeys an account may have.
const KEYS_MOST: usize = 10;
/// Characters of what one is called.
const NAME_MOST: usize = 40;

/// The passkeys of whoever asks, the oldest first.
///
/// # Errors
/// `step_due` while anything is due.
pub async fn list(presence: &Presence) -> Answer<Vec<Wire>> {
    presence.whole()?;
    Ok(kept_of(presence).await?.into_iter().map(wire).collect())
}

/// Asks for a new passkey.
///
/// # Errors
/// `step_due` while a code is due; the refusals of the proof; `wrong_state` when the account has as many as it may, or
/// where the pages are opened by a bare address.
pub async fn begin(presence: &Presence, proof: &Proof) -> Answer<PasskeyChallenge> {
    presence.past_code()?;
    let judge = relying_party::judge(&presence.visit.app)?;
    second_factor::prove(presence, proof).await?;
    let kept = kept_of(presence).await?;
    if kept.len() >= KEYS_MOST {
        let refused = Problem::new(ErrorCode::WrongState).field("passkeys").value(kept.len());
        return Err(refused.because(format!("至多 {KEYS_MOST} 个"), format!("at most {KEYS_MOST}")).into());
    }
    let known: Vec<CredentialID> = kept
        .iter()
        .map(|kept| Ok(read::<Passkey>(&kept.credential)?.cred_id().clone()))
        .collect::<Answer<_>>()?;
    let account = &presence.account;
    let (asked, state) = judge
        .start_passkey_registration(
            account.id.as_uuid(),
            account.login.as_str(),
            &account.display_name,
            Some(known),
        )
        .map_err(|fault| Refusal::internal(&fault))?;
    ask(presence, PasskeyPurpose::Register, &asked.public_key, &state).await
}

/// Binds the passkey that answered. Where the account had no recovery codes left they are made.
///
/// # Errors
/// `missing_value`, `invalid_value` for the name and for a credential that cannot be read; `challenge_over`;
/// `passkey_refused`; `duplicate` for a key that is bound already.
pub async fn bind(presence: &Presence, given: &NewPasskey) -> Answer<Entry<PasskeyBound>> {
    presence.past_code()?;
    let name = named(&given.name)?;
    let answer = readable(&given.credential)?;
    let judge = relying_party::judge(&presence.visit.app)?;
    let state: PasskeyRegistration = asked(presence, PasskeyPurpose::Register).await?;
    let passkey = judge.finish_passkey_registration(&answer, &state).map_err(refused)?;
    let (work, account) = (presence.work(), &presence.account);
    let now = work.app.clock.now();
    let kept = Kept {
        id: work.app.ids.draw(),
        account_id: account.id,
        name,
        credential_id: text_of(passkey.cred_id()),
        credential: written(&passkey)?,
        counter: 0,
        created_at: now,
        used_at: None,
    };
    work.app
        .unfenced()
        .work(async |mut tx| {
            accounts::hold(&mut tx, account.id).await?;
            store::insert(&mut tx, &kept).await?;
            let codes = match code_store::codes_left(&mut tx, account.id).await? {
                0 => second_factor::new_codes(&mut tx, account).await?,
                _ => Vec::new(),
            };
            let rules = settings::in_force(&mut tx).await?;
            let due = due::after_second_factor(&mut tx, account, &rules, now).await?;
            let token = presence.advance(&mut tx, due).await?;
            let detail = json!({ "passkey": kept.name });
            work.note(&mut tx, "bind_passkey", ("account", account.id.to_string()), detail).await?;
            let answer = PasskeyBound { passkey: wire(kept.clone()), codes, due: due.map(Due::as_str) };
            Ok::<_, Refusal>(Entry::new(answer, token, &rules))
        })
        .await
}

/// Takes a passkey away. An account that needs a second factor keeps one; without any, the codes on paper go too.
///
/// # Errors
/// `step_due`; the refusals of the proof; `not_found`; `wrong_state` for the last second factor of an administrator.
pub async fn remove(presence: &Presence, id: Uuid, proof: &Proof) -> Answer<()> {
    presence.whole()?;
    if !kept_of(presence).await?.iter().any(|kept| kept.id.as_uuid() == id) {
        return Err(Problem::not_found("passkey", id).into());
    }
    second_factor::prove(presence, proof).await?;
    let work = presence.work();
    work.app
        .unfenced()
        .work(async |mut tx| {
            let account = accounts::hold(&mut tx, presence.account.id).await?;
            if !store::remove(&mut tx, account.id, id.into()).await? {
                return Err(Problem::not_found("passkey", id).into());
            }
            if !second_factor::is_bound(&mut tx, &account).await? {
                let (rules, now) = (settings::in_force(&mut tx).await?, work.app.clock.now());
                if second_factor::is_required(&mut tx, &account, &rules, now).await? {
                    return Err(last_one());
                }
                second_factor::drop_all(&mut tx, &account).await?;
            }
            let detail = json!({ "passkey": id });
            work.note(&mut tx, "remove_passkey", ("account", account.id.to_string()), detail).await?;
            Ok::<_, Refusal>(())
        })
        .await
}

/// Asks for any passkey of the account: as the step that is due, or as a proof.
///
/// # Errors
/// `wrong_state` when it has none, or where the pages are opened by a bare address.
pub async fn challenge(presence: &Presence) -> Answer<PasskeyChallenge> {
    let judge = relying_party::judge(&presence.visit.app)?;
    let keys: Vec<Passkey> =
        kept_of(presence).await?.iter().map(|kept| read(&kept.credential)).collect::<Answer<_>>()?;
    if keys.is_empty() {
        let refused = Problem::new(ErrorCode::WrongState).field("passkeys").value(0);
        return Err(refused.because("此账号没有通行密钥", "this account has no passkey").into());
    }
    let (asked, state) =
        judge.start_passkey_authentication(&keys).map_err(|fault| Refusal::internal(&fault))?;
    ask(presence, PasskeyPurpose::Prove, &asked.public_key, &state).await
}

/// A passkey has answered its challenge rightly: which one, and how far its counter has come.
pub(super) struct Assertion {
    credential_id: String,
    counter: u32,
}

impl Assertion {
    /// Judges the answer to what the session was asked. What it was asked is used up whatever comes of it.
    ///
    /// # Errors
    /// `invalid_value` for an answer that cannot be read, `challenge_over`, `passkey_refused`.
    pub(super) async fn judge(presence: &Presence, credential: &Value) -> Answer<Self> {
        let answer = readable(credential)?;
        let judge = relying_party::judge(&presence.visit.app)?;
        let state: PasskeyAuthentication = asked(presence, PasskeyPurpose::Prove).await?;
        let found = judge.finish_passkey_authentication(&answer, &state).map_err(refused)?;
        Ok(Self { credential_id: text_of(found.cred_id()), counter: found.counter() })
    }

    /// Notes the answer with the passkey.
    ///
    /// # Errors
    /// `passkey_refused` when the passkey is gone, or its counter has not grown since: there is a copy of it.
    pub(super) async fn take(&self, tx: &mut Tx, account: AccountId, now: Instant) -> Answer<()> {
        if store::used(tx, account, &self.credential_id, self.counter, now).await? {
            return Ok(());
        }
        let refused = Problem::new(ErrorCode::PasskeyRefused);
        Err(refused
            .because("它的计数没有增长，可能被复制过", "its counter has not grown; it may have been copied")
            .into())
    }
}

/// Puts a question to the session and remembers how its answer is judged.
async fn ask(
    presence: &Presence,
    purpose: PasskeyPurpose,
    options: &impl Serialize,
    state: &impl Serialize,
) -> Answer<PasskeyChallenge> {
    let app = &presence.visit.app;
    let now = app.clock.now();
    let expires_at = Instant::from_micros(now.as_micros() + WAITS_MICROS);
    let options = serde_json::to_value(options).map_err(|fault| Refusal::internal(&fault))?;
    let put = Challenge { session_id: presence.session.id, purpose, state: written(state)?, expires_at };
    app.unfenced().work(async |mut tx| store::ask(&mut tx, &put, now).await).await?;
    Ok(PasskeyChallenge { options, expires_at: expires_at.as_micros() })
}

/// What the session was asked, in a transaction of its own: it is used up also when the answer is refused.
async fn asked<T: DeserializeOwned>(presence: &Presence, purpose: PasskeyPurpose) -> Answer<T> {
    let app = &presence.visit.app;
    let session = presence.session.id;
    let taken = app.unfenced().work(async |mut tx| store::take(&mut tx, session, purpose).await).await?;
    let waiting = taken.filter(|taken| app.clock.now() < taken.expires_at);
    read(&waiting.ok_or_else(|| Refusal(Problem::new(ErrorCode::ChallengeOver)))?.state)
}

async fn kept_of(presence: &Presence) -> Result<Vec<Kept>, StoreError> {
    let account = presence.account.id;
    presence.visit.app.unfenced().read(async |mut conn| store::of_account(&mut conn, account).await).await
}

fn named(given: &str) -> Answer<String> {
    let name = wire::filled("name", given)?;
    let fits = name.chars().count() <= NAME_MOST && !name.chars().any(char::is_control);
    if fits { Ok(name) } else { Err(Problem::invalid("name", name, format!("1–{NAME_MOST}")).into()) }
}

fn readable<T: DeserializeOwned>(credential: &Value) -> Answer<T> {
    serde_json::from_value(credential.clone()).map_err(|fault| {
        let expected = "PublicKeyCredential";
        let refused = Problem::new(ErrorCode::InvalidValue).field("credential").expected(expected);
        Refusal(refused.because(fault.to_string(), fault.to_string()))
    })
}

fn read<T: DeserializeOwned>(text: &str) -> Answer<T> {
    serde_json::from_str(text).map_err(|fault| Refusal::internal(&fault))
}

fn written(value: &impl Serialize) -> Answer<String> {
    serde_json::to_string(value).map_err(|fault| Refusal::internal(&fault))
}

fn text_of(id: &CredentialID) -> String {
    URL_SAFE_NO_PAD.encode(id)
}

fn refused(fault: WebauthnError) -> Refusal {
    tracing::info!(%fault, "a passkey was refused");
    let why = match fault {
        WebauthnError::InvalidRPOrigin => ("回答来自其他网站", "it answered another site"),
        WebauthnError::MismatchedChallenge => ("它回答的是另一次验证请求", "it answered another challenge"),
        WebauthnError::CredentialPossibleCompromise => {
            ("它的计数没有增长，可能被复制过", "its counter has not grown; it may have been copied")
        }
        WebauthnError::UserNotVerified => {
            ("没有用指纹、面容或 PIN 码确认本人", "its holder was not verified")
        }
        _ => {
            ("它不是本账号登记的密钥，或签名不对", "it is no key of this account, or its signature is wrong")
        }
    };
    Problem::new(ErrorCode::PasskeyRefused).because(why.0, why.1).field("credential").into()
}

fn last_one() -> Refusal {
    let refused = Problem::new(ErrorCode::WrongState).field("passkey");
    let (zh, en) = (
        "管理员必须保留一种二次验证，请先绑定另一个",
        "an administrator keeps a second factor; bind another one first",
    );
    refused.because(zh, en).into()
}

fn wire(kept: Kept) -> Wire {
    Wire {
        id: kept.id.as_uuid(),
        name: kept.name,
        created_at: kept.created_at.as_micros(),
        used_at: kept.used_at.map(|at| at.as_micros()),
    }
}
