//! People as images, and back.

use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::{Grade, PersonId, PostLevel, Rank, UnitId};
use jinxue_store::people::{self, Person};
use jinxue_store::{Conn, StoreError, Tx};

use super::desk::{Image, Pen};
use super::images::{Draft, Picture};
use crate::Answer;

/// Refuses when a person is no longer as the import left them, or was made by it and more is known of them now.
pub(super) async fn check_undo(conn: &mut Conn, images: &[Image]) -> Answer<()> {
    let present = people::by_ids(conn, &ids(images)).await?;
    let mut gone = Vec::new();
    for image in images {
        let id = PersonId::from(image.target);
        let Some(now) = find(&present, id) else { continue };
        if now.version != Picture::read(&image.after)?.get::<i64>("version")? {
            return Err(blocked(now).into());
        }
        if image.before.is_none() {
            gone.push(id);
        }
    }
    let built_on = people::built_on(conn, &gone).await?;
    match built_on.first().and_then(|id| find(&present, *id)) {
        Some(person) => Err(blocked(person).into()),
        None => Ok(()),
    }
}

/// Brings people back to what they were, and removes those the import made.
pub(super) async fn restore(tx: &mut Tx, pen: &Pen, images: &[Image]) -> Answer<()> {
    let present = people::by_ids(tx, &ids(images)).await?;
    let mut gone = Vec::new();
    let mut restored = Vec::new();
    for image in images {
        let id = PersonId::from(image.target);
        let Some(now) = find(&present, id) else { continue };
        match &image.before {
            None => gone.push(id),
            Some(before) => restored.push(painted(&Picture::read(before)?, now, pen)?),
        }
    }
    people::upsert_many(tx, &restored).await?;
    people::delete_many(tx, &gone).await.map_err(|fault| match fault {
        StoreError::Constraint(_) => Problem::new(ErrorCode::UndoBlocked).field("person").into(),
        other => crate::Refusal::from(other),
    })
}

/// In order, so that what is read by them is in order too.
fn ids(images: &[Image]) -> Vec<PersonId> {
    let mut ids: Vec<PersonId> = images.iter().map(|image| image.target.into()).collect();
    ids.sort_unstable();
    ids
}

/// The list is in the order of ids.
fn find(present: &[Person], id: PersonId) -> Option<&Person> {
    present.binary_search_by_key(&id, |person| person.id).ok().map(|at| &present[at])
}

fn blocked(person: &Person) -> Problem {
    let name = person.name.to_string();
    Problem::new(ErrorCode::UndoBlocked).because(&name, &name).field("person").value(person.id)
}

pub(super) fn painting(person: &Person) -> String {
    painting_with(person, None)
}

/// The image of somebody whose history an import wrote entries into: `left` are their ids.
pub(super) fn painting_with(person: &Person, left: Option<String>) -> String {
    Draft::default()
        .opt("left", left)
        .text("version", person.version)
        .text("unit_id", person.unit_id)
        .text("unit_path", person.unit_path.as_str())
        .text("name", &person.name)
        .text("sex", person.sex)
        .opt("birth_month", person.birth_month)
        .opt("citizen_no", person.citizen_no.as_ref())
        .opt("department", person.department.as_ref())
        .opt("post", person.post.as_ref())
        .text("post_level", person.post_level)
        .opt("post_since", person.post_since)
        .text("rank", person.rank)
        .opt("rank_since", person.rank_since)
        .text("role", person.role)
        .opt("sector", person.sector.as_ref())
        .opt("division", person.division)
        .text("max_classes", person.max_classes)
        .text("state", person.state)
        .finish()
}

fn painted(image: &Picture, now: &Person, pen: &Pen) -> Answer<Person> {
    let (post_level, rank): (PostLevel, Rank) = (image.get("post_level")?, image.get("rank")?);
    Ok(Person {
        id: now.id,
        unit_id: image.get::<UnitId>("unit_id")?,
        unit_path: image.get("unit_path")?,
        name: image.get("name")?,
        sex: image.get("sex")?,
        birth_month: image.opt("birth_month")?,
        citizen_no: image.opt("citizen_no")?,
        department: image.opt("department")?,
        post: image.opt("post")?,
        post_level,
        post_since: image.opt("post_since")?,
        rank,
        rank_since: image.opt("rank_since")?,
        grade: Grade::of(post_level, rank),
        role: image.get("role")?,
        sector: image.opt("sector")?,
        division: image.opt("division")?,
        max_classes: image.get("max_classes")?,
        state: image.get("state")?,
        version: now.version,
        created_at: now.created_at,
        changed_at: pen.now,
    })
}
