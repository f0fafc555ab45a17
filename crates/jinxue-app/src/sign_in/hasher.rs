//! Password hashes: argon2id, off the threads that answer requests, a few at a time.

use std::sync::{Arc, OnceLock};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use jinxue_api::{ErrorCode, Problem};
use tokio::sync::Semaphore;

use crate::{Answer, Refusal};

/// The parameters of every new hash: 19 MiB, two passes, one lane, as the OWASP password storage cheat sheet advises.
/// Older hashes carry their own and go on being verified.
const MEMORY_KIB: u32 = 19 * 1_024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Sign-ins that may wait for their turn; the next is told that the server is busy.
const WAITING_MAX: usize = 500;

/// Hashes and verifies passwords. All clones share their turns.
#[derive(Clone)]
pub struct Hasher {
    turns: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

impl Hasher {
    /// At most `at_once` hashes run at the same time.
    pub(crate) fn new(at_once: usize) -> Self {
        Self { turns: Arc::new(Semaphore::new(at_once.max(1))), queue: Arc::new(Semaphore::new(WAITING_MAX)) }
    }

    /// The hash of a new password, in PHC form.
    pub(crate) async fn hash(&self, password: &str) -> Answer<String> {
        let password = password.to_owned();
        self.in_turn(move || hashed(&password)).await?.map_err(|fault| Refusal::internal(&fault))
    }

    /// Whether `password` is the one that was hashed. Without a hash the same work is done for nothing, so that the
    /// time of the answer does not tell whether a name has an account.
    pub(crate) async fn fits(&self, password: &str, phc: Option<String>) -> Answer<bool> {
        let password = password.to_owned();
        self.in_turn(move || {
            let fits = verified(&password, phc.as_deref().unwrap_or_else(|| nobodys()));
            fits && phc.is_some()
        })
        .await
    }

    /// Whether `password` is one of those that were hashed.
    pub(crate) async fn fits_any(&self, password: &str, hashes: Vec<String>) -> Answer<bool> {
        let password = password.to_owned();
        self.in_turn(move || hashes.iter().any(|phc| verified(&password, phc))).await
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Answer<T> {
        let _place =
            self.queue.clone().try_acquire_owned().map_err(|_| Refusal(Problem::new(ErrorCode::Busy)))?;
        let turn = self.turns.clone().acquire_owned().await.map_err(|fault| Refusal::internal(&fault))?;
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        done.await.map_err(|fault| Refusal::internal(&fault))
    }
}

fn argon2() -> Argon2<'static> {
    let params =
        Params::new(MEMORY_KIB, PASSES, LANES, None).expect("the parameters are within argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hashed(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(argon2().hash_password(password.as_bytes())?.to_string())
}

fn verified(password: &str, phc: &str) -> bool {
    PasswordHash::new(phc).is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
}

/// A hash that belongs to nobody.
fn nobodys() -> &'static str {
    static MADE: OnceLock<String> = OnceLock::new();
    MADE.get_or_init(|| hashed("nobody").unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_fits_its_password_only_and_carries_its_parameters() {
        let hasher = Hasher::new(1);
        let phc = hasher.hash("汾河水暖鸭先知").await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert!(hasher.fits("汾河水暖鸭先知", Some(phc.clone())).await.unwrap());
        assert!(!hasher.fits("汾河水暖鸭先", Some(phc.clone())).await.unwrap());
        assert!(!hasher.fits("nobody", None).await.unwrap());
        assert!(hasher.fits_any("汾河水暖鸭先知", vec!["broken".into(), phc]).await.unwrap());
    }

    #[tokio::test]
    async fn more_than_may_wait_are_told_that_the_server_is_busy() {
        let hasher = Hasher::new(1);
        let _all = hasher.queue.clone().acquire_many_owned(WAITING_MAX as u32).await.unwrap();
        let refused = hasher.fits("x", None).await.unwrap_err();
        assert!(refused.0.is(ErrorCode::Busy));
    }
}
