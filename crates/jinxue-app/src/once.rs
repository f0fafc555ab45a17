//! A creating call made twice under one key is done once: its answer is kept with the change it tells of.

use std::marker::PhantomData;

use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::Instant;
use jinxue_store::{StoreError, Tx, idempotency};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Answer, Refusal, Work, digest};

/// How long an answer is kept: 24 hours, in microseconds.
const KEPT_MICROS: i64 = 24 * 3_600 * 1_000_000;

/// The object made, as JSON; `replayed` when it was made by an earlier call under the same key.
#[derive(Debug, Clone)]
pub struct Created<T> {
    pub body: String,
    pub replayed: bool,
    what: PhantomData<fn() -> T>,
}

impl<T: Serialize> Created<T> {
    fn new(body: String, replayed: bool) -> Self {
        Self { body, replayed, what: PhantomData }
    }
}

impl<T: DeserializeOwned> Created<T> {
    /// The object itself.
    ///
    /// # Errors
    /// `internal` when what was kept by another version of the program is read differently now.
    pub fn object(&self) -> Answer<T> {
        serde_json::from_str(&self.body).map_err(|fault| Refusal::internal(&fault))
    }
}

/// One creating call: its key, if the caller gave one, and what tells it from another.
pub(crate) struct Once {
    key: Option<String>,
    route: &'static str,
    request_hash: String,
}

impl Once {
    /// The call of `route` about `object` with `request`.
    pub fn new(key: Option<String>, route: &'static str, object: &str, request: &impl Serialize) -> Self {
        let text = serde_json::to_string(request).unwrap_or_default();
        Self { key, route, request_hash: digest::hex(format!("{object}\n{text}").as_bytes()) }
    }

    /// The answer already given under the key.
    ///
    /// # Errors
    /// `idempotency_key_reused` when the key was used for another request.
    pub async fn find<T: Serialize>(&self, work: &Work) -> Answer<Option<Created<T>>> {
        let Some(key) = &self.key else { return Ok(None) };
        let found =
            work.db().read(async |mut conn| idempotency::find(&mut conn, &kept_key(work, key)).await).await?;
        let since = self.oldest(work.app.clock.now());
        let Some(answer) = found.filter(|answer| answer.created_at >= since) else { return Ok(None) };
        let same = answer.actor == work.actor.name
            && answer.route == self.route
            && answer.request_hash == self.request_hash;
        if same { Ok(Some(Created::new(answer.body, true))) } else { Err(Self::reused(key)) }
    }

    /// Keeps the answer in the transaction of the change.
    ///
    /// # Errors
    /// `idempotency_key_reused` when another call under the key was faster.
    pub async fn keep<T: Serialize>(&self, tx: &mut Tx, work: &Work, made: &T) -> Answer<Created<T>> {
        let body = serde_json::to_string(made).map_err(|fault| Refusal::internal(&fault))?;
        if let Some(key) = &self.key {
            let now = work.app.clock.now();
            idempotency::purge(tx, self.oldest(now)).await?;
            let answer = idempotency::Answer {
                key: kept_key(work, key),
                actor: work.actor.name.clone(),
                route: self.route.into(),
                request_hash: self.request_hash.clone(),
                status: 201,
                body: body.clone(),
                created_at: now,
            };
            idempotency::keep(tx, &answer).await?;
        }
        Ok(Created::new(body, false))
    }

    /// The answer of the call that was faster, where one was.
    ///
    /// # Errors
    /// Whatever `made` was refused for.
    pub async fn settle<T: Serialize>(&self, work: &Work, made: Answer<Created<T>>) -> Answer<Created<T>> {
        match made {
            Err(refusal) if self.key.is_some() && refusal.0.is(ErrorCode::KeyReused) => {
                self.find(work).await?.ok_or(refusal)
            }
            other => other,
        }
    }

    fn oldest(&self, now: Instant) -> Instant {
        Instant::from_micros(now.as_micros() - KEPT_MICROS)
    }

    fn reused(key: &str) -> Refusal {
        Problem::new(ErrorCode::KeyReused).field("Idempotency-Key").value(key).into()
    }
}

/// A key belongs to the account that used it: nobody learns of another's.
fn kept_key(work: &Work, key: &str) -> String {
    work.actor.account.map_or_else(|| key.to_owned(), |account| format!("{account}:{key}"))
}

impl Refusal {
    /// Whether the store refused because a rule of uniqueness was broken.
    pub(crate) fn of_taken(name: &'static str) -> Option<ErrorCode> {
        (name == "idempotency_pk").then_some(ErrorCode::KeyReused)
    }

    /// Adds the object as it is now to a refusal of an edit made on an older version.
    pub(crate) async fn with_current<T: Serialize>(self, now: impl Future<Output = Answer<T>>) -> Self {
        if !self.0.is(ErrorCode::VersionStale) {
            return self;
        }
        let current = now.await.ok().and_then(|object| serde_json::to_value(object).ok());
        Self(Problem { current, ..self.0 })
    }

    /// An edit made on version `given` of an object that is at `version`.
    pub(crate) fn stale(what: &'static str, id: impl std::fmt::Display, given: i64) -> Self {
        StoreError::Stale { what, id: id.to_string(), expected: given }.into()
    }
}
