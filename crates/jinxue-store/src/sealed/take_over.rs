//! The start of a store: the keys agree with it, and what an earlier version kept in the open is sealed before anybody
//! reads.

use super::column::SealedColumn;
use super::{CITIZEN_NO, CITIZEN_NO_HASH, COLUMNS, RowId, reseal, states};
use crate::db::{Lock, Sql, bulks, row, statements};
use crate::{Db, StoreError, Tx, Value, values};

/// Numbers sealed in one transaction.
const CHUNK: u32 = 1_000;

row! {
    /// A citizen number that stands where its hash belongs.
    pub struct OpenNumber {
        req id: jinxue_domain::PersonId,
        req number: String,
    }
}

statements! {
    // The hash is there too when the sealed number is.
    OPEN_NUMBERS = Sql::same("select id, citizen_no_hash as number from person where citizen_no_sealed is null and citizen_no_hash is not null order by id limit $1");
    ANYTHING = Sql::same("select count(*) as only from (select 1 as found from person where citizen_no_hash is not null union all select 1 from totp union all select 1 from import_row limit 1) as found");
}

bulks! {
    SEAL = "with fresh (id, hash, sealed) as (values", [uuid, text, text],
        ") update person set citizen_no_hash = fresh.hash, citizen_no_sealed = fresh.sealed from fresh where person.id = coalesce(fresh.id, fresh.id)";
}

/// Sees that the keys are those of the store, and seals what stands in the open.
///
/// # Errors
/// [`super::SealFault`] when the keys are not there or another store's.
pub(crate) async fn agree_and_seal(db: &Db) -> Result<(), StoreError> {
    db.work(async |mut tx| {
        tx.lock(Lock::Schema).await?;
        states::agree(&mut tx).await
    })
    .await?;
    if !db.read(async |mut conn| states::is_preparing(&mut conn).await).await? {
        return Ok(());
    }
    if db.read(async |mut conn| conn.only::<bool>(ANYTHING, values![]).await).await? {
        tracing::info!("sealing what an earlier version kept in the open");
        while db.work(async |mut tx| numbers(&mut tx).await).await? {}
        for column in COLUMNS.into_iter().filter(|column| !std::ptr::eq(*column, &CITIZEN_NO)) {
            texts(db, column).await?;
        }
        // The old texts still lie in pages that are free now.
        db.rewrite().await?;
    }
    db.work(async |mut tx| states::prepared(&mut tx).await).await
}

/// Seals the next citizen numbers; whether there were any.
async fn numbers(tx: &mut Tx) -> Result<bool, StoreError> {
    let found: Vec<OpenNumber> = tx.all(OPEN_NUMBERS, values![CHUNK]).await?;
    let any = !found.is_empty();
    let rows = found.into_iter().map(|OpenNumber { id, number }| {
        let hash = Value::hashed(CITIZEN_NO_HASH, Some(number.clone()));
        values![id, hash, Value::sealed(&CITIZEN_NO, RowId(id.as_uuid(), None), Some(number))]
    });
    tx.bulk(SEAL, rows.collect()).await?;
    Ok(any)
}

/// Seals the texts of a column that kept them in the open.
async fn texts(db: &Db, column: &'static SealedColumn) -> Result<(), StoreError> {
    let mut from = None;
    loop {
        let open = |_: &str, text: &str| Ok(text.to_owned());
        let done = db.work(async |mut tx| reseal::again(&mut tx, column, from, open).await).await?;
        let Some((mark, _)) = done else { return Ok(()) };
        from = Some(mark);
    }
}
