//! The matrix of needs: topics by region, unit or grade, with who lacks them and what the year offers.

use std::collections::BTreeMap;

use jinxue_api::needs::{NeedCell, NeedField, NeedRow, Needs, NeedsQuery};
use jinxue_domain::authority::PathRange;
use jinxue_domain::needs::By;
use jinxue_domain::taxonomy::Topic;
use jinxue_domain::{ClassState, Date, Taxonomy, TopicCode};
use jinxue_store::need_counts::{self, Count, Counts, Grain};
use jinxue_store::units::{self, Unit};
use jinxue_store::{Conn, classes, plans};

use super::band::{self, BANDS, Band};
use super::columns::Columns;
use super::{counts, tend};
use crate::{Answer, Work, gaps, topics, wire};

/// What people of a subtree lack.
///
/// # Errors
/// `not_found` for the unit; `invalid_value` for columns or bands that are none.
pub async fn matrix(work: &Work, query: &NeedsQuery) -> Answer<Needs> {
    let by: Option<By> = wire::read_opt("by", query.by.as_deref())?;
    let band = query.band.as_deref().filter(|code| !code.is_empty()).map(band::read).transpose()?;
    let today = work.app.clock.today();
    work.db()
        .read(async |mut conn| {
            let path = gaps::subtree(&mut conn, query.unit).await?;
            let unit = units::at(&mut conn, &path).await?;
            let children = units::children(&mut conn, unit.id).await?;
            let ways = Columns::ways(&children);
            let columns = Columns::of(&unit, &children, by)?;
            let (ranges, grain) = (columns.ranges(&unit), columns.grain());
            let (found, counted_at) = found(&mut conn, &unit, ranges, grain, today).await?;
            let seats = seats(&mut conn, &unit).await?;
            let taxonomy = topics::load(&mut conn).await?;
            let sums = summed(&found, &columns, band);
            let by = columns.by;
            Ok(Needs {
                unit_id: unit.id.as_uuid(),
                unit_name: unit.name,
                by: by.as_str().into(),
                ways: ways.iter().map(|way| way.as_str().into()).collect(),
                bands: band::said(),
                rows: taxonomy.topics().iter().map(|topic| row(topic, &columns, &sums, &seats)).collect(),
                fields: fields(&taxonomy),
                columns: columns.said(),
                plan_year: seats.year,
                year: today.year().into(),
                counted_at,
            })
        })
        .await
}

/// The numbers of a unit's subtree: those kept, with their moment, where it is a region that may be seen whole.
async fn found(
    conn: &mut Conn,
    unit: &Unit,
    ranges: Option<Vec<PathRange>>,
    grain: Grain,
    today: Date,
) -> Answer<(Counts, Option<i64>)> {
    let whole = conn.scope().covers(&unit.path);
    if ranges.is_none() && whole {
        return Ok((need_counts::kept(conn, &unit.path, grain).await?, tend::counted_at(conn).await?));
    }
    let ranges = ranges.unwrap_or_else(|| vec![PathRange::subtree(&unit.path)]);
    let mut counts = Counts::new();
    need_counts::each(conn, &ranges, counts::year_begun(today), |key, count| {
        let sum = counts.entry(key).or_default();
        *sum = sum.and(count);
    })
    .await?;
    Ok((counts, None))
}

type Sums = BTreeMap<TopicCode, Vec<Count>>;

fn summed(counts: &Counts, columns: &Columns, band: Option<&Band>) -> Sums {
    let mut sums = Sums::new();
    for ((path, topic, grade), count) in counts {
        if band.is_none_or(|band| band.contains(*grade)) {
            let row = sums.entry(*topic).or_insert_with(|| vec![Count::default(); columns.len()]);
            let cell = &mut row[columns.at(path, *grade)];
            *cell = cell.and(*count);
        }
    }
    sums
}

/// Seats by topic: still to be held, and held.
struct Seats {
    year: Option<i64>,
    by_topic: BTreeMap<TopicCode, (u64, u64)>,
}

async fn seats(conn: &mut Conn, unit: &Unit) -> Answer<Seats> {
    let year = plans::all(conn).await?.iter().map(|plan| plan.year).max();
    let mut by_topic: BTreeMap<TopicCode, (u64, u64)> = BTreeMap::new();
    if let Some(year) = year {
        for offer in classes::offered(conn, year, &unit.path).await? {
            let (ahead, held) = by_topic.entry(offer.topic).or_default();
            *(if offer.state == ClassState::Held { held } else { ahead }) += offer.seats;
        }
    }
    Ok(Seats { year: year.map(Into::into), by_topic })
}

fn row(topic: &Topic, columns: &Columns, sums: &Sums, seats: &Seats) -> NeedRow {
    let none = vec![Count::default(); columns.len()];
    let counts = sums.get(&topic.code).unwrap_or(&none);
    let (ahead, held) = seats.by_topic.get(&topic.code).copied().unwrap_or_default();
    NeedRow {
        field: topic.field.to_string(),
        topic: topic.code.to_string(),
        name: topic.name.zh.to_string(),
        name_en: topic.name.en.to_string(),
        all: cell(counts.iter().fold(Count::default(), |sum, one| sum.and(*one))),
        cells: counts.iter().copied().map(cell).collect(),
        seats_ahead: wire::count(ahead),
        seats_held: wire::count(held),
    }
}

fn cell(count: Count) -> NeedCell {
    NeedCell {
        people: wire::count(count.people),
        severity_sum: wire::count(count.severity),
        closed: wire::count(count.closed),
    }
}

fn fields(taxonomy: &Taxonomy) -> Vec<NeedField> {
    let field = |field: &jinxue_domain::taxonomy::Field| NeedField {
        code: field.code.to_string(),
        name: field.name.zh.to_string(),
        name_en: field.name.en.to_string(),
    };
    taxonomy.fields().iter().map(field).collect()
}

/// What a whole subtree lacks, by topic and band, and how badly in sum.
pub(crate) async fn by_band(
    conn: &mut Conn,
    path: &jinxue_domain::UnitPath,
    today: Date,
) -> Answer<BTreeMap<TopicCode, [Count; BANDS.len()]>> {
    let unit = units::at(conn, path).await?;
    let ranges = (!counts::is_counted(&unit)).then(|| vec![PathRange::subtree(path)]);
    let mut sums: BTreeMap<TopicCode, [Count; BANDS.len()]> = BTreeMap::new();
    for ((_, topic, grade), count) in found(conn, &unit, ranges, Grain::Whole, today).await?.0 {
        let cell = &mut sums.entry(topic).or_default()[band::band_of(grade)];
        *cell = cell.and(count);
    }
    Ok(sums)
}
