//! Edits in place.

use jinxue_api::people::{Person, PersonEdit};
use jinxue_domain::needs::GapCause;
use jinxue_domain::{Grade, PersonState, UnitPath};
use jinxue_store::people::{self as store};
use jinxue_store::units;
use serde_json::json;
use uuid::Uuid;

use super::page;
use crate::events::About;
use crate::needs::{self, Ledger, Standard, derive};
use crate::wire::{self, Faults};
use crate::{Answer, Refusal, Work, figures};

/// Classes a year one person may be called up for, at most.
const CLASSES_MOST: i64 = 50;

/// Edits what is said of a person, makes the grade and the figures anew, and notes old and new.
///
/// # Errors
/// `not_found`; `invalid_value` and `missing_value` for every field refused; `version_stale` with the person as
/// it is now.
pub async fn edit(work: &Work, id: Uuid, version: i64, edit: &PersonEdit) -> Answer<Person> {
    let today = work.app.clock.today();
    let edited = work
        .db()
        .work(async |mut tx| {
            let before = store::by_id(&mut tx, id.into()).await?;
            if before.version != version {
                return Err(Refusal::stale("person", id, version));
            }
            let mut after = applied(&before, edit)?;
            if let Some(unit) = edit.unit_id {
                let unit = units::by_id(&mut tx, unit.into()).await?;
                (after.unit_id, after.unit_path) = (unit.id, unit.path);
            }
            after.changed_at = work.app.clock.now();
            store::update(&mut tx, &after).await?;
            // Another post has another profile, and another region counts them.
            let standard = Standard::load(&mut tx, today).await?;
            let ledger = Ledger::of(work, &standard, GapCause::Post, None);
            derive(&mut tx, &ledger, [after.id]).await?;
            if counted_at(&before) != counted_at(&after) {
                needs::recount(&mut tx).await?;
            }
            figures::refresh_now(&mut tx, &[after.id], today).await?;
            let detail = json!({ "before": said(&before), "after": said(&after) });
            work.note(&mut tx, "edit", ("person", id.to_string()), detail).await?;
            page::load(&mut tx, work, after.id).await
        })
        .await;
    match edited {
        Ok(person) => {
            let told = json!({ "id": id, "version": person.version });
            work.app.tell("person", About::Person(id.into()), &told).await;
            Ok(person)
        }
        Err(refusal) => Err(refusal.with_current(page::get(work, id)).await),
    }
}

/// What decides where the needs of somebody are counted.
fn counted_at(person: &store::Person) -> (&UnitPath, Grade, PersonState) {
    (&person.unit_path, person.grade, person.state)
}

fn applied(before: &store::Person, edit: &PersonEdit) -> Answer<store::Person> {
    let mut faults = Faults::default();
    let mut after = before.clone();
    if edit.post.is_some() {
        after.post = wire::kept(edit.post.as_ref());
    }
    macro_rules! set {
        ($($field:ident),*) => {$(
            if let Some(text) = &edit.$field
                && let Some(value) = faults.take(wire::read(stringify!($field), text))
            {
                after.$field = value;
            }
        )*};
    }
    set!(post_level, rank, role, state);
    if let Some(text) = &edit.sector {
        after.sector = faults.take(wire::read_opt("sector", Some(text))).flatten();
    }
    if let Some(text) = &edit.post_since {
        after.post_since = faults.take(wire::date("post_since", text));
    }
    if let Some(text) = &edit.rank_since {
        after.rank_since = faults.take(wire::date("rank_since", text));
    }
    if let Some(most) = edit.max_classes {
        let most = faults.take(wire::between("max_classes", most, 0, CLASSES_MOST));
        after.max_classes = most.and_then(|n| n.try_into().ok()).unwrap_or(before.max_classes);
    }
    faults.end()?;
    after.grade = Grade::of(after.post_level, after.rank);
    Ok(after)
}

/// What an edit can change, for the audit.
fn said(person: &store::Person) -> serde_json::Value {
    json!({
        "unit_id": person.unit_id.to_string(),
        "post": person.post,
        "post_level": person.post_level.as_str(),
        "post_since": person.post_since.map(|date| date.to_string()),
        "rank": person.rank.as_str(),
        "rank_since": person.rank_since.map(|date| date.to_string()),
        "role": person.role.as_str(),
        "sector": person.sector.map(|code| code.to_string()),
        "max_classes": person.max_classes,
        "state": person.state.as_str(),
    })
}
