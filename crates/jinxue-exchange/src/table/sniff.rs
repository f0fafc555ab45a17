//! Which format a file has, judged by its first bytes.

use std::{
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom},
    path::Path,
};

use zip::ZipArchive;

use super::{csv::CsvSource, inspect, xls::XlsSource, xlsx::XlsxSource};
use crate::{
    fault::{FileFault, Measure},
    forms::{
        self,
        folder::{self, Forms},
    },
    limits::Limits,
};

/// A table file that has been recognised and opened.
pub(super) enum Source {
    Xlsx(XlsxSource),
    Xls(XlsSource),
    Csv(CsvSource),
    Forms(Forms<BufReader<File>>),
}

/// Formats that people send instead of a table, by their first bytes.
const OTHERS: [(&[u8], &str); 9] = [
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF (Word)"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"\x1f\x8b", "gzip"),
    (b"<?xml", "XML"),
];

const TABLE_FORMATS: &str = ".xlsx / .xls / .csv";

pub(super) fn open(path: &Path, limits: &Limits) -> Result<Source, FileFault> {
    let mut file = File::open(path).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    if length == 0 {
        return Err(FileFault::Empty);
    }
    if length > limits.file_bytes_max {
        return Err(FileFault::TooLarge { measure: Measure::FileBytes, limit: limits.file_bytes_max });
    }
    let start = first_bytes(&mut file)?;
    let mut file = BufReader::new(file);
    if start.starts_with(b"PK") {
        inspect::inspect(&mut file, limits)?;
        let archive = ZipArchive::new(file).map_err(damaged)?;
        if folder::holds_forms(&archive) {
            return Ok(Source::Forms(Forms::Archive(archive)));
        }
        let mut file = archive.into_inner();
        file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
        return XlsxSource::open(file, limits).map(Source::Xlsx);
    }
    if start.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return XlsSource::open(file, limits).map(Source::Xls);
    }
    if let Some(form) = form(&start, &mut file)? {
        return Ok(Source::Forms(form));
    }
    refuse_others(&start)?;
    CsvSource::open(file.into_inner(), limits).map(Source::Csv)
}

/// The form the file is, if it is one.
fn form(start: &[u8], file: &mut BufReader<File>) -> Result<Option<Forms<BufReader<File>>>, FileFault> {
    let is_new = folder::looks_like_a_form(start);
    if !is_new && start.trim_ascii_start().first() != Some(&b'"') {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    file.by_ref().take(forms::FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    if is_new { folder::one(&bytes).map(Some) } else { Ok(folder::older(&bytes)) }
}

fn first_bytes(file: &mut File) -> Result<Vec<u8>, FileFault> {
    let mut start = Vec::new();
    file.by_ref().take(4096).read_to_end(&mut start).map_err(unreadable)?;
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    Ok(start)
}

fn refuse_others(start: &[u8]) -> Result<(), FileFault> {
    let wrong = |found: &str| FileFault::WrongFormat { found: found.into(), expected: TABLE_FORMATS.into() };
    if let Some((_, name)) = OTHERS.iter().find(|(magic, _)| start.starts_with(magic)) {
        return Err(wrong(name));
    }
    let lower = start.to_ascii_lowercase();
    let visible = lower.trim_ascii_start();
    if ["<html", "<table", "<!doctype html", "<meta"].iter().any(|tag| visible.starts_with(tag.as_bytes())) {
        return Err(FileFault::WebPage);
    }
    let marked_utf16 = start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]);
    if start.contains(&0) && !marked_utf16 {
        return Err(wrong("binary data"));
    }
    Ok(())
}

fn damaged(error: zip::result::ZipError) -> FileFault {
    FileFault::Damaged { detail: error.to_string() }
}

pub(super) fn unreadable(error: std::io::Error) -> FileFault {
    FileFault::Unreadable { detail: error.to_string() }
}
