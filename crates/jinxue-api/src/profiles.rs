//! Target profiles: what people of a post, grade and sector must master.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Words;

/// How far a topic is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileLevel {
    pub topic: String,
    /// 1…100, where 100 asks for everything.
    pub level: i64,
}

/// A profile as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileDraft {
    pub name: String,
    /// The highest grade it is for, 1…12; the smaller number.
    pub grade_from: u8,
    pub grade_to: u8,
    /// `head`, `deputy`, `member`; none for all.
    pub roles: Vec<String>,
    /// None for all.
    pub sectors: Vec<String>,
    /// What holds where nothing that counts is known: `asked` (to be assessed), `lacking` (counts as a gap).
    pub unproven: String,
    /// Whose demand it is: `post`, `organisation`.
    #[serde(default = "of_the_post")]
    pub demand: String,
    pub levels: Vec<ProfileLevel>,
}

/// Whose demand a profile is that does not say.
fn of_the_post() -> String {
    "post".into()
}

/// A new profile of a unit's subtree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProfile {
    pub unit_id: Uuid,
    pub draft: ProfileDraft,
}

/// One version of a profile.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Profile {
    pub id: Uuid,
    pub unit_id: Uuid,
    pub unit_name: String,
    /// The version, from 1.
    pub number: i64,
    pub draft: ProfileDraft,
    pub valid_from: String,
    /// Who set it.
    pub actor: String,
    pub set_at: i64,
    /// Whether the asker may change it.
    pub may_change: bool,
}

/// A profile a workbook speaks of.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReadProfile {
    /// `new`, `changed`, `same`.
    pub verdict: String,
    /// The profile of that name the unit has, and the version it was compared with.
    pub stands: Option<Uuid>,
    pub number: Option<i64>,
    pub draft: ProfileDraft,
}

/// Something in a workbook that cannot be taken.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProfileFault {
    /// The row as the spreadsheet shows it.
    pub row: i64,
    /// The header of the column.
    pub column: String,
    pub value: String,
    pub message: Words,
}

/// What a workbook says, before anything is kept.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReadProfiles {
    pub profiles: Vec<ReadProfile>,
    pub faults: Vec<ProfileFault>,
}
