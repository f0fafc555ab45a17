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
    let last = found.last().filter(|_| has_more);
    let next = last.map(|Found { deed, .. }| format!("{}.{}", deed.at.as_micros(), deed.id));
    Ok(AuditPage { items: found.into_iter().map(said).collect(), next })
}

fn key_of(text: &str) -> Answer<(Instant, jinxue_domain::AuditId)> {
    let read = text.split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    let (at, id) = read.ok_or_else(|| Problem::invalid("after", text, "`next` of a part"))?;
    Ok((Instant::from_micros(at), id))
}

fn said(Found { deed, seq }: Found) -> Deed {
    let role = |word: &str| match word.parse::<GrantRole>() {
        Ok(role) => Words::new(role.zh(), role.en()),
        Err(_) => Words::new(word, word),
    };
    Deed {
        id: deed.id.as_uuid(),
        at: deed.at.as_micros(),
        actor: deed.actor,
        account_id: deed.account_id.map(|account| account.as_uuid()),
        roles: deed.role.iter().flat_map(|words| words.split('|')).map(role).collect(),
        action: deed.action,
        object_kind: deed.object_kind,
        object_id: deed.object_id,
        detail: serde_json::from_str(&deed.detail).unwrap_or(Value::String(deed.detail)),
        request_id: deed.request_id,
        address: deed.address,
        seal: seq,
    }
}
