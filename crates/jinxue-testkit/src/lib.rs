//! Test databases, servers and builders.

pub mod db;

pub use db::{Backend, TestDb};
