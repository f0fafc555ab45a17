//! What a run made of every class and of every person.

use std::collections::HashMap;

use jinxue_api::page::Window;
use jinxue_api::runs::{RunClass, RunPerson, RunSeat};
use jinxue_domain::{ClassId, PersonId, UnitPath};
use jinxue_store::runs::{self as store, result};
use jinxue_store::{classes, people, topics, units};
use uuid::Uuid;

use crate::{Answer, Refusal, Work};

/// People that are sent at once.
const LIMIT_MAX: u32 = 500;

/// What a run made of every class, by start date.
///
/// # Errors
/// `not_found`.
pub async fn classes(work: &Work, id: Uuid) -> Answer<Vec<RunClass>> {
    work.db()
        .read(async |mut conn| {
            let run = store::by_id(&mut conn, id.into()).await?;
            let names: HashMap<_, _> = topics::topics(&mut conn)
                .await?
                .into_iter()
                .map(|topic| (topic.code, (topic.name, topic.name_en)))
                .collect();
            let main: HashMap<ClassId, _> = classes::full_of_plan(&mut conn, run.plan_id)
                .await?
                .into_iter()
                .filter_map(|full| Some((full.class.id, full.topics.iter().find(|topic| topic.main)?.topic)))
                .collect();
            let rows = result::classes(&mut conn, run.id).await?;
            Ok::<_, Refusal>(
                rows.into_iter()
                    .map(|row| {
                        let (zh, en) = main
                            .get(&row.class_id)
                            .and_then(|topic| names.get(topic))
                            .cloned()
                            .unwrap_or_default();
                        RunClass {
                            class_id: row.class_id.as_uuid(),
                            code: row.code,
                            name: row.name,
                            start_date: row.start_date.to_string(),
                            end_date: row.end_date.to_string(),
                            topic_name: zh,
                            topic_name_en: en,
                            held: row.held,
                            seats: row.seats.into(),
                            seats_min: row.seats_min.into(),
                            seats_max: row.seats_max.into(),
                            price: row.price,
                            eligible: row.eligible.into(),
                        }
                    })
                    .collect(),
            )
        })
        .await
}

/// Who sits in a class, those for whom it is worth most first.
///
/// # Errors
/// `not_found`.
pub async fn class_people(work: &Work, id: Uuid, class: Uuid) -> Answer<Vec<RunSeat>> {
    work.db()
        .read(async |mut conn| {
            store::by_id(&mut conn, id.into()).await?;
            result::class(&mut conn, id.into(), class.into()).await?;
            let rows = result::in_class(&mut conn, id.into(), class.into()).await?;
            let ids: Vec<PersonId> = rows.iter().map(|row| row.person_id).collect();
            let grades = grades(&mut conn, ids).await?;
            let seat = |row: result::SeatedRow| RunSeat {
                person_id: row.person_id.as_uuid(),
                grade: grades.get(&row.person_id).copied().unwrap_or_default(),
                name: row.name.to_string(),
                unit_name: row.unit_name,
                post: row.post,
                worth: row.worth,
            };
            Ok(rows.into_iter().map(seat).collect())
        })
        .await
}

async fn grades(conn: &mut jinxue_store::Conn, mut ids: Vec<PersonId>) -> Answer<HashMap<PersonId, i64>> {
    ids.sort_unstable();
    ids.dedup();
    let people = people::by_ids(conn, &ids).await?;
    Ok(people.into_iter().map(|person| (person.id, person.grade.get().into())).collect())
}

/// Which people of a run are asked for.
#[derive(Debug, Clone, Default)]
pub struct PeopleQuery {
    pub q: Option<String>,
    pub unit: Option<Uuid>,
    pub offset: u64,
    pub limit: u32,
}

/// A window of the people a run seats, by name; somebody with two classes has two rows next to each other.
///
/// # Errors
/// `not_found`.
pub async fn people(work: &Work, id: Uuid, query: &PeopleQuery) -> Answer<Window<RunPerson>> {
    work.db()
        .read(async |mut conn| {
            let run = store::by_id(&mut conn, id.into()).await?;
            let subtree: Option<UnitPath> = match query.unit {
                None => None,
                Some(unit) => Some(units::by_id(&mut conn, unit.into()).await?.path),
            };
            let filter = result::SeatedFilter { subtree, text: query.q.clone() };
            let limit = query.limit.clamp(1, LIMIT_MAX);
            let page = result::page(&mut conn, run.id, &filter, query.offset, limit).await?;
            let names = class_names(&mut conn, run.plan_id).await?;
            let ids = page.items.iter().map(|row| row.person_id).collect();
            let grades = grades(&mut conn, ids).await?;
            let row = |row: result::SeatedRow| RunPerson {
                person_id: row.person_id.as_uuid(),
                grade: grades.get(&row.person_id).copied().unwrap_or_default(),
                name: row.name.to_string(),
                unit_name: row.unit_name,
                post: row.post,
                classes: names.get(&row.class_id).cloned().into_iter().collect(),
                worth: row.worth,
            };
            Ok::<_, Refusal>(Window {
                items: page.items.into_iter().map(row).collect(),
                offset: query.offset,
                total: page.total,
            })
        })
        .await
}

async fn class_names(
    conn: &mut jinxue_store::Conn,
    plan: jinxue_domain::PlanId,
) -> Answer<HashMap<ClassId, String>> {
    let full = classes::full_of_plan(conn, plan).await?;
    Ok(full.into_iter().map(|full| (full.class.id, full.class.name)).collect())
}
