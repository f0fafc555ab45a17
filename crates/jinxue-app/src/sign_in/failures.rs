//! Failed tries in a row make a name wait, longer each time.
//!
//! A try is counted as failed before it is judged, and forgotten when it succeeds: many tries at the same moment then
//! count each, instead of all passing before the first has failed.

use jinxue_api::{ErrorCode, Problem};
use jinxue_store::sign_in_failures as store;

use super::secrets::digest_of;
use super::settings;
use crate::{Answer, App, Refusal};

/// How long failures are remembered without another: a day, in microseconds.
const REMEMBERED_MICROS: i64 = 24 * 3_600 * 1_000_000;

/// What is tried: a password under a name, or a code in an account.
pub(super) struct Tries {
    hash: String,
}

impl Tries {
    /// Passwords under a name as it was typed, folded so that spelling it differently gains nothing.
    pub fn of_name(typed: &str) -> Self {
        let folded = typed.parse().map_or_else(
            |_| typed.trim().chars().take(200).collect(),
            |login: jinxue_domain::LoginName| login.as_str().to_owned(),
        );
        Self { hash: digest_of(&format!("name {folded}")) }
    }

    /// Proofs that a holder of a session of the account shows once more.
    pub fn within(account: &jinxue_domain::AccountId) -> Self {
        Self { hash: digest_of(&format!("account {account}")) }
    }

    /// Counts a try.
    ///
    /// # Errors
    /// `sign_in_delayed` while the name has to wait.
    pub async fn begin(&self, app: &App) -> Answer<()> {
        let now = app.clock.now();
        let long_ago = jinxue_domain::Instant::from_micros(now.as_micros() - REMEMBERED_MICROS);
        app.unfenced()
            .work(async |mut tx| {
                store::purge(&mut tx, long_ago).await?;
                let rules = settings::in_force(&mut tx).await?;
                let before = store::hold(&mut tx, &self.hash, now).await?;
                let until = rules.wait_until(before.failures, before.last_at);
                if let Some(until) = until.filter(|until| now < *until) {
                    return Err(delayed(until.as_micros() - now.as_micros()));
                }
                store::add(&mut tx, &self.hash, now).await?;
                Ok(())
            })
            .await
    }

    /// Forgets the failures, in the transaction of the success.
    pub async fn forget(&self, tx: &mut jinxue_store::Tx) -> Result<(), jinxue_store::StoreError> {
        store::forget(tx, &self.hash).await
    }
}

fn delayed(micros: i64) -> Refusal {
    let seconds = micros.div_euclid(1_000_000) + 1;
    Problem::new(ErrorCode::SignInDelayed)
        .because(format!("请等 {seconds} 秒"), format!("wait {seconds} seconds"))
        .expected(seconds.to_string())
        .into()
}
