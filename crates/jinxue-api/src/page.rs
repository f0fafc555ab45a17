//! Lists: a page of rows and how to get the next.

use serde::Serialize;
use utoipa::ToSchema;

/// A page of a list read by key: pass `next` back as `after`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// The key of the next page; absent on the last one.
    pub next: Option<String>,
    /// How many rows the whole list has.
    pub total: u64,
}

/// A window of a long list read by position, so that a reader can jump anywhere.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Window<T> {
    pub items: Vec<T>,
    /// The position of the first item.
    pub offset: u64,
    pub total: u64,
}

/// A short list, whole.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct List<T> {
    pub items: Vec<T>,
}

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        Self { items }
    }
}
