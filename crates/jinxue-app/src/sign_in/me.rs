//! What an account sees of itself: who it is, where it is signed in.

use jinxue_api::Problem;
use jinxue_api::me::{Ended, FactorTakenOff, Me, Proof, SessionRow};
use jinxue_domain::Instant;
use jinxue_store::{StoreError, links, passkeys as passkey_store, passwords, providers, sessions as store};
use serde_json::json;
use uuid::Uuid;

use super::visit::Presence;
use super::{authenticator, provider, relying_party, second_factor, sessions, settings};
use crate::{Answer, Refusal, access};

/// How long the owner of an account is shown that its second factor was taken off, in microseconds: 90 days.
const FACTOR_SHOWN_MICROS: i64 = 90 * 24 * 3_600 * 1_000_000;

/// Who is signed in, and what is still due.
///
/// # Errors
/// When the store fails.
pub async fn get(presence: &Presence) -> Answer<Me> {
    let (account, session) = (&presence.account, &presence.session);
    let app = &presence.visit.app;
    let shown_since = Instant::from_micros(app.clock.now().as_micros() - FACTOR_SHOWN_MICROS);
    let (password, (codes, since), keys, bound, taken_off, rules) = app
        .unfenced()
        .read(async |mut conn| {
            let password = passwords::latest(&mut conn, account.id, 1).await?.pop();
            let standing = authenticator::standing(&mut conn, account.id).await?;
            let keys = passkey_store::count(&mut conn, account.id).await?;
            let bound = providers::of_account(&mut conn, account.id).await?;
            let taken_off = links::took_factor(&mut conn, account.id, shown_since).await?;
            let rules = settings::in_force(&mut conn).await?;
            Ok::<_, StoreError>((password, standing, keys, bound, taken_off, rules))
        })
        .await?;
    let seen = session.seen_at.max(app.clock.now());
    Ok(Me {
        account: sessions::reference(account),
        due: presence.due(),
        session_ends_at: rules.session_ends(session.created_at, seen).as_micros(),
        password_set_at: password.map(|password| password.set_at.as_micros()),
        authenticator_since: since.map(|since| since.as_micros()),
        recovery_codes_left: codes,
        second_factor_taken_off: taken_off.and_then(|link| {
            Some(FactorTakenOff {
                at: link.used_at?.as_micros(),
                by: link.made_by,
                reason: link.factor_reason?,
            })
        }),
        passkeys: keys,
        provider: provider::name(app).await?,
        provider_since: bound.map(|bound| bound.bound_at.as_micros()),
        passkey_host: relying_party::host(app),
        entrance: app.settings.entrance.as_str(),
        person_id: account.person_id.map(|person| person.as_uuid()),
        roles: access::roles_of(app, account.id).await?,
    })
}

/// Where the account is signed in, the latest used first.
///
/// # Errors
/// When the store fails.
pub async fn sessions(presence: &Presence) -> Answer<Vec<SessionRow>> {
    presence.whole()?;
    let app = &presence.visit.app;
    let (rows, rules) = app
        .unfenced()
        .read(async |mut conn| {
            let rows = store::of_account(&mut conn, presence.account.id).await?;
            Ok::<_, StoreError>((rows, settings::in_force(&mut conn).await?))
        })
        .await?;
    let now = app.clock.now();
    let row = |one: store::Session| SessionRow {
        id: one.id.as_uuid(),
        current: one.id == presence.session.id,
        ends_at: rules.session_ends(one.created_at, one.seen_at).as_micros(),
        created_at: one.created_at.as_micros(),
        seen_at: one.seen_at.as_micros(),
        address: one.address,
        agent: one.agent,
    };
    Ok(rows.into_iter().map(row).filter(|one| one.ends_at > now.as_micros()).collect())
}

/// Ends one session of the account.
///
/// # Errors
/// The refusals of the proof; `not_found` when the account has none of this id.
pub async fn end_session(presence: &Presence, id: Uuid, proof: &Proof) -> Answer<()> {
    presence.whole()?;
    second_factor::prove_by_one(presence, proof).await?;
    let (work, account) = (presence.work(), &presence.account);
    let done = work
        .app
        .unfenced()
        .work(async |mut tx| {
            if !store::end(&mut tx, account.id, id.into()).await? {
                return Err(Problem::not_found("session", id).into());
            }
            let detail = json!({ "session": id });
            work.note(&mut tx, "end_session", ("account", account.id.to_string()), detail).await?;
            Ok::<_, Refusal>(())
        })
        .await;
    work.app.events.standings_changed();
    done
}

/// Ends every session of the account but the one that asks.
///
/// # Errors
/// The refusals of the proof.
pub async fn end_other_sessions(presence: &Presence, proof: &Proof) -> Answer<Ended> {
    presence.whole()?;
    second_factor::prove_by_one(presence, proof).await?;
    let (work, account) = (presence.work(), &presence.account);
    let done = work
        .app
        .unfenced()
        .work(async |mut tx| {
            let sessions = store::end_others(&mut tx, account.id, presence.session.id).await?;
            let detail = json!({ "sessions": sessions });
            work.note(&mut tx, "end_sessions", ("account", account.id.to_string()), detail).await?;
            Ok::<_, Refusal>(Ended { sessions })
        })
        .await;
    work.app.events.standings_changed();
    done
}
