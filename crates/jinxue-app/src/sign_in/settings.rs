//! The rules of signing in, as the installation set them, and the name of the installation in its links.

use jinxue_api::Problem;
use jinxue_api::sign_in::{self as wire, SignInRules as Wire};
use jinxue_domain::SecondFactorFor;
use jinxue_domain::account::SignInRules;
use jinxue_store::{Conn, StoreError, Tx, settings};
use serde_json::json;

use super::secrets::Secret;
use crate::wire::Faults;
use crate::{Answer, App, Refusal, Work};

/// Keys of the settings.
const RULES: &str = "sign_in_rules";
const INSTALLATION: &str = "installation";
/// Characters of the installation's name in links and cookies.
const NAME_LENGTH: usize = 8;

/// The rules in force.
///
/// # Errors
/// When the store fails.
pub async fn rules(work: &Work) -> Answer<Wire> {
    let rules = work.app.unfenced().read(async |mut conn| in_force(&mut conn).await).await?;
    Ok(said_all(&rules))
}

/// Sets the rules. They hold from the next request on, for sessions and passwords that are there too.
///
/// # Errors
/// `invalid_value` for every figure outside its range.
pub async fn set_rules(work: &Work, new: &Wire) -> Answer<Wire> {
    let rules = domain(new);
    let mut faults = Faults::default();
    for fault in rules.faults() {
        faults
            .push(Problem::invalid(fault.field, fault.value, format!("{}–{}", fault.min, fault.max)).into());
    }
    faults.end()?;
    let text = serde_json::to_string(new).map_err(|fault| Refusal::internal(&fault))?;
    work.app
        .unfenced()
        .work(async |mut tx| {
            settings::put(&mut tx, RULES, &text).await?;
            work.note(&mut tx, "set_sign_in_rules", ("setting", RULES.to_owned()), json!(new)).await?;
            Ok::<_, Refusal>(())
        })
        .await?;
    Ok(*new)
}

/// The rules in force: those that were set, else the shipped ones.
pub(super) async fn in_force(conn: &mut Conn) -> Result<SignInRules, StoreError> {
    let set = settings::get(conn, RULES).await?;
    let read = set.as_deref().map(serde_json::from_str::<Wire>);
    Ok(match read {
        None => SignInRules::default(),
        Some(Ok(set)) => domain(&set),
        Some(Err(fault)) => {
            return Err(StoreError::Decode { column: "setting.value", value: fault.to_string() });
        }
    })
}

/// The name of the installation: drawn at its first start, it stands in its links and cookies, so that those of
/// another are told apart.
///
/// # Errors
/// When the store fails.
pub async fn installation(app: &App) -> Answer<String> {
    let known = app.unfenced().read(async |mut conn| settings::get(&mut conn, INSTALLATION).await).await?;
    match known {
        Some(name) => Ok(name),
        None => {
            app.unfenced().work(async |mut tx| installation_in(&mut tx).await.map_err(Refusal::from)).await
        }
    }
}

/// [`installation`] within a transaction.
pub(super) async fn installation_in(tx: &mut Tx) -> Result<String, StoreError> {
    if let Some(name) = settings::get(tx, INSTALLATION).await? {
        return Ok(name);
    }
    let drawn: String = Secret::draw().digest().chars().take(NAME_LENGTH).collect();
    settings::put(tx, INSTALLATION, &drawn).await?;
    Ok(drawn)
}

pub(super) fn said_all(rules: &SignInRules) -> Wire {
    let SignInRules {
        password_length_min,
        password_history,
        password_days_max,
        failures_free,
        delay_minutes_first,
        delay_minutes_max,
        session_idle_minutes,
        session_minutes_max,
        sessions_max,
        recovery_link_minutes,
        second_factor_for,
    } = *rules;
    Wire {
        password_length_min,
        password_history,
        password_days_max,
        failures_free,
        delay_minutes_first,
        delay_minutes_max,
        session_idle_minutes,
        session_minutes_max,
        sessions_max,
        recovery_link_minutes,
        second_factor_for: said(second_factor_for),
    }
}

fn domain(given: &Wire) -> SignInRules {
    let Wire {
        password_length_min,
        password_history,
        password_days_max,
        failures_free,
        delay_minutes_first,
        delay_minutes_max,
        session_idle_minutes,
        session_minutes_max,
        sessions_max,
        recovery_link_minutes,
        second_factor_for,
    } = *given;
    SignInRules {
        password_length_min,
        password_history,
        password_days_max,
        failures_free,
        delay_minutes_first,
        delay_minutes_max,
        session_idle_minutes,
        session_minutes_max,
        sessions_max,
        recovery_link_minutes,
        second_factor_for: meant(second_factor_for),
    }
}

fn said(rule: SecondFactorFor) -> wire::SecondFactorFor {
    match rule {
        SecondFactorFor::Administrators => wire::SecondFactorFor::Administrators,
        SecondFactorFor::SeesOthers => wire::SecondFactorFor::SeesOthers,
        SecondFactorFor::Everybody => wire::SecondFactorFor::Everybody,
    }
}

fn meant(rule: wire::SecondFactorFor) -> SecondFactorFor {
    match rule {
        wire::SecondFactorFor::Administrators => SecondFactorFor::Administrators,
        wire::SecondFactorFor::SeesOthers => SecondFactorFor::SeesOthers,
        wire::SecondFactorFor::Everybody => SecondFactorFor::Everybody,
    }
}
