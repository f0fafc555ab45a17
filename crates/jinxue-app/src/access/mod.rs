//! Who may do what: the one table of operations, the actor behind an account, roles given and taken back.

mod give;
mod list;
mod reveal;
mod table;

use jinxue_domain::AccountId;
use jinxue_domain::authority::{Authority, Grant, Standing};
use uuid::Uuid;

pub use give::{give, plant, revoke};
pub use list::{Seen, list, who_can_see};
pub use reveal::reveal;
pub use table::{Need, OPERATIONS, need};

use crate::{Actor, Answer, App, Refusal, Work};
use list::Ledger;

/// The actor behind an account, with the authority it has now.
///
/// # Errors
/// `not_found` when there is no such account.
pub async fn actor_of(app: &App, account: Uuid) -> Answer<Actor> {
    let (id, now) = (AccountId::from(account), app.clock.now());
    app.unfenced()
        .read(async |mut conn| {
            let holder = jinxue_store::grants::holder(&mut conn, id).await?;
            let kept = jinxue_store::grants::of_account(&mut conn, id).await?;
            let ledger = Ledger::at(now, kept);
            let own = ledger.lines().filter(|line| line.grant.account_id == id);
            let in_force = own.filter(|line| line.standing == Standing::InForce);
            let grants =
                in_force.filter_map(|line| Some(Grant { id: line.grant.id, terms: line.terms.clone()? }));
            let authority = Authority::at(now, grants, holder.person_id);
            Ok::<_, Refusal>(Actor { account: Some(account), name: holder.display_name, authority })
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
