//! Past training: records are added; one that is there already stays as it is.

use std::collections::HashSet;

use jinxue_domain::{ClassKind, Date, PersonId, RecordForm, RecordId, Taxonomy, Tenths};
use jinxue_exchange::kinds::History;
use jinxue_exchange::kinds::history::HistoryRow;
use jinxue_store::records::{self, TrainingRecord};
use jinxue_store::{Conn, Tx};
use uuid::Uuid;

use super::desk::{Choice, Decided, Desk, Image, Judgement, Pen};
use super::people_found::{People, unknown_topic};
use crate::Answer;

/// Hours a training day counts where a file states only days: 90 学时 are 12 days (干部教育培训工作条例 art. 14).
const TENTHS_PER_DAY: u32 = 75;

/// People, topics, and the records the people have.
pub(crate) struct Facts {
    people: People,
    taxonomy: Taxonomy,
    present: HashSet<(PersonId, String, Date)>,
}

impl Desk for History {
    type Facts = Facts;

    async fn facts(conn: &mut Conn, rows: &[&HistoryRow]) -> Answer<Facts> {
        let people = People::read(conn, rows.iter().map(|row| &row.person)).await?;
        let taxonomy = crate::topics::load(conn).await?;
        let mut ids: Vec<PersonId> = people.all().map(|person| person.id).collect();
        ids.sort_unstable();
        ids.dedup();
        let present = records::of_people(conn, &ids)
            .await?
            .into_iter()
            .map(|record| (record.person_id, record.class_name, record.start_date))
            .collect();
        Ok(Facts { people, taxonomy, present })
    }

    fn judge(facts: &Facts, row: &HistoryRow, choice: &Choice) -> Judgement {
        let person = match facts.people.find(&row.person, choice) {
            Ok(person) => person.id,
            Err(judgement) => return judgement,
        };
        if let Some(text) = &row.topic
            && facts.taxonomy.read_topic(text).is_none()
        {
            return Judgement::faulty(vec![unknown_topic("topic", text)]);
        }
        // The target of a new record is its person: that is what a choice decides.
        let judgement = if facts.present.contains(&(person, row.class_name.clone(), row.start)) {
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
        rows: &[Decided<'_, HistoryRow>],
    ) -> Answer<Vec<Image>> {
        let made: Vec<TrainingRecord> = rows
            .iter()
            .filter_map(|decided| Some(record(pen, facts, decided.target?, decided.row)))
            .collect();
        records::upsert_many(tx, &made).await?;
        let image =
            |record: &TrainingRecord| Image { target: record.id.as_uuid(), before: None, after: "{}".into() };
        Ok(made.iter().map(image).collect())
    }

    /// What was added stands alone.
    async fn check_undo(_: &mut Conn, _: &[Image]) -> Answer<()> {
        Ok(())
    }

    async fn restore(tx: &mut Tx, _: &Pen, images: &[Image]) -> Answer<()> {
        let ids: Vec<RecordId> = images.iter().map(|image| image.target.into()).collect();
        records::delete_many(tx, &ids).await?;
        Ok(())
    }
}

fn record(pen: &Pen, facts: &Facts, person: Uuid, row: &HistoryRow) -> TrainingRecord {
    let days = row.days.and_then(|days| u32::try_from(days).ok()).unwrap_or_else(|| days_of(row));
    let kind = row.kind.as_ref().and_then(|kind| kind.known).unwrap_or(ClassKind::Other);
    let form = row.form.as_ref().and_then(|form| form.known).unwrap_or(RecordForm::Offline);
    TrainingRecord {
        id: pen.ids.draw(),
        person_id: person.into(),
        class_name: row.class_name.clone(),
        class_id: None,
        topic: row.topic.as_deref().and_then(|text| facts.taxonomy.read_topic(text)),
        kind,
        form,
        start_date: row.start,
        end_date: row.end,
        days,
        hours_tenths: row.hours.unwrap_or_else(|| Tenths::new(days.saturating_mul(TENTHS_PER_DAY))),
        // A class of the personnel file was recognised when it was entered there, unless the file says otherwise.
        recognised: row.recognised.unwrap_or(true),
        organiser: row.organiser.clone(),
        organiser_tier: row.organiser_tier.as_ref().and_then(|tier| tier.known),
        institution: row.institution.clone(),
        completion: row.completion.clone(),
        unit_then: row.unit_then.clone(),
        post_then: row.post_then.clone(),
        import_id: Some(pen.import),
        created_at: pen.now,
        verbatim: verbatim(row),
    }
}

/// What another system says in words and codes that are not known here, by their column, as JSON.
fn verbatim(row: &HistoryRow) -> Option<String> {
    let mut told = row.verbatim.clone();
    let unknown = [
        ("A1101", row.kind.as_ref().filter(|kind| kind.known.is_none()).map(|kind| &kind.text)),
        ("A1117", row.organiser_tier.as_ref().filter(|tier| tier.known.is_none()).map(|tier| &tier.text)),
        ("A1114B", row.organiser_code.as_ref()),
        ("A1151", row.abroad.as_ref()),
        ("培训形式", row.form.as_ref().filter(|form| form.known.is_none()).map(|form| &form.text)),
        ("班次编号", row.class_code.as_ref()),
    ];
    told.extend(unknown.into_iter().filter_map(|(column, text)| Some((column.to_owned(), text?.clone()))));
    (!told.is_empty()).then(|| serde_json::json!(told).to_string())
}

fn days_of(row: &HistoryRow) -> u32 {
    let days = (row.end - row.start).get_days() + 1;
    u32::try_from(days).unwrap_or(1)
}
