//! The one table of rights: every operation of the interface and what it needs. A test compares it with the document.

use jinxue_domain::authority::Right;

/// What an operation needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing: it tells nobody anything of anybody.
    Open,
    /// Somebody, whoever they are: it is about themself, or about what is no unit's.
    SignedIn,
    /// A right; the operation reaches what the asker has it on.
    Right(Right),
}

use Need::{Open, Right as R, SignedIn};

/// Every operation under `/api/v1`, by method and address.
pub const OPERATIONS: &[(&str, Need)] = &[
    ("GET /health", Open),
    ("GET /version", Open),
    ("GET /openapi.json", Open),
    ("GET /calendar/{year}", SignedIn),
    ("GET /divisions", SignedIn),
    ("GET /topics", SignedIn),
    ("GET /events", SignedIn),
    ("GET /jobs", SignedIn),
    ("GET /jobs/{id}", SignedIn),
    ("POST /jobs/{id}/cancel", SignedIn),
    ("POST /jobs/{id}/undo", R(Right::DecideClasses)),
    ("GET /views", SignedIn),
    ("POST /views", SignedIn),
    ("DELETE /views/{id}", SignedIn),
    ("GET /units", R(Right::SeeUnits)),
    ("GET /units/{id}", R(Right::SeeUnits)),
    ("GET /people", R(Right::SeePeople)),
    ("GET /people/choices", R(Right::SeePeople)),
    ("POST /people/exports", R(Right::Export)),
    ("GET /exports", SignedIn),
    ("GET /exports/{id}", SignedIn),
    ("GET /exports/{id}/file", R(Right::Export)),
    ("GET /people/{id}", R(Right::SeePeople)),
    ("PATCH /people/{id}", R(Right::ChangePeople)),
    ("POST /people/{id}/gaps", R(Right::ChangePeople)),
    ("POST /people/{id}/reveal", R(Right::RevealPersonal)),
    ("GET /people/{id}/access", R(Right::SeePeople)),
    ("GET /search", R(Right::SeePeople)),
    ("GET /gaps/summary", R(Right::SeeFigures)),
    ("GET /overview", R(Right::SeeFigures)),
    ("GET /imports", R(Right::Import)),
    ("POST /imports", R(Right::Import)),
    ("GET /imports/{id}", R(Right::Import)),
    ("DELETE /imports/{id}", R(Right::Import)),
    ("POST /imports/{id}/commit", R(Right::Import)),
    ("GET /imports/{id}/faulty.xlsx", R(Right::Import)),
    ("PUT /imports/{id}/mapping", R(Right::Import)),
    ("GET /imports/{id}/rows", R(Right::Import)),
    ("PUT /imports/{id}/rows/{row_no}", R(Right::Import)),
    ("POST /imports/{id}/undo", R(Right::Import)),
    ("GET /plans", R(Right::SeePlans)),
    ("POST /plans", R(Right::ChangePlans)),
    ("GET /plans/{id}", R(Right::SeePlans)),
    ("PUT /plans/{id}/targets", R(Right::ChangePlans)),
    ("GET /plans/{id}/classes", R(Right::SeeClasses)),
    ("POST /plans/{id}/classes", R(Right::ChangeClasses)),
    ("GET /plans/{id}/ribbon", R(Right::SeeClasses)),
    ("GET /plans/{id}/warnings", R(Right::SeeClasses)),
    ("POST /plans/{id}/transitions", R(Right::DecideClasses)),
    ("POST /plans/{id}/runs", R(Right::Match)),
    ("GET /classes/{id}", R(Right::SeeClasses)),
    ("PATCH /classes/{id}", R(Right::ChangeClasses)),
    ("GET /classes/{id}/obstacles", R(Right::ChangeClasses)),
    ("GET /classes/{id}/seats", R(Right::SeeClasses)),
    ("PUT /classes/{id}/seats/{person}/attendance", R(Right::DecideClasses)),
    ("GET /classes/{id}/repairs", R(Right::ChangeClasses)),
    ("GET /classes/{id}/access", R(Right::SeeClasses)),
    ("POST /classes/{id}/transitions", R(Right::DecideClasses)),
    ("POST /classes/transitions", R(Right::DecideClasses)),
    ("GET /rules", R(Right::SeeUnits)),
    ("PUT /rules/{code}/override", R(Right::ChangeRules)),
    ("DELETE /rules/{code}/override", R(Right::ChangeRules)),
    ("GET /runs", R(Right::SeeRuns)),
    ("GET /runs/{id}", R(Right::SeeRuns)),
    ("GET /runs/{id}/classes", R(Right::SeeRuns)),
    ("GET /runs/{id}/classes/{class}/people", R(Right::SeePeople)),
    ("GET /runs/{id}/compare/{other}", R(Right::SeePeople)),
    ("GET /runs/{id}/export.xlsx", R(Right::Export)),
    ("GET /runs/{id}/people", R(Right::SeePeople)),
    ("GET /runs/{id}/people/{person}", R(Right::SeePeople)),
    ("POST /runs/{id}/accept", R(Right::Match)),
    ("POST /runs/{id}/stop", R(Right::Match)),
    ("GET /grants", R(Right::SeeUnits)),
    ("POST /grants", R(Right::SeeUnits)),
    ("POST /grants/{id}/revoke", R(Right::SeeUnits)),
];

/// What an operation needs; none for one that is in no table, which nobody may do.
pub fn need(operation: &str) -> Option<Need> {
    OPERATIONS.iter().find(|(known, _)| *known == operation).map(|(_, need)| *need)
}
