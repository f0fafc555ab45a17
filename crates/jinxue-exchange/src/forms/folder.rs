//! Forms as files: one alone, or many in an archive, each a row of one sheet.

use std::collections::HashSet;
use std::io::{BufRead, Read, Seek, Write};

use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{EXPECTED, FILE_BYTES_MAX, raw::RawForm, read_raw, sheet};
use crate::{
    fault::{FileFault, Measure},
    table::{Row, encoding::decode},
};

/// The name of the sheet that forms make.
pub(crate) const SHEET: &str = "干部任免审批表";

/// Names of what some systems put into every archive.
const LITTER: [&str; 3] = ["__MACOSX/", ".DS_Store", "Thumbs.db"];

/// Forms that were found to be such.
pub(crate) enum Forms<R> {
    /// One form, read already.
    One(Box<RawForm>),
    Archive(ZipArchive<R>),
}

impl<R: BufRead + Seek> Forms<R> {
    /// The header, then one row for each form, then nothing.
    pub(crate) fn rows(&mut self) -> Box<dyn Iterator<Item = Result<Row, FileFault>> + '_> {
        let header = std::iter::once(Ok(sheet::header()));
        match self {
            Self::One(form) => {
                let row = sheet::row(2, "", Ok((**form).clone()));
                Box::new(header.chain(std::iter::once(Ok(row))))
            }
            Self::Archive(archive) => {
                let forms = (0..archive.len()).filter_map(|at| entry(archive, at).transpose());
                let rows = (2..).zip(forms).map(|(number, entry)| {
                    let (name, form) = entry?;
                    Ok(sheet::row(number, &name, form))
                });
                Box::new(header.chain(rows))
            }
        }
    }
}

/// Does an archive hold forms, and is it no workbook?
pub(crate) fn holds_forms<R: Read + Seek>(archive: &ZipArchive<R>) -> bool {
    let named =
        |ending: &str| archive.file_names().flatten().any(|name| name.to_lowercase().ends_with(ending));
    !named("[content_types].xml") && (named(".lrmx") || named(".lrm"))
}

type Entry = (String, Result<RawForm, FileFault>);

/// The name and the form of an entry; nothing where the entry is a folder or litter.
fn entry<R: Read + Seek>(archive: &mut ZipArchive<R>, at: usize) -> Result<Option<Entry>, FileFault> {
    let file = archive.by_index(at).map_err(damaged)?;
    // Windows writes the names in GBK without saying so.
    let name =
        decode(file.name_raw()).unwrap_or_else(|_| String::from_utf8_lossy(file.name_raw()).into_owned());
    if file.is_dir() || LITTER.iter().any(|litter| name.contains(litter)) {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    let read = file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes);
    let form = match read {
        Err(error) => Err(damaged(error)),
        Ok(_) => read_raw(&bytes),
    };
    Ok(Some((name, form)))
}

fn damaged(error: impl std::fmt::Display) -> FileFault {
    FileFault::Damaged { detail: error.to_string() }
}

/// Puts forms, each with the name of its file, into one archive, so that they are one import.
///
/// # Errors
/// [`FileFault::TooLarge`] when one of them is larger than a form may be; [`FileFault::Unreadable`] when the archive
/// cannot be written.
pub fn bundle<R: Read>(forms: Vec<(String, R)>, to: impl Write + Seek) -> Result<(), FileFault> {
    let unwritable = |detail: String| FileFault::Unreadable { detail };
    let mut archive = ZipWriter::new(to);
    let mut names = HashSet::new();
    for (place, (name, form)) in forms.into_iter().enumerate() {
        let mut bytes = Vec::new();
        form.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(|e| unwritable(e.to_string()))?;
        if bytes.len() as u64 > FILE_BYTES_MAX {
            return Err(FileFault::TooLarge { measure: Measure::FileBytes, limit: FILE_BYTES_MAX });
        }
        // Two files of one name are two entries: a folder keeps the later ones apart.
        let path = if names.insert(name.clone()) { name } else { format!("{}/{name}", place + 1) };
        archive.start_file(path, SimpleFileOptions::default()).map_err(|e| unwritable(e.to_string()))?;
        archive.write_all(&bytes).map_err(|e| unwritable(e.to_string()))?;
    }
    archive.finish().map(drop).map_err(|e| unwritable(e.to_string()))
}

/// A form by its first characters: an XML document of a person, or the quoted fields of the older format.
pub(crate) fn looks_like_a_form(start: &[u8]) -> bool {
    let text = String::from_utf8_lossy(start);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with('<') && text.contains("Person")
}

/// The older format looks like a text table of one row: only reading it tells.
pub(crate) fn older<R>(bytes: &[u8]) -> Option<Forms<R>> {
    is_one_record(bytes).then(|| one(bytes).ok()).flatten()
}

/// Line breaks stand only inside quotes.
fn is_one_record(bytes: &[u8]) -> bool {
    let mut quoted = false;
    let trimmed = bytes.trim_ascii_end();
    trimmed.iter().all(|byte| {
        quoted ^= *byte == b'"';
        quoted || *byte != b'\n'
    })
}

/// The form a file holds.
pub(crate) fn one<R>(bytes: &[u8]) -> Result<Forms<R>, FileFault> {
    read_raw(bytes).map(|form| Forms::One(Box::new(form)))
}

/// What a kind of table is told that was given forms.
pub(crate) fn not_a_table() -> FileFault {
    FileFault::WrongFormat { found: EXPECTED.into(), expected: ".xlsx / .xls / .csv".into() }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn forms_of_one_name_stay_apart_in_their_archive() {
        let forms = vec![("a.lrmx".to_owned(), b"<Person/>".as_slice()), ("a.lrmx".to_owned(), b"<Person/>")];
        let mut bytes = Cursor::new(Vec::new());
        bundle(forms, &mut bytes).expect("memory takes it");
        let archive = ZipArchive::new(bytes).expect("an archive");
        assert!(holds_forms(&archive));
        assert_eq!(Forms::Archive(archive).rows().count(), 3);
    }

    #[test]
    fn a_quoted_table_is_no_form() {
        assert!(older::<()>(b"\"a\",\"b\"\n\"c\",\"d\"\n").is_none());
        assert!(older::<()>(b"\"a\",\"b\"").is_none());
    }
}
