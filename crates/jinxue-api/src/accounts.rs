//! Accounts, as their administrator sees them.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::sign_in::LinkMade;

/// One account.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Account {
    pub id: Uuid,
    pub login: String,
    pub display_name: String,
    /// Whose account it is, where that is somebody of the roster.
    pub person_id: Option<Uuid>,
    /// `active`, `suspended`.
    pub state: &'static str,
    pub version: i64,
    /// Microseconds UTC.
    pub created_at: i64,
    pub changed_at: i64,
}

/// An account to make. Its holder sets the password by the link that is answered.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    /// 2–40 letters, digits and `. _ - @`.
    pub login: String,
    pub display_name: String,
    pub person_id: Option<Uuid>,
}

/// The account made, and the link for its holder.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AccountMade {
    pub account: Account,
    pub link: LinkMade,
}

/// Why the second factor of an account is to be taken off.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FactorLost {
    /// How it was made sure who asks, and what was lost: 4–200 characters. Kept in the audit, and shown to the owner.
    pub reason: String,
}

/// What to change of an account; what is absent stays.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountChange {
    pub display_name: Option<String>,
    /// `active`, `suspended`. Suspending ends every session.
    pub state: Option<String>,
}

/// Which accounts are asked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AccountsQuery {
    /// The login name behind which to go on.
    pub after: Option<String>,
    /// 1…200, 50 when absent.
    pub limit: Option<u32>,
}

/// A part of the accounts, by login name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AccountsPage {
    pub items: Vec<Account>,
    /// What to pass back as `after`; absent on the last part.
    pub next: Option<String>,
}
