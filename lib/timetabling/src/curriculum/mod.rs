//! Curriculum-based course timetabling, track 3 of the International Timetabling Competition 2007
//! (Di Gaspero, McCollum, Schaerf: *The Second International Timetabling Competition: Curriculum-based
//! Course Timetabling*, 2007), and its later formulations UD1–UD5 (Bonutti, De Cesco, Di Gaspero,
//! Schaerf: *Benchmarking curriculum-based course timetabling*, Annals of OR 194, 2012).

mod check;
mod contradiction;
mod formulation;
mod model;
pub mod search;

pub use check::check;
pub use contradiction::contradictions;
pub use formulation::{Formulation, RoomSuitability};
pub use model::{Course, Curriculum, Placement, Problem, Room, Timetable};
