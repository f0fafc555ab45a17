//! Gaps: dated evidence that is only added to, and the open gaps the domain derives from it.

use jinxue_domain::needs::{GapEntry, OpenGap, Severity};
use jinxue_domain::{
    ClassId, Date, Evidence, GapId, GapKind, Grade, ImportId, Instant, PersonId, Role, Sector, SurveyId,
    TopicCode, UnitPath,
};

use crate::db::{FromRow, Row, Sql, bulks, row, statements};
use crate::{Conn, StoreError, Tx, values};

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
        /// The class whose completion it is.
        opt class_id: ClassId,
        /// The survey whose answer it is.
        opt survey_id: SurveyId,
        req created_at: Instant,
    }
}

row! {
    /// An open gap of a person; without evidence where a profile asks for what nobody has shown.
    pub struct Gap {
        req person_id: PersonId,
        req topic: TopicCode,
        req kind: GapKind,
        req severity: Severity,
        opt evidence: Evidence,
        req noted_on: Date,
    }
}

row! {
    /// What decides which profiles are a person's.
    pub struct Standing {
        req id: PersonId,
        req unit_path: UnitPath,
        req grade: Grade,
        req role: Role,
        opt sector: Sector,
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

    /// The gap without whose it is.
    pub fn open(&self) -> OpenGap {
        let Gap { topic, kind, severity, evidence, noted_on, .. } = *self;
        OpenGap { topic, kind, severity, evidence, noted_on }
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
    DELETE_OF_SURVEY = Sql::same("delete from gap_evidence where survey_id = $1 and person_id = $2");
    DELETE_OF_CLASS = Sql::same("delete from gap_evidence where class_id = $1 and person_id = $2");
}

bulks! {
    INSERT_EVIDENCE = "insert into gap_evidence (id, person_id, topic, kind, severity, evidence, noted_on, note, import_id, class_id, survey_id, created_at) values", 12, "";
    ENTRIES_OF = "with wanted (id) as (values", [uuid],
        ") select gap_evidence.person_id, topic, kind, severity, evidence, noted_on from wanted cross join gap_evidence where gap_evidence.person_id = wanted.id order by gap_evidence.person_id";
    OPEN_OF_MANY = "with wanted (id) as (values", [uuid],
        ") select gap.* from wanted cross join gap where gap.person_id = wanted.id order by gap.person_id, gap.topic";
    CLEAR_OPEN = "with cleared (id) as (values", [uuid],
        ") delete from gap where person_id in (select id from cleared)";
    INSERT_OPEN = "insert into gap (person_id, topic, kind, severity, evidence, noted_on) values", 6, "";
    STANDINGS = "with wanted (id) as (values", [uuid],
        ") select person.id, unit_path, grade, role, sector from wanted cross join person where person.id = wanted.id order by person.id";
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

/// Removes what the completion of a class said of a person. Their open gaps must be replaced afterwards.
pub async fn delete_of_class(tx: &mut Tx, class: ClassId, person: PersonId) -> Result<(), StoreError> {
    tx.execute(DELETE_OF_CLASS, values![class, person]).await?;
    Ok(())
}

/// Removes what somebody answered in a survey. Their open gaps must be replaced afterwards.
pub async fn delete_of_survey(tx: &mut Tx, survey: SurveyId, person: PersonId) -> Result<(), StoreError> {
    tx.execute(DELETE_OF_SURVEY, values![survey, person]).await?;
    Ok(())
}

/// Where people stand, in the order of their ids.
pub async fn standings(conn: &mut Conn, people: &[PersonId]) -> Result<Vec<Standing>, StoreError> {
    conn.bulk_all(STANDINGS, people.iter().map(|id| values![*id]).collect()).await
}
