//! How needs are laid side by side.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// What the columns of the matrix of needs are.
    By, "列", "columns" {
        Region = "region", "按地区", "by region";
        Unit = "unit", "按单位", "by unit";
        Grade = "grade", "按层次", "by grade";
    }
}
