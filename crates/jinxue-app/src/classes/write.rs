//! Making a class and editing one.

use jinxue_api::classes::{Class, ClassEdit, NewClass};
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::{ClassId, ClassState};
use jinxue_store::{classes as store, plans};
use serde_json::json;
use uuid::Uuid;

use super::draft::{self, Frame};
use super::page;
use crate::events::About;
use crate::once::{Created, Once};
use crate::{Answer, Refusal, Work};

/// Makes a class of a plan; it begins as a draft.
///
/// # Errors
/// `not_found` for the plan or a unit; every `invalid_value`; `duplicate` for the code.
pub async fn create(work: &Work, key: Option<String>, plan: Uuid, new: &NewClass) -> Answer<Created<Class>> {
    let once = Once::new(key, "POST /plans/{id}/classes", &plan.to_string(), new);
    if let Some(made) = once.find(work).await? {
        return Ok(made);
    }
    let (id, now) = (work.app.ids.draw::<ClassId>(), work.app.clock.now());
    let made = work
        .db()
        .work(async |mut tx| {
            let plan = plans::by_id(&mut tx, plan.into()).await?;
            let frame = Frame {
                id,
                plan_id: plan.id,
                year: plan.year,
                state: ClassState::Draft,
                version: 1,
                created_at: now,
                changed_at: now,
                seats_taken: 0,
            };
            let full = draft::checked(&mut tx, frame, new).await?;
            store::upsert_many(&mut tx, std::slice::from_ref(&full)).await?;
            work.note(&mut tx, "create", ("class", id.to_string()), json!(new)).await?;
            let class = page::load(&mut tx, id).await?;
            once.keep(&mut tx, work, &class).await
        })
        .await;
    if made.is_ok() {
        tell(work, id.as_uuid()).await;
    }
    once.settle(work, made).await
}

/// Edits what is said of a class that was neither held nor cancelled.
///
/// # Errors
/// `not_found`; `version_stale` with the class as it is now; `wrong_state`; every `invalid_value`.
pub async fn edit(work: &Work, id: Uuid, version: i64, edit: &ClassEdit) -> Answer<Class> {
    let edited = work
        .db()
        .work(async |mut tx| {
            let before = store::full(&mut tx, id.into()).await?;
            let class = &before.class;
            if class.version != version {
                return Err(Refusal::stale("class", id, version));
            }
            if !page::is_editable(class.state) {
                let problem = Problem::new(ErrorCode::WrongState).field("state").value(class.state);
                return Err(problem.expected("draft, submitted, approved, published").into());
            }
            let frame = Frame {
                id: class.id,
                plan_id: class.plan_id,
                year: plans::by_id(&mut tx, class.plan_id).await?.year,
                state: class.state,
                version,
                created_at: class.created_at,
                changed_at: work.app.clock.now(),
                seats_taken: class.seats_taken,
            };
            let said = draft::edited(&before, edit);
            let after = draft::checked(&mut tx, frame, &said).await?;
            store::update(&mut tx, &after).await?;
            let detail = json!({ "before": draft::edited(&before, &ClassEdit::default()), "after": said });
            work.note(&mut tx, "edit", ("class", id.to_string()), detail).await?;
            Ok(())
        })
        .await;
    match edited {
        Ok(()) => {
            tell(work, id).await;
            page::get(work, id).await
        }
        Err(refusal) => Err(refusal.with_current(page::get(work, id)).await),
    }
}

/// Tells every browser to read the class anew.
pub(super) async fn tell(work: &Work, id: Uuid) {
    work.app.tell("class", About::Class(id.into()), &json!({ "id": id })).await;
}
