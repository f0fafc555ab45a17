//! Test databases, servers and builders.

pub mod build;
pub mod db;
#[cfg(feature = "server")]
pub mod server;
mod tamper;

pub use db::{Backend, TestDb};
#[cfg(feature = "server")]
pub use server::{MockClock, Reply, TestServer};
pub use tamper::tamper;
