//! When and where every lesson is held: a timetabling engine judged on public benchmarks.
//!
//! `curriculum` holds the problem of ITC-2007 with its own search; `model`, `cost` and `search` the general
//! problem of ITC-2019; `term` a term of dated lessons, translated into the general one. `check` recounts
//! independently, `explain` says why and what else, `release` what changed, `draw` shows a week. Nothing here
//! knows the application; the method and its sources are in `docs/timetabling`.

pub mod check;
pub mod cost;
pub mod curriculum;
pub mod draw;
pub mod explain;
pub mod fault;
pub mod format;
pub mod model;
pub mod random;
pub mod release;
pub mod report;
pub mod run;
pub mod search;
pub mod term;
