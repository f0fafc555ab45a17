//! The second factor, whichever kind it is: whether there is one, what is shown of it, and what shows that whoever holds
//! a session may change it.

use jinxue_api::me::Proof;
use jinxue_api::sign_in::Entered;
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::account::SignInRules;
use jinxue_domain::{Due, Instant, SecondFactor, SecondFactorFor};
use jinxue_store::accounts::Account;
use jinxue_store::second_factors as store;
use jinxue_store::{Conn, StoreError, Tx, passkeys as passkey_store};
use serde_json::{Value, json};

use super::failures::Tries;
use super::passkeys::Assertion;
use super::secrets::{digest_of, paper_code, paper_typed};
use super::sessions::{self, Entry};
use super::visit::Presence;
use super::{authenticator, due, password, settings};
use crate::{Answer, Refusal, access};

/// Recovery codes made at a time.
const CODES: usize = 10;

/// What somebody shows as their second factor.
pub enum Shown<'a> {
    /// A code of the authenticator app, or one of paper.
    Code(&'a str),
    /// The answer of a passkey, as the browser wrote it.
    Passkey(&'a Value),
}

/// What was shown, as far as it is judged without changing anything.
enum Judged<'a> {
    Code(&'a str),
    Passkey(Assertion),
}

/// Takes the second factor that is due after the password.
///
/// # Errors
/// `wrong_state` when none is due; `code_refused` for a wrong code and for one that was taken before; `passkey_refused`,
/// `challenge_over` for a passkey; `sign_in_delayed`.
pub async fn pass(presence: &Presence, shown: Shown<'_>) -> Answer<Entry<Entered>> {
    if presence.session.due != Some(Due::Code) {
        return Err(Problem::new(ErrorCode::WrongState).into());
    }
    let work = presence.work();
    let tries = Tries::within(&presence.account.id);
    tries.begin(&work.app).await?;
    let judged = judged(presence, shown).await?;
    let (account, now) = (&presence.account, work.app.clock.now());
    work.app
        .unfenced()
        .work(async |mut tx| {
            let by = take(&mut tx, presence, &judged, now).await?;
            tries.forget(&mut tx).await?;
            let rules = settings::in_force(&mut tx).await?;
            let due = due::after_second_factor(&mut tx, account, &rules, now).await?;
            let token = presence.advance(&mut tx, due).await?;
            let detail = json!({ "by": by });
            work.note(&mut tx, "second_factor", ("account", account.id.to_string()), detail).await?;
            Ok::<_, Refusal>(Entry::new(sessions::entered(account, due), token, &rules))
        })
        .await
}

/// What a session that is whole must show before the second factor changes: the password, and the second factor where
/// there is one. One that owes the enrolment has just shown the password.
///
/// # Errors
/// `missing_value`, `sign_in_refused` for the password; `missing_value` of `code`, and the refusals of [`pass`].
pub(super) async fn prove(presence: &Presence, proof: &Proof) -> Answer<()> {
    if presence.session.due.is_some() {
        return Ok(());
    }
    let given = proof.password.as_deref().ok_or_else(|| Problem::missing("password"))?;
    password::prove(presence, given).await?;
    if !is_bound_to(presence).await? {
        return Ok(());
    }
    prove_by(presence, shown(proof).ok_or_else(|| Problem::missing("code"))?).await
}

/// What a session shows before it ends others: one of the proofs that its account has. An account without any, which came
/// in by the provider, shows nothing.
///
/// # Errors
/// `missing_value` of `password`; `sign_in_refused`, and the refusals of [`pass`].
pub(super) async fn prove_by_one(presence: &Presence, proof: &Proof) -> Answer<()> {
    if let Some(given) = proof.password.as_deref() {
        return password::prove(presence, given).await;
    }
    match shown(proof) {
        Some(shown) => prove_by(presence, shown).await,
        None if password::is_set(presence).await? || is_bound_to(presence).await? => {
            Err(Problem::missing("password").into())
        }
        None => Ok(()),
    }
}

fn shown(proof: &Proof) -> Option<Shown<'_>> {
    let passkey = proof.passkey.as_ref().map(Shown::Passkey);
    passkey.or_else(|| proof.code.as_deref().map(Shown::Code))
}

async fn prove_by(presence: &Presence, shown: Shown<'_>) -> Answer<()> {
    let work = presence.work();
    let tries = Tries::within(&presence.account.id);
    tries.begin(&work.app).await?;
    let judged = judged(presence, shown).await?;
    let now = work.app.clock.now();
    work.app
        .unfenced()
        .work(async |mut tx| {
            take(&mut tx, presence, &judged, now).await?;
            tries.forget(&mut tx).await?;
            Ok::<_, Refusal>(())
        })
        .await
}

async fn is_bound_to(presence: &Presence) -> Answer<bool> {
    let db = presence.visit.app.unfenced();
    Ok(db.read(async |mut conn| is_bound(&mut conn, &presence.account).await).await?)
}

/// Whether the account may not come in without a second factor: one of the three administrators, or whoever the rules
/// name.
pub(super) async fn is_required(
    conn: &mut Conn,
    account: &Account,
    rules: &SignInRules,
    now: Instant,
) -> Result<bool, StoreError> {
    if account.second_factor == SecondFactor::Required {
        return Ok(true);
    }
    match rules.second_factor_for {
        SecondFactorFor::Administrators => Ok(false),
        SecondFactorFor::SeesOthers => access::sees_others(conn, account.id, now).await,
        SecondFactorFor::Everybody => Ok(true),
    }
}

/// Whether the account has a second factor of any kind.
pub(super) async fn is_bound(conn: &mut Conn, account: &Account) -> Result<bool, StoreError> {
    Ok(has_authenticator(conn, account).await? || passkey_store::count(conn, account.id).await? > 0)
}

/// Whether an authenticator app is bound to the account.
pub(super) async fn has_authenticator(conn: &mut Conn, account: &Account) -> Result<bool, StoreError> {
    let totp = store::totp(conn, account.id).await?;
    Ok(totp.is_some_and(|totp| totp.confirmed_at.is_some()))
}

/// Takes every second factor away from an account.
pub(super) async fn drop_all(tx: &mut Tx, account: &Account) -> Result<(), StoreError> {
    store::drop_all(tx, account.id).await?;
    passkey_store::drop_all(tx, account.id).await
}

/// Codes on paper, instead of any the account had.
pub(super) async fn new_codes(tx: &mut Tx, account: &Account) -> Result<Vec<String>, StoreError> {
    let codes: Vec<String> = (0..CODES).map(|_| paper_code()).collect();
    let hashes: Vec<String> = codes.iter().map(|code| digest_of(code)).collect();
    store::set_codes(tx, account.id, &hashes).await?;
    Ok(codes)
}

async fn judged<'a>(presence: &Presence, shown: Shown<'a>) -> Answer<Judged<'a>> {
    match shown {
        Shown::Code(code) => Ok(Judged::Code(code)),
        Shown::Passkey(credential) => Assertion::judge(presence, credential).await.map(Judged::Passkey),
    }
}

/// Uses up what was shown; what kind it was.
async fn take(tx: &mut Tx, presence: &Presence, judged: &Judged<'_>, now: Instant) -> Answer<&'static str> {
    let account = presence.account.id;
    let code = match judged {
        Judged::Passkey(assertion) => return assertion.take(tx, account, now).await.map(|()| "passkey"),
        Judged::Code(code) => code,
    };
    let bound = store::totp(tx, account).await?.filter(|totp| totp.confirmed_at.is_some());
    let step = bound.and_then(|totp| authenticator::step_of(&totp.secret, code, now));
    let taken = match step {
        Some(step) => store::take_step(tx, account, step).await?.then_some("authenticator"),
        None => {
            let paper = digest_of(&paper_typed(code));
            store::use_code(tx, account, &paper, now).await?.then_some("recovery_code")
        }
    };
    taken.ok_or_else(authenticator::refused)
}
