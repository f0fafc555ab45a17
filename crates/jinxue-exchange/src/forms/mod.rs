//! 干部任免审批表: the form that goes with every appointment, one file a person.
//!
//! Two formats hold it, `.lrmx` (XML) and the older `.lrm` (33 quoted fields in
//! GBK). Both are read into one [`AppointmentForm`]. What the file does not say
//! stays unsaid.

mod build;
pub(crate) mod folder;
mod form;
mod lrm;
mod lrmx;
mod raw;
mod resume;
pub(crate) mod sheet;

use std::{fs::File, io::Read, path::Path};

pub use folder::bundle;
pub use form::{AppointmentForm, Education, FamilyMember, ReadForm, Sensitive};
pub use resume::{Resume, ResumeEntry};

use jinxue_domain::person::CheckDigit;
use raw::RawForm;

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
    Ok(build::build(read_raw(bytes)?, sensitive, CheckDigit::MustFit))
}

/// A form as texts.
fn read_raw(bytes: &[u8]) -> Result<RawForm, FileFault> {
    if bytes.is_empty() {
        return Err(FileFault::Empty);
    }
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(FileFault::TooLarge { measure: Measure::FileBytes, limit: FILE_BYTES_MAX });
    }
    let text = decode(bytes)?;
    match text.trim_start().chars().next() {
        Some('<') => lrmx::read(&text),
        Some('"') => lrm::read(&text),
        _ => Err(FileFault::WrongFormat { found: "?".into(), expected: EXPECTED.into() }),
    }
}

/// A form again from the texts of its row: the name of the field and the text.
pub(crate) fn from_texts<'t>(
    texts: impl Iterator<Item = (&'t str, &'t str)>,
    check_digit: CheckDigit,
) -> ReadForm {
    let mut raw = RawForm::default();
    for (field, text) in texts {
        if let Some((_, _, element)) = sheet::COLUMNS.iter().find(|(name, ..)| *name == field) {
            raw.elements.insert((*element).to_owned(), text.to_owned());
        }
    }
    build::build(raw, Sensitive::Drop, check_digit)
}

const EXPECTED: &str = ".lrmx / .lrm（干部任免审批表）";
