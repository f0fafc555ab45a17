//! Keeps a defect of a parsing library from taking this process down.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::fault::FileFault;

/// Run a parser that others wrote; its panic becomes a fault of the file. (What
/// a panic cannot tell, exhausted memory, is why strangers' files are parsed
/// in a process of their own.)
pub(super) fn guarded<T>(parse: impl FnOnce() -> Result<T, FileFault>) -> Result<T, FileFault> {
    catch_unwind(AssertUnwindSafe(parse))
        .unwrap_or_else(|_| Err(FileFault::Damaged { detail: "the parser gave up".into() }))
}
