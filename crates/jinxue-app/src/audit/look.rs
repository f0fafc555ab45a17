//! The trail as its auditor reads it.

use jinxue_api::audit::{AuditPage, AuditQuery, Deed};
use jinxue_api::{Problem, Words};
use jinxue_domain::Instant;
use jinxue_domain::authority::GrantRole;
use jinxue_store::audit::{self as store, Found, Search};
use serde_json::Value;

use crate::wire::{self, Faults};
use crate::{Answer, Work};

/// Deeds of a part of the trail: as shipped, and the most.
const PART: u32 = 100;
const PART_MOST: i64 = 500;

/// A part of the trail, newest first.
///
/// # Errors
/// `invalid_value` for a limit out of range, a key that is none, and an end before its start.
pub async fn look(work: &Work, query: &AuditQuery) -> Answer<AuditPage> {
    let mut faults = Faults::default();
    let limit = faults.take(wire::between("limit", query.limit.unwrap_or(PART).into(), 1, PART_MOST));
    let after = query.after.as_deref().and_then(|key| faults.take(key_of(key)));
    if let (Some(from), Some(until)) = (query.from, query.until)
        && until <= from
    {
        faults.push(Problem::invalid("until", until, "> from").into());
    }
    faults.end()?;
    let limit = limit.and_then(|limit| u32::try_from(limit).ok()).unwrap_or(PART);
    let sought = Search {
        actor: wire::kept(query.actor.as_ref()),
        action: wire::kept(query.action.as_ref()),
        object_kind: wire::kept(query.object_kind.as_ref()),
        object_id: wire::kept(query.object_id.as_ref()),
        address: wire::kept(query.address.as_ref()),
        request_id: wire::kept(query.request_id.as_ref()),
        from: query.from.map(Instant::from_micros),
        until: query.until.map(Instant::from_micros),
        after,
    };
    let mut found =
        work.db().read(async |mut conn| store::search(&mut conn, &sought, limit + 1).await).await?;
    let has_more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| has_more).map(|last| format!("{}.{}", last.at.as_micros(), last.id));
    Ok(AuditPage { items: found.into_iter().map(said).collect(), next })
}

fn key_of(text: &str) -> Answer<(Instant, jinxue_domain::AuditId)> {
    let read = text.split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    let (at, id) = read.ok_or_else(|| Problem::invalid("after", text, "`next` of a part"))?;
    Ok((Instant::from_micros(at), id))
}

fn said(found: Found) -> Deed {
    let role = |word: &str| match word.parse::<GrantRole>() {
        Ok(role) => Words::new(role.zh(), role.en()),
        Err(_) => Words::new(word, word),
    };
    Deed {
        id: found.id.as_uuid(),
        at: found.at.as_micros(),
        actor: found.actor,
        account_id: found.account_id.map(|account| account.as_uuid()),
        roles: found.role.iter().flat_map(|words| words.split('|')).map(role).collect(),
        action: found.action,
        object_kind: found.object_kind,
        object_id: found.object_id,
        detail: serde_json::from_str(&found.detail).unwrap_or(Value::String(found.detail)),
        request_id: found.request_id,
        address: found.address,
        seal: found.seq,
    }
}
