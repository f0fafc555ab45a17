//! The pages as somebody else sees them: only to read, and only as somebody whose every role one could have given.
//!
//! Each request says anew as whom it sees, and is judged anew: a role that was taken back on either side shows nothing more.

use jinxue_api::grants::SeenAs;
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::authority::{Right, sees_as};
use jinxue_store::people;
use serde_json::json;
use uuid::Uuid;

use super::{Need, actor_of, need, roles_of};
use crate::{Actor, Answer, App, Refusal, Work};

/// What carries data away or tells it whole; nobody does that in another's place.
const CARRIES_AWAY: [&str; 2] = ["GET /exports/{id}/file", "GET /people/{id}/own-data"];

/// Lets the asker see as an account does, and notes that they do.
///
/// # Errors
/// `not_found` for an account that is not there and, in the same words, for one with a role the asker could not have given.
pub async fn begin(work: &Work, account: Uuid) -> Answer<SeenAs> {
    let actor = shown_to(&work.app, &work.actor, account).await?;
    let roles = roles_of(&work.app, account.into()).await?;
    work.app
        .unfenced()
        .work(async |mut tx| {
            let detail = json!({ "name": actor.name });
            work.note(&mut tx, "see_as", ("account", account.to_string()), detail).await
        })
        .await?;
    let person_id = actor.authority.scope(Right::SeePeople).person().map(|person| person.as_uuid());
    Ok(SeenAs { account_id: account, name: actor.name, person_id, roles })
}

/// The same request as the account sees it. What is the asker's own, as their jobs and sessions, stays theirs.
///
/// # Errors
/// `forbidden` for whatever changes something or carries something away; `not_found` as for [`begin`].
pub async fn seen_as(work: Work, operation: &str, account: Uuid) -> Answer<Work> {
    if !operation.starts_with("GET ") || CARRIES_AWAY.contains(&operation) {
        return Err(only_to_read());
    }
    match need(operation) {
        Some(Need::Right(_)) => {
            let actor = shown_to(&work.app, &work.actor, account).await?;
            Ok(work.by(actor))
        }
        _ => Ok(work),
    }
}

fn only_to_read() -> Refusal {
    let problem = Problem::new(ErrorCode::Forbidden);
    problem
        .because(
            "以他人身份查看时只能看，不能修改或带走",
            "while seeing as another nothing is changed or carried away",
        )
        .into()
}

/// The actor behind an account whose every role in force `viewer` could have given.
async fn shown_to(app: &App, viewer: &Actor, account: Uuid) -> Answer<Actor> {
    let unknown = || Refusal::from(Problem::not_found("account", account));
    let actor = actor_of(app, account).await?;
    let theirs = actor.authority.grants();
    let own = viewer.authority.grants();
    let covered =
        |grant: &jinxue_domain::authority::Grant| own.iter().any(|held| sees_as(&held.terms, &grant.terms));
    let bounded = !viewer.authority.is_everything();
    if theirs.is_empty() || viewer.account == Some(account) || (bounded && !theirs.iter().all(covered)) {
        return Err(unknown());
    }
    // A trainee is seen where they are today, wherever the role was given.
    if let Some(person) = actor.authority.scope(Right::SeePeople).person() {
        let person = app.unfenced().read(async |mut conn| people::by_id(&mut conn, person).await).await?;
        if !viewer.authority.scope(Right::SeePeople).contains(&person.unit_path) {
            return Err(unknown());
        }
    }
    Ok(actor)
}
