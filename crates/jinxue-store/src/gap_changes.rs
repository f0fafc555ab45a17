//! The ledger of gaps: every opening, change and closing with its cause. Lines are added, never changed.

use jinxue_domain::needs::{GapCause, GapChange, Severity};
use jinxue_domain::{Date, Evidence, GapChangeId, Instant, PersonId, TopicCode};

use crate::db::{Only, Sql, bulks, row, statements};
use crate::{Conn, StoreError, Tx, values};

row! {
    /// One line of the ledger. `subject` is what caused it, by its id or code: an import, a class, a survey, a profile.
    pub struct Line {
        req id: GapChangeId,
        req person_id: PersonId,
        req topic: TopicCode,
        req severity_before: Severity,
        req severity_after: Severity,
        opt evidence: Evidence,
        req cause: GapCause,
        opt subject: String,
        opt actor: String,
        req changed_on: Date,
        req created_at: Instant,
    }
}

/// What a change is written down with.
#[derive(Debug, Clone)]
pub struct Stamp {
    pub cause: GapCause,
    pub subject: Option<String>,
    pub actor: Option<String>,
    pub changed_on: Date,
    pub created_at: Instant,
}

statements! {
    OF_PERSON = Sql::same("select * from gap_change where person_id = $1 order by topic, created_at desc, id desc");
    NEWEST = Sql::same("select id as only from gap_change order by id desc limit 1");
}

bulks! {
    INSERT = "insert into gap_change (id, person_id, topic, severity_before, severity_after, evidence, cause, subject, actor, changed_on, created_at) values", 11, "";
}

impl Line {
    /// The line of a change of somebody's gap.
    pub fn of(id: GapChangeId, person: PersonId, change: &GapChange, stamp: &Stamp) -> Self {
        Self {
            id,
            person_id: person,
            topic: change.topic,
            severity_before: change.before,
            severity_after: change.after,
            evidence: change.evidence,
            cause: stamp.cause,
            subject: stamp.subject.clone(),
            actor: stamp.actor.clone(),
            changed_on: stamp.changed_on,
            created_at: stamp.created_at,
        }
    }
}

/// All that has become of a person's gaps, topic by topic, the latest first.
pub async fn of_person(conn: &mut Conn, person: PersonId) -> Result<Vec<Line>, StoreError> {
    conn.all(OF_PERSON, values![person]).await
}

/// The line written last.
pub async fn newest(conn: &mut Conn) -> Result<Option<GapChangeId>, StoreError> {
    let found: Option<Only<GapChangeId>> = conn.optional(NEWEST, values![]).await?;
    Ok(found.map(|found| found.0))
}

/// Writes lines down.
pub async fn add(tx: &mut Tx, lines: &[Line]) -> Result<(), StoreError> {
    tx.bulk(INSERT, lines.iter().map(Line::values).collect()).await?;
    Ok(())
}
