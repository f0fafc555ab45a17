//! New evidence of a gap: added, never overwriting, and the open gaps derived anew with it.

use jinxue_api::Problem;
use jinxue_api::gaps::{Gap, NewGapEntry};
use jinxue_domain::needs::{GapCause, GapEntry, Severity};
use jinxue_domain::{Date, GapId};
use jinxue_store::{gaps, people as store};
use serde_json::json;
use uuid::Uuid;

use crate::events::About;
use crate::needs::{Ledger, Standard, derive, ledger_of};
use crate::once::{Created, Once};
use crate::wire::{self, Faults};
use crate::{Answer, Refusal, Work, figures, topics};

/// Adds evidence and answers with the gap as it stands then.
///
/// # Errors
/// `not_found` for the person; `invalid_value` for every field refused; `idempotency_key_reused`.
pub async fn add_evidence(
    work: &Work,
    key: Option<String>,
    person: Uuid,
    new: &NewGapEntry,
) -> Answer<Created<Gap>> {
    let once = Once::new(key, "POST /people/{id}/gaps", &person.to_string(), new);
    if let Some(made) = once.find(work).await? {
        return Ok(made);
    }
    let today = work.app.clock.today();
    let entry = read(new, today)?;
    let (id, now) = (work.app.ids.draw::<GapId>(), work.app.clock.now());
    let made = work
        .db()
        .work(async |mut tx| {
            let person = store::by_id(&mut tx, person.into()).await?;
            let taxonomy = topics::load(&mut tx).await?;
            if taxonomy.topic(entry.topic).is_none() {
                return Err(Problem::not_found("topic", entry.topic).into());
            }
            let evidence = gaps::GapEvidence {
                id,
                person_id: person.id,
                topic: entry.topic,
                kind: entry.kind,
                severity: entry.severity,
                evidence: entry.evidence,
                noted_on: entry.noted_on,
                note: wire::kept(new.note.as_ref()),
                import_id: None,
                class_id: None,
                survey_id: None,
                created_at: now,
            };
            gaps::add_evidence(&mut tx, &[evidence]).await?;
            let standard = Standard::load(&mut tx, today).await?;
            let ledger = Ledger::of(work, &standard, GapCause::Stated, Some(id.to_string()));
            derive(&mut tx, &ledger, [person.id]).await?;
            figures::refresh_now(&mut tx, &[person.id], today).await?;
            let object = ("person", person.id.to_string());
            work.note(&mut tx, "gap_evidence", object, json!(new)).await?;
            let stated = ledger_of(&mut tx, &person, &taxonomy, today).await?;
            let gap = stated.into_iter().find(|gap| gap.topic == new.topic);
            let gap = gap.ok_or_else(|| Refusal::internal(&"the evidence just added is not there"))?;
            once.keep(&mut tx, work, &gap).await
        })
        .await;
    if made.is_ok() {
        work.app.tell("person", About::Person(person.into()), &json!({ "id": person })).await;
    }
    once.settle(work, made).await
}

fn read(new: &NewGapEntry, today: Date) -> Answer<GapEntry> {
    let mut faults = Faults::default();
    let topic = faults.take(wire::read("topic", &new.topic));
    let kind = faults.take(wire::read("kind", &new.kind));
    let severity = Severity::try_from(new.severity).map_err(|fault| Refusal::of("severity", &fault));
    let severity = faults.take(severity);
    let evidence = faults.take(wire::read("evidence", &new.evidence));
    let noted_on = faults.take(wire::date("noted_on", &new.noted_on).and_then(|date| {
        let refused = || Problem::invalid("noted_on", date, format!("≤ {today}")).into();
        if date <= today { Ok(date) } else { Err(refused()) }
    }));
    faults.end()?;
    let read = (|| {
        Some(GapEntry {
            topic: topic?,
            kind: kind?,
            severity: severity?,
            evidence: evidence?,
            noted_on: noted_on?,
        })
    })();
    read.ok_or_else(|| Refusal::internal(&"a value was refused without a fault"))
}
