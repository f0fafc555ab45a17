//! When and where every lesson is held: a timetabling engine judged on public benchmarks.

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
