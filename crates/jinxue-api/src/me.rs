//! What an account sees and changes of itself.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Words;
use crate::sign_in::AccountRef;

/// Who is signed in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Me {
    pub account: AccountRef,
    /// What must still be done before anything else is answered: `second_factor`, `enrolment`, `password`.
    pub due: Option<&'static str>,
    /// When this session ends if nothing more is asked, microseconds UTC.
    pub session_ends_at: i64,
    /// Absent where the account has no password.
    pub password_set_at: Option<i64>,
    /// Set while an authenticator app is bound.
    pub authenticator_since: Option<i64>,
    pub recovery_codes_left: u32,
    /// When, by whom and why an administrator last had the second factor taken off, for 90 days.
    pub second_factor_taken_off: Option<FactorTakenOff>,
    /// How many passkeys are bound.
    pub passkeys: u32,
    /// The host at which passkeys of this installation can be used; absent where it is opened by a bare address.
    pub passkey_host: Option<String>,
    /// What people call the provider that they may come in by, where there is one.
    pub provider: Option<String>,
    /// Set while the account is bound to it.
    pub provider_since: Option<i64>,
    /// `sign_in` or `demonstration`.
    pub entrance: &'static str,
    /// Whose account it is, where that is somebody of the roster.
    pub person_id: Option<Uuid>,
    /// The roles it has now.
    pub roles: Vec<Role>,
}

/// A one-time link took the second factor off.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FactorTakenOff {
    /// When the link was used, microseconds UTC.
    pub at: i64,
    /// Who made the link.
    pub by: String,
    pub reason: String,
}

/// A role that an account has now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Role {
    pub role: &'static str,
    pub words: Words,
    pub unit_id: Uuid,
    pub unit_name: String,
    /// When it ends, microseconds UTC.
    pub until: Option<i64>,
    /// What it lets do there.
    pub rights: Vec<&'static str>,
}

/// One place where the account is signed in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SessionRow {
    pub id: Uuid,
    /// The address it came from when it was made.
    pub address: String,
    /// What the browser called itself.
    pub agent: String,
    /// Microseconds UTC.
    pub created_at: i64,
    pub seen_at: i64,
    pub ends_at: i64,
    /// The session that asks.
    pub current: bool,
}

/// How many sessions were ended.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Ended {
    pub sessions: u64,
}

/// The present password and the next one.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    pub password: String,
    pub new_password: String,
}

/// What proves that the holder of a session is its owner.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// Needed in a session that is fully signed in. To end sessions one of the three is enough.
    pub password: Option<String>,
    /// Where a second factor is bound already, this or `passkey`: a code of the authenticator, or a recovery code.
    pub code: Option<String>,
    /// The answer of a passkey to a challenge of `POST /me/passkeys/challenge`, as browsers write it in JSON.
    #[schema(value_type = Option<std::collections::HashMap<String, Value>>)]
    pub passkey: Option<Value>,
}

/// A question for an authenticator, with the options that browsers take, as W3C Web Authentication writes them in
/// JSON. It is answered once, within five minutes, in the session that asked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PasskeyChallenge {
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    pub options: Value,
    /// Microseconds UTC.
    pub expires_at: i64,
}

/// The answer of a new passkey, and what its owner calls it.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPasskey {
    /// 1–40 characters.
    pub name: String,
    /// As browsers write it in JSON.
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    pub credential: Value,
}

/// One passkey of the account.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Passkey {
    pub id: Uuid,
    pub name: String,
    /// Microseconds UTC.
    pub created_at: i64,
    pub used_at: Option<i64>,
}

/// A passkey was bound.
#[derive(Clone, Serialize, ToSchema)]
pub struct PasskeyBound {
    pub passkey: Passkey,
    /// Codes for the day it is lost, where the account had none: shown once, each good for one sign-in.
    pub codes: Vec<String>,
    pub due: Option<&'static str>,
}

/// A secret for an authenticator app; it is in force once a code of it was shown.
#[derive(Clone, Serialize, ToSchema)]
pub struct Authenticator {
    /// Base 32, in groups, for typing.
    pub secret: String,
    /// What the picture says: an `otpauth` address.
    pub address: String,
    /// The address as an SVG picture.
    pub picture: String,
}

/// Codes for the day the authenticator is lost. Shown once; each is good for one sign-in.
#[derive(Clone, Serialize, ToSchema)]
pub struct RecoveryCodes {
    pub codes: Vec<String>,
    pub due: Option<&'static str>,
}
