//! Coming in: what the door asks, what is shown to it, and what it answers.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Words;

/// What whoever stands at the door may know.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Door {
    /// `sign_in` asks for a name and a password; `demonstration` lets one of six identities be chosen.
    pub entrance: &'static str,
    /// Nobody has an account yet: the server has printed a one-time set-up link where it was started.
    pub set_up_waits: bool,
    /// What people call the provider that they may come in by, where there is one.
    pub provider: Option<String>,
    pub rules: SignInRules,
}

/// What the installation asks of whoever signs in.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInRules {
    /// Characters of the shortest password, 8–64.
    pub password_length_min: u32,
    /// How many earlier passwords may not be taken again, 0–24.
    pub password_history: u32,
    /// Days until a password must be changed, 0–730; 0 never asks.
    pub password_days_max: u32,
    /// Failed sign-ins in a row that are let pass before a name has to wait, 3–20.
    pub failures_free: u32,
    /// Minutes to wait after the first failure too many, doubled with each further one, 1–60.
    pub delay_minutes_first: u32,
    /// The longest wait in minutes, 1–1440.
    pub delay_minutes_max: u32,
    /// Minutes without a request after which a session ends, 5–1440.
    pub session_idle_minutes: u32,
    /// Minutes after sign-in at which a session ends, however busy, 15–10080.
    pub session_minutes_max: u32,
    /// Sessions an account may have at the same time, 1–50; another one ends that which was used longest ago.
    pub sessions_max: u32,
    /// Minutes for which a recovery link is valid, 10–10080.
    pub recovery_link_minutes: u32,
    /// Who may not come in by the password alone.
    pub second_factor_for: SecondFactorFor,
}

/// Who may not come in by the password alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactorFor {
    /// The three administrators.
    Administrators,
    /// Whoever has a role other than that of a trainee, who sees themself alone.
    SeesOthers,
    /// Every account.
    Everybody,
}

/// A name and a password.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    pub login: String,
    pub password: String,
}

/// A code of an authenticator app, or a recovery code.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Code {
    pub code: String,
}

/// The answer of a passkey to a challenge, as browsers write it in JSON.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeyShown {
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    pub credential: Value,
}

/// Who has come in, and how far. The session itself travels as a cookie that no script can read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Entered {
    pub account: AccountRef,
    /// What must still be done before anything else is answered: `second_factor`, `enrolment`, `password`.
    pub due: Option<&'static str>,
}

/// An account, as pages name it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AccountRef {
    pub id: Uuid,
    pub login: String,
    pub display_name: String,
}

/// A one-time link, as it was given: installation and secret, what stands behind the `#` of its address.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkGiven {
    pub link: String,
}

/// What a one-time link is for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LinkSeen {
    /// `first_start` makes the first administrators, `recovery` gives an account a new password.
    pub purpose: &'static str,
    /// Whose account it mends.
    pub account: Option<AccountRef>,
    /// Why the second factor is taken off as well; absent where it stays, and is asked for at the next sign-in.
    pub factor_reason: Option<String>,
    /// At a first start: the name of the topmost unit, where there is one.
    pub top_unit: Option<String>,
    /// Microseconds UTC.
    pub expires_at: i64,
    pub password_length_min: u32,
}

/// The first start: whoever holds the link becomes the system administrator, and names the security administrator.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstStart {
    pub link: String,
    pub login: String,
    pub display_name: String,
    pub password: String,
    /// The security administrator is another person, who sets a password by a link of their own.
    pub security_login: String,
    pub security_display_name: String,
    /// The topmost unit, below which all others will stand; absent where there are units already.
    pub top_unit: Option<TopUnit>,
}

/// The unit at the top of the tree.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TopUnit {
    pub name: String,
    /// `province`, `city`, `county`, …
    pub tier: String,
}

/// The first administrators are made.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Started {
    pub account: AccountRef,
    pub due: Option<&'static str>,
    /// For the security administrator, to be handed over.
    pub security_link: LinkMade,
}

/// A new password by a one-time link.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Recovery {
    pub link: String,
    pub password: String,
}

/// A one-time link that was made: shown once, to whoever made it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LinkMade {
    pub account: AccountRef,
    /// The address to open: a path of this server, its secret behind the `#`, which browsers never send.
    pub address: String,
    /// Microseconds UTC.
    pub expires_at: i64,
}

/// One identity of the demonstration.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Identity {
    /// `province`, `city`, `school`, `liaison`, `lecturer`, `trainee`.
    pub identity: &'static str,
    pub role: Words,
    /// What this identity comes to do.
    pub task: Words,
    /// Who it is in the made-up province.
    pub display_name: String,
}

/// The identity to go in as.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    pub identity: String,
}
