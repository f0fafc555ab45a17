//! What is taught, and where: fields, topics, divisions.

use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Topic {
    pub code: String,
    pub name: String,
    pub name_en: String,
}

/// A field with its topics.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Field {
    pub code: String,
    pub name: String,
    pub name_en: String,
    /// `theory`, `party_spirit`, `ability`.
    pub family: String,
    pub topics: Vec<Topic>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Fields {
    pub fields: Vec<Field>,
}

/// A division of GB/T 2260 with the coordinates of its seat.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Division {
    pub code: String,
    pub name: String,
    pub parent: Option<String>,
    /// `province`, `city`, `county`.
    pub level: String,
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
}
