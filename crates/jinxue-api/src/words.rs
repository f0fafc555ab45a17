//! One sentence in both languages.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A sentence for a person to read, in Chinese and in English.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Words {
    pub zh: String,
    pub en: String,
}

impl Words {
    /// Both languages at once.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}
