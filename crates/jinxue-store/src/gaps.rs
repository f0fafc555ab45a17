//! Gaps: dated evidence that is only added to, and the open gaps the domain derives from it.

use jinxue_domain::authority::{PathRange, Scope};
use jinxue_domain::needs::{GapEntry, OpenGap, Severity};
use jinxue_domain::{
    Date, Evidence, GapId, GapKind, Grade, ImportId, Instant, PersonId, Tier, TopicCode, UnitPath,
};

use crate::db::{FromRow, Only, Row, Sql, Where, bulks, row, statements};
use crate::{Conn, StoreError, Tx, Values, fence, values};

row! {
    /// One entry of evidence.
    pub struct GapEvidence {
        req id: GapId,
        req person_id: PersonId,
        req topic: TopicCode,
        req kind: GapKind,
        req severity: Severity,
        req evidence: Evidence,
        req noted_on: Date,
        opt note: String,
        opt import_id: ImportId,
        req created_at: Instant,
    }
}

row! {
    /// An open gap of a person.
    pub struct Gap {
        req person_id: PersonId,
        req topic: TopicCode,
        req kind: GapKind,
        req severity: Severity,
        req evidence: Evidence,
        req noted_on: Date,
    }
}

row! {
    /// How many people of one tier and grade lack a topic, and how badly in sum.
    pub struct GapSummary {
        req topic: TopicCode,
        req tier: Tier,
        req grade: Grade,
        req people: u64,
        req severity: u64,
    }
}

impl GapEvidence {
    /// What the domain derives open gaps from.
    pub fn entry(&self) -> GapEntry {
        GapEntry {
            topic: self.topic,
            kind: self.kind,
            severity: self.severity,
            evidence: self.evidence,
            noted_on: self.noted_on,
        }
    }
}

impl Gap {
    /// The open gap `gap` of `person`.
    pub fn of(person: PersonId, gap: &OpenGap) -> Self {
        let OpenGap { topic, kind, severity, evidence, noted_on } = *gap;
        Self { person_id: person, topic, kind, severity, evidence, noted_on }
    }
}

/// An entry and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryOf {
    pub person: PersonId,
    pub entry: GapEntry,
}

impl FromRow for EntryOf {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let entry = GapEntry {
            topic: row.get("topic")?,
            kind: row.get("kind")?,
            severity: row.get("severity")?,
            evidence: row.get("evidence")?,
            noted_on: row.get("noted_on")?,
        };
        Ok(Self { person: row.get("person_id")?, entry })
    }
}

statements! {
    EVIDENCE_OF = Sql::same("select * from gap_evidence where person_id = $1 order by topic, noted_on, id");
    OPEN_OF = Sql::same("select * from gap where person_id = $1 order by severity desc, topic");
    PEOPLE_OF_IMPORT = Sql::same("select distinct person_id as only from gap_evidence where import_id = $1 order by person_id");
    DELETE_OF_IMPORT = Sql::same("delete from gap_evidence where import_id = $1");
}

bulks! {
    INSERT_EVIDENCE = "insert into gap_evidence (id, person_id, topic, kind, severity, evidence, noted_on, note, import_id, created_at) values", 10, "";
    ENTRIES_OF = "with wanted (id) as (values", [uuid],
        ") select gap_evidence.person_id, topic, kind, severity, evidence, noted_on from wanted cross join gap_evidence where gap_evidence.person_id = wanted.id order by gap_evidence.person_id";
    OPEN_OF_MANY = "with wanted (id) as (values", [uuid],
        ") select gap.* from wanted cross join gap where gap.person_id = wanted.id order by gap.person_id, gap.topic";
    CLEAR_OPEN = "with cleared (id) as (values", [uuid],
        ") delete from gap where person_id in (select id from cleared)";
    INSERT_OPEN = "insert into gap (person_id, topic, kind, severity, evidence, noted_on) values", 6, "";
    DELETE_EVIDENCE = "with gone (id) as (values", [uuid],
        ") delete from gap_evidence where id in (select id from gone)";
}

/// All evidence about a person, topic by topic, oldest first.
pub async fn evidence_of(conn: &mut Conn, person: PersonId) -> Result<Vec<GapEvidence>, StoreError> {
    conn.all(EVIDENCE_OF, values![person]).await
}

/// The open gaps of a person, worst first.
pub async fn open_of(conn: &mut Conn, person: PersonId) -> Result<Vec<Gap>, StoreError> {
    conn.all(OPEN_OF, values![person]).await
}

/// The open gaps of many people.
pub async fn open_of_many(conn: &mut Conn, people: &[PersonId]) -> Result<Vec<Gap>, StoreError> {
    conn.bulk_all(OPEN_OF_MANY, people.iter().map(|id| values![*id]).collect()).await
}

/// The entries about many people, from which their open gaps are derived.
pub async fn entries_of(conn: &mut Conn, people: &[PersonId]) -> Result<Vec<EntryOf>, StoreError> {
    conn.bulk_all(ENTRIES_OF, people.iter().map(|id| values![*id]).collect()).await
}

/// Adds evidence. The open gaps of its people must be replaced in the same transaction.
pub async fn add_evidence(tx: &mut Tx, entries: &[GapEvidence]) -> Result<(), StoreError> {
    tx.bulk(INSERT_EVIDENCE, entries.iter().map(GapEvidence::values).collect()).await?;
    Ok(())
}

/// Replaces all open gaps of `people` by `gaps`.
pub async fn replace_open(tx: &mut Tx, people: &[PersonId], gaps: &[Gap]) -> Result<(), StoreError> {
    tx.bulk(CLEAR_OPEN, people.iter().map(|id| values![*id]).collect()).await?;
    tx.bulk(INSERT_OPEN, gaps.iter().map(Gap::values).collect()).await?;
    Ok(())
}

/// Removes entries (to undo rows of an import). The open gaps of their people must be replaced afterwards.
pub async fn delete_evidence(tx: &mut Tx, ids: &[GapId]) -> Result<(), StoreError> {
    tx.bulk(DELETE_EVIDENCE, ids.iter().map(|id| values![*id]).collect()).await?;
    Ok(())
}

/// Removes what an import brought; the people whose open gaps must be derived anew.
pub async fn delete_of_import(tx: &mut Tx, import: ImportId) -> Result<Vec<PersonId>, StoreError> {
    let people: Vec<Only<PersonId>> = tx.all(PEOPLE_OF_IMPORT, values![import]).await?;
    tx.execute(DELETE_OF_IMPORT, values![import]).await?;
    Ok(people.into_iter().map(|person| person.0).collect())
}

/// Open gaps of the active people of a subtree, by topic, tier and grade.
pub async fn summary(conn: &mut Conn, path: &UnitPath) -> Result<Vec<GapSummary>, StoreError> {
    let (text, values) = summary_statement(&conn.scope().and(&PathRange::subtree(path)));
    conn.all(text, values).await
}

fn summary_statement(scope: &Scope) -> (String, Values) {
    let mut clause = Where::default();
    clause.and("gap.person_id = person.id and person.state = 'active'", []);
    fence::people(&mut clause, scope, "person.unit_path", "person.id");
    clause
        .push(" group by gap.topic, unit.tier, person.grade order by gap.topic, unit.tier, person.grade", []);
    clause.onto(
        "select gap.topic, unit.tier, person.grade, count(*) as people, cast(sum(gap.severity) as bigint) as severity \
         from person cross join gap join unit on unit.id = person.unit_id",
    )
}

/// The texts that are built here, so that a test can prepare them.
#[doc(hidden)]
pub fn every_statement() -> Vec<String> {
    fence::shapes().iter().map(|scope| summary_statement(scope).0).collect()
}
