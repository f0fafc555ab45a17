//! What people lack: dated evidence, and the gaps that stand open because of it.

mod gap;

pub use gap::{GapEntry, OpenGap, Severity, open_gaps};
