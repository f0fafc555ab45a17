//! How many people lack each topic, unit by unit or region by region.
//!
//! A province has half a million gaps: for its regions they are counted in the background and kept. What is smaller than
//! a county, or is no region, is counted when it is asked for.

use std::collections::BTreeMap;

use jinxue_domain::authority::{PathRange, Scope};
use jinxue_domain::{Date, Grade, TopicCode, UnitPath};

use crate::db::{FromRow, Row, Sql, Where, bulks, statements};
use crate::{Conn, StoreError, Tx, Values, fence, values};

/// Whose numbers they are: a place of the tree, a topic, a grade; where numbers are kept, the highest grade of a band.
pub type Key = (UnitPath, TopicCode, Grade);

/// People who lack a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// People with an open gap.
    pub people: u64,
    /// Their severities in sum.
    pub severity: u64,
    /// People whose gap was closed since the first day counted, and is closed now.
    pub closed: u64,
}

impl Count {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Count) -> Count {
        Count {
            people: self.people + other.people,
            severity: self.severity + other.severity,
            closed: self.closed + other.closed,
        }
    }
}

/// Numbers by place, topic and grade.
pub type Counts = BTreeMap<Key, Count>;

struct Counted(Key, Count);

impl FromRow for Counted {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let key = (row.get("path")?, row.get("topic")?, row.get("grade")?);
        let count =
            Count { people: row.get("people")?, severity: row.get("severity")?, closed: row.get("closed")? };
        Ok(Self(key, count))
    }
}

statements! {
    ALL = Sql::same("select region_path as path, topic, grade, people, severity, closed from need_count");
    KEPT = Sql::same("select substr(region_path, 1, cast($3 as integer)) as path, topic, grade, cast(sum(people) as bigint) as people, cast(sum(severity) as bigint) as severity, cast(sum(closed) as bigint) as closed from need_count where region_path >= $1 and region_path < $2 group by 1, 2, 3");
}

bulks! {
    PUT = "insert into need_count (region_path, topic, grade, people, severity, closed) values", 6,
        "on conflict (region_path, topic, grade) do update set people = excluded.people, severity = excluded.severity, closed = excluded.closed";
    DROP = "with gone (region_path, topic, grade) as (values", [text, text, bigint],
        ") delete from need_count where (region_path, topic, grade) in (select region_path, topic, grade from gone)";
}

/// How finely the numbers of a subtree are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// All of the subtree together.
    Whole,
    /// By what stands directly below its top.
    Children,
}

/// The numbers kept for the regions at `path` and below, which the caller must be allowed to see whole.
pub async fn kept(conn: &mut Conn, path: &UnitPath, grain: Grain) -> Result<Counts, StoreError> {
    // Every step of a path is as long as the next.
    let step = path.child(1).map_or(0, |child| child.as_str().len() - path.as_str().len());
    let length = path.as_str().len() + if grain == Grain::Children { step } else { 0 };
    let values = values![path.as_str(), path.subtree_end(), i64::try_from(length).unwrap_or(i64::MAX)];
    let rows: Vec<Counted> = conn.all(KEPT, values).await?;
    Ok(rows.into_iter().map(|Counted(key, count)| (key, count)).collect())
}

/// Visits the numbers of the active people in some ranges who may be seen, unit by unit, counted now; a key may come more than once.
/// Gaps closed on `since` or later are counted as closed.
pub async fn each(
    conn: &mut Conn,
    ranges: &[PathRange],
    since: Date,
    mut visit: impl FnMut(Key, Count),
) -> Result<(), StoreError> {
    let seen = conn.scope();
    let within = ranges.iter().map(|range| seen.and(range));
    let within = Scope::of(within.flat_map(|scope| scope.ranges().unwrap_or_default().to_vec()));
    for (text, values) in [open_statement(&within), closed_statement(&within, since)] {
        conn.each(text, values, |row| {
            let Counted(key, count) = Counted::from_row(&row)?;
            visit(key, count);
            Ok(())
        })
        .await?;
    }
    Ok(())
}

/// Makes the kept numbers these; what agrees already is not written.
pub async fn replace(tx: &mut Tx, counts: &Counts) -> Result<(), StoreError> {
    let kept: Vec<Counted> = tx.all(ALL, values![]).await?;
    let kept: Counts = kept.into_iter().map(|Counted(key, count)| (key, count)).collect();
    let key = |(path, topic, grade): &Key| values![path.as_str(), *topic, *grade];
    let gone = kept.keys().filter(|known| !counts.contains_key(*known));
    tx.bulk(DROP, gone.map(key).collect()).await?;
    let new = counts.iter().filter(|(known, count)| kept.get(*known) != Some(*count));
    let row = |(known, count): (&Key, &Count)| {
        let mut row = key(known);
        row.extend(values![count.people, count.severity, count.closed]);
        row
    };
    tx.bulk(PUT, new.map(row).collect()).await?;
    Ok(())
}

fn open_statement(scope: &Scope) -> (String, Values) {
    let mut clause = Where::default();
    clause.and("gap.person_id = person.id and person.state = 'active'", []);
    fence::people(&mut clause, scope, "person.unit_path", "person.id");
    clause.push(" group by person.unit_path, gap.topic, person.grade", []);
    clause.onto(
        "select person.unit_path as path, gap.topic, person.grade, count(*) as people, cast(sum(gap.severity) as bigint) as severity, \
         cast(0 as bigint) as closed from person cross join gap",
    )
}

fn closed_statement(scope: &Scope, since: Date) -> (String, Values) {
    let mut clause = Where::default();
    clause.and(
        "gap_change.person_id = person.id and person.state = 'active' and gap_change.severity_after = 0 and gap_change.changed_on >= ? \
         and not exists (select 1 from gap where gap.person_id = gap_change.person_id and gap.topic = gap_change.topic)",
        [since.into()],
    );
    fence::people(&mut clause, scope, "person.unit_path", "person.id");
    clause.push(" group by person.unit_path, gap_change.topic, person.grade", []);
    clause.onto(
        "select person.unit_path as path, gap_change.topic, person.grade, cast(0 as bigint) as people, cast(0 as bigint) as severity, \
         count(distinct person.id) as closed from person join gap_change on gap_change.person_id = person.id",
    )
}

/// The texts that are built here, so that a test can prepare them.
#[doc(hidden)]
pub fn every_statement() -> Vec<String> {
    let both = |scope: &Scope| [open_statement(scope).0, closed_statement(scope, Date::MIN).0];
    fence::shapes().iter().flat_map(both).collect()
}
