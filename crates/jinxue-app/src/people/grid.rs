//! The grid over all people: filter, order, jump to any place.

use jinxue_api::Problem;
use jinxue_api::page::Window;
use jinxue_api::people::{PeopleQuery, PersonRow, TopGap};
use jinxue_domain::person::mask;
use jinxue_domain::{Grade, TopicCode};
use jinxue_store::Conn;
use jinxue_store::people::grid::{self as store, Filter, GridRow, Hours, Order};

use crate::wire::{self, Faults};
use crate::{Answer, Refusal, Work};

/// A window of the people asked for.
///
/// # Errors
/// `invalid_value` for every word that is none; `not_found` for the unit.
pub async fn list(work: &Work, query: &PeopleQuery) -> Answer<Window<PersonRow>> {
    let (filter, order, limit) = read(query)?;
    let page = work
        .db()
        .read(async |mut conn| {
            let filter = Filter { subtree: subtree(&mut conn, query).await?, ..filter };
            Ok::<_, Refusal>(store::page(&mut conn, &filter, order, query.offset, limit).await?)
        })
        .await?;
    let items = page.items.iter().map(row).collect();
    Ok(Window { items, offset: query.offset, total: page.total })
}

pub(super) async fn subtree(conn: &mut Conn, query: &PeopleQuery) -> Answer<Option<jinxue_domain::UnitPath>> {
    Ok(match query.unit {
        Some(id) => Some(jinxue_store::units::by_id(conn, id.into()).await?.path),
        None => None,
    })
}

pub(super) fn read(query: &PeopleQuery) -> Answer<(Filter, Order, u32)> {
    let mut faults = Faults::default();
    let grade = |field: &str, number: Option<u8>| {
        number.map(|n| Grade::try_from(n).map_err(|fault| Refusal::of(field, &fault))).transpose()
    };
    let filter = Filter {
        subtree: None,
        grade_from: faults.take(grade("grade_from", query.grade_from)).flatten(),
        grade_to: faults.take(grade("grade_to", query.grade_to)).flatten(),
        role: faults.take(wire::read_opt("role", query.role.as_deref())).flatten(),
        sector: faults.take(wire::read_opt("sector", query.sector.as_deref())).flatten(),
        topic: faults.take(wire::read_opt("topic", query.topic.as_deref())).flatten(),
        hours: faults.take(hours(query.due.as_deref())).flatten(),
        text: query.q.clone().filter(|text| !text.trim().is_empty()),
    };
    let order = faults.take(order(query.sort.as_deref())).unwrap_or_default();
    let limit = faults.take(wire::between("limit", query.limit.unwrap_or(100).into(), 1, 500));
    faults.end()?;
    Ok((filter, order, limit.and_then(|n| n.try_into().ok()).unwrap_or(100)))
}

fn hours(due: Option<&str>) -> Answer<Option<Hours>> {
    match due {
        None | Some("") => Ok(None),
        Some("short") => Ok(Some(Hours::Short)),
        Some("met") => Ok(Some(Hours::Met)),
        Some(other) => Err(Problem::invalid("due", other, "short, met").into()),
    }
}

fn order(sort: Option<&str>) -> Answer<Order> {
    match sort {
        None | Some("" | "name") => Ok(Order::Name),
        Some("grade") => Ok(Order::Grade),
        Some("hours") => Ok(Order::Hours),
        Some("unit") => Ok(Order::Unit),
        Some(other) => Err(Problem::invalid("sort", other, "name, grade, hours, unit").into()),
    }
}

pub(super) fn row(row: &GridRow) -> PersonRow {
    PersonRow {
        id: row.id.as_uuid(),
        name: row.name.as_str().into(),
        sex: row.sex.as_str().into(),
        birth_month: row.birth_month.map(|month| month.to_string()),
        unit_id: row.unit_id.as_uuid(),
        unit_name: row.unit_name.clone(),
        post: row.post.clone(),
        post_level: row.post_level.as_str().into(),
        rank: row.rank.as_str().into(),
        grade: row.grade.get().into(),
        role: row.role.as_str().into(),
        sector: row.sector.map(|code| code.to_string()),
        division: row.division.map(|code| code.to_string()),
        hours_done_tenths: row.hours_done.get().into(),
        hours_due_tenths: row.hours_due.get().into(),
        hours_short_tenths: row.hours_short.get().into(),
        gaps_open: row.gaps_open.into(),
        top_gap: top_gap(row.top_topic, row.top_severity),
        seats: row.seats.into(),
        citizen_no_masked: row.citizen_no.as_deref().map(mask),
    }
}

/// The topic somebody lacks most, where there is one.
pub(super) fn top_gap(topic: Option<TopicCode>, severity: Option<u32>) -> Option<TopGap> {
    let (topic, severity) = topic.zip(severity)?;
    Some(TopGap { topic: topic.to_string(), severity: severity.into() })
}
