//! Everything a matching on a plan must know: as the engine's problem, or as the engine's own folder of files.

use std::path::Path;
use std::time::Duration;

use jinxue_api::runs::NewRun;
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::PersonId;
use jinxue_planning::{ProblemBuilder, ProblemFault};
use jinxue_store::Db;
use jinxue_store::people::grid::{self, Filter, Order};
use jinxue_store::plans::{self, Plan};
use uuid::Uuid;

use super::facts::{self, Drawn, Lists, PEOPLE_PER_CHUNK};
use crate::{Answer, Refusal, Work};

/// A province is read in many small reads; the longest one takes no longer than this.
const DEADLINE: Duration = Duration::from_secs(120);

/// A reading under way: the frame whole, people chunk by chunk.
pub(super) struct Reading {
    db: Db,
    lists: Lists,
    ids: Vec<PersonId>,
    done: usize,
    builder: ProblemBuilder,
}

impl Reading {
    /// Reads everything but the people.
    pub async fn begin(db: Db, plan: &Plan, drawn: Drawn) -> Answer<Self> {
        let (lists, ids) = db
            .read(async |mut conn| {
                let lists = facts::lists(&mut conn, plan, drawn).await?;
                let mut ids = grid::ids(&mut conn, &Filter::default(), Order::Unit).await?;
                ids.sort_unstable();
                Ok::<_, Refusal>((lists, ids))
            })
            .await?;
        let builder = ProblemBuilder::new(lists.frame.clone());
        Ok(Self { db, lists, ids, done: 0, builder })
    }

    /// Reads some people more; how many were read and how many there are, or none when all were.
    pub async fn step(&mut self) -> Answer<Option<(i64, i64)>> {
        let chunk = &self.ids[self.done..self.ids.len().min(self.done + PEOPLE_PER_CHUNK)];
        if chunk.is_empty() {
            return Ok(None);
        }
        let lists = &self.lists;
        let people = self.db.read(async |mut conn| facts::people(&mut conn, lists, chunk).await).await?;
        for person in &people {
            self.builder.person(person).map_err(|fault| unfit(&fault))?;
        }
        self.done += chunk.len();
        Ok(Some((self.done as i64, self.ids.len() as i64)))
    }

    /// What was read.
    pub fn end(self) -> ProblemBuilder {
        self.builder
    }
}

/// Facts that contradict each other, in the words of the one who reads them.
pub(super) fn unfit(fault: &ProblemFault) -> Refusal {
    let words = fault.words();
    Problem::new(ErrorCode::NothingToMatch).because(words.zh, words.en).into()
}

/// Writes what a run with these options would be given as an instance of the seats engine; how many people it has.
///
/// # Errors
/// `not_found`; `invalid_value`; `internal` when the folder cannot be written.
pub async fn write_instance(work: &Work, plan: Uuid, options: &NewRun, folder: &Path) -> Answer<u64> {
    let db = work.db().within(DEADLINE);
    let plan = db.read(async |mut conn| plans::by_id(&mut conn, plan.into()).await).await?;
    let drawn = super::begin::drawn(&plan, options, work.app.clock.now())?;
    let mut reading = Reading::begin(db, &plan, drawn).await?;
    while reading.step().await?.is_some() {}
    let builder = reading.end();
    let (people, folder) = (builder.people_count(), folder.to_owned());
    tokio::task::spawn_blocking(move || builder.write(&folder))
        .await
        .map_err(|fault| Refusal::internal(&fault))?
        .map_err(|fault| Refusal::internal(&fault))?;
    Ok(people as u64)
}
