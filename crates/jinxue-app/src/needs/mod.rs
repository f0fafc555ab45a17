//! What people lack: the ledger of gaps, the target profiles they are held against, and the matrix of needs.

pub(crate) mod band;
pub(crate) mod columns;
pub(crate) mod counts;
mod derive;
mod export;
mod lesson;
mod matrix;
mod person;
mod profile_file;
pub mod profiles;
mod standard;
mod tend;

pub(crate) use derive::{Ledger, derive};
pub(crate) use export::export;
pub(crate) use lesson::{learn, learn_again};
pub(crate) use matrix::by_band;
pub use matrix::matrix;
pub(crate) use person::ledger_of;
pub(crate) use profile_file::export as export_profiles;
pub use profile_file::read_file as read_profiles;
pub(crate) use standard::{Standard, sector_of};
pub(crate) use tend::{Cause, Tending, perform, perform_counts, recount, rederive_later, tend};
