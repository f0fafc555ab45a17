//! Coming in by a name and a password.

use jinxue_api::sign_in::{Credentials, Door, Entered};
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::account::PASSWORD_CHARACTERS_MAX;
use jinxue_domain::{AccountState, LoginName};
use jinxue_store::accounts::{self, Account};
use jinxue_store::{Conn, StoreError, passwords};
use serde_json::json;

use super::failures::Tries;
use super::sessions::{self, Entry};
use super::visit::Visit;
use super::{due, provider, settings};
use crate::{Answer, Refusal};

/// What whoever stands at the door may know.
///
/// # Errors
/// When the store fails.
pub async fn door(visit: &Visit) -> Answer<Door> {
    let (any, rules) = visit
        .app
        .unfenced()
        .read(async |mut conn| {
            Ok::<_, StoreError>((accounts::any(&mut conn).await?, settings::in_force(&mut conn).await?))
        })
        .await?;
    let entrance = visit.app.settings.entrance;
    let provider = provider::name(&visit.app).await?;
    Ok(Door { entrance: entrance.as_str(), set_up_waits: !any, provider, rules: settings::said_all(&rules) })
}

/// Signs in. The answer says what is still due; the session is good for that alone until it is done.
///
/// # Errors
/// `sign_in_refused` for a wrong name or password or a suspended account, without saying which; `sign_in_delayed`
/// after too many failures; `busy` when too many sign in at once.
pub async fn sign_in(visit: &Visit, given: &Credentials) -> Answer<Entry<Entered>> {
    let tries = Tries::of_name(&given.login);
    tries.begin(&visit.app).await?;
    let found = visit.app.unfenced().read(async |mut conn| find(&mut conn, &given.login).await).await?;
    let (account, phc) = found.unzip();
    let readable = given.password.chars().count() <= PASSWORD_CHARACTERS_MAX;
    let fits = readable && visit.app.hasher.fits(&given.password, phc.flatten()).await?;
    match account {
        Some(account) if fits && account.state == AccountState::Active => {
            enter(visit, &account, &tries).await
        }
        Some(account) => {
            note_refused(visit, &account).await?;
            Err(refused())
        }
        None => Err(refused()),
    }
}

fn refused() -> Refusal {
    Problem::new(ErrorCode::SignInRefused).into()
}

/// Whose account it was that somebody tried: the asker is nobody yet.
async fn note_refused(visit: &Visit, account: &Account) -> Answer<()> {
    let detail = json!({ "address": visit.address });
    visit.work().note_refusal("sign_in_refused", ("account", account.id.to_string()), detail).await
}

/// The account of a name, and its password.
async fn find(conn: &mut Conn, typed: &str) -> Result<Option<(Account, Option<String>)>, StoreError> {
    let Ok(login) = typed.parse::<LoginName>() else { return Ok(None) };
    let Some(account) = accounts::by_login(conn, &login).await? else { return Ok(None) };
    let password = passwords::latest(conn, account.id, 1).await?.pop();
    Ok(Some((account, password.map(|password| password.phc))))
}

async fn enter(visit: &Visit, account: &Account, tries: &Tries) -> Answer<Entry<Entered>> {
    let work = visit.work_of(account);
    let now = visit.app.clock.now();
    visit
        .app
        .unfenced()
        .work(async |mut tx| {
            let rules = settings::in_force(&mut tx).await?;
            let due = due::after_password(&mut tx, account, &rules, now).await?;
            tries.forget(&mut tx).await?;
            let token = sessions::make(&mut tx, visit, account, due, &rules).await?;
            let detail = json!({ "address": visit.address, "due": due.map(|due| due.as_str()) });
            work.note(&mut tx, "sign_in", ("account", account.id.to_string()), detail).await?;
            Ok::<_, Refusal>(Entry::new(sessions::entered(account, due), token, &rules))
        })
        .await
}
