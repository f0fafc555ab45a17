//! The specialised search: one-stage simulated annealing over complete timetables, after
//! Bellio, Ceschia, Di Gaspero, Schaerf, Urli: *Feature-based tuning of simulated annealing applied to the
//! curriculum-based course timetabling problem*, Computers & OR 65 (2016), with Kempe chains and reheats.
//! It minimises UD2.

mod anneal;
mod flat;
mod kempe;
mod start;
mod state;

pub use anneal::{Outcome, solve};
pub use flat::{Anchor, Flat};
pub use state::State;
