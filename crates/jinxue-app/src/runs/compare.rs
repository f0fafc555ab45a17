//! Two runs side by side.

use jinxue_api::Problem;
use jinxue_api::runs::{Comparison, Moved};
use jinxue_store::runs::{self as store, compare};
use uuid::Uuid;

use super::view;
use crate::{Answer, Refusal, Work};

/// Moves that are sent at once.
const LIMIT_MAX: u32 = 500;

/// Two runs side by side, with a page of those who move.
///
/// # Errors
/// `not_found`; `invalid_value` when they are of different plans.
pub async fn comparison(
    work: &Work,
    left: Uuid,
    right: Uuid,
    after: Option<&str>,
    limit: u32,
) -> Answer<Comparison> {
    let after = after.map(read_key).transpose()?;
    let limit = limit.clamp(1, LIMIT_MAX);
    work.db()
        .read(async |mut conn| {
            let one = store::by_id(&mut conn, left.into()).await?;
            let other = store::by_id(&mut conn, right.into()).await?;
            if one.plan_id != other.plan_id {
                return Err(Refusal::from(Problem::invalid("run", right, "a run of the same plan")));
            }
            let difference = compare::difference(&mut conn, one.id, other.id).await?;
            let moves = compare::moves(&mut conn, one.id, other.id, after, limit).await?;
            let next = (moves.len() == limit as usize)
                .then(|| moves.last().map(|last| format!("{}.{}", last.person_id, last.class_id)))
                .flatten();
            let mut moved: Vec<Moved> = Vec::new();
            for seat in moves {
                let id = seat.person_id.as_uuid();
                if moved.last().is_none_or(|last| last.person_id != id) {
                    moved.push(Moved {
                        person_id: id,
                        name: seat.name.to_string(),
                        unit_name: seat.unit_name.clone(),
                        only_left: Vec::new(),
                        only_right: Vec::new(),
                    });
                }
                if let Some(last) = moved.last_mut() {
                    if seat.gained { &mut last.only_right } else { &mut last.only_left }
                        .push(seat.class_name);
                }
            }
            Ok(Comparison {
                left: view::run(&work.app, &one)?,
                right: view::run(&work.app, &other)?,
                moved,
                moved_total: difference.lost + difference.gained,
                next,
            })
        })
        .await
}

fn read_key(text: &str) -> Answer<compare::After> {
    let parts = text.split_once('.').and_then(|(person, class)| {
        Some(compare::After { person: person.parse().ok()?, class: class.parse().ok()? })
    });
    Ok(parts.ok_or_else(|| Problem::invalid("after", text, "the next of the page before"))?)
}
