//! The first start: no account is there, and none has a default password. The server prints a one-time link; whoever
//! opens it becomes the system administrator and names the security administrator, who is another person.

use jinxue_api::sign_in::{FirstStart, Started};
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::authority::GrantRole;
use jinxue_domain::{LinkPurpose, SecondFactor, Tier, UnitKind};
use jinxue_store::units::{self, Unit};
use jinxue_store::{Tx, accounts};
use serde_json::json;

use super::links::For;
use super::sessions::{self, Entry};
use super::visit::Visit;
use super::{accounts as making, due, links, password, settings};
use crate::wire::{self, Faults};
use crate::{Actor, Answer, App, Refusal, Work, access};

/// Minutes for which the links of a first start are valid.
const LINK_MINUTES: u32 = 30;

/// The address of the set-up page with a new one-time link, while there is no account; `None` afterwards.
///
/// # Errors
/// When the store fails.
pub async fn link(app: &App) -> Answer<Option<String>> {
    let work = Work::of(app, Actor::operator());
    app.unfenced()
        .work(async |mut tx| {
            if accounts::any(&mut tx).await? {
                return Ok(None);
            }
            let (address, _) = links::make(&mut tx, &work, For::FirstStart, LINK_MINUTES).await?;
            work.note(&mut tx, "make_link", ("installation", "first_start".into()), json!({})).await?;
            Ok::<_, Refusal>(Some(address))
        })
        .await
}

/// Makes the two first administrators, and the topmost unit where there is none: their roles are given there, like all
/// others. The one who asks is signed in, and owes a second factor.
///
/// # Errors
/// Those of [`links::look`]; `invalid_value`, `missing_value` for every field; `duplicate` when both have one login;
/// `wrong_state` for a topmost unit where there is one.
pub async fn start(visit: &Visit, given: &FirstStart) -> Answer<Entry<Started>> {
    let link = links::valid(&visit.app, &given.link).await?;
    if link.purpose != LinkPurpose::FirstStart {
        return Err(Problem::new(ErrorCode::LinkUnknown).into());
    }
    let app = &visit.app;
    let mut faults = Faults::default();
    let first = faults.take(making::new(app, &given.login, &given.display_name, None, ""));
    let second = making::new(app, &given.security_login, &given.security_display_name, None, "security_");
    let second = faults.take(second);
    if let Some(first) = &first {
        let rules = app.unfenced().read(async |mut conn| settings::in_force(&mut conn).await).await?;
        let names: Vec<&str> = given.top_unit.iter().map(|unit| unit.name.as_str()).collect();
        faults.take(password::strong(app, &given.password, first, &names, &rules, "password").await);
    }
    let found = given.top_unit.as_ref().map(|unit| {
        let name = faults.take(wire::filled("top_unit.name", &unit.name));
        name.zip(faults.take(wire::read::<Tier>("top_unit.tier", &unit.tier)))
    });
    faults.end()?;
    let (Some(mut first), Some(mut second)) = (first, second) else {
        return Err(Refusal::internal(&"no fault"));
    };
    if first.login == second.login {
        return Err(Problem::new(ErrorCode::Duplicate).field("security_login").value(&second.login).into());
    }
    first.second_factor = SecondFactor::Required;
    second.second_factor = SecondFactor::Required;
    let phc = app.hasher.hash(&given.password).await?;
    let work = visit.work_of(&first);
    app.unfenced()
        .work(async |mut tx| {
            let now = app.clock.now();
            links::use_up(&mut tx, &link, now).await?;
            let rules = settings::in_force(&mut tx).await?;
            let top = top_unit(&mut tx, app, found.clone().flatten()).await?;
            let roles =
                [(&first, GrantRole::SystemAdministrator), (&second, GrantRole::SecurityAdministrator)];
            for (account, role) in roles {
                accounts::insert(&mut tx, account).await?;
                let detail = json!({ "login": account.login.as_str() });
                work.note(&mut tx, "create", ("account", account.id.to_string()), detail).await?;
                access::plant_in(&mut tx, &Work::of(app, Actor::operator()), account.id, role, &top).await?;
            }
            password::keep(&mut tx, app, &first, &phc, &rules).await?;
            let security_link = links::make_for(&mut tx, &work, &second, LINK_MINUTES).await?;
            let due = due::after_password(&mut tx, &first, &rules, now).await?;
            let token = sessions::make(&mut tx, visit, &first, due, &rules).await?;
            let account = sessions::reference(&first);
            let started = Started { account, due: due.map(|due| due.as_str()), security_link };
            Ok::<_, Refusal>(Entry::new(started, token, &rules))
        })
        .await
}

/// The topmost unit: the first of those that are there, else the one that is founded.
async fn top_unit(tx: &mut Tx, app: &App, found: Option<(String, Tier)>) -> Answer<Unit> {
    // Read inside the lock of the tree, which finding a free place takes.
    let path = units::free_path(tx, None).await?;
    let there = units::roots(tx).await?.into_iter().next();
    match (there, found) {
        (Some(unit), None) => Ok(unit),
        (Some(unit), Some(_)) => {
            let refused = Problem::new(ErrorCode::WrongState).field("top_unit").value(&unit.name);
            Err(refused.because("已有最上级单位", "there is a topmost unit already").into())
        }
        (None, None) => Err(Problem::new(ErrorCode::MissingValue).field("top_unit").into()),
        (None, Some((name, tier))) => {
            let now = app.clock.now();
            let unit = Unit {
                id: app.ids.draw(),
                code: None,
                name,
                parent_id: None,
                path,
                tier,
                kind: UnitKind::Region,
                division: None,
                sector: None,
                release_cap: None,
                version: 1,
                created_at: now,
                changed_at: now,
            };
            units::upsert_many(tx, std::slice::from_ref(&unit)).await?;
            Ok(unit)
        }
    }
}
