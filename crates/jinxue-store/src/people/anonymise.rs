//! Somebody who left is made nameless: what tells who they were goes, what is counted stays.

use jinxue_domain::{Instant, PersonId, PersonName};
use uuid::Uuid;

use crate::db::{Sql, row, statements};
use crate::sealed::{ROW_RAW, RowId};
use crate::{StoreError, Tx, Value, values};

row! {
    /// The row of an import that told of the person.
    pub struct ToldBy {
        req import_id: Uuid,
        req row_no: i64,
    }
}

statements! {
    PERSON = Sql::same("update person set name = $3, name_folded = $4, name_key = $5, initials = $6, citizen_no_sealed = null, citizen_no_hash = null, birth_month = null, department = null, post = null, anonymised_at = $7, changed_at = $7, version = version + 1 where id = $1 and version = $2 and anonymised_at is null and state = 'left'");
    POSTS = Sql::same("update person_post set title = $2, unit_name = null where person_id = $1");
    RECORDS = Sql::same("update training_record set unit_then = null, post_then = null, verbatim = null where person_id = $1");
    EVIDENCE = Sql::same("update gap_evidence set note = null where person_id = $1");
    ANSWERS = Sql::same("update survey_answer set remark = null where person_id = $1");
    TOLD_BY = Sql::same("select import_id, row_no from import_row where target_id = $1 or target_id in (select id from training_record where person_id = $1 union all select id from gap_evidence where person_id = $1)");
    FORGET_ROW = Sql::same("update import_row set raw = $3, faults = null, data = null, candidates = null, before = null, after = null, confirmed = null where import_id = $1 and row_no = $2");
    SESSIONS = Sql::same("delete from session where account_id in (select id from account where person_id = $1)");
    PASSWORDS = Sql::same("delete from password where account_id in (select id from account where person_id = $1)");
    SECRETS = Sql::same("delete from totp where account_id in (select id from account where person_id = $1)");
    PASSKEYS = Sql::same("delete from passkey where account_id in (select id from account where person_id = $1)");
    SUBJECTS = Sql::same("delete from provider_subject where account_id in (select id from account where person_id = $1)");
    CODES = Sql::same("delete from recovery_code where account_id in (select id from account where person_id = $1)");
    LINKS = Sql::same("delete from setup_link where account_id in (select id from account where person_id = $1)");
    GRANTS = Sql::same("update authority_grant set until_at = $2 where account_id in (select id from account where person_id = $1) and (until_at is null or until_at > $2) and from_at < $2");
    ACCOUNTS = Sql::each(
        "update account set login = lower(hex(id)), display_name = $2, state = 'suspended', changed_at = $3, version = version + 1 where person_id = $1",
        "update account set login = replace(id::text, '-', ''), display_name = $2, state = 'suspended', changed_at = $3, version = version + 1 where person_id = $1",
    );
}

/// Takes away who the person `id` was, in all that is told of them and in the rows of imports that told it, and closes
/// their account; `name` stands for them from now on. False when they are not at `version`, have not left, or are
/// nameless already.
pub async fn anonymise(
    tx: &mut Tx,
    id: PersonId,
    version: i64,
    name: &PersonName,
    now: Instant,
) -> Result<bool, StoreError> {
    let (folded, key, initials) = (name.folded(), name.sort_key(), name.initials());
    let changed = tx.execute(PERSON, values![id, version, name.clone(), folded, key, initials, now]).await?;
    if changed == 0 {
        return Ok(false);
    }
    tx.execute(POSTS, values![id, name.clone()]).await?;
    for sql in [RECORDS, EVIDENCE, ANSWERS, SESSIONS, PASSWORDS, SECRETS, PASSKEYS, SUBJECTS, CODES, LINKS] {
        tx.execute(sql, values![id]).await?;
    }
    tx.execute(GRANTS, values![id, now]).await?;
    let told: Vec<ToldBy> = tx.all(TOLD_BY, values![id]).await?;
    for ToldBy { import_id, row_no } in told {
        let nothing = Value::sealed(&ROW_RAW, RowId(import_id, Some(row_no)), Some("[]".to_owned()));
        tx.execute(FORGET_ROW, vec![import_id.into(), row_no.into(), nothing]).await?;
    }
    tx.execute(ACCOUNTS, values![id, name.clone(), now]).await?;
    Ok(true)
}
