//! What people lack: dated evidence, what their posts ask of them, and the gaps that stand open because of both.

mod age;
mod by;
mod change;
mod gap;
mod lesson;
mod profile;

pub use age::EvidenceAges;
pub use by::By;
pub use change::{GapCause, GapChange, changes};
pub use gap::{GapEntry, OpenGap, Severity, Standard, open_gaps};
pub use lesson::{Closing, Taught, after_class};
pub use profile::{Level, Profile, Target, Targets, Unproven};
