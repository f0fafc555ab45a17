//! A term of our own: lessons of training classes on real dates, translated into the general model.

mod calendar;
mod generate;
mod model;
mod shares;
mod translate;

pub use calendar::{Calendar, Quarter};
pub use generate::{Size, generate};
pub use model::{Hall, Lecturer, Lesson, LessonKind, Pin, Site, Term, TrainingClass, Where, Wish};
pub use shares::{Held, Share, ShareRule, shares};
pub use translate::{Session, Translation, carry, people, translate};
