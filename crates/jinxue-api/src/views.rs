//! Saved views of lists.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Filters, order and columns of a list, kept under a name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct View {
    pub id: Uuid,
    /// `people`, `classes`.
    pub list: String,
    pub name: String,
    /// What stands behind the question mark of the page.
    pub query: String,
    /// The columns shown, in order; empty where the list does not let them be chosen.
    pub columns: Vec<String>,
    pub actor: String,
}

/// A view to keep.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewView {
    pub list: String,
    pub name: String,
    pub query: String,
    #[serde(default)]
    pub columns: Vec<String>,
}

/// Whose views are asked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ViewsQuery {
    /// `people`, `classes`.
    pub list: String,
}
