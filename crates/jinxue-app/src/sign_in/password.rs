//! Passwords: changed by their owner, or set anew by a one-time link.

use jinxue_api::me::PasswordChange;
use jinxue_api::sign_in::Entered;
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::account::{PasswordFault, SignInRules, weaknesses};
use jinxue_store::accounts::Account;
use jinxue_store::passwords::{self, Password};
use jinxue_store::{StoreError, Tx, sessions as session_store, units};
use serde_json::json;

use super::failures::Tries;
use super::sessions::{self, Entry};
use super::visit::Presence;
use super::{refused, settings};
use crate::wire::Faults;
use crate::{Answer, App, Refusal};

/// Changes the password of whoever asks; every other session of the account ends, this one gets another token.
///
/// # Errors
/// `sign_in_refused` for a wrong present password; `step_due` while a second factor is due; `invalid_value` with every
/// reason why the new one is not taken; `sign_in_delayed` after too many failures.
pub async fn change(presence: &Presence, given: &PasswordChange) -> Answer<Entry<Entered>> {
    presence.past_second_factor()?;
    prove(presence, &given.password).await?;
    let account = &presence.account;
    let work = presence.work();
    let phc = new_hash(&work.app, account, &given.new_password, "new_password").await?;
    let done = work
        .app
        .unfenced()
        .work(async |mut tx| {
            let rules = settings::in_force(&mut tx).await?;
            keep(&mut tx, &work.app, account, &phc, &rules).await?;
            let ended = session_store::end_others(&mut tx, account.id, presence.session.id).await?;
            let token = presence.advance(&mut tx, None).await?;
            let detail = json!({ "sessions_ended": ended });
            work.note(&mut tx, "change_password", ("account", account.id.to_string()), detail).await?;
            Ok::<_, Refusal>(Entry::new(sessions::entered(account, None), token, &rules))
        })
        .await;
    work.app.events.standings_changed();
    done
}

/// Lets the holder of a session show the present password once more.
///
/// # Errors
/// `sign_in_refused`, `sign_in_delayed`, `busy`.
pub(super) async fn prove(presence: &Presence, password: &str) -> Answer<()> {
    let (app, account) = (&presence.visit.app, &presence.account);
    let tries = Tries::within(&account.id);
    tries.begin(app).await?;
    let kept =
        app.unfenced().read(async |mut conn| passwords::latest(&mut conn, account.id, 1).await).await?.pop();
    if !app.hasher.fits(password, kept.map(|password| password.phc)).await? {
        return Err(Problem::new(ErrorCode::SignInRefused).field("password").into());
    }
    app.unfenced().work(async |mut tx| tries.forget(&mut tx).await).await?;
    Ok(())
}

/// Whether the holder of a session has a password here.
pub(super) async fn is_set(presence: &Presence) -> Answer<bool> {
    let (app, account) = (&presence.visit.app, presence.account.id);
    let kept = app.unfenced().read(async |mut conn| passwords::latest(&mut conn, account, 1).await).await?;
    Ok(!kept.is_empty())
}

/// The hash of a password that the rules take for `account`.
///
/// # Errors
/// `invalid_value` of `field`, with every reason why it is not taken.
pub(super) async fn new_hash(app: &App, account: &Account, password: &str, field: &str) -> Answer<String> {
    let (rules, earlier, tops) = app
        .unfenced()
        .read(async |mut conn| {
            let rules = settings::in_force(&mut conn).await?;
            let earlier = passwords::latest(&mut conn, account.id, rules.password_history + 1).await?;
            Ok::<_, StoreError>((rules, earlier, units::roots(&mut conn).await?))
        })
        .await?;
    let names: Vec<&str> = tops.iter().map(|unit| unit.name.as_str()).collect();
    strong(app, password, account, &names, &rules, field).await?;
    let hashes = earlier.into_iter().map(|earlier| earlier.phc).collect();
    if app.hasher.fits_any(password, hashes).await? {
        let history = rules.password_history;
        return Err(Refusal::of(field, &PasswordFault::UsedBefore { history }));
    }
    app.hasher.hash(password).await
}

/// Whether the rules and the lists take `password` for an account that has none yet or another. `names` are those of the
/// installation.
///
/// # Errors
/// `invalid_value` of `field`, with every reason why they do not.
pub(super) async fn strong(
    app: &App,
    password: &str,
    account: &Account,
    names: &[&str],
    rules: &SignInRules,
    field: &str,
) -> Answer<()> {
    let names: Vec<&str> = names.iter().copied().chain([account.display_name.as_str()]).collect();
    let mut found = weaknesses(password, &account.login, &names, rules);
    if !found.contains(&PasswordFault::Common) && refused::is_common(password) {
        found.push(PasswordFault::Common);
    }
    if is_breached(app, password).await? {
        found.push(PasswordFault::Breached);
    }
    let mut faults = Faults::default();
    for fault in found {
        faults.push(Refusal::of(field, &fault));
    }
    faults.end()
}

/// Whether it is on the list of breached ones, where the installation has one. Files are read, so this waits elsewhere.
async fn is_breached(app: &App, password: &str) -> Answer<bool> {
    let Some(list) = app.settings.breached.clone() else { return Ok(false) };
    let password = password.to_owned();
    let looked = tokio::task::spawn_blocking(move || list.holds(&password)).await;
    looked.map_err(|fault| Refusal::internal(&fault))?.map_err(|fault| Refusal::internal(&fault))
}

/// Keeps a hash as the password in force, and as many earlier ones as the rules remember.
pub(super) async fn keep(
    tx: &mut Tx,
    app: &App,
    account: &Account,
    phc: &str,
    rules: &SignInRules,
) -> Result<(), StoreError> {
    let password =
        Password { id: app.ids.draw(), account_id: account.id, phc: phc.to_owned(), set_at: app.clock.now() };
    passwords::set(tx, &password, rules.password_history + 1).await
}
