//! Who may do what: the one table of operations, the actor behind an account, roles given and taken back.

mod give;
mod list;
mod reveal;
mod table;
mod view;

use jinxue_api::Words;
use jinxue_api::me::Role;
use jinxue_domain::authority::{Authority, Grant, GrantRole};
use jinxue_domain::{AccountId, Instant};
use jinxue_store::StoreError;
use jinxue_store::grants::{self, Holder};
use uuid::Uuid;

pub(crate) use give::plant_in;
pub use give::{give, plant, revoke, unit_named};
pub use list::{Seen, list, who_can_see};
pub use reveal::reveal;
pub use table::{Need, OPERATIONS, need};
pub use view::{begin as see_as, seen_as};

use crate::{Actor, Answer, App, Refusal, Work};
use list::{Ledger, Line};

/// The actor behind an account, with the authority it has now.
///
/// # Errors
/// `not_found` when there is no such account.
pub async fn actor_of(app: &App, account: Uuid) -> Answer<Actor> {
    let (id, now) = (AccountId::from(account), app.clock.now());
    let (holder, ledger) = held_by(app, id, now).await?;
    let in_force = ledger.in_force(id);
    let grants = in_force.filter_map(|line| Some(Grant { id: line.grant.id, terms: line.terms.clone()? }));
    let authority = Authority::at(now, grants, holder.person_id);
    Ok(Actor { account: Some(account), name: holder.display_name, authority })
}

/// The roles an account has now, as it is told of them itself.
///
/// # Errors
/// `not_found` when there is no such account.
pub async fn roles_of(app: &App, id: AccountId) -> Answer<Vec<Role>> {
    let (_, ledger) = held_by(app, id, app.clock.now()).await?;
    let role = |line: &Line| Role {
        role: line.grant.role.as_str(),
        words: Words::new(line.grant.role.zh(), line.grant.role.en()),
        unit_id: line.grant.unit_id.as_uuid(),
        unit_name: line.unit_name().to_owned(),
        until: line.grant.until_at.map(Instant::as_micros),
        rights: line.grant.role.rights().iter().map(|right| right.as_str()).collect(),
    };
    Ok(ledger.in_force(id).map(role).collect())
}

/// Whether an account has a role now by which it sees others than itself: any but that of a trainee.
pub(crate) async fn sees_others(
    conn: &mut jinxue_store::Conn,
    id: AccountId,
    now: Instant,
) -> Result<bool, StoreError> {
    let ledger = Ledger::at(now, grants::of_account(conn, id).await?);
    Ok(ledger.in_force(id).any(|line| line.grant.role != GrantRole::Trainee))
}

async fn held_by(app: &App, id: AccountId, now: Instant) -> Answer<(Holder, Ledger)> {
    app.unfenced()
        .read(async |mut conn| {
            let holder = grants::holder(&mut conn, id).await?;
            Ok::<_, Refusal>((holder, Ledger::at(now, grants::of_account(&mut conn, id).await?)))
        })
        .await
}

/// Lets a request in that may ask for an operation (`GET /people/{id}`), and bounds it by where its actor has the right.
///
/// # Errors
/// `forbidden` for an operation that is in no table, and when the actor has the right nowhere.
pub fn admit(work: Work, operation: &str) -> Answer<Work> {
    match need(operation) {
        Some(Need::Right(right)) => work.using(right),
        Some(Need::Open | Need::SignedIn) => Ok(work),
        None => Err(Refusal::internal(&format!("{operation} is in no table of rights"))),
    }
}
