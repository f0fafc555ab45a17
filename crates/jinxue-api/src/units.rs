//! Units of the organisation tree.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A node of the tree.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Unit {
    pub id: Uuid,
    pub code: Option<String>,
    pub name: String,
    pub parent_id: Option<Uuid>,
    /// `0001.0003.0022`: sorts the tree depth first.
    pub path: String,
    /// `province`, `city`, `county`, `township`.
    pub tier: String,
    /// `region`, `department`, `institution`, `enterprise`.
    pub kind: String,
    pub division: Option<String>,
    pub sector: Option<String>,
    /// How many of this very unit may be away on one day.
    pub release_cap: Option<i64>,
    /// People in the whole subtree.
    pub people: i64,
}

/// A unit with the names above it, outermost first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnitDetail {
    #[serde(flatten)]
    pub unit: Unit,
    pub above: Vec<UnitRef>,
}

/// A unit by name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnitRef {
    pub id: Uuid,
    pub name: String,
}
