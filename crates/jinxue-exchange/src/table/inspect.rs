//! Looks into an `.xlsx` before any parser does: a few kilobytes can inflate
//! to gigabytes, or declare a billion strings.

use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};

use quick_xml::{Reader, events::Event};
use zip::ZipArchive;

use super::sniff::unreadable;
use crate::{
    fault::{FileFault, Measure},
    limits::Limits,
};

/// The shortest string a workbook can hold is `<si/>`.
const SHARED_STRING_BYTES_MIN: u64 = 5;

/// Inflate every part once, counting, and leave the file at its start.
pub(super) fn inspect<R: Read + Seek>(file: &mut R, limits: &Limits) -> Result<(), FileFault> {
    let mut archive = ZipArchive::new(&mut *file).map_err(damaged)?;
    if archive.len() as u64 > limits.entries_max {
        return Err(FileFault::TooLarge { measure: Measure::Entries, limit: limits.entries_max });
    }
    let mut inflated = 0;
    for index in 0..archive.len() {
        inflated += inflate_part(&mut archive, index, limits.inflated_bytes_max - inflated, limits)?;
    }
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    Ok(())
}

fn inflate_part<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    index: usize,
    left: u64,
    limits: &Limits,
) -> Result<u64, FileFault> {
    let part = archive.by_index(index).map_err(damaged)?;
    let holds_strings = part.name().map_err(damaged)?.to_ascii_lowercase().ends_with("sharedstrings.xml");
    let mut part = BufReader::with_capacity(64 << 10, part.take(left.saturating_add(1)));
    let declared = if holds_strings { declared_strings(&mut part) } else { 0 };
    std::io::copy(&mut part, &mut std::io::sink()).map_err(damaged)?;
    // What the buffer handed out is no matter: the allowance shows what was inflated.
    let size = left.saturating_add(1) - part.get_ref().limit();
    if size > left {
        return Err(FileFault::TooLarge {
            measure: Measure::InflatedBytes,
            limit: limits.inflated_bytes_max,
        });
    }
    if declared > size / SHARED_STRING_BYTES_MIN {
        return Err(FileFault::TooLarge {
            measure: Measure::SharedStrings,
            limit: size / SHARED_STRING_BYTES_MIN,
        });
    }
    Ok(size)
}

/// The number of shared strings that the part claims to hold: the parser sets
/// memory aside for as many as are claimed.
fn declared_strings(part: &mut impl BufRead) -> u64 {
    let mut xml = Reader::from_reader(part);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) if element.local_name().as_ref() == "sst" => {
                return element
                    .attributes()
                    .flatten()
                    .filter(|attribute| attribute.key.local_name().as_ref() == "uniqueCount")
                    .filter_map(|attribute| attribute.value.trim().parse().ok())
                    .max()
                    .unwrap_or(0);
            }
            Ok(Event::Eof) | Err(_) => return 0,
            Ok(_) => {}
        }
    }
}

fn damaged(error: impl std::fmt::Display) -> FileFault {
    FileFault::Damaged { detail: error.to_string() }
}
