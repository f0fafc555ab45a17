//! A refusal: the problem as it will travel, made from whatever went wrong below.

use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::authority::Right;
use jinxue_domain::words::Fault;
use jinxue_store::{Constraint, StoreError};

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
            StoreError::Beyond { what, id } => Problem::new(ErrorCode::Forbidden)
                .field(*what)
                .value(id)
                .because("不在您的权限范围内", "it lies beyond where you have the right"),
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

    /// Something the asker has no right to anywhere.
    pub(crate) fn forbidden(right: Right) -> Self {
        let problem = Problem::new(ErrorCode::Forbidden).because(right.zh(), right.en());
        Self(problem.field("right").value(right))
    }

    /// A fault of ours, with what it was for the log.
    pub fn internal(what: &dyn std::fmt::Display) -> Self {
        tracing::error!(fault = %what, "internal fault");
        Self(Problem::new(ErrorCode::Internal))
    }
}

/// A constraint of the schema, as the person who broke it should read it.
fn of_constraint(constraint: &Constraint) -> Problem {
    match constraint {
        Constraint::Taken(name) => {
            Problem::new(Refusal::of_taken(name).unwrap_or(ErrorCode::Duplicate)).field(field_of_unique(name))
        }
        Constraint::Check(name) if name == "class_not_oversold" => {
            Problem::new(ErrorCode::SeatsTaken).field("seats_max")
        }
        Constraint::Check(name) => Problem::new(ErrorCode::InvalidValue).field(name),
        Constraint::Missing(column) => Problem::new(ErrorCode::MissingValue).field(column),
        Constraint::Reference => Problem::new(ErrorCode::WrongState).because(
            "它引用的内容不存在，或仍被其他内容引用",
            "it refers to something that is not there, or something still refers to it",
        ),
    }
}

/// The field a rule of uniqueness is about.
fn field_of_unique(name: &'static str) -> &'static str {
    match name {
        "person_citizen_no_unique" => "citizen_no",
        "class_code_unique" | "unit_code_unique" => "code",
        "plan_year_unit_unique" => "year",
        "saved_view_name_unique" => "name",
        "class_topic_pk" | "class_topic_one_main" => "topics",
        "class_quota_pk" => "quotas",
        "idempotency_pk" => "Idempotency-Key",
        other => other,
    }
}
