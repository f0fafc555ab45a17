//! Domain to the seats engine and back.
//!
//! [`ProblemBuilder`] takes what the store knows, one person at a time, and lets the domain's rules say what each owes; the
//! result is a [`Problem`]. A run solves it, has every rule checked again by the engine's independent checker, and returns
//! seats with what each is worth. [`explain`] answers every person about every class from the result alone.
//!
//! The engine knows keys and numbers; this crate knows what they stand for. It knows no database and no screen, and no
//! file but the engine's own.
#![warn(missing_docs)]

pub mod compare;
pub mod digest;
pub mod explain;
pub mod facts;
pub mod instance;
pub mod need;
pub mod prices;
pub mod problem;
mod rows;
pub mod run;
#[cfg(test)]
mod sample;
mod trace;
pub mod worth;

pub use facts::{
    ClassFacts, Frame, Inclusion, MandatoryGroup, PastTraining, PersonFacts, QuotaFacts, UnitFacts,
};
pub use instance::ProblemBuilder;
pub use matching::{CancelToken, Ending, Progress, Weights, WriteError};
pub use need::SeatPerson;
pub use prices::ClassResult;
pub use problem::{Problem, ProblemFault};
pub use run::{Budget, Report, RunFault, RunResult, RunSeat, Stay, run};
pub use trace::TracePoint;
pub use worth::Worth;
