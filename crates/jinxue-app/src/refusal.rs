//! A refusal: the problem as it will travel, made from whatever went wrong below.

use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::words::Fault;
use jinxue_store::StoreError;

/// Why a use case did not do what was asked.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(pub Problem);

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl From<StoreError> for Refusal {
    fn from(fault: StoreError) -> Self {
        let problem = match &fault {
            StoreError::NotFound { what, id } => Problem::not_found(what, id),
            StoreError::Stale { what, id, expected } => Problem::new(ErrorCode::VersionStale)
                .field(*what)
                .value(id)
                .expected(format!("version {expected}")),
            StoreError::Constraint(constraint) => return Self(of_constraint(constraint)),
            StoreError::Cycle { unit, below } => Problem::new(ErrorCode::UnitCycle)
                .field("parent_id")
                .value(below)
                .because(format!("{unit} → {below}"), format!("{unit} → {below}")),
            StoreError::Busy | StoreError::Deadline(_) => Problem::new(ErrorCode::Busy),
            other => {
                tracing::error!(fault = %other, "the store failed");
                Problem::new(ErrorCode::Internal)
            }
        };
        Self(problem)
    }
}

impl Refusal {
    /// A value of `field` that the domain refused.
    pub fn of(field: &str, fault: &dyn Fault) -> Self {
        let (words, expected) = (fault.words(), fault.expected());
        Self(
            Problem::new(ErrorCode::InvalidValue)
                .because(words.zh, words.en)
                .field(field)
                .value(fault.value())
                .expected(expected.zh),
        )
    }

    /// A fault of ours, with what it was for the log.
    pub fn internal(what: &dyn std::fmt::Display) -> Self {
        tracing::error!(fault = %what, "internal fault");
        Self(Problem::new(ErrorCode::Internal))
    }
}

/// A constraint of the schema, as the person who broke it should read it.
fn of_constraint(constraint: &jinxue_store::Constraint) -> Problem {
    Problem::new(ErrorCode::Duplicate).field(format!("{constraint}"))
}
