//! A class that was held says something of everybody who came.

use jinxue_domain::needs::{Closing, GapCause, GapEntry, Taught, after_class};
use jinxue_domain::{GapId, PersonId};
use jinxue_store::classes::{self, Class};
use jinxue_store::gaps::{self, EntryOf, GapEvidence};
use jinxue_store::{Tx, units};

use super::{Ledger, Standard, derive};
use crate::{Answer, Refusal, Work};

/// Writes what the completion of a class says of those who `came`; their gaps with it.
///
/// # Errors
/// When the store fails.
pub(crate) async fn learn(tx: &mut Tx, work: &Work, class: &Class, came: &[PersonId]) -> Answer<()> {
    let standard = Standard::load(tx, work.app.clock.today()).await?;
    state(tx, work, &standard, class, came).await?;
    settle(tx, work, &standard, class, came).await
}

/// Makes what the completion of a class says of one person agree with whether they `came`.
///
/// # Errors
/// When the store fails.
pub(crate) async fn learn_again(
    tx: &mut Tx,
    work: &Work,
    class: &Class,
    person: PersonId,
    came: &[PersonId],
) -> Answer<()> {
    let standard = Standard::load(tx, work.app.clock.today()).await?;
    gaps::delete_of_class(tx, class.id, person).await?;
    state(tx, work, &standard, class, came).await?;
    settle(tx, work, &standard, class, &[person]).await
}

async fn state(
    tx: &mut Tx,
    work: &Work,
    standard: &Standard,
    class: &Class,
    came: &[PersonId],
) -> Answer<()> {
    let taught = taught(tx, class).await?;
    let organiser = units::by_id(&mut tx.whole(), class.organiser_id).await?;
    let closing = Closing::at(&standard.book, &organiser.path, class.end_date)
        .ok_or_else(|| Refusal::internal(&"the catalogue lacks the rule on completed classes"))?;
    let entries = gaps::entries_of(tx, came).await?;
    let mut evidence = Vec::new();
    for standing in gaps::standings(tx, came).await? {
        // What was found after the class was not there for it to close.
        let before = |of: &&EntryOf| of.person == standing.id && of.entry.noted_on <= class.end_date;
        let known: Vec<GapEntry> = entries.iter().filter(before).map(|of| of.entry).collect();
        let (lacking, targets) = (standard.open(&standing, &known)?, standard.targets(&standing)?);
        let said = after_class(&lacking, &targets, &taught, closing, class.end_date);
        evidence.extend(said.iter().map(|entry| stated(work, class, standing.id, entry)));
    }
    gaps::add_evidence(tx, &evidence).await?;
    Ok(())
}

async fn settle(
    tx: &mut Tx,
    work: &Work,
    standard: &Standard,
    class: &Class,
    people: &[PersonId],
) -> Answer<()> {
    let ledger = Ledger::of(work, standard, GapCause::Class, Some(class.id.to_string()));
    derive(tx, &ledger, people.iter().copied()).await.map(drop)
}

async fn taught(tx: &mut Tx, class: &Class) -> Answer<Vec<Taught>> {
    let full = classes::full_many(tx, &[class.id]).await?;
    let topics = full.into_iter().flat_map(|full| full.topics);
    let taught =
        |topic: classes::ClassTopic| Taught { topic: topic.topic, percent: topic.percent, main: topic.main };
    Ok(topics.map(taught).collect())
}

fn stated(work: &Work, class: &Class, person: PersonId, entry: &GapEntry) -> GapEvidence {
    GapEvidence {
        id: work.app.ids.draw::<GapId>(),
        person_id: person,
        topic: entry.topic,
        kind: entry.kind,
        severity: entry.severity,
        evidence: entry.evidence,
        noted_on: entry.noted_on,
        note: None,
        import_id: None,
        class_id: Some(class.id),
        survey_id: None,
        created_at: work.app.clock.now(),
    }
}
