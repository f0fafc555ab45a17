//! 干部任免审批表: the form that goes with every appointment, one file a person.
//!
//! Two formats hold it, `.lrmx` (XML) and the older `.lrm` (33 quoted fields in
//! GBK). Both are read into one [`AppointmentForm`]. What the file does not say
//! stays unsaid.

mod build;
mod form;
mod lrm;
mod lrmx;
mod raw;
mod resume;

use std::{fs::File, io::Read, path::Path};

pub use form::{AppointmentForm, Education, FamilyMember, ReadForm, Sensitive};
pub use resume::{Resume, ResumeEntry};

use crate::{
    fault::{FileFault, Measure},
    table::encoding::decode,
};

/// The largest form that is read; most of it would be the photo.
pub const FILE_BYTES_MAX: u64 = 20 << 20;

/// Read a form of either format, told apart by its first character.
///
/// # Errors
/// A [`FileFault`] where the file is no such form. A value that cannot be read
/// is a fault of the form instead, and the rest of the form is there.
pub fn open_form(path: &Path, sensitive: Sensitive) -> Result<ReadForm, FileFault> {
    let unreadable = |error: std::io::Error| FileFault::Unreadable { detail: error.to_string() };
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    read_form(&bytes, sensitive)
}

/// The same for a file in memory.
///
/// # Errors
/// As [`open_form`].
pub fn read_form(bytes: &[u8], sensitive: Sensitive) -> Result<ReadForm, FileFault> {
    if bytes.is_empty() {
        return Err(FileFault::Empty);
    }
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(FileFault::TooLarge { measure: Measure::FileBytes, limit: FILE_BYTES_MAX });
    }
    let text = decode(bytes)?;
    let raw = match text.trim_start().chars().next() {
        Some('<') => lrmx::read(&text)?,
        Some('"') => lrm::read(&text)?,
        _ => return Err(FileFault::WrongFormat { found: "?".into(), expected: EXPECTED.into() }),
    };
    Ok(build::build(raw, sensitive))
}

const EXPECTED: &str = ".lrmx / .lrm（干部任免审批表）";
