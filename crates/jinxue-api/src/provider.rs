//! Sign-in by another: a provider of OpenID Connect.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::sign_in::AccountRef;

/// The provider of this installation. Its client secret is no part of it: the server is started with that.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// What the door calls it.
    pub name: String,
    /// Its address, letter by letter as it stands in its tokens.
    pub issuer: String,
    pub client_id: String,
    /// Methods (`amr`) or classes (`acr`) of its proof that stand for a second factor here, as `mfa` or `hwk`; empty asks
    /// everybody who has one, and every administrator, for the second factor of this installation.
    #[serde(default)]
    pub second_factor_methods: Vec<String>,
}

/// Where the browser goes; the secret it must bring back travels as a cookie that no script can read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProviderAddress {
    pub address: String,
}

/// What the provider sent the browser back with.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Returning {
    pub state: String,
    pub code: Option<String>,
    /// Why there is no code, in the provider's word.
    pub error: Option<String>,
}

/// Who came back.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Returned {
    pub account: AccountRef,
    /// What must still be done before anything else is answered: `second_factor`, `enrolment`.
    pub due: Option<&'static str>,
    /// The account was bound; otherwise somebody came in.
    pub bound: bool,
}
