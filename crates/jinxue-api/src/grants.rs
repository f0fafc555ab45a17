//! Roles given on units.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::Words;

/// A role given on a unit.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Grant {
    pub id: Uuid,
    pub account_id: Uuid,
    /// What its holder is called.
    pub holder: String,
    /// A word of the roles.
    pub role: String,
    pub unit_id: Uuid,
    /// The unit's name today; its last name when it was removed.
    pub unit_name: String,
    /// `subtree` or `node`.
    pub reach: String,
    /// Personal fields its holder may have revealed.
    pub fields: Vec<String>,
    /// Microseconds since 1970, UTC.
    pub from: i64,
    /// The first moment it no longer holds.
    pub until: Option<i64>,
    pub given_by: String,
    pub given_at: i64,
    /// Whether it was passed on from another grant, and so falls with it.
    pub passed_on: bool,
    /// `in_force`, `not_yet`, `over`, `revoked`, or why it is suspended.
    pub standing: String,
    pub standing_words: Words,
    pub revoked_by: Option<String>,
    pub revoked_at: Option<i64>,
    /// Whether the asker may take it back.
    pub revocable: bool,
}

/// Which grants are asked for.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GrantsQuery {
    /// The unit they are on; every unit the asker may see when absent.
    pub unit: Option<Uuid>,
    /// `here` on the unit alone, as when absent; `below` also on the units below it.
    #[param(inline)]
    pub within: Option<Within>,
    /// The grant behind which to go on.
    pub after: Option<Uuid>,
    /// 1…500, 100 when absent.
    pub limit: Option<u32>,
}

/// How far below a unit something is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Within {
    #[default]
    Here,
    Below,
}

/// A part of the grants, the latest given first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GrantsPage {
    pub items: Vec<Grant>,
    /// How many there are in all parts.
    pub total: i64,
    /// What to pass back as `after`; absent on the last part.
    pub next: Option<Uuid>,
}

/// A role to give.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGrant {
    /// The name the holder signs in under.
    pub login: String,
    pub role: String,
    pub unit_id: Uuid,
    /// `subtree` when absent.
    pub reach: Option<String>,
    #[serde(default)]
    pub fields: Vec<String>,
    /// Now when absent; microseconds since 1970, UTC.
    pub from: Option<i64>,
    /// No end when absent.
    pub until: Option<i64>,
}

/// What taking a grant back took.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Revoked {
    /// The grant itself and those passed on from it.
    pub taken_back: i64,
}

/// Who can see something.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Seers {
    /// Grants on units that the asker may see.
    pub grants: Vec<Grant>,
    /// How many more grants there are on units above.
    pub above: i64,
}

/// Somebody as whom the asker sees from now on, by the header `X-See-As` of each request that reads.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SeenAs {
    /// What the header says.
    pub account_id: Uuid,
    pub name: String,
    /// Whose account it is, where it sees that person alone.
    pub person_id: Option<Uuid>,
    pub roles: Vec<crate::me::Role>,
}
