//! Coming in by another: a provider of OpenID Connect says who somebody is, and an account is bound to what it says.
//!
//! Accounts are never made that way. Who comes unbound is told whom to ask: an administrator gives a one-time link, and
//! whoever has come in with it binds the account. What the provider knows is no right here.

use jinxue_api::me::Proof;
use jinxue_api::provider::{Provider as Wire, ProviderAddress, Returned, Returning};
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::{AccountState, Due, Instant};
use jinxue_oidc::{Identity, Provider, ProviderFault};
use jinxue_store::accounts::{self, Account};
use jinxue_store::providers::{self as store, Subject, Visit as Kept};
use jinxue_store::{StoreError, Tx, settings as setting_store};
use serde_json::json;
use url::Url;

use super::secrets::{Secret, digest_of};
use super::sessions::{self, Entry};
use super::visit::{Presence, Visit};
use super::{due, second_factor, settings};
use crate::wire::{self, Faults};
use crate::{Answer, App, Refusal, Work};

/// Key of the setting.
const PROVIDER: &str = "identity_provider";
/// The page to which the provider sends browsers back.
const PAGE: &str = "/sign-in/provider";
/// How long a browser may stay with the provider, in microseconds: ten minutes.
const AWAY_MICROS: i64 = 10 * 60 * 1_000_000;
/// Characters of a name, an address, a client id, a method.
const TEXT_MOST: usize = 200;

/// A browser that sets out: where to, and the secret that it brings back as a cookie.
pub struct SettingOut {
    pub answer: ProviderAddress,
    pub browser: Secret,
}

/// The provider, if one is set.
///
/// # Errors
/// When the store fails.
pub async fn get(work: &Work) -> Answer<Wire> {
    in_force(&work.app).await?.ok_or_else(|| Problem::not_found("provider", "").into())
}

/// Sets the provider. Accounts stay bound to the issuer they were bound to.
///
/// # Errors
/// `missing_value`, `invalid_value` for every field.
pub async fn set(work: &Work, given: &Wire) -> Answer<Wire> {
    let new = checked(given)?;
    let text = serde_json::to_string(&new).map_err(|fault| Refusal::internal(&fault))?;
    work.app
        .unfenced()
        .work(async |mut tx| {
            setting_store::put(&mut tx, PROVIDER, &text).await?;
            work.note(&mut tx, "set_provider", ("setting", PROVIDER.to_owned()), json!(new)).await?;
            Ok::<_, Refusal>(())
        })
        .await?;
    Ok(new)
}

/// Takes the provider away: nobody comes in by it any more.
///
/// # Errors
/// When the store fails.
pub async fn unset(work: &Work) -> Answer<()> {
    work.app
        .unfenced()
        .work(async |mut tx| {
            setting_store::delete(&mut tx, PROVIDER).await?;
            work.note(&mut tx, "unset_provider", ("setting", PROVIDER.to_owned()), json!({})).await?;
            Ok::<_, Refusal>(())
        })
        .await
}

/// What the door calls the provider.
pub(super) async fn name(app: &App) -> Answer<Option<String>> {
    Ok(in_force(app).await?.map(|provider| provider.name))
}

/// Sends a browser to the provider, to come in. `base` is where the pages are opened.
///
/// # Errors
/// `not_found` where there is no provider; `provider_down`.
pub async fn begin(visit: &Visit, base: &str) -> Answer<SettingOut> {
    set_out(visit, base, None).await
}

/// Sends a browser to the provider, to bind the account of whoever asks.
///
/// # Errors
/// Those of [`begin`]; `step_due`; the refusals of the proof.
pub async fn begin_binding(presence: &Presence, base: &str, proof: &Proof) -> Answer<SettingOut> {
    presence.whole()?;
    second_factor::prove(presence, proof).await?;
    set_out(&presence.visit, base, Some(&presence.account)).await
}

/// Unbinds the account of whoever asks.
///
/// # Errors
/// `step_due`; the refusals of the proof; `not_found` when it is bound to nothing.
pub async fn unbind(presence: &Presence, proof: &Proof) -> Answer<()> {
    presence.whole()?;
    second_factor::prove(presence, proof).await?;
    let (work, account) = (presence.work(), &presence.account);
    work.app
        .unfenced()
        .work(async |mut tx| {
            if !store::unbind(&mut tx, account.id).await? {
                return Err(Problem::not_found("provider", "").into());
            }
            work.note(&mut tx, "unbind_provider", ("account", account.id.to_string()), json!({})).await?;
            Ok::<_, Refusal>(())
        })
        .await
}

/// A browser returns: its account comes in, or is bound. `browser` is the secret it set out with.
///
/// # Errors
/// `challenge_over` for a state that is unknown, was used, has expired, or belongs to another browser; `provider_down`,
/// `provider_refused`; `provider_unbound` for somebody who has no account here, or a suspended one; `duplicate` where
/// another account is bound already; `not_found` where there is no provider.
pub async fn finish(visit: &Visit, browser: Option<&str>, given: &Returning) -> Answer<Entry<Returned>> {
    let app = &visit.app;
    let kept = taken(app, browser, &given.state).await?;
    let wire = known(app).await?;
    let provider = provider(app, &wire, kept.redirect.clone());
    let now = app.clock.now();
    let Some(code) = &given.code else {
        let said = given.error.as_deref().unwrap_or("error");
        return Err(refused(said));
    };
    let identity =
        provider.finish(code, &kept.nonce, &kept.verifier, now.as_micros()).await.map_err(judged)?;
    match kept.account_id {
        None => enter(visit, &wire, &identity).await,
        Some(id) => {
            // The session may have ended meanwhile, or another account have come in with this browser.
            let presence = sessions::find(visit.clone()).await?;
            presence.whole()?;
            if presence.account.id != id {
                return Err(over());
            }
            bind(&presence, &wire, &identity).await
        }
    }
}

async fn set_out(visit: &Visit, base: &str, account: Option<&Account>) -> Answer<SettingOut> {
    let app = &visit.app;
    let wire = known(app).await?;
    let redirect = format!("{base}{PAGE}");
    let begun = provider(app, &wire, redirect.clone()).begin().await.map_err(judged)?;
    let (browser, now) = (Secret::draw(), app.clock.now());
    let kept = Kept {
        state_hash: digest_of(&begun.state),
        browser_hash: browser.digest(),
        account_id: account.map(|account| account.id),
        redirect,
        nonce: begun.nonce,
        verifier: begun.verifier,
        expires_at: Instant::from_micros(now.as_micros() + AWAY_MICROS),
    };
    app.unfenced().work(async |mut tx| store::set_out(&mut tx, &kept, now).await).await?;
    Ok(SettingOut { answer: ProviderAddress { address: begun.address }, browser })
}

/// The browser that set out with this state, in a transaction of its own: it returns once, whatever comes of it.
async fn taken(app: &App, browser: Option<&str>, state: &str) -> Answer<Kept> {
    let hash = digest_of(state);
    let kept = app.unfenced().work(async |mut tx| store::take(&mut tx, &hash).await).await?;
    let same = |kept: &Kept| browser.is_some_and(|browser| digest_of(browser) == kept.browser_hash);
    kept.filter(|kept| same(kept) && app.clock.now() < kept.expires_at).ok_or_else(over)
}

async fn enter(visit: &Visit, wire: &Wire, identity: &Identity) -> Answer<Entry<Returned>> {
    let found = visit
        .app
        .unfenced()
        .read(async |mut conn| {
            let Some(id) = store::account_of(&mut conn, &wire.issuer, &identity.subject).await? else {
                return Ok(None);
            };
            Ok::<_, StoreError>(Some(accounts::get(&mut conn, id).await?))
        })
        .await?;
    let Some(account) = found.filter(|account| account.state == AccountState::Active) else {
        return Err(Problem::new(ErrorCode::ProviderUnbound).into());
    };
    let work = visit.work_of(&account);
    let is_proven = wire.second_factor_methods.iter().any(|trusted| shows(identity, trusted));
    visit
        .app
        .unfenced()
        .work(async |mut tx| {
            let rules = settings::in_force(&mut tx).await?;
            // The password is the provider's, and so is its age.
            let due = if is_proven { None } else { due::of_second_factor(&mut tx, &account, &rules, visit.app.clock.now()).await? };
            let token = sessions::make(&mut tx, visit, &account, due, &rules).await?;
            let detail = json!({ "address": visit.address, "by": wire.issuer, "methods": identity.methods, "due": due.map(|due| due.as_str()) });
            work.note(&mut tx, "sign_in", ("account", account.id.to_string()), detail).await?;
            Ok::<_, Refusal>(Entry::new(returned(&account, due, false), token, &rules))
        })
        .await
}

async fn bind(presence: &Presence, wire: &Wire, identity: &Identity) -> Answer<Entry<Returned>> {
    let (work, account) = (presence.work(), &presence.account);
    let subject = Subject {
        issuer: wire.issuer.clone(),
        subject: identity.subject.clone(),
        account_id: account.id,
        bound_at: work.app.clock.now(),
    };
    work.app
        .unfenced()
        .work(async |mut tx: Tx| {
            store::bind(&mut tx, &subject).await?;
            let rules = settings::in_force(&mut tx).await?;
            let token = presence.advance(&mut tx, None).await?;
            let detail = json!({ "issuer": wire.issuer });
            work.note(&mut tx, "bind_provider", ("account", account.id.to_string()), detail).await?;
            Ok::<_, Refusal>(Entry::new(returned(account, None, true), token, &rules))
        })
        .await
}

/// Whether the provider says that it saw what the installation trusts: a method (`amr`) or a class (`acr`).
fn shows(identity: &Identity, trusted: &str) -> bool {
    identity.methods.iter().any(|method| method == trusted) || identity.class.as_deref() == Some(trusted)
}

fn returned(account: &Account, due: Option<Due>, bound: bool) -> Returned {
    Returned { account: sessions::reference(account), due: due.map(Due::as_str), bound }
}

async fn in_force(app: &App) -> Answer<Option<Wire>> {
    let set = app.unfenced().read(async |mut conn| setting_store::get(&mut conn, PROVIDER).await).await?;
    set.map(|text| serde_json::from_str(&text)).transpose().map_err(|fault| Refusal::internal(&fault))
}

async fn known(app: &App) -> Answer<Wire> {
    in_force(app).await?.ok_or_else(|| Problem::not_found("provider", "").into())
}

fn provider(app: &App, wire: &Wire, redirect: String) -> Provider {
    Provider {
        issuer: wire.issuer.clone(),
        client_id: wire.client_id.clone(),
        client_secret: app.settings.provider_secret.as_ref().map(|secret| secret.reveal().to_owned()),
        redirect,
        outgoing: app.settings.outgoing.clone(),
    }
}

fn checked(given: &Wire) -> Answer<Wire> {
    let mut faults = Faults::default();
    let text = |field: &str, text: &str| {
        let text = wire::filled(field, text)?;
        let fits = text.chars().count() <= TEXT_MOST && !text.chars().any(char::is_control);
        if fits { Ok(text) } else { Err(Problem::invalid(field, &text, format!("1–{TEXT_MOST}")).into()) }
    };
    let name = faults.take(text("name", &given.name));
    let client_id = faults.take(text("client_id", &given.client_id));
    let issuer = faults.take(text("issuer", &given.issuer).and_then(|issuer| addressed(&issuer)));
    let methods: Vec<String> = given
        .second_factor_methods
        .iter()
        .filter_map(|method| faults.take(text("second_factor_methods", method)))
        .collect();
    faults.end()?;
    let (Some(name), Some(client_id), Some(issuer)) = (name, client_id, issuer) else {
        return Err(Refusal::internal(&"no fault"));
    };
    Ok(Wire { name, issuer, client_id, second_factor_methods: methods })
}

/// An issuer is compared letter by letter, so it is kept as it was given.
fn addressed(issuer: &str) -> Answer<String> {
    let fits = Url::parse(issuer).is_ok_and(|url| {
        matches!(url.scheme(), "https" | "http")
            && url.has_host()
            && url.query().is_none()
            && url.fragment().is_none()
    });
    if fits { Ok(issuer.to_owned()) } else { Err(Problem::invalid("issuer", issuer, "https://…").into()) }
}

fn judged(fault: ProviderFault) -> Refusal {
    tracing::warn!(%fault, "sign-in by the provider");
    match fault {
        ProviderFault::Unreachable(fault) => {
            Problem::new(ErrorCode::ProviderDown).because(fault.to_string(), fault.to_string()).into()
        }
        other => refused(&other.to_string()),
    }
}

fn refused(why: &str) -> Refusal {
    let why: String = why.chars().filter(|c| !c.is_control()).take(TEXT_MOST).collect();
    Problem::new(ErrorCode::ProviderRefused).because(&why, &why).into()
}

fn over() -> Refusal {
    Problem::new(ErrorCode::ChallengeOver).field("state").into()
}
