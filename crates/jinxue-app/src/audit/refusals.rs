//! What was refused: noted like what was done, but never more than a flood of it may fill.
//!
//! Each asker (an account, else an address) has a bucket for each kind of refusal, and all have one together. What finds its
//! bucket empty is counted, and told with the next that is noted.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::Instant;
use serde_json::json;

use crate::{Answer, Refusal, Work};

/// Refusals of one kind that one asker has noted at once, and minutes until another is.
const EACH: Rate = Rate { burst: 10, minutes: 10 };
/// Refusals of all that are noted at once, and minutes until another is.
const ALL: Rate = Rate { burst: 1_000, minutes: 1 };
/// Askers that are remembered; above that those are let go whose bucket is full.
const ASKERS_MOST: usize = 10_000;
const MINUTE_MICROS: i64 = 60_000_000;

/// What tells of somebody who tries the doors: wrong proofs, links and tokens, what they have no right to, pages of other
/// sites, haste.
const NOTED: [ErrorCode; 17] = [
    ErrorCode::SignInRefused,
    ErrorCode::SignInDelayed,
    ErrorCode::CodeRefused,
    ErrorCode::PasskeyRefused,
    ErrorCode::ChallengeOver,
    ErrorCode::ProviderRefused,
    ErrorCode::ProviderUnbound,
    ErrorCode::LinkUnknown,
    ErrorCode::LinkExpired,
    ErrorCode::LinkUsed,
    ErrorCode::LinkElsewhere,
    ErrorCode::StepDue,
    ErrorCode::Forbidden,
    ErrorCode::ForeignOrigin,
    ErrorCode::TooManyRequests,
    ErrorCode::TooLarge,
    ErrorCode::BadRequest,
];

struct Rate {
    burst: i64,
    minutes: i64,
}

struct Bucket {
    left: i64,
    filled_at: Instant,
    /// Refusals that were not noted since the last that was.
    untold: u64,
}

impl Bucket {
    fn full(rate: &Rate, now: Instant) -> Self {
        Self { left: rate.burst, filled_at: now, untold: 0 }
    }

    fn fill(&mut self, rate: &Rate, now: Instant) {
        let every = rate.minutes * MINUTE_MICROS;
        let whole = (now.as_micros() - self.filled_at.as_micros()).max(0) / every;
        self.left = (self.left + whole).min(rate.burst);
        self.filled_at = Instant::from_micros(self.filled_at.as_micros() + whole * every);
    }
}

/// The buckets of this process.
#[derive(Default)]
pub(crate) struct Refusals(Mutex<Buckets>);

#[derive(Default)]
struct Buckets {
    all: Option<Bucket>,
    each: HashMap<String, Bucket>,
}

impl Refusals {
    /// Whether one more of `whose` is noted, and how many were not since the last.
    fn admit(&self, whose: &str, now: Instant) -> Option<u64> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Buckets { all, each } = &mut *buckets;
        if each.len() >= ASKERS_MOST {
            each.retain(|_, bucket| {
                bucket.fill(&EACH, now);
                bucket.left < EACH.burst
            });
        }
        let all = all.get_or_insert_with(|| Bucket::full(&ALL, now));
        let own = each.entry(whose.to_owned()).or_insert_with(|| Bucket::full(&EACH, now));
        all.fill(&ALL, now);
        own.fill(&EACH, now);
        if all.left < 1 || own.left < 1 {
            own.untold += 1;
            return None;
        }
        all.left -= 1;
        own.left -= 1;
        Some(std::mem::take(&mut own.untold))
    }
}

impl Work {
    /// Notes that `operation` was refused to the actor, in a transaction of its own, if that is of interest and no flood.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn note_refused(&self, operation: &str, problem: &Problem) -> Answer<()> {
        if !NOTED.iter().any(|code| problem.is(*code)) {
            return Ok(());
        }
        let detail = json!({ "code": problem.code, "field": problem.field });
        self.note_refusal("refused", ("operation", operation.to_owned()), detail).await
    }

    /// Notes a refusal under a name of its own.
    pub(crate) async fn note_refusal(
        &self,
        action: &str,
        object: (&str, String),
        mut detail: serde_json::Value,
    ) -> Answer<()> {
        let asker = self.actor.account.map(|account| account.to_string());
        let asker = asker.or_else(|| self.address.clone()).unwrap_or_default();
        let kind = detail["code"].as_str().unwrap_or(action);
        let whose = format!("{asker} {kind}");
        let Some(untold) = self.app.refusals.admit(&whose, self.app.clock.now()) else { return Ok(()) };
        if untold > 0 {
            detail["not_noted_before"] = json!(untold);
        }
        self.app
            .unfenced()
            .work(async |mut tx| {
                self.note(&mut tx, action, (object.0, object.1.clone()), detail.clone()).await?;
                Ok::<_, Refusal>(())
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Instant {
        Instant::from_micros(1_767_225_600_000_000 + minutes * MINUTE_MICROS)
    }

    #[test]
    fn a_flood_is_counted_and_told_with_the_next_that_is_noted() {
        let refusals = Refusals::default();
        for _ in 0..EACH.burst {
            assert_eq!(refusals.admit("a", at(0)), Some(0));
        }
        for _ in 0..500 {
            assert_eq!(refusals.admit("a", at(0)), None);
        }
        assert_eq!(refusals.admit("b", at(0)), Some(0), "another is noted still");
        assert_eq!(refusals.admit("a", at(10)), Some(500));
        assert_eq!(refusals.admit("a", at(10)), None);
    }

    #[test]
    fn askers_without_number_fill_neither_the_trail_nor_the_memory() {
        let refusals = Refusals::default();
        let noted = (0..30_000).filter(|n| refusals.admit(&n.to_string(), at(0)).is_some()).count();
        assert_eq!(noted, usize::try_from(ALL.burst).unwrap());
        let kept = refusals.0.lock().unwrap().each.len();
        assert!(kept <= ASKERS_MOST, "{kept}");
    }
}
