//! A plan's targets handed down the tree: shares, and how they agree.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::Words;
use crate::plans::Target;
use crate::units::UnitRef;

/// Classes and person-times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Aim {
    pub classes: i64,
    pub person_times: i64,
}

/// What a unit holds of one tier, what it made of it, and whether the two agree.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ShareLine {
    /// `province`, `city`, `county`.
    pub tier: String,
    /// What the unit is to see held, by itself and below.
    pub held: Aim,
    /// What it has handed on to units below.
    pub handed: Aim,
    /// Classes organised by it and below that are not cancelled.
    pub planned: Aim,
    /// Of which approved, published or held.
    pub approved: Aim,
    /// `own`: of its own tier or above, it may keep it; `even`: all is handed on; `undivided`: nothing is yet; `off`: what is
    /// handed on differs.
    pub standing: String,
    /// Handed on beyond what is held; negative where some is still to be handed on. With `off` only.
    pub off: Option<Aim>,
}

/// A unit with its part of a plan's targets.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ShareHolder {
    pub unit_id: Uuid,
    pub unit_name: String,
    pub tier: String,
    /// Whether it was given something: by the plan, where it owns it, or by a unit above.
    pub holds: bool,
    /// How many units it has handed something to.
    pub receivers: i64,
    pub lines: Vec<ShareLine>,
}

/// Where targets do not agree.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Imbalance {
    pub unit_id: Uuid,
    pub unit_name: String,
    /// `undivided`, `off`, `moved` (the unit no longer lies below the one that gave it).
    pub kind: String,
    pub tier: String,
    /// In classes and person-times: what is still to be handed on is negative, what is too much is positive.
    pub off: Aim,
    pub words: Words,
}

/// How a unit has divided its part of a plan's targets.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Shares {
    pub holder: ShareHolder,
    /// The unit that gave it its part.
    pub from: Option<UnitRef>,
    /// Those who have a part of it, and the regions directly below that could have one; in tree order.
    pub receivers: Vec<ShareHolder>,
    /// Everything that does not agree in the unit and below.
    pub imbalances: Vec<Imbalance>,
    /// The version of the division, 0 before the first; goes into `If-Match`.
    pub version: i64,
    pub divided_by: Option<String>,
    pub divided_at: Option<i64>,
    pub may_divide: bool,
}

/// Whose division; the highest unit one may see that holds something when absent.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SharesQuery {
    pub unit: Option<Uuid>,
}

/// What one unit shall get.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    pub unit_id: Uuid,
    pub targets: Vec<Target>,
}

/// A division: all shares of one unit at once. A unit that is not in it gets nothing.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetDivision {
    pub shares: Vec<Share>,
}

/// By what a division is proposed.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProposalQuery {
    pub unit: Option<Uuid>,
    /// `people`: by the people of each; `planned`: by the classes each has in the plan already.
    pub by: String,
}
