//! Reading the chain again: what was altered, taken away or put in beside the software is found.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use jinxue_domain::AuditId;
use jinxue_store::audit::{self as store, Deed, Seal};
use serde_json::{Value, json};

use super::chain::link;
use crate::{Answer, App};

/// Seals read at a time.
const CHUNK: u32 = 2_000;

/// A place in the chain and its hash, written `12:9f86d0…`: kept outside the store, it proves that nothing before it was
/// changed or cut off since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub seq: i64,
    pub hash: String,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, self.hash)
    }
}

impl FromStr for Head {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!("“{text}” is no head of a chain; expected NUMBER:HASH as `jinxue audit head` prints it")
        };
        let (seq, hash) = text.trim().split_once(':').ok_or_else(wrong)?;
        let seq = seq.parse().map_err(|_| wrong())?;
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        if seq < 1 || !is_hash { Err(wrong()) } else { Ok(Self { seq, hash: hash.to_ascii_lowercase() }) }
    }
}

/// What is wrong with the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A seal whose deed is gone.
    DeedGone { seq: i64 },
    /// A deed, or the seal before it, is not what was sealed.
    Altered { seq: i64, deed: AuditId },
    /// Seals are missing before this one.
    SealGone { seq: i64, expected: i64 },
    /// The chain no longer has the head somebody kept: it ends earlier, or its hash is another one.
    HeadGone(Head),
    /// Deeds that were never handed to the sealer.
    PutIn { deeds: i64 },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DeedGone { seq } => write!(f, "第 {seq} 条记录不见了 / deed {seq} is gone"),
            Self::Altered { seq, deed } => {
                write!(f, "第 {seq} 条记录（{deed}）被改动过 / deed {seq} ({deed}) is not what was sealed")
            }
            Self::SealGone { seq, expected } => {
                write!(f, "第 {seq} 条之前缺第 {expected} 条封印 / seal {expected} is missing before {seq}")
            }
            Self::HeadGone(head) => {
                write!(f, "链上已没有留存的链头 {head} / the chain no longer has the head {head}")
            }
            Self::PutIn { deeds } => {
                write!(f, "有 {deeds} 条记录不是由软件写入的 / {deeds} deeds were put in beside the software")
            }
        }
    }
}

/// What reading the chain again found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Seals read.
    pub seals: i64,
    /// Deeds that still wait for their seal.
    pub waiting: i64,
    /// Where the chain ends now.
    pub head: Option<Head>,
    /// Everything found wrong, in the order of the chain; at most [`FAULTS_MAX`].
    pub faults: Vec<Fault>,
}

/// A chain broken early is broken everywhere after: so many faults tell enough.
pub const FAULTS_MAX: usize = 100;

/// Reads the whole chain again. `kept` are heads somebody wrote down earlier.
///
/// # Errors
/// When the store fails.
pub async fn verify(app: &App, kept: &[Head]) -> Answer<Verified> {
    let (waiting, put_in) = app.unfenced().read(async |mut conn| store::unsealed(&mut conn).await).await?;
    let mut faults = Vec::new();
    let mut missing: Vec<&Head> = kept.iter().collect();
    let (mut last, mut seals) = (Head { seq: 0, hash: String::new() }, 0);
    loop {
        let (chunk, deeds) = next(app, last.seq).await?;
        if chunk.is_empty() {
            break;
        }
        seals += i64::try_from(chunk.len()).unwrap_or(i64::MAX);
        let by_id: HashMap<AuditId, Deed> = deeds.into_iter().map(|deed| (deed.id, deed)).collect();
        for seal in chunk {
            faults.extend(fault(&last, &seal, by_id.get(&seal.audit_id)));
            last = Head { seq: seal.seq, hash: seal.hash };
            missing.retain(|head| **head != last);
        }
    }
    faults.extend(missing.into_iter().cloned().map(Fault::HeadGone));
    if put_in > 0 {
        faults.push(Fault::PutIn { deeds: put_in });
    }
    faults.truncate(FAULTS_MAX);
    Ok(Verified { seals, waiting, head: (last.seq > 0).then_some(last), faults })
}

fn fault(before: &Head, seal: &Seal, deed: Option<&Deed>) -> Option<Fault> {
    let (seq, expected) = (seal.seq, before.seq + 1);
    if seq != expected {
        return Some(Fault::SealGone { seq, expected });
    }
    match deed {
        None => Some(Fault::DeedGone { seq }),
        Some(deed) if link(&before.hash, deed) != seal.hash => Some(Fault::Altered { seq, deed: deed.id }),
        Some(_) => None,
    }
}

async fn next(app: &App, seq: i64) -> Answer<(Vec<Seal>, Vec<Deed>)> {
    Ok(app.unfenced().read(async |mut conn| store::chain_after(&mut conn, seq, CHUNK).await).await?)
}

/// Where the chain ends now.
///
/// # Errors
/// When the store fails.
pub async fn head(app: &App) -> Answer<Option<Head>> {
    let seal = app.unfenced().read(async |mut conn| store::head(&mut conn).await).await?;
    Ok(seal.map(|seal| Head { seq: seal.seq, hash: seal.hash }))
}

/// Hands the sealed deeds over one by one as JSON, in the order of the chain.
///
/// # Errors
/// When the store fails, and whatever `each` fails with.
pub async fn export(app: &App, mut each: impl FnMut(&Value) -> Answer<()>) -> Answer<i64> {
    let (mut seq, mut count) = (0, 0);
    loop {
        let (seals, deeds) = next(app, seq).await?;
        let Some(last) = seals.last() else { return Ok(count) };
        seq = last.seq;
        let by_id: HashMap<AuditId, Deed> = deeds.into_iter().map(|deed| (deed.id, deed)).collect();
        for seal in &seals {
            let Some(deed) = by_id.get(&seal.audit_id) else { continue };
            each(&line(seal, deed))?;
            count += 1;
        }
    }
}

fn line(seal: &Seal, deed: &Deed) -> Value {
    json!({
        "seq": seal.seq,
        "hash": seal.hash,
        "id": deed.id.to_string(),
        "at": deed.at.as_micros(),
        "actor": deed.actor,
        "account_id": deed.account_id.map(|id| id.to_string()),
        "role": deed.role,
        "action": deed.action,
        "object_kind": deed.object_kind,
        "object_id": deed.object_id,
        "detail": serde_json::from_str(&deed.detail).unwrap_or(Value::String(deed.detail.clone())),
        "request_id": deed.request_id,
        "address": deed.address,
    })
}
