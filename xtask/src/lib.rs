//! Chores of the repository that a test runs too.

pub mod arrows;
