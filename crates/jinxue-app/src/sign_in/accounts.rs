//! Accounts, as their administrator makes and mends them.

use jinxue_api::accounts::{
    Account as Wire, AccountChange, AccountMade, AccountsPage, AccountsQuery, FactorLost, NewAccount,
};
use jinxue_api::sign_in::LinkMade;
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::authority::GrantRole;
use jinxue_domain::{AccountId, AccountState, LoginName, PersonName, SecondFactor};
use jinxue_store::accounts::{self as store, Account};
use jinxue_store::{people, sessions};
use serde_json::json;
use uuid::Uuid;

use super::{links, settings};
use crate::wire::{self, Faults};
use crate::{Answer, App, Refusal, Work, access};

/// Accounts of a part of the list: as shipped, and the most.
const PART: u32 = 50;
const PART_MOST: u32 = 200;
/// Characters of the reason why a second factor is taken off.
const REASON_LEAST: i64 = 4;
const REASON_MOST: i64 = 200;

/// A part of the accounts, by login name.
///
/// # Errors
/// `invalid_value` for a limit out of range.
pub async fn list(work: &Work, query: &AccountsQuery) -> Answer<AccountsPage> {
    let limit = i64::from(query.limit.unwrap_or(PART));
    let limit = wire::between("limit", limit, 1, i64::from(PART_MOST))?;
    let limit = u32::try_from(limit).unwrap_or(PART);
    let after = query.after.clone().unwrap_or_default();
    let mut found =
        work.app.unfenced().read(async |mut conn| store::list(&mut conn, &after, limit + 1).await).await?;
    let has_more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| has_more).map(|last| last.login.to_string());
    Ok(AccountsPage { items: found.into_iter().map(account).collect(), next })
}

/// Makes an account, and the link by which its holder sets a password.
///
/// # Errors
/// `invalid_value`, `missing_value` for every field; `not_found` for the person; `duplicate` for the login.
pub async fn create(work: &Work, given: &NewAccount) -> Answer<AccountMade> {
    let made = new(&work.app, &given.login, &given.display_name, given.person_id, "")?;
    work.app
        .unfenced()
        .work(async |mut tx| {
            if let Some(person) = made.person_id {
                people::by_id(&mut tx, person).await?;
            }
            store::insert(&mut tx, &made).await?;
            let detail = json!({ "login": made.login.as_str(), "person": given.person_id });
            work.note(&mut tx, "create", ("account", made.id.to_string()), detail).await?;
            let minutes = settings::in_force(&mut tx).await?.recovery_link_minutes;
            let link = links::make_for(&mut tx, work, &made, minutes).await?;
            Ok::<_, Refusal>(AccountMade { account: account(made.clone()), link })
        })
        .await
}

/// Changes an account. One that is suspended is signed out everywhere.
///
/// # Errors
/// `not_found`, `version_stale` with the account as it is, `invalid_value`; `wrong_state` for one's own suspension; `forbidden` for that of one of the
/// three administrators.
pub async fn change(work: &Work, id: Uuid, version: i64, given: &AccountChange) -> Answer<Wire> {
    let state: Option<AccountState> = wire::read_opt("state", given.state.as_deref())?;
    let name: Option<PersonName> = wire::read_opt("display_name", given.display_name.as_deref())?;
    if state == Some(AccountState::Suspended) && work.actor.account == Some(id) {
        let refused = Problem::new(ErrorCode::WrongState).field("state");
        return Err(refused.because("不能停用自己的账号", "one's own account cannot be suspended").into());
    }
    if state.is_some() {
        not_over_an_administrator(
            work,
            id,
            "三员账号须由运维人员在服务器上用 jinxue account suspend、resume 停用和恢复",
            "an administrator's account is suspended and resumed at the machine, by jinxue account suspend, resume",
        )
        .await?;
    }
    let changed = work
        .app
        .unfenced()
        .work(async |mut tx| {
            let mut kept = store::get(&mut tx, AccountId::from_uuid(id)).await?;
            kept.version = version;
            kept.state = state.unwrap_or(kept.state);
            if let Some(name) = &name {
                kept.display_name = name.as_str().to_owned();
            }
            store::update(&mut tx, &kept, work.app.clock.now()).await?;
            if kept.state == AccountState::Suspended {
                sessions::end_all(&mut tx, kept.id).await?;
            }
            work.note(&mut tx, "change", ("account", id.to_string()), json!(given)).await?;
            store::get(&mut tx, kept.id).await.map_err(Refusal::from)
        })
        .await;
    work.app.events.standings_changed();
    match changed {
        Ok(changed) => Ok(account(changed)),
        Err(refusal) => Err(refusal.with_current(get(work, id)).await),
    }
}

/// One account.
///
/// # Errors
/// `not_found`.
pub async fn get(work: &Work, id: Uuid) -> Answer<Wire> {
    let id = AccountId::from_uuid(id);
    Ok(account(work.app.unfenced().read(async |mut conn| store::get(&mut conn, id).await).await?))
}

/// The account that signs in by `login`.
///
/// # Errors
/// When the store fails.
pub async fn by_login(work: &Work, login: &LoginName) -> Answer<Option<Wire>> {
    let found = work.app.unfenced().read(async |mut conn| store::by_login(&mut conn, login).await).await?;
    Ok(found.map(account))
}

/// Makes a link by which the holder of an account sets a new password and comes in again; an earlier one is void. The
/// second factor stays.
///
/// An administrator's is made by the operator alone: with it one administrator could act as another.
///
/// # Errors
/// `not_found`; `forbidden` for an account of one of the three administrators.
pub async fn recovery_link(work: &Work, id: Uuid) -> Answer<LinkMade> {
    may_make_link(work, id).await?;
    work.app
        .unfenced()
        .work(async |mut tx| {
            let kept = store::get(&mut tx, AccountId::from_uuid(id)).await?;
            let minutes = settings::in_force(&mut tx).await?.recovery_link_minutes;
            let link = links::make_for(&mut tx, work, &kept, minutes).await?;
            work.note(&mut tx, "make_link", ("account", id.to_string()), json!({})).await?;
            Ok::<_, Refusal>(link)
        })
        .await
}

/// Makes a link by which somebody who has lost the second factor too comes in again: it takes that off. Why that is
/// believed is kept in the audit, and shown to the owner of the account.
///
/// # Errors
/// `missing_value`, `invalid_value` for the reason; those of [`recovery_link`].
pub async fn factor_link(work: &Work, id: Uuid, given: &FactorLost) -> Answer<LinkMade> {
    let reason = wire::filled("reason", &given.reason)?;
    let characters = i64::try_from(reason.chars().count()).unwrap_or(i64::MAX);
    wire::between("reason", characters, REASON_LEAST, REASON_MOST)?;
    may_make_link(work, id).await?;
    work.app
        .unfenced()
        .work(async |mut tx| {
            let kept = store::get(&mut tx, AccountId::from_uuid(id)).await?;
            let minutes = settings::in_force(&mut tx).await?.recovery_link_minutes;
            let link = links::make_for_lost_factor(&mut tx, work, &kept, &reason, minutes).await?;
            let detail = json!({ "reason": reason });
            work.note(&mut tx, "make_factor_link", ("account", id.to_string()), detail).await?;
            Ok::<_, Refusal>(link)
        })
        .await
}

async fn may_make_link(work: &Work, id: Uuid) -> Answer<()> {
    not_over_an_administrator(
        work,
        id,
        "三员账号的恢复链接须由运维人员在服务器上用 jinxue account link 生成",
        "a recovery link for an administrator is made at the machine, by jinxue account link",
    )
    .await
}

/// Refuses what would give one of the three administrators power over another: only the operator has it.
async fn not_over_an_administrator(work: &Work, id: Uuid, zh: &str, en: &str) -> Answer<()> {
    let roles = access::roles_of(&work.app, id.into()).await?;
    let administers = roles.iter().any(|held| held.role.parse().is_ok_and(GrantRole::stands_alone));
    if administers && !work.actor.authority.is_everything() {
        return Err(Problem::new(ErrorCode::Forbidden).field("account").because(zh, en).into());
    }
    Ok(())
}

/// A new account that is not kept yet. Its fields are named in refusals with `prefix` before them.
pub(super) fn new(
    app: &App,
    login: &str,
    display_name: &str,
    person: Option<Uuid>,
    prefix: &str,
) -> Answer<Account> {
    let mut faults = Faults::default();
    let login = faults.take(wire::read::<LoginName>(&format!("{prefix}login"), login));
    let name = faults.take(wire::read::<PersonName>(&format!("{prefix}display_name"), display_name));
    faults.end()?;
    let (Some(login), Some(name)) = (login, name) else { return Err(Refusal::internal(&"no fault")) };
    let now = app.clock.now();
    Ok(Account {
        id: app.ids.draw(),
        login,
        display_name: name.as_str().to_owned(),
        person_id: person.map(Into::into),
        state: AccountState::Active,
        second_factor: SecondFactor::Optional,
        version: 1,
        created_at: now,
        changed_at: now,
    })
}

fn account(kept: Account) -> Wire {
    Wire {
        id: kept.id.as_uuid(),
        login: kept.login.to_string(),
        display_name: kept.display_name,
        person_id: kept.person_id.map(|person| person.as_uuid()),
        state: kept.state.as_str(),
        version: kept.version,
        created_at: kept.created_at.as_micros(),
        changed_at: kept.changed_at.as_micros(),
    }
}
