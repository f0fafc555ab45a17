//! The keys of the sealed columns: which there are, a new one for writing, an old one retired.
//!
//! Only whoever can read the data folder changes them, at the command line; the server learns of it with its next write.

use jinxue_store::StoreError;
use jinxue_store::sealed::states::{self, KeyState};
use jinxue_store::sealed::{Algorithm, COLUMNS, SealFault, reseal};
use serde_json::json;

use crate::jobs::{self, Task, Ticket};
use crate::{Refusal, Work, wire};

/// A key as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    pub id: String,
    pub algorithm: String,
    pub state: KeyState,
    /// How many values are sealed with it.
    pub values: u64,
}

/// Why keys could not be changed: what stands in the way is told to the operator as it is.
#[derive(Debug, Clone, thiserror::Error)]
pub enum KeysRefusal {
    #[error(transparent)]
    Sealed(#[from] SealFault),
    #[error(transparent)]
    Other(Refusal),
}

impl From<StoreError> for KeysRefusal {
    fn from(fault: StoreError) -> Self {
        match fault {
            StoreError::Sealed(fault) => Self::Sealed(fault),
            other => Self::Other(other.into()),
        }
    }
}

impl From<Refusal> for KeysRefusal {
    fn from(refusal: Refusal) -> Self {
        Self::Other(refusal)
    }
}

/// All keys and how many values each seals.
///
/// # Errors
/// When the store fails.
pub async fn list(work: &Work) -> Result<Vec<Key>, KeysRefusal> {
    let db = work.db().within(jobs::DEADLINE);
    let list = db.read(async |mut conn| {
        let mut keys = Vec::new();
        for key in states::all(&mut conn).await? {
            let values = states::used(&mut conn, &key.id).await?;
            keys.push(Key { id: key.id, algorithm: key.algorithm, state: key.state, values });
        }
        Ok::<_, KeysRefusal>(keys)
    });
    list.await
}

/// Draws a new key, with which everything is sealed that is written from now on, and has the rest sealed again in the
/// background; the name of the key.
///
/// # Errors
/// When the keys file cannot be written.
pub async fn rotate(work: &Work, algorithm: Algorithm) -> Result<String, KeysRefusal> {
    let job = work.app.ids.draw();
    let subject = work.app.ids.next();
    let id = work
        .db()
        .work(async |mut tx| {
            let id = states::rotate(&mut tx, algorithm).await?;
            let detail = json!({ "algorithm": algorithm.as_str() });
            work.note(&mut tx, "rotate_keys", ("key", id.clone()), detail).await?;
            jobs::enqueue(&mut tx, job, Task::Reseal, subject, work).await?;
            Ok::<_, KeysRefusal>(id)
        })
        .await?;
    work.app.bell.ring();
    Ok(id)
}

/// Retires a key that seals nothing any more and takes it out of the keys file.
///
/// # Errors
/// [`SealFault::KeyInUse`] while it seals something, [`SealFault::KeyState`] when it is the one that writes; `not_found`.
pub async fn retire(work: &Work, id: &str) -> Result<(), KeysRefusal> {
    let db = work.db().within(jobs::DEADLINE);
    db.work(async |mut tx| {
        states::retire(&mut tx, id).await?;
        work.note(&mut tx, "retire_key", ("key", id.to_owned()), json!({})).await?;
        Ok::<_, KeysRefusal>(())
    })
    .await?;
    Ok(states::forget(&db, id)?)
}

/// The job that seals everything with the key that writes. Begun anew it finds what is left.
pub(crate) async fn reseal(ticket: &Ticket) -> crate::Answer<()> {
    let db = ticket.db();
    let total = wire::count(db.read(async |mut conn| reseal::remaining(&mut conn).await).await?);
    let mut done = 0;
    for column in COLUMNS {
        let mut from = None;
        while let Some((mark, count)) =
            db.work(async |mut tx| reseal::chunk(&mut tx, column, from).await).await?
        {
            from = Some(mark);
            done += wire::count(count);
            ticket.progress(done.min(total), total).await?;
        }
    }
    Ok(())
}
