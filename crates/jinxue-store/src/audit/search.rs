//! The trail as its auditor looks through it, newest first.

use jinxue_domain::{AuditId, Instant};

use super::Deed;
use crate::db::{FromRow, Row, Where};
use crate::{Conn, StoreError, Value, Values, values};

/// A deed and its place in the chain, none while it waits for its seal.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub deed: Deed,
    pub seq: Option<i64>,
}

impl FromRow for Found {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { deed: Deed::from_row(row)?, seq: row.opt("seq")? })
    }
}

/// Which deeds are looked for; what is absent bounds nothing.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// A part of the name it was done under.
    pub actor: Option<String>,
    pub action: Option<String>,
    pub object_kind: Option<String>,
    pub object_id: Option<String>,
    pub address: Option<String>,
    pub request_id: Option<String>,
    /// The first moment.
    pub from: Option<Instant>,
    /// The first moment that is not looked at any more.
    pub until: Option<Instant>,
    /// The deed behind which to go on.
    pub after: Option<(Instant, AuditId)>,
}

const HEAD: &str =
    "select audit.*, audit_seal.seq from audit left join audit_seal on audit_seal.audit_id = audit.id";

/// Up to `limit` deeds, newest first.
pub async fn search(conn: &mut Conn, sought: &Search, limit: u32) -> Result<Vec<Found>, StoreError> {
    let (text, values) = statement(sought, limit);
    conn.all(text, values).await
}

fn statement(sought: &Search, limit: u32) -> (String, Values) {
    let mut clause = Where::default();
    if let Some(part) = &sought.actor {
        let pattern = format!("%{}%", part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        clause.and("audit.actor like ? escape '\\'", [Value::from(pattern)]);
    }
    let equal = [
        ("audit.action = ?", &sought.action),
        ("audit.object_kind = ?", &sought.object_kind),
        ("audit.object_id = ?", &sought.object_id),
        ("audit.address = ?", &sought.address),
        ("audit.request_id = ?", &sought.request_id),
    ];
    for (condition, wanted) in equal {
        if let Some(wanted) = wanted {
            clause.and(condition, [Value::from(wanted.clone())]);
        }
    }
    if let Some(from) = sought.from {
        clause.and("audit.at >= ?", values![from]);
    }
    if let Some(until) = sought.until {
        clause.and("audit.at < ?", values![until]);
    }
    if let Some((at, id)) = sought.after {
        clause.and("(audit.at < ? or (audit.at = ? and audit.id < ?))", values![at, at, id]);
    }
    clause.push(" order by audit.at desc, audit.id desc limit ?", values![limit]);
    clause.onto(HEAD)
}

/// The texts that are built here, so that a test can prepare them.
#[doc(hidden)]
pub fn every_statement() -> Vec<String> {
    let all = Search {
        actor: Some(String::new()),
        action: Some(String::new()),
        object_kind: Some(String::new()),
        object_id: Some(String::new()),
        address: Some(String::new()),
        request_id: Some(String::new()),
        from: Some(Instant::from_micros(0)),
        until: Some(Instant::from_micros(0)),
        after: Some((Instant::from_micros(0), AuditId::from_uuid(uuid::Uuid::nil()))),
    };
    [Search::default(), all].iter().map(|sought| statement(sought, 1).0).collect()
}
