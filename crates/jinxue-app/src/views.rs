//! Saved views of lists. They belong to whoever keeps them.

use jinxue_api::Problem;
use jinxue_api::views::{NewView, View};
use jinxue_domain::ViewId;
use jinxue_store::views::{self as store, SavedView};
use serde_json::json;
use uuid::Uuid;

use crate::once::{Created, Once};
use crate::wire::{self, Faults};
use crate::{Answer, Refusal, Work};

/// Lists that keep views.
const LISTS: [&str; 2] = ["people", "classes"];
/// Views a list may keep.
const VIEWS_MOST: u64 = 100;
/// Characters of a name, and of what stands behind the question mark.
const NAME_MOST: usize = 40;
const QUERY_MOST: usize = 2_000;

/// The views of a list, by name.
///
/// # Errors
/// `invalid_value` for an unknown list.
pub async fn list(work: &Work, of: &str) -> Answer<Vec<View>> {
    known(of)?;
    let views = work.db().read(async |mut conn| store::of_list(&mut conn, &owner(work), of).await).await?;
    Ok(views.into_iter().map(view).collect())
}

/// Keeps a view.
///
/// # Errors
/// `missing_value`, `invalid_value` for every field refused; `duplicate` for a name the list has.
pub async fn create(work: &Work, key: Option<String>, new: &NewView) -> Answer<Created<View>> {
    let once = Once::new(key, "POST /views", "", new);
    if let Some(made) = once.find(work).await? {
        return Ok(made);
    }
    let name = checked(new)?;
    let (id, now) = (work.app.ids.draw::<ViewId>(), work.app.clock.now());
    let made = work
        .db()
        .work(async |mut tx| {
            if store::count(&mut tx, &owner(work), &new.list).await? >= VIEWS_MOST {
                return Err(Problem::invalid("list", &new.list, format!("≤ {VIEWS_MOST}")).into());
            }
            let kept = SavedView {
                id,
                owner: owner(work),
                list: new.list.clone(),
                name: name.clone(),
                query: new.query.clone(),
                columns: new.columns.join(","),
                actor: work.actor.name.clone(),
                created_at: now,
            };
            store::insert(&mut tx, &kept).await?;
            work.note(&mut tx, "create", ("view", id.to_string()), json!(new)).await?;
            once.keep(&mut tx, work, &view(kept)).await
        })
        .await;
    once.settle(work, made).await
}

/// Forgets a view.
///
/// # Errors
/// `not_found`.
pub async fn delete(work: &Work, id: Uuid) -> Answer<()> {
    work.db()
        .work(async |mut tx| {
            store::delete(&mut tx, &owner(work), id.into()).await?;
            work.note(&mut tx, "delete", ("view", id.to_string()), json!({})).await?;
            Ok::<_, Refusal>(())
        })
        .await
}

/// The account of whoever asks; the operator has none.
fn owner(work: &Work) -> String {
    work.actor.account.map(|id| id.to_string()).unwrap_or_default()
}

/// The name without blanks around it.
fn checked(new: &NewView) -> Answer<String> {
    let mut faults = Faults::default();
    let name = faults.take(wire::filled("name", &new.name));
    faults.take(known(&new.list));
    faults.take(short("name", &new.name, NAME_MOST));
    faults.take(short("query", &new.query, QUERY_MOST));
    for column in &new.columns {
        let word = !column.is_empty() && column.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        if !word {
            faults.push(Problem::invalid("columns", column, "a–z, _").into());
        }
    }
    faults.end()?;
    Ok(name.unwrap_or_default())
}

fn known(list: &str) -> Answer<()> {
    if LISTS.contains(&list) { Ok(()) } else { Err(Problem::invalid("list", list, LISTS.join(", ")).into()) }
}

fn short(field: &str, text: &str, most: usize) -> Answer<()> {
    let length = text.chars().count();
    if length <= most { Ok(()) } else { Err(Problem::invalid(field, length, format!("≤ {most}")).into()) }
}

fn view(kept: SavedView) -> View {
    View {
        id: kept.id.as_uuid(),
        list: kept.list,
        name: kept.name,
        query: kept.query,
        columns: kept.columns.split(',').filter(|column| !column.is_empty()).map(str::to_owned).collect(),
        actor: kept.actor,
    }
}
