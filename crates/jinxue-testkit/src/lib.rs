//! Test databases, servers and builders.

pub mod build;
pub mod db;

pub use db::{Backend, TestDb};
