//! One-time links: made for somebody, shown once, good for a while. Their secret stands behind the `#` of the address,
//! which browsers never send, and travels in the body of a request.

use jinxue_api::sign_in::{LinkGiven, LinkMade, LinkSeen, Recovery};
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::{Instant, LinkPurpose};
use jinxue_store::accounts::{self, Account};
use jinxue_store::links::{self as store, Link};
use jinxue_store::{StoreError, Tx, sessions as session_store, units};
use serde_json::json;

use super::failures::Tries;
use super::secrets::{Secret, digest_of};
use super::sessions::reference;
use super::visit::Visit;
use super::{password, second_factor, settings};
use crate::{Answer, App, Refusal, Work};

/// Where the page for links is.
const PAGE: &str = "/set-up";

/// What a link is for.
///
/// # Errors
/// `link_unknown`, `link_elsewhere`, `link_expired`, `link_used`.
pub async fn look(visit: &Visit, given: &LinkGiven) -> Answer<LinkSeen> {
    let link = valid(&visit.app, &given.link).await?;
    let (account, top, rules) = visit
        .app
        .unfenced()
        .read(async |mut conn| {
            let account = match link.account_id {
                Some(id) => Some(accounts::get(&mut conn, id).await?),
                None => None,
            };
            let top = match link.purpose {
                LinkPurpose::FirstStart => units::roots(&mut conn).await?.into_iter().next(),
                LinkPurpose::Recovery => None,
            };
            Ok::<_, StoreError>((account, top, settings::in_force(&mut conn).await?))
        })
        .await?;
    Ok(LinkSeen {
        top_unit: top.map(|unit| unit.name),
        purpose: link.purpose.as_str(),
        account: account.as_ref().map(reference),
        factor_reason: link.factor_reason,
        expires_at: link.expires_at.as_micros(),
        password_length_min: rules.password_length_min,
    })
}

/// Gives the account of a recovery link a new password; its sessions and its failures are gone. Its second factor stays
/// and is asked for at the next sign-in, unless the link was made because that was lost too.
///
/// # Errors
/// Those of [`look`]; `invalid_value` with every reason why the password is not taken.
pub async fn recover(visit: &Visit, given: &Recovery) -> Answer<()> {
    let link = valid(&visit.app, &given.link).await?;
    let id = link.account_id.ok_or_else(unknown)?;
    let account = visit.app.unfenced().read(async |mut conn| accounts::get(&mut conn, id).await).await?;
    let phc = password::new_hash(&visit.app, &account, &given.password, "password").await?;
    let work = visit.work_of(&account);
    let done = work
        .app
        .unfenced()
        .work(async |mut tx| {
            use_up(&mut tx, &link, work.app.clock.now()).await?;
            let rules = settings::in_force(&mut tx).await?;
            password::keep(&mut tx, &work.app, &account, &phc, &rules).await?;
            if link.factor_reason.is_some() {
                second_factor::drop_all(&mut tx, &account).await?;
            }
            session_store::end_all(&mut tx, id).await?;
            Tries::of_name(account.login.as_str()).forget(&mut tx).await?;
            Tries::within(&id).forget(&mut tx).await?;
            let detail = json!({ "factor_reason": link.factor_reason });
            work.note(&mut tx, "recover", ("account", id.to_string()), detail).await?;
            Ok::<_, Refusal>(())
        })
        .await;
    work.app.events.standings_changed();
    done
}

/// What a link is made for.
pub(super) enum For<'a> {
    /// The first accounts of an installation.
    FirstStart,
    /// An account whose holder sets a password, and keeps the second factor.
    Password(&'a Account),
    /// An account whose holder has lost the second factor as well, and why that is believed.
    PasswordAndFactor(&'a Account, &'a str),
}

/// Makes a link for an account, instead of any unused one it had.
pub(super) async fn make_for(tx: &mut Tx, work: &Work, account: &Account, minutes: u32) -> Answer<LinkMade> {
    hand_over(tx, work, account, For::Password(account), minutes).await
}

/// Makes a link for an account that has lost its second factor, instead of any unused one it had.
pub(super) async fn make_for_lost_factor(
    tx: &mut Tx,
    work: &Work,
    account: &Account,
    reason: &str,
    minutes: u32,
) -> Answer<LinkMade> {
    hand_over(tx, work, account, For::PasswordAndFactor(account, reason), minutes).await
}

async fn hand_over(
    tx: &mut Tx,
    work: &Work,
    account: &Account,
    wanted: For<'_>,
    minutes: u32,
) -> Answer<LinkMade> {
    let (address, expires_at) = make(tx, work, wanted, minutes).await?;
    Ok(LinkMade { account: reference(account), address, expires_at: expires_at.as_micros() })
}

/// Makes a link; its address, and when it expires.
pub(super) async fn make(
    tx: &mut Tx,
    work: &Work,
    wanted: For<'_>,
    minutes: u32,
) -> Answer<(String, Instant)> {
    let (secret, now) = (Secret::draw(), work.app.clock.now());
    let (purpose, account_id, factor_reason) = match wanted {
        For::FirstStart => (LinkPurpose::FirstStart, None, None),
        For::Password(account) => (LinkPurpose::Recovery, Some(account.id), None),
        For::PasswordAndFactor(account, why) => {
            (LinkPurpose::Recovery, Some(account.id), Some(why.to_owned()))
        }
    };
    let expires_at = Instant::from_micros(now.as_micros() + i64::from(minutes) * 60_000_000);
    let link = Link {
        id: work.app.ids.draw(),
        purpose,
        account_id,
        secret_hash: secret.digest(),
        made_by: work.actor.name.clone(),
        factor_reason,
        created_at: now,
        expires_at,
        used_at: None,
    };
    store::insert(tx, &link).await?;
    let installation = settings::installation_in(tx).await?;
    Ok((format!("{PAGE}#{installation}.{}", secret.reveal()), expires_at))
}

/// The link whose text was given, if it may be used now.
///
/// # Errors
/// `link_unknown`, `link_elsewhere`, `link_expired`, `link_used`.
pub(super) async fn valid(app: &App, given: &str) -> Answer<Link> {
    let (installation, secret) = given.trim().split_once('.').ok_or_else(unknown)?;
    if installation != settings::installation(app).await? {
        return Err(Problem::new(ErrorCode::LinkElsewhere).into());
    }
    let hash = digest_of(secret);
    let link = app.unfenced().read(async |mut conn| store::by_secret(&mut conn, &hash).await).await?;
    let link = link.ok_or_else(unknown)?;
    if link.used_at.is_some() {
        return Err(used());
    }
    if app.clock.now() >= link.expires_at {
        return Err(Problem::new(ErrorCode::LinkExpired).value(link.expires_at).into());
    }
    Ok(link)
}

/// Uses a link up, in the transaction of what it is used for.
///
/// # Errors
/// `link_used` when somebody else was faster.
pub(super) async fn use_up(tx: &mut Tx, link: &Link, now: Instant) -> Answer<()> {
    if store::use_up(tx, link.id, now).await? { Ok(()) } else { Err(used()) }
}

fn unknown() -> Refusal {
    Problem::new(ErrorCode::LinkUnknown).into()
}

fn used() -> Refusal {
    Problem::new(ErrorCode::LinkUsed).into()
}
