//! What the server says of itself.

use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Health {
    /// `ok` when the database answers.
    pub status: &'static str,
    /// `sqlite` or `postgres`.
    pub database: &'static str,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Version {
    pub name: &'static str,
    pub version: &'static str,
    /// The plan year pages open with.
    pub year: i16,
    /// Today by the server's clock, the only clock that counts.
    pub today: String,
}
