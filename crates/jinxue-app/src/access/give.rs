//! Giving a role, passing one on, taking one back. What was passed on falls with what it was passed on from.

use jinxue_api::grants::{Grant as Said, NewGrant, Revoked};
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::authority::{GrantRole, PersonalField, Reach, Right, Standing, Terms, pass_on};
use jinxue_domain::fold::fold;
use jinxue_domain::{AccountId, GrantId, Instant, SecondFactor};
use jinxue_store::grants::{self as store, Grant, Holder};
use jinxue_store::units::Unit;
use jinxue_store::{Tx, accounts, sessions, units};
use serde_json::json;
use uuid::Uuid;

use super::list::{Ledger, Line, is_seen, said};
use crate::once::{Created, Once};
use crate::wire::{self, Faults};
use crate::{Answer, App, Refusal, Work};

/// Gives a role on a unit: of one's own accord where one may appoint, else passed on from the first of one's own grants
/// that it does not go beyond.
///
/// # Errors
/// `not_found` for the account or the unit; every `invalid_value`; `forbidden` with all in which it goes beyond one's
/// own; `wrong_state` for a role that does not go with another of the same account.
pub async fn give(work: &Work, key: Option<String>, new: &NewGrant) -> Answer<Created<Said>> {
    let once = Once::new(key, "POST /grants", "", new);
    if let Some(made) = once.find(work).await? {
        return Ok(made);
    }
    let asked = read(new, work.app.clock.now())?;
    let id = work.app.ids.draw::<GrantId>();
    let made = work
        .db()
        .work(async |mut tx| {
            let unit = units::by_id(&mut tx, new.unit_id.into()).await?;
            let holder = store::holder_named(&mut tx, new.login.trim()).await?;
            let holder = holder.ok_or_else(|| Problem::not_found("account", &new.login))?;
            let parent = permitted(work, &asked.on(&unit), &holder)?;
            let grant = written(&mut tx, work, id, &asked, &unit, &holder, parent).await?;
            work.note(&mut tx, "grant", ("grant", id.to_string()), json!(new)).await?;
            once.keep(&mut tx, work, &grant).await
        })
        .await;
    let settled = once.settle(work, made).await;
    work.app.events.standings_changed();
    settled
}

/// What was asked for, before its unit is known.
struct Asked {
    role: GrantRole,
    reach: Reach,
    fields: Vec<PersonalField>,
    from: Instant,
    until: Option<Instant>,
}

impl Asked {
    fn on(&self, unit: &Unit) -> Terms {
        Terms {
            role: self.role,
            node: unit.path.clone(),
            reach: self.reach,
            fields: self.fields.clone(),
            from: self.from,
            until: self.until,
        }
    }
}

fn read(new: &NewGrant, now: Instant) -> Answer<Asked> {
    let mut faults = Faults::default();
    let role = faults.take(wire::read::<GrantRole>("role", &new.role));
    let reach = faults.take(wire::read::<Reach>("reach", new.reach.as_deref().unwrap_or("subtree")));
    let fields = new.fields.iter().filter_map(|field| faults.take(wire::read("fields", field))).collect();
    let from = new.from.map_or(now, Instant::from_micros);
    let until = new.until.map(Instant::from_micros);
    if until.is_some_and(|until| until <= from.max(now)) {
        faults.push(Problem::invalid("until", until.unwrap_or(now), "> from, > now").into());
    }
    faults.end()?;
    let read = role.zip(reach).map(|(role, reach)| Asked { role, reach, fields, from, until });
    read.ok_or_else(|| Refusal::internal(&"a value was refused without a fault"))
}

/// The grant it is passed on from; none where the giver appoints.
fn permitted(work: &Work, terms: &Terms, holder: &Holder) -> Answer<Option<GrantId>> {
    let authority = &work.actor.authority;
    if authority.is_everything() {
        return Ok(None);
    }
    if work.actor.account == Some(holder.id.as_uuid()) {
        let problem = Problem::new(ErrorCode::Forbidden).field("login").value(&holder.login);
        return Err(problem.because("不能给自己授权", "nobody gives a role to themself").into());
    }
    let appoints = authority.scope(Right::Appoint).covers_range(&terms.range());
    if appoints {
        return Ok(None);
    }
    let mut least: Option<Vec<_>> = None;
    for own in authority.grants() {
        match pass_on(&own.terms, terms) {
            Ok(()) => return Ok(Some(own.id)),
            Err(beyond) if least.as_ref().is_none_or(|kept| beyond.len() < kept.len()) => {
                least = Some(beyond)
            }
            Err(_) => {}
        }
    }
    let mut faults = Faults::default();
    for beyond in least.unwrap_or_default() {
        use jinxue_domain::words::Fault as _;
        let (words, expected) = (beyond.words(), beyond.expected());
        let problem = Problem::new(ErrorCode::Forbidden).because(words.zh, words.en);
        faults.push(problem.field("grant").value(beyond.value()).expected(expected.zh).into());
    }
    faults.end()?;
    Err(Refusal::forbidden(Right::PassOn))
}

/// Writes the grant, after looking at what its holder has already.
async fn written(
    tx: &mut Tx,
    work: &Work,
    id: GrantId,
    asked: &Asked,
    unit: &Unit,
    holder: &Holder,
    parent: Option<GrantId>,
) -> Answer<Said> {
    let now = work.app.clock.now();
    let ledger = Ledger::at(now, store::of_account(tx, holder.id).await?);
    fits(asked, unit, holder, &ledger)?;
    if asked.role.stands_alone() {
        need_second_factor(tx, holder.id, now).await?;
    }
    let grant = Grant {
        id,
        account_id: holder.id,
        role: asked.role,
        unit_id: unit.id,
        unit_name: unit.name.clone(),
        reach: asked.reach,
        fields: asked.fields.iter().map(|field| field.as_str()).collect::<Vec<_>>().join("|"),
        from_at: asked.from,
        until_at: asked.until,
        parent_id: parent,
        given_by: work.actor.account.map(AccountId::from),
        given_by_name: work.actor.name.clone(),
        given_at: now,
        revoked_at: None,
        revoked_by_name: None,
    };
    store::insert(tx, &grant).await?;
    let ledger = Ledger::at(now, store::of_account(tx, holder.id).await?);
    let line = ledger.line(id).ok_or_else(|| Refusal::internal(&"the grant just given is not there"))?;
    Ok(said(work, line))
}

/// An administrator needs a second factor from now on: it is bound at the next sign-in, which comes at once.
async fn need_second_factor(tx: &mut Tx, holder: AccountId, now: Instant) -> Answer<()> {
    let mut account = accounts::get(tx, holder).await?;
    if account.second_factor != SecondFactor::Required {
        account.second_factor = SecondFactor::Required;
        accounts::update(tx, &account, now).await?;
        sessions::end_all(tx, holder).await?;
    }
    Ok(())
}

/// A role fits the tier of its unit, its holder, and what its holder is already.
fn fits(asked: &Asked, unit: &Unit, holder: &Holder, ledger: &Ledger) -> Answer<()> {
    if !asked.role.fits(unit.tier) {
        let tier = asked.role.tier().unwrap_or(unit.tier);
        return Err(Problem::invalid("unit_id", unit.tier.zh(), tier.zh()).into());
    }
    if asked.role.stands_alone() && unit.parent_id.is_some() {
        // What they administer is the installation's, not a unit's.
        return Err(Problem::invalid("unit_id", &unit.name, "最上级单位 / the topmost unit").into());
    }
    if asked.role.is_personal() && holder.person_id.is_none() {
        return Err(
            Problem::invalid("login", &holder.login, "账号须对应一名干部 / an account of a person").into()
        );
    }
    let holds = |line: &&Line| {
        line.grant.account_id == holder.id && !matches!(line.standing, Standing::Over | Standing::Revoked)
    };
    match ledger.lines().filter(holds).find(|line| !asked.role.goes_with(line.grant.role)) {
        None => Ok(()),
        Some(line) => {
            let (held, new) = (line.grant.role, asked.role);
            let problem = Problem::new(ErrorCode::WrongState).field("role").value(new).because(
                format!("三员须分设：“{}”与“{}”不能由同一账号担任", held.zh(), new.zh()),
                format!("{} and {} cannot be one account", held.en(), new.en()),
            );
            Err(problem.into())
        }
    }
}

/// Takes a grant back, and all that was passed on from it.
///
/// # Errors
/// `not_found`; `forbidden` when it is neither one's own to take back nor below; `wrong_state` when it was taken back.
pub async fn revoke(work: &Work, id: Uuid) -> Answer<Revoked> {
    let (id, now) = (GrantId::from(id), work.app.clock.now());
    let revoked = work
        .db()
        .work(async |mut tx| {
            let ledger = Ledger::at(now, store::all(&mut tx).await?);
            let line = ledger.line(id).filter(|line| is_seen(work, line));
            let line = line.ok_or_else(|| Problem::not_found("grant", id))?;
            if line.standing == Standing::Revoked {
                return Err(Problem::new(ErrorCode::WrongState).field("grant").value(line.standing).into());
            }
            if !may_revoke(work, line) {
                return Err(Refusal::forbidden(Right::PassOn));
            }
            let mut taken = 0;
            for fallen in store::below(&mut tx, id).await? {
                taken += i64::from(store::revoke(&mut tx, fallen, &work.actor.name, now).await?);
            }
            work.note(&mut tx, "revoke", ("grant", id.to_string()), json!({ "taken_back": taken })).await?;
            Ok::<_, Refusal>(Revoked { taken_back: taken })
        })
        .await;
    work.app.events.standings_changed();
    revoked
}

/// Whoever could give it can take it back: who appoints there, its giver, and an organiser in whose grant it lies.
pub(super) fn may_revoke(work: &Work, line: &Line) -> bool {
    let authority = &work.actor.authority;
    if matches!(line.standing, Standing::Revoked) {
        return false;
    }
    let own = Some(line.grant.account_id.as_uuid()) == work.actor.account;
    let gave = line.grant.given_by.is_some_and(|giver| Some(giver.as_uuid()) == work.actor.account);
    let Some(terms) = &line.terms else { return authority.is_everything() || gave };
    let appoints = authority.scope(Right::Appoint).covers_range(&terms.range());
    let above = authority.grants().iter().any(|held| {
        held.terms.node != terms.node
            && pass_on(
                &held.terms,
                &Terms { from: held.terms.from, until: held.terms.until, ..terms.clone() },
            )
            .is_ok()
    });
    !own && (authority.is_everything() || appoints || gave || above)
}

/// The unit that a code, else a name that only one has, means.
///
/// # Errors
/// `not_found`; `invalid_value` when several have the name.
pub async fn unit_named(work: &Work, text: &str) -> Answer<Uuid> {
    let found = work
        .db()
        .read(async |mut conn| match units::by_code(&mut conn, text).await? {
            Some(unit) => Ok::<_, Refusal>(vec![unit]),
            None => {
                let all = units::all(&mut conn).await?;
                Ok(all.into_iter().filter(|unit| fold(&unit.name) == fold(text)).collect())
            }
        })
        .await?;
    match found.as_slice() {
        [unit] => Ok(unit.id.as_uuid()),
        [] => Err(Problem::not_found("unit", text).into()),
        several => {
            let expected =
                format!("单位代码：有 {} 个同名单位 / a code: several have the name", several.len());
            Err(Problem::invalid("unit", text, expected).into())
        }
    }
}

/// Gives a role as the operator: for the first administrators, the demonstration and tests.
///
/// # Errors
/// As [`give`].
pub async fn plant(app: &App, account: Uuid, role: GrantRole, unit: Uuid) -> Answer<Uuid> {
    let work = Work::of(app, crate::Actor::operator());
    let planted = work
        .db()
        .work(async |mut tx| {
            let unit = units::by_id(&mut tx, unit.into()).await?;
            plant_in(&mut tx, &work, account.into(), role, &unit).await
        })
        .await;
    app.events.standings_changed();
    planted
}

/// The same in a transaction that does more; `work` is the operator's.
pub(crate) async fn plant_in(
    tx: &mut Tx,
    work: &Work,
    account: AccountId,
    role: GrantRole,
    unit: &Unit,
) -> Answer<Uuid> {
    let id = work.app.ids.draw::<GrantId>();
    // The operator may have everything revealed that an organiser may.
    let fields = if role.has(Right::RevealPersonal) { PersonalField::ALL.to_vec() } else { Vec::new() };
    let asked = Asked { role, reach: Reach::Subtree, fields, from: work.app.clock.now(), until: None };
    let holder = store::holder(tx, account).await?;
    let grant = written(tx, work, id, &asked, unit, &holder, None).await?;
    let detail = json!({ "account": account.as_uuid(), "role": role.as_str(), "unit": unit.name });
    work.note(tx, "grant", ("grant", id.to_string()), detail).await?;
    Ok(grant.id)
}
