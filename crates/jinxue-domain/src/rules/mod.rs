//! Rules as data: a code, figures, a mark that says how sure we are, and the source.
//!
//! The [`CATALOGUE`] holds what the program ships. A [`RuleBook`] adds local values: a province, city or county may set other
//! figures for its own subtree, and the nearest one above a unit wins. Every version of a local value stays. Whatever decides by a rule carries the
//! [`RuleInForce`] it used, so that a page can show the rule beside the verdict.

mod book;
mod catalogue;
mod figure;
mod local;
mod source;
mod version;

pub use book::{RuleBook, RuleInForce};
pub use catalogue::{CATALOGUE, code, rule};
pub use figure::{Allowed, Choice, Figure, Value};
pub use local::{OverrideFault, RuleOverride};
pub use source::{Mark, Source};
pub use version::{GivenUp, Held, RuleVersion, held, holding};

use crate::code::RuleCode;
use crate::words::Words;

/// One rule as the program ships it.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its code.
    pub code: RuleCode,
    /// What it is about.
    pub title: Words,
    /// Its figures, in the order they are shown.
    pub figures: &'static [Figure],
    /// How sure the figures are.
    pub mark: Mark,
    /// Where they come from.
    pub source: Source,
    /// From when the source is in force, as precisely as known: `2023-08-31`, `2008`; empty where it says nothing.
    pub valid_from: &'static str,
    /// Whether it decides anything before somebody confirms it.
    pub on: bool,
}
