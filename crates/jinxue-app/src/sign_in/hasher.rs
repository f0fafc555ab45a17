//! Password hashes: argon2id, on threads of their own that stand back behind those which answer requests, a few at a time.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use jinxue_api::{ErrorCode, Problem};
use rustix::process::setpriority_process;
use tokio::sync::oneshot;

use crate::{Answer, Refusal};

/// The parameters of every new hash: 19 MiB, two passes, one lane, as the OWASP password storage cheat sheet advises.
/// Older hashes carry their own and go on being verified.
const MEMORY_KIB: u32 = 19 * 1_024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Sign-ins that may wait for their turn, some seconds of work; the next is told that the server is busy.
const WAITING_MAX: usize = 200;
/// After so many seconds most of those that wait have had their turn.
const RETRY_SECONDS: u32 = 5;
/// How far a hashing thread stands back (nice): it gets what the others leave, a tenth where they leave nothing.
const STANDS_BACK: i32 = 10;

type Task = Box<dyn FnOnce() + Send>;

/// Hashes and verifies passwords. All clones share their turns.
#[derive(Clone)]
pub struct Hasher(SyncSender<Task>);

impl Hasher {
    /// At most `at_once` hashes run at the same time.
    ///
    /// # Panics
    /// When the system gives no thread.
    pub(crate) fn new(at_once: usize) -> Self {
        let (queue, waiting) = sync_channel(WAITING_MAX);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..at_once.max(1) {
            let waiting = waiting.clone();
            let thread = thread::Builder::new().name("hasher".into()).spawn(move || work_off(&waiting));
            thread.expect("the system gives a thread");
        }
        Self(queue)
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
        let (answer, answered) = oneshot::channel();
        let task = Box::new(move || {
            // Whoever has gone away meanwhile costs nothing.
            if !answer.is_closed() {
                let _ = answer.send(work());
            }
        });
        self.0
            .try_send(task)
            .map_err(|_| Refusal(Problem::new(ErrorCode::Busy).expected(RETRY_SECONDS.to_string())))?;
        answered.await.map_err(|fault| Refusal::internal(&fault))
    }
}

/// What a thread does until the last [`Hasher`] is gone.
fn work_off(waiting: &Mutex<Receiver<Task>>) {
    // Of this thread alone: for Linux every thread has a priority of its own. Where it is refused, it stays as it was.
    let _ = setpriority_process(None, STANDS_BACK);
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(task) = next else { return };
        task();
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
        let (begun, has_begun) = std::sync::mpsc::channel();
        let (free, held) = std::sync::mpsc::channel::<()>();
        let holder = hasher.clone();
        let holding = tokio::spawn(async move {
            let hold = move || {
                let _ = begun.send(());
                let _ = held.recv();
            };
            holder.in_turn(hold).await
        });
        tokio::task::spawn_blocking(move || has_begun.recv()).await.unwrap().unwrap();
        for _ in 0..WAITING_MAX {
            hasher.0.try_send(Box::new(|| {})).unwrap();
        }
        let refused = hasher.fits("x", None).await.unwrap_err();
        assert!(refused.0.is(ErrorCode::Busy));
        assert_eq!(refused.0.expected.as_deref(), Some("5"));
        drop(free);
        holding.await.unwrap().unwrap();
    }
}
