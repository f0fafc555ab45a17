//! Which key seals what is written, which ones are still read, and a proof of each.

use super::{Algorithm, Keyring, SealFault};
use crate::db::{Lock, Sql, row, statements};
use crate::sealed::COLUMNS;
use crate::{Conn, Db, StoreError, Tx, values};

/// What a key is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// It will hash what is searched for, as soon as nothing stands in the open any more.
    Preparing,
    /// It hashes what is searched for.
    Index,
    /// It seals what is written.
    Writing,
    /// It opens what was sealed before.
    Reading,
    /// Nothing is sealed with it any more; backups of then still need it.
    Retired,
}

impl KeyState {
    const ALL: [Self; 5] = [Self::Preparing, Self::Index, Self::Writing, Self::Reading, Self::Retired];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Index => "index",
            Self::Writing => "writing",
            Self::Reading => "reading",
            Self::Retired => "retired",
        }
    }

    pub(crate) fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

row! {
    /// A key as the database knows it.
    pub struct SealingKey {
        req id: String,
        req algorithm: String,
        req state: KeyState,
        /// A fixed text, sealed or hashed with it.
        req proof: String,
    }
}

statements! {
    ALL = Sql::same("select * from sealing_key order by id");
    INSERT = Sql::same("insert into sealing_key (id, algorithm, state, proof) values ($1, $2, $3, $4)");
    SET_STATE = Sql::same("update sealing_key set state = $2 where id = $1");
    NOW = Sql::same("select id as only from sealing_key where state = 'writing'");
    HELD = Sql::each(
        "select id as only from sealing_key where state = 'writing'",
        "select id as only from sealing_key where state = 'writing' for share",
    );
}

/// What the proofs say.
const PROOF: &str = "jinxue";
const INDEX: &str = "index";

/// The key that seals what is written.
pub(super) const WRITING_NOW: Sql = NOW;
/// The same for a transaction that seals: the key keeps its state until it ends.
pub(crate) const WRITING_HELD: Sql = HELD;

/// All keys the database knows, by their names.
pub async fn all(conn: &mut Conn) -> Result<Vec<SealingKey>, StoreError> {
    conn.all(ALL, values![]).await
}

/// Whether something may still stand in the open.
pub(super) async fn is_preparing(conn: &mut Conn) -> Result<bool, StoreError> {
    Ok(all(conn).await?.iter().any(|key| key.state == KeyState::Preparing))
}

/// Notes that nothing stands in the open any more.
pub(super) async fn prepared(tx: &mut Tx) -> Result<(), StoreError> {
    tx.execute(SET_STATE, values![INDEX, KeyState::Index]).await?;
    Ok(())
}

/// Makes the keys of a new database known, or finds that the keys of the file are those the database knows.
///
/// # Errors
/// [`SealFault`] when they are not.
pub(crate) async fn agree(tx: &mut Tx) -> Result<(), StoreError> {
    let known = all(tx).await?;
    let keys = tx.keys();
    if known.is_empty() {
        if !keys.is_made() {
            keys.make()?;
        }
        keys.load()?;
        return introduce(tx, &keys).await;
    }
    keys.load()?;
    known.iter().try_for_each(|key| check(&keys, key)).map_err(StoreError::from)
}

async fn introduce(tx: &mut Tx, keys: &Keyring) -> Result<(), StoreError> {
    let proof = keys.hash(INDEX, PROOF);
    tx.execute(INSERT, values![INDEX, "hmac-sha-256", KeyState::Preparing, proof]).await?;
    // The newest of several writes.
    let mut seals = keys.seals();
    seals.sort_by_key(|(id, _)| number(id));
    let newest = seals.len().saturating_sub(1);
    for (position, (id, algorithm)) in seals.into_iter().enumerate() {
        let state = if position == newest { KeyState::Writing } else { KeyState::Reading };
        insert(tx, keys, &id, algorithm, state).await?;
    }
    Ok(())
}

async fn insert(
    tx: &mut Tx,
    keys: &Keyring,
    id: &str,
    algorithm: Algorithm,
    state: KeyState,
) -> Result<(), StoreError> {
    let proof = keys.seal(id, &place(id), PROOF)?;
    tx.execute(INSERT, values![id, algorithm.as_str(), state, proof]).await?;
    Ok(())
}

fn check(keys: &Keyring, known: &SealingKey) -> Result<(), SealFault> {
    let wrong = || SealFault::KeyWrong { path: keys.path(), key: known.id.clone() };
    match known.state {
        KeyState::Retired => Ok(()),
        KeyState::Preparing | KeyState::Index if keys.hash(INDEX, PROOF) == known.proof => Ok(()),
        KeyState::Preparing | KeyState::Index => Err(wrong()),
        KeyState::Writing | KeyState::Reading => match keys.open(&place(&known.id), &known.proof) {
            Ok(text) if text == PROOF => Ok(()),
            Err(missing @ SealFault::KeyMissing { .. }) => Err(missing),
            Ok(_) | Err(_) => Err(wrong()),
        },
    }
}

fn place(id: &str) -> String {
    format!("sealing_key.proof {id}")
}

fn number(id: &str) -> u64 {
    id.parse().unwrap_or(0)
}

/// Draws a new key, puts it into the file, and has everything that is written from now on sealed with it; its name.
/// Every process learns of it with its next write.
///
/// # Errors
/// [`SealFault::File`] when the file cannot be written.
pub async fn rotate(tx: &mut Tx, algorithm: Algorithm) -> Result<String, StoreError> {
    tx.lock(Lock::SealingKeys).await?;
    let known = all(tx).await?;
    let keys = tx.keys();
    let id = (known.iter().map(|key| number(&key.id)).max().unwrap_or(0) + 1).to_string();
    // What an attempt that was undone left in the file was never used; it may be of another algorithm.
    keys.remove(&id)?;
    keys.add(&id, algorithm)?;
    for key in known.iter().filter(|key| key.state == KeyState::Writing) {
        tx.execute(SET_STATE, values![&key.id, KeyState::Reading]).await?;
    }
    insert(tx, &keys, &id, algorithm, KeyState::Writing).await?;
    Ok(id)
}

/// Retires a key that seals nothing any more. Take it out of the file with [`forget`] when this is committed.
///
/// # Errors
/// [`StoreError::NotFound`]; [`SealFault::KeyState`] when it is not one that waits to be retired;
/// [`SealFault::KeyInUse`] while values are sealed with it.
pub async fn retire(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    tx.lock(Lock::SealingKeys).await?;
    let known = all(tx).await?;
    let key = known.iter().find(|key| key.id == id).ok_or_else(|| StoreError::not_found("key", id))?;
    if !matches!(key.state, KeyState::Reading | KeyState::Retired) {
        return Err(SealFault::KeyState { key: id.to_owned(), state: key.state.as_str() }.into());
    }
    match used(tx, id).await? {
        0 => tx.execute(SET_STATE, values![id, KeyState::Retired]).await.map(drop),
        values => Err(SealFault::KeyInUse { key: id.to_owned(), values }.into()),
    }
}

/// Takes a retired key out of the file.
///
/// # Errors
/// [`SealFault::File`] when it cannot be written.
pub fn forget(db: &Db, id: &str) -> Result<(), StoreError> {
    Ok(db.keys().remove(id)?)
}

/// How many values are sealed with the key `id`.
pub async fn used(conn: &mut Conn, id: &str) -> Result<u64, StoreError> {
    let mut values = 0;
    for column in COLUMNS {
        values += conn.only::<u64>(column.count_like, values![format!("{id}.%")]).await?;
    }
    Ok(values)
}
