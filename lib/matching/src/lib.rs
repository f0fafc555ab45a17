//! Who sits in which class: a priced assignment engine with a proof of quality and reasons.
//!
//! A year's classes and many people: who goes where, so that the gaps that matter most are closed, every rule
//! is kept, and everybody can be told why. The engine knows nothing of training beyond its rows.
//!
//! # Use
//! - [`Tables`] are the rows of an instance; [`Instance::from_tables`] and [`Instance::read`] check them and
//!   report all [`Faults`], not the first.
//! - [`solve()`] finds seats under [`Options`] (time, gap, threads, seed, earlier prices, an earlier result to stay
//!   near), reports [`Progress`], obeys a [`CancelToken`], and returns an [`Outcome`]: the seats, a price for every
//!   class and a proven bound.
//! - [`check()`] recomputes every rule and the objective, independently of the search.
//! - [`Explainer`] answers for a person and a class why they sit there or do not, as data and in words; its
//!   [`census`](Explainer::census) answers for all of them.
//! - [`openings()`] says what one more class like each would be worth; [`Review`] looks back on a whole run, and
//!   [`Outcome::write`] writes it to a folder.
//!
//! # The problem
//! Everybody p gets a set of classes B without common days or main topics, worth `value(p, B)`: gaps closed with
//! falling returns, hours that count, a first class, preference, travel. Classes are held with min…max people or not
//! at all, quotas keep their maximum, and of no unit more than its release cap, nor two leaders, are away on one
//! day. Maximised is the sum of values less missed duties and short quotas. In the literature this is course
//! allocation (Budish 2011) with side constraints, or a generalised assignment problem over bundles.
//!
//! # The proof
//! With a price λ for every seat, μ for every quota and π for every unit and day, no assignment that keeps the rules
//! is worth more than the sum of everybody's best set at the prices and of all limits at their prices (Lagrangian
//! relaxation: Held and Karp 1971, Geoffrion 1974, Fisher 1981). That holds for any prices; better ones only make the
//! bound sharper. Prices are whole fractions of a point, so that the proof knows no rounding.
//!
//! # The seats
//! Prices that nearly clear the market make everybody's own best choice nearly fit: the idea of the approximate
//! competitive equilibrium from equal incomes (Budish 2011) and of Course Match, which runs it at Wharton (Budish,
//! Cachon, Kessler and Othman 2017). What does not fit is settled by bids (auction algorithm: Bertsekas 1988), and
//! what is left is improved by exchanges in which whoever is pushed out moves on (ejection chains: Glover 1996).
//! The last of them asks everybody about every class, so that nobody is refused a seat for somebody to whom it is
//! worth less, except with a stated cause.
//!
//! # Example
//! ```
//! use jiff::civil::date;
//! use matching::*;
//!
//! let mut tables = Tables::default();
//! tables.units.push(UnitRow { unit: "U1".into(), parent: None, release_cap: Some(2) });
//! for person in ["P1", "P2"] {
//!     tables.people.push(PersonRow {
//!         person: person.into(), unit: "U1".into(), division: "140100".into(), rank: 6, role: Role::Member,
//!         sector: "finance".into(), max_classes: 1, hours_due: 0, weeks_untrained: 10,
//!     });
//! }
//! tables.gaps.push(GapRow { person: "P1".into(), topic: "budget".into(), severity: 30 });
//! tables.gaps.push(GapRow { person: "P2".into(), topic: "budget".into(), severity: 70 });
//! tables.classes.push(ClassRow {
//!     class: "C1".into(), topic: "budget".into(), start: date(2026, 3, 2), end: date(2026, 3, 6), min: 1, max: 1,
//!     hours: 30, audience_unit: "U1".into(), rank_from: 1, rank_to: 12, roles: vec![], sectors: vec![],
//!     division: "140100".into(),
//! });
//! tables.coverage.push(CoverageRow { class: "C1".into(), topic: "budget".into(), percent: 80 });
//!
//! let instance = Instance::from_tables(tables)?;
//! let outcome = solve(&instance, &Options::default(), &mut |_| {}, &CancelToken::new());
//! let seat = outcome.solution.seats()[0];
//! assert_eq!(instance.person_key(seat.person), "P2"); // the larger gap
//! assert!(outcome.bound >= outcome.totals.objective as f64);
//! assert!(check(&instance, &outcome.solution).keeps_the_rules());
//! # Ok::<(), Faults>(())
//! ```

mod check;
mod explain;
mod fault;
mod format;
mod generate;
mod language;
mod model;
mod openings;
mod parallel;
mod prices;
mod review;
mod seats;
mod solution;
mod solve;
mod value;

pub use check::{Cause, CheckReport, Totals, Violation, check};
pub use explain::{
    Answer, Census, Closed, Exception, Explainer, ExplainerLimits, Explanation, Forced, Reseated, Rule,
    Undone, explain,
};
pub use fault::{Fault, Faults, Problem};
pub use format::{Claim, Earlier, Effort, ResultError, WriteError, claims};
pub use generate::{Recipe, generate};
pub use language::Language;
pub use model::*;
pub use openings::{Cell, Opening, cells, openings};
pub use prices::Prices;
pub use review::{Move, MoveCause, Review};
pub use solution::{Seat, Solution};
pub use solve::{CancelToken, Ending, Options, Outcome, Previous, Progress, Relaxed, relax, solve};
