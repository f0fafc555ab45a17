//! What importing asks of each kind of row: look up, judge, write, take back.

use std::future::Future;

use jinxue_api::imports::Change;
use jinxue_api::search::PersonRef;
use jinxue_domain::{ImportId, Instant, RowVerdict, Words};
use jinxue_exchange::kinds::TableKind;
use jinxue_store::{Conn, Tx};
use uuid::Uuid;

use crate::{Answer, Ids};

/// Rows looked up, judged and written together.
pub(crate) const ROWS_PER_BATCH: usize = 2_000;

/// A kind of table and what the store makes of its rows.
pub(crate) trait Desk: TableKind<Row: Send + Sync, Seen: Send> + Send + 'static {
    /// How many rows are judged together. Rows that refer to each other need the whole file.
    const BATCH: usize = ROWS_PER_BATCH;
    /// What the store knows about a batch of rows.
    type Facts: Send + Sync;

    /// Looks up what the rows are about.
    fn facts(conn: &mut Conn, rows: &[&Self::Row]) -> impl Future<Output = Answer<Self::Facts>> + Send;

    /// Says what a row would do.
    fn judge(facts: &Self::Facts, row: &Self::Row, choice: &Choice) -> Judgement;

    /// Writes rows that were judged on facts read in this very transaction; the images that undo needs, in order.
    fn write(
        tx: &mut Tx,
        pen: &Pen,
        facts: &Self::Facts,
        rows: &[Decided<'_, Self::Row>],
    ) -> impl Future<Output = Answer<Vec<Image>>> + Send;

    /// Refuses when something has built on what the rows wrote, so that they cannot be taken back.
    fn check_undo(conn: &mut Conn, images: &[Image]) -> impl Future<Output = Answer<()>> + Send;

    /// Takes rows back, last first, by their images; they were checked in this very transaction.
    fn restore(tx: &mut Tx, pen: &Pen, images: &[Image]) -> impl Future<Output = Answer<()>> + Send;
}

/// Whom a person said a row is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Choice {
    /// Nothing was said.
    Open,
    /// Somebody new.
    New,
    /// This object.
    Is(Uuid),
    /// Leave the row out.
    Skip,
}

impl Choice {
    /// As it is kept: an id, `new`, `skip`.
    pub fn read(text: Option<&str>) -> Option<Self> {
        match text {
            None => Some(Self::Open),
            Some("new") => Some(Self::New),
            Some("skip") => Some(Self::Skip),
            Some(id) => Uuid::parse_str(id).ok().map(Self::Is),
        }
    }
}

/// What a row would do.
#[derive(Debug, Clone)]
pub(crate) struct Judgement {
    pub verdict: RowVerdict,
    pub target: Option<Uuid>,
    pub candidates: Vec<PersonRef>,
    pub changes: Vec<Change>,
    pub faults: Vec<Complaint>,
}

/// Something in a row that does not fit what the store knows.
#[derive(Debug, Clone)]
pub(crate) struct Complaint {
    /// The field of the kind.
    pub field: &'static str,
    pub value: String,
    pub expected: Words,
    pub message: Words,
}

impl Judgement {
    fn of(verdict: RowVerdict, target: Option<Uuid>) -> Self {
        Self { verdict, target, candidates: Vec::new(), changes: Vec::new(), faults: Vec::new() }
    }

    /// It makes something new.
    pub fn new() -> Self {
        Self::of(RowVerdict::New, None)
    }

    /// It is about `target`, and changes what is listed, or nothing.
    pub fn on(target: Uuid, changes: Vec<Change>) -> Self {
        let verdict = if changes.is_empty() { RowVerdict::Same } else { RowVerdict::Changed };
        Self { changes, ..Self::of(verdict, Some(target)) }
    }

    /// The same, about `target`: for rows that add something to an object.
    pub fn about(mut self, target: Uuid) -> Self {
        self.target = Some(target);
        self
    }

    /// It could be about any of these.
    pub fn ask(candidates: Vec<PersonRef>) -> Self {
        Self { candidates, ..Self::of(RowVerdict::Ask, None) }
    }

    /// It cannot be taken.
    pub fn faulty(faults: Vec<Complaint>) -> Self {
        Self { faults, ..Self::of(RowVerdict::Faulty, None) }
    }
}

/// A row that is to be written, with what was decided about it.
pub(crate) struct Decided<'r, R> {
    pub row: &'r R,
    /// The object it changes or adds to; none: it makes a new one.
    pub target: Option<Uuid>,
}

/// What a row did: enough to take it back.
#[derive(Debug, Clone)]
pub(crate) struct Image {
    pub target: Uuid,
    /// The object before as JSON; none when the row made it.
    pub before: Option<String>,
    pub after: String,
}

/// Time and ids for one transaction.
pub(crate) struct Pen {
    pub import: ImportId,
    pub ids: Ids,
    pub now: Instant,
}

/// Notes a change of a field when it is one.
pub(crate) fn compare(
    changes: &mut Vec<Change>,
    field: &jinxue_exchange::columns::Field,
    old: Option<String>,
    new: Option<String>,
) {
    // A file that is silent about a field changes nothing.
    if new.is_some() && old != new {
        let label = field.words();
        changes.push(Change {
            field: field.name.into(),
            label: jinxue_api::Words::new(label.zh, label.en),
            old,
            new,
        });
    }
}
