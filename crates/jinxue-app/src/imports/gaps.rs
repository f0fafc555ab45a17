//! Gaps: evidence is added, and the open gaps of its people are derived anew in the same transaction.

use std::collections::{BTreeSet, HashSet};

use jinxue_domain::needs::GapCause;
use jinxue_domain::{Date, Evidence, GapId, PersonId, Severity, Taxonomy, TopicCode};
use jinxue_exchange::kinds::Gaps;
use jinxue_exchange::kinds::gaps::GapRow;
use jinxue_store::gap_changes::Stamp;
use jinxue_store::gaps::{self, GapEvidence};
use jinxue_store::{Conn, Tx};

use super::desk::{Choice, Decided, Desk, Image, Judgement, Pen};
use super::images::{Draft, Picture};
use super::people_found::{People, unknown_topic};
use crate::Answer;
use crate::needs::{Ledger, Standard, derive};

/// What makes two entries the same.
type Same = (PersonId, TopicCode, Evidence, Date, Severity);

/// People, topics, and the evidence there is.
pub(crate) struct Facts {
    people: People,
    taxonomy: Taxonomy,
    present: HashSet<Same>,
}

impl Desk for Gaps {
    type Facts = Facts;

    async fn facts(conn: &mut Conn, rows: &[&GapRow]) -> Answer<Facts> {
        let people = People::read(conn, rows.iter().map(|row| &row.person)).await?;
        let taxonomy = crate::topics::load(conn).await?;
        let ids: BTreeSet<PersonId> = people.all().map(|person| person.id).collect();
        let ids: Vec<PersonId> = ids.into_iter().collect();
        let present = gaps::entries_of(conn, &ids)
            .await?
            .into_iter()
            .map(|of| (of.person, of.entry.topic, of.entry.evidence, of.entry.noted_on, of.entry.severity))
            .collect();
        Ok(Facts { people, taxonomy, present })
    }

    fn judge(facts: &Facts, row: &GapRow, choice: &Choice) -> Judgement {
        let person = match facts.people.find(&row.person, choice) {
            Ok(person) => person.id,
            Err(judgement) => return judgement,
        };
        let Some(topic) = facts.taxonomy.read_topic(&row.topic) else {
            return Judgement::faulty(vec![unknown_topic("topic", &row.topic)]);
        };
        let same = (person, topic, row.evidence, row.noted_on, severity(row));
        let judgement = if facts.present.contains(&same) {
            Judgement::on(person.as_uuid(), Vec::new())
        } else {
            Judgement::new()
        };
        judgement.about(person.as_uuid())
    }

    async fn write(
        tx: &mut Tx,
        pen: &Pen,
        facts: &Facts,
        rows: &[Decided<'_, GapRow>],
    ) -> Answer<Vec<Image>> {
        let entry = |decided: &Decided<'_, GapRow>| {
            Some(GapEvidence {
                id: pen.ids.draw(),
                person_id: decided.target?.into(),
                topic: facts.taxonomy.read_topic(&decided.row.topic)?,
                kind: decided.row.kind,
                severity: severity(decided.row),
                evidence: decided.row.evidence,
                noted_on: decided.row.noted_on,
                note: decided.row.note.clone(),
                import_id: Some(pen.import),
                class_id: None,
                survey_id: None,
                created_at: pen.now,
            })
        };
        let entries: Vec<GapEvidence> = rows.iter().filter_map(entry).collect();
        gaps::add_evidence(tx, &entries).await?;
        let people = entries.iter().map(|entry| entry.person_id);
        settle(tx, pen, GapCause::Import, people).await?;
        let image = |entry: &GapEvidence| Image {
            target: entry.id.as_uuid(),
            before: None,
            after: Draft::default().text("person_id", entry.person_id).finish(),
        };
        Ok(entries.iter().map(image).collect())
    }

    /// What was added stands alone.
    async fn check_undo(_: &mut Conn, _: &[Image]) -> Answer<()> {
        Ok(())
    }

    async fn restore(tx: &mut Tx, pen: &Pen, images: &[Image]) -> Answer<()> {
        let ids: Vec<GapId> = images.iter().map(|image| image.target.into()).collect();
        gaps::delete_evidence(tx, &ids).await?;
        let people: Vec<PersonId> = images
            .iter()
            .map(|image| Picture::read(&image.after)?.get("person_id"))
            .collect::<Answer<_>>()?;
        settle(tx, pen, GapCause::ImportUndone, people.into_iter()).await
    }
}

fn severity(row: &GapRow) -> Severity {
    Severity::try_from(row.severity).unwrap_or(Severity::NONE)
}

/// Makes the open gaps of people agree with all evidence about them; the ledger names the import.
async fn settle(
    tx: &mut Tx,
    pen: &Pen,
    cause: GapCause,
    people: impl Iterator<Item = PersonId>,
) -> Answer<()> {
    let changed_on = pen.now.date_in_china();
    let standard = Standard::load(tx, changed_on).await?;
    let subject = Some(pen.import.to_string());
    let stamp = Stamp { cause, subject, actor: None, changed_on, created_at: pen.now };
    derive(tx, &Ledger { ids: &pen.ids, standard: &standard, stamp }, people).await.map(drop)
}
