//! What somebody who has shown a first proof must still do.

use jinxue_domain::account::SignInRules;
use jinxue_domain::{Due, Instant};
use jinxue_store::accounts::Account;
use jinxue_store::{Conn, StoreError, passwords};

use super::second_factor;

/// After the password: the second factor where there is one, else its enrolment where it is required.
pub(super) async fn after_password(
    conn: &mut Conn,
    account: &Account,
    rules: &SignInRules,
    now: Instant,
) -> Result<Option<Due>, StoreError> {
    match of_second_factor(conn, account, rules, now).await? {
        Some(due) => Ok(Some(due)),
        None => after_second_factor(conn, account, rules, now).await,
    }
}

/// The second factor where there is one, else its enrolment where it is required.
pub(super) async fn of_second_factor(
    conn: &mut Conn,
    account: &Account,
    rules: &SignInRules,
    now: Instant,
) -> Result<Option<Due>, StoreError> {
    if second_factor::is_bound(conn, account).await? {
        return Ok(Some(Due::Code));
    }
    let is_required = second_factor::is_required(conn, account, rules, now).await?;
    Ok(is_required.then_some(Due::Enrolment))
}

/// After the second factor: a new password where the present one is too old.
pub(super) async fn after_second_factor(
    conn: &mut Conn,
    account: &Account,
    rules: &SignInRules,
    now: Instant,
) -> Result<Option<Due>, StoreError> {
    let password = passwords::latest(conn, account.id, 1).await?;
    let is_old = password.first().is_some_and(|password| rules.password_is_old(password.set_at, now));
    Ok(is_old.then_some(Due::Password))
}
