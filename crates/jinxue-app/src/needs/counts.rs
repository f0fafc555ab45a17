//! Where people are counted: at the nearest region above them, in their band of grades.

use std::collections::{BTreeSet, HashMap};

use jinxue_domain::authority::PathRange;
use jinxue_domain::{Date, Tier, UnitKind, UnitPath};
use jinxue_store::need_counts::{self, Counts};
use jinxue_store::units::{self, Unit};
use jinxue_store::{Conn, Db};

use super::band;
use crate::Answer;

/// A region whose numbers are kept: a province, a city, a county.
pub(crate) fn is_counted(unit: &Unit) -> bool {
    unit.kind == UnitKind::Region && unit.tier != Tier::Township
}

/// The first day of the year in which closings are counted.
pub(super) fn year_begun(today: Date) -> Date {
    Date::new(today.year(), 1, 1).unwrap_or(Date::MIN)
}

/// Counts everybody anew and keeps what has changed.
pub(super) async fn refresh(db: &Db, today: Date) -> Answer<()> {
    let counts = db
        .read(async |mut conn| {
            let ranges: Vec<PathRange> =
                units::roots(&mut conn).await?.iter().map(|root| PathRange::subtree(&root.path)).collect();
            let all = units::all(&mut conn).await?;
            let places = Places::of(all.into_iter().filter(is_counted).map(|unit| unit.path));
            counted(&mut conn, &ranges, year_begun(today), places).await
        })
        .await?;
    db.work(async |mut tx| need_counts::replace(&mut tx, &counts).await).await?;
    Ok(())
}

async fn counted(conn: &mut Conn, ranges: &[PathRange], since: Date, mut places: Places) -> Answer<Counts> {
    let mut counts = Counts::new();
    need_counts::each(conn, ranges, since, |(unit, topic, grade), count| {
        let sum = counts.entry((places.region(unit), topic, band::top_of(grade))).or_default();
        *sum = sum.and(count);
    })
    .await?;
    Ok(counts)
}

/// The nearest counted region above each unit; the unit itself where none is.
pub(crate) struct Places {
    regions: BTreeSet<UnitPath>,
    known: HashMap<UnitPath, UnitPath>,
}

impl Places {
    /// The places where people are counted.
    pub fn of(regions: impl IntoIterator<Item = UnitPath>) -> Self {
        Self { regions: regions.into_iter().collect(), known: HashMap::new() }
    }

    /// The place of the people of a unit.
    pub fn region(&mut self, unit: UnitPath) -> UnitPath {
        if let Some(known) = self.known.get(&unit) {
            return known.clone();
        }
        let above = unit.self_and_ancestors().filter(|path| self.regions.contains(path));
        let region = above.max_by_key(UnitPath::depth).unwrap_or_else(|| unit.clone());
        self.known.insert(unit, region.clone());
        region
    }
}
