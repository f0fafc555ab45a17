//! Needs surveys: an organiser asks the people of a subtree, they answer, and three needs become one.

mod answer;
mod asked;
mod count;
mod draft;
mod export;
mod look;
mod results;
mod tend;
mod write;

pub use answer::{mine, put_answer, questionnaire};
pub(crate) use export::export;
pub use look::{get, list, remarks, waiting};
pub use results::results;
pub(crate) use tend::{perform, tend};
pub use write::{add, remind, remove, revise, step};
