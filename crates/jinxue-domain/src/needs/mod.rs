//! What people lack: dated evidence, what their posts ask of them, and the gaps that stand open because of both.

mod age;
mod by;
mod change;
mod combined;
mod gap;
mod lesson;
mod profile;
mod survey;

pub use age::EvidenceAges;
pub use by::By;
pub use change::{GapCause, GapChange, changes};
pub use combined::{Demand, Parts, Weights, relative};
pub use gap::{GapEntry, OpenGap, Severity, Standard, open_gaps};
pub use lesson::{Closing, Taught, after_class};
pub use profile::{Level, Profile, Target, Targets, Unproven};
pub use survey::{ChoiceFault, Choices, Naming, SurveyState, Urgencies, Urgency, shown};
