//! Sessions: made, found, given another token, ended.

use jinxue_api::ErrorCode;
use jinxue_api::Problem;
use jinxue_api::sign_in::{AccountRef, Entered};
use jinxue_domain::account::SignInRules;
use jinxue_domain::{AccountState, Due, Instant};
use jinxue_store::accounts::{self, Account};
use jinxue_store::sessions::{self as store, Session};
use jinxue_store::{StoreError, Tx};
use serde_json::json;

use super::secrets::Secret;
use super::settings;
use super::visit::{Presence, Visit};
use crate::{Answer, Refusal};

/// A session is noted as used at most this often, so that reading pages writes little: a minute, in microseconds.
const SEEN_EVERY_MICROS: i64 = 60 * 1_000_000;

/// Somebody came in, or came one step further: the answer, and the token for the browser.
#[derive(Debug)]
pub struct Entry<T> {
    pub answer: T,
    pub token: Secret,
    /// For how many seconds the browser may keep it.
    pub seconds: i64,
}

impl<T> Entry<T> {
    pub(super) fn new(answer: T, token: Secret, rules: &SignInRules) -> Self {
        Self { answer, token, seconds: i64::from(rules.session_minutes_max) * 60 }
    }
}

/// Whose session the visit comes in; the session is noted as used.
///
/// # Errors
/// `unauthenticated` without a session, or when it has ended or its account is suspended.
pub async fn presence(visit: Visit) -> Answer<Presence> {
    let presence = find(visit).await?;
    presence.note_seen().await?;
    Ok(presence)
}

/// Whose session the visit comes in, without counting as a use of it.
///
/// # Errors
/// As [`presence`].
pub async fn find(visit: Visit) -> Answer<Presence> {
    let Some(token_hash) = visit.token_hash.clone() else { return Err(nobody()) };
    let now = visit.app.clock.now();
    let found = visit
        .app
        .unfenced()
        .read(async |mut conn| {
            let Some(session) = store::by_token(&mut conn, &token_hash).await? else { return Ok(None) };
            let account = accounts::get(&mut conn, session.account_id).await?;
            let rules = settings::in_force(&mut conn).await?;
            let lives = now < rules.session_ends(session.created_at, session.seen_at)
                && account.state == AccountState::Active;
            Ok::<_, StoreError>(lives.then_some((session, account)))
        })
        .await?;
    let Some((session, account)) = found else { return Err(nobody()) };
    Ok(Presence { visit, account, session })
}

/// Nobody is signed in.
pub(super) fn nobody() -> Refusal {
    Problem::new(ErrorCode::Unauthenticated).into()
}

impl Presence {
    async fn note_seen(&self) -> Answer<()> {
        let now = self.visit.app.clock.now();
        if now.as_micros() - self.session.seen_at.as_micros() < SEEN_EVERY_MICROS {
            return Ok(());
        }
        self.visit
            .app
            .unfenced()
            .work(async |mut tx| store::seen(&mut tx, self.session.id, now).await)
            .await?;
        Ok(())
    }

    /// Gives the session another token, because its holder has come one step further.
    pub(super) async fn advance(&self, tx: &mut Tx, due: Option<Due>) -> Result<Secret, StoreError> {
        let token = Secret::draw();
        store::rotate(tx, &self.session, &token.digest(), due, self.visit.app.clock.now()).await?;
        Ok(token)
    }
}

/// Makes a session for `account`. The one the browser brought, whose ever it was, ends: nobody can be made to come in
/// by a token that another knows. Beyond as many as the rules let an account have, those end that were used longest ago.
pub(super) async fn make(
    tx: &mut Tx,
    visit: &Visit,
    account: &Account,
    due: Option<Due>,
    rules: &SignInRules,
) -> Result<Secret, StoreError> {
    let now = visit.app.clock.now();
    let longest = i64::from(rules.session_minutes_max) * 60 * 1_000_000;
    store::purge(tx, Instant::from_micros(now.as_micros() - longest)).await?;
    if let Some(brought) = &visit.token_hash
        && let Some(old) = store::by_token(tx, brought).await?
    {
        store::end(tx, old.account_id, old.id).await?;
    }
    let token = Secret::draw();
    let session = Session {
        id: visit.app.ids.draw(),
        account_id: account.id,
        token_hash: token.digest(),
        due,
        address: visit.address.clone(),
        agent: visit.agent.clone(),
        created_at: now,
        seen_at: now,
    };
    // Held, so that two who come in at once count each other.
    accounts::hold(tx, account.id).await?;
    store::insert(tx, &session).await?;
    store::end_beyond(tx, account.id, rules.sessions_max).await?;
    Ok(token)
}

/// Ends the session that asks.
///
/// # Errors
/// When the store fails.
pub async fn sign_out(presence: &Presence) -> Answer<()> {
    let work = presence.work();
    let account = &presence.account;
    let done = work
        .app
        .unfenced()
        .work(async |mut tx| {
            store::end(&mut tx, account.id, presence.session.id).await?;
            work.note(&mut tx, "sign_out", ("account", account.id.to_string()), json!({})).await?;
            Ok::<_, Refusal>(())
        })
        .await;
    work.app.events.standings_changed();
    done
}

/// An account, as pages name it.
pub(super) fn reference(account: &Account) -> AccountRef {
    AccountRef {
        id: account.id.as_uuid(),
        login: account.login.to_string(),
        display_name: account.display_name.clone(),
    }
}

/// Who has come in, and how far.
pub(super) fn entered(account: &Account, due: Option<Due>) -> Entered {
    Entered { account: reference(account), due: due.map(Due::as_str) }
}
