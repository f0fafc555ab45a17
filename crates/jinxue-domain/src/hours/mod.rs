//! Training time: which rule holds for a person, what counts, and what is missing.
//!
//! Two ladders decide which rule holds: whoever is 县处级 by post or 四级调研员 by rank, or higher, owes five years' time;
//! everybody else on the ladders owes a year's (干部教育培训工作条例 art. 14). Every rule is met by days **or** by hours.

mod appointment;
mod credit;
mod online;
mod verdict;
mod window;

pub use appointment::{Appointment, AppointmentVerdict, appointment_verdict};
pub use credit::{Credit, Training, weeks_untrained};
pub use online::{OnlineVerdict, online_verdict};
pub use verdict::{HoursPerson, HoursRules, HoursVerdict, MakeUp, MetBy, hours_verdict};
pub use window::window;
