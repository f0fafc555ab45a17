//! Somebody who left is made nameless, when nothing asks any more who they were.

use jinxue_api::people::{Anonymise, Person};
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::{PersonName, PersonState};
use jinxue_store::people::{self as store};
use serde_json::json;
use uuid::Uuid;

use super::page;
use crate::events::About;
use crate::{Answer, Refusal, Work, wire};

/// Letters of the id that tell the nameless apart.
const SHORT: usize = 8;

/// Takes away who somebody who left was: name, number, month of birth, department, post, career, notes, the rows of
/// imports that told it; closes their account. Hours, seats, attendance and all that is counted stay.
///
/// # Errors
/// `not_found`; `missing_value` without a reason; `version_stale`; `wrong_state` for somebody who has not left, or is
/// nameless already.
pub async fn anonymise(work: &Work, id: Uuid, version: i64, asked: &Anonymise) -> Answer<Person> {
    let reason = wire::filled("reason", &asked.reason)?;
    let name = nameless(id)?;
    let person = work
        .db()
        .work(async |mut tx| {
            let before = store::by_id(&mut tx, id.into()).await?;
            if before.version != version {
                return Err(Refusal::stale("person", id, version));
            }
            if before.state != PersonState::Left {
                let problem = Problem::new(ErrorCode::WrongState).field("state").value(before.state);
                return Err(problem.expected("left").into());
            }
            let now = work.app.clock.now();
            if !store::anonymise::anonymise(&mut tx, before.id, version, &name, now).await? {
                let problem = Problem::new(ErrorCode::WrongState).field("person").value(id);
                return Err(problem.because("已经匿名", "is nameless already").into());
            }
            let detail = json!({ "reason": reason });
            work.note(&mut tx, "anonymise", ("person", id.to_string()), detail).await?;
            page::load(&mut tx, work, before.id).await
        })
        .await?;
    let told = json!({ "id": id, "version": person.version });
    work.app.tell("person", About::Person(id.into()), &told).await;
    Ok(person)
}

/// What stands for the name: 已匿名 and the end of the id, which nobody chose.
fn nameless(id: Uuid) -> Answer<PersonName> {
    let id = id.simple().to_string();
    let short: String = id.chars().skip(id.len() - SHORT).collect();
    wire::read("name", &format!("已匿名{short}"))
}
