//! Public holidays and make-up workdays of a year.

use serde::Serialize;
use utoipa::ToSchema;

/// A run of days off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Holiday {
    pub from: String,
    pub to: String,
    pub name: String,
    pub name_en: String,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Calendar {
    pub year: i16,
    /// No notice for this year is known: only weekends are off.
    pub provisional: bool,
    /// The notice it comes from.
    pub source: Option<String>,
    /// `C` confirmed, `S` secondary source, `U` unconfirmed.
    pub mark: Option<String>,
    pub holidays: Vec<Holiday>,
    /// Weekend days that are worked.
    pub workdays: Vec<String>,
}
