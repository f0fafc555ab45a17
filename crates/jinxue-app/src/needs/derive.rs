//! The open gaps of people, made anew from all that is known of them; what has changed goes into the ledger.

use std::collections::BTreeSet;

use jinxue_domain::PersonId;
use jinxue_domain::needs::{GapCause, GapEntry, OpenGap, changes};
use jinxue_store::gap_changes::{self, Line, Stamp};
use jinxue_store::gaps::{self, Gap};
use jinxue_store::{Conn, Tx};

use super::Standard;
use crate::sorted::run_of;
use crate::{Answer, Ids, Work};

/// What the ledger is written with: whose ids, what is asked of people, what has caused it.
pub(crate) struct Ledger<'a> {
    pub ids: &'a Ids,
    pub standard: &'a Standard,
    pub stamp: Stamp,
}

impl<'a> Ledger<'a> {
    /// The ledger as somebody's deed is written into it.
    pub fn of(work: &'a Work, standard: &'a Standard, cause: GapCause, subject: Option<String>) -> Self {
        let (changed_on, created_at) = (standard.today, work.app.clock.now());
        let actor = Some(work.actor.name.clone());
        Self { ids: &work.app.ids, standard, stamp: Stamp { cause, subject, actor, changed_on, created_at } }
    }
}

/// One person whose gaps are not as they were.
pub(super) struct Changed {
    pub person: PersonId,
    before: Vec<OpenGap>,
    after: Vec<OpenGap>,
}

/// Replaces the open gaps of `people` where they are others now, and writes down what has become of them; who that is.
///
/// # Errors
/// When the store fails.
pub(crate) async fn derive(
    tx: &mut Tx,
    ledger: &Ledger<'_>,
    people: impl IntoIterator<Item = PersonId>,
) -> Answer<Vec<PersonId>> {
    let people: Vec<PersonId> = people.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    let changed = differing(tx, ledger.standard, &people).await?;
    let ids: Vec<PersonId> = changed.iter().map(|one| one.person).collect();
    let open = |one: &Changed| one.after.iter().map(|gap| Gap::of(one.person, gap)).collect::<Vec<_>>();
    let open: Vec<Gap> = changed.iter().flat_map(open).collect();
    gaps::replace_open(tx, &ids, &open).await?;
    let lines = |one: &Changed| {
        let line = |change| Line::of(ledger.ids.draw(), one.person, &change, &ledger.stamp);
        changes(&one.before, &one.after).into_iter().map(line).collect::<Vec<_>>()
    };
    let lines: Vec<Line> = changed.iter().flat_map(lines).collect();
    gap_changes::add(tx, &lines).await?;
    Ok(ids)
}

/// Those of `people`, which are in order, whose open gaps are not what is known of them says.
pub(super) async fn differing(
    conn: &mut Conn,
    standard: &Standard,
    people: &[PersonId],
) -> Answer<Vec<Changed>> {
    let entries = gaps::entries_of(conn, people).await?;
    let kept = gaps::open_of_many(conn, people).await?;
    let mut changed = Vec::new();
    for standing in gaps::standings(conn, people).await? {
        let own = run_of(&entries, standing.id, |of| of.person);
        let own: Vec<GapEntry> = own.iter().map(|of| of.entry).collect();
        let before = run_of(&kept, standing.id, |gap| gap.person_id);
        let before: Vec<OpenGap> = before.iter().map(Gap::open).collect();
        let after = standard.open(&standing, &own)?;
        if before != after {
            changed.push(Changed { person: standing.id, before, after });
        }
    }
    Ok(changed)
}
