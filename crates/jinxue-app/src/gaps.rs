//! Supply and demand: what people lack by topic and band of grades, beside the seats the year still offers.

use std::collections::BTreeMap;

use jinxue_api::Problem;
use jinxue_api::gaps::{GapCell, GapRow, GapSummary};
use jinxue_domain::{ClassId, ClassState, Date, Taxonomy, TopicCode, UnitPath};
use jinxue_store::classes::{self, FullClass};
use jinxue_store::need_counts::Count;
use jinxue_store::{Conn, plans, runs, units};
use uuid::Uuid;

use crate::needs::band::{self, BANDS};
use crate::{Answer, Work, needs, topics, wire};

/// People who lack each topic by band, and the seats of the year's plan that are still to teach it.
///
/// # Errors
/// `not_found`.
pub async fn summary(work: &Work, unit: Option<Uuid>) -> Answer<GapSummary> {
    work.db()
        .read(async |mut conn| {
            let path = subtree(&mut conn, unit).await?;
            of_subtree(&mut conn, &path, work.app.clock.today()).await
        })
        .await
}

/// The subtree of a unit; the first root when none is named.
pub(crate) async fn subtree(conn: &mut Conn, unit: Option<Uuid>) -> Answer<UnitPath> {
    match unit {
        Some(id) => Ok(units::by_id(conn, id.into()).await?.path),
        None => {
            let first = units::all(conn).await?.into_iter().next().map(|unit| unit.path);
            first.or_else(|| UnitPath::root(1)).ok_or_else(|| Problem::not_found("unit", "root").into())
        }
    }
}

#[derive(Default, Clone, Copy)]
struct Sum {
    people: u64,
    severity: u64,
    seats: u64,
}

pub(crate) async fn of_subtree(conn: &mut Conn, path: &UnitPath, today: Date) -> Answer<GapSummary> {
    let taxonomy = topics::load(conn).await?;
    let mut sums: BTreeMap<TopicCode, [Sum; BANDS.len()]> = BTreeMap::new();
    for (topic, counts) in needs::by_band(conn, path, today).await? {
        let sum = |count: Count| Sum { people: count.people, severity: count.severity, seats: 0 };
        sums.insert(topic, counts.map(sum));
    }
    for full in offered(conn, path).await? {
        share_seats(&full, &mut sums);
    }
    let worths = seat_worths(conn).await?;
    Ok(GapSummary { bands: band::said(), rows: rows(&taxonomy, &sums, &worths) })
}

/// The plans of the latest year there are plans for: late in a year that is the next one.
async fn latest_plans(conn: &mut Conn) -> Answer<Vec<plans::Plan>> {
    let mut plans = plans::all(conn).await?;
    let year = plans.iter().map(|plan| plan.year).max();
    plans.retain(|plan| Some(plan.year) == year);
    Ok(plans)
}

/// What one more seat would be worth by topic, as the latest finished run of the latest plans found it: the mean of
/// the prices of the topic's classes, weighted by the seats they offer.
async fn seat_worths(conn: &mut Conn) -> Answer<BTreeMap<TopicCode, f64>> {
    let mut finished: Vec<runs::Run> = Vec::new();
    for plan in latest_plans(conn).await? {
        finished
            .extend(runs::of_plan(conn, plan.id).await?.into_iter().filter(|run| run.objective.is_some()));
    }
    let Some(run) = finished.into_iter().max_by_key(|run| run.created_at) else { return Ok(BTreeMap::new()) };
    let classes = runs::result::classes(conn, run.id).await?;
    let ids: Vec<ClassId> = classes.iter().map(|class| class.class_id).collect();
    let main: BTreeMap<ClassId, TopicCode> = classes::main_topics(conn, &ids)
        .await?
        .into_iter()
        .map(|topic| (topic.class_id, topic.topic))
        .collect();
    let mut sums: BTreeMap<TopicCode, (f64, f64)> = BTreeMap::new();
    for class in &classes {
        let Some(topic) = main.get(&class.class_id) else { continue };
        let sum = sums.entry(*topic).or_default();
        sum.0 += class.price as f64 * f64::from(class.seats_max);
        sum.1 += f64::from(class.seats_max);
    }
    Ok(sums.into_iter().filter(|(_, sum)| sum.1 > 0.0).map(|(topic, sum)| (topic, sum.0 / sum.1)).collect())
}

/// The classes of the latest plans that are still to be held and take people of the subtree: those held have closed what they could.
async fn offered(conn: &mut Conn, path: &UnitPath) -> Answer<Vec<FullClass>> {
    let mut offered = Vec::new();
    for plan in latest_plans(conn).await? {
        offered.extend(classes::full_of_plan(conn, plan.id).await?);
    }
    let paths = units::paths(conn).await?;
    offered.retain(|full| {
        !matches!(full.class.state, ClassState::Cancelled | ClassState::Held)
            && paths.get(&full.class.audience_id).is_some_and(|audience| audience.meets(path))
    });
    Ok(offered)
}

/// The seats of a class go to its main topic, shared among the bands it admits by how many people lack it there.
fn share_seats(full: &FullClass, sums: &mut BTreeMap<TopicCode, [Sum; BANDS.len()]>) {
    let Some(main) = full.topics.iter().find(|topic| topic.main) else { return };
    let (from, to) = (full.class.grade_from.get(), full.class.grade_to.get());
    let row = sums.entry(main.topic).or_default();
    let admitted: Vec<usize> =
        (0..BANDS.len()).filter(|band| from <= BANDS[*band].lowest && BANDS[*band].highest <= to).collect();
    let demand: u64 = admitted.iter().map(|band| row[*band].people).sum();
    let mut left = u64::from(full.class.seats_max);
    for (nth, band) in admitted.iter().enumerate() {
        let share = match demand {
            0 => left / (admitted.len() - nth) as u64,
            _ => u64::from(full.class.seats_max) * row[*band].people / demand,
        };
        let share = if nth + 1 == admitted.len() { left } else { share.min(left) };
        row[*band].seats += share;
        left -= share;
    }
}

/// Every topic, in the order of the taxonomy.
fn rows(
    taxonomy: &Taxonomy,
    sums: &BTreeMap<TopicCode, [Sum; BANDS.len()]>,
    worths: &BTreeMap<TopicCode, f64>,
) -> Vec<GapRow> {
    let row = |topic: &jinxue_domain::taxonomy::Topic| {
        let cells = sums.get(&topic.code).copied().unwrap_or_default();
        GapRow {
            topic: topic.code.to_string(),
            name: topic.name.zh.to_string(),
            name_en: topic.name.en.to_string(),
            people: wire::count(cells.iter().map(|cell| cell.people).sum::<u64>()),
            cells: BANDS.iter().zip(cells).map(|(band, sum)| cell(band.code, sum)).collect(),
            seat_worth: worths.get(&topic.code).copied(),
        }
    };
    taxonomy.topics().iter().map(row).collect()
}

fn cell(band: &str, sum: Sum) -> GapCell {
    GapCell {
        band: band.into(),
        people: wire::count(sum.people),
        severity_sum: wire::count(sum.severity),
        seats: wire::count(sum.seats),
    }
}
